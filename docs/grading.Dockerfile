# Grading in a container: see docs/instructors.md. Build it in the root of the repository.
FROM python:3.12-slim
WORKDIR /course
COPY pyproject.toml requirements.txt README.md LICENSE ./
COPY wordemb_keras wordemb_keras/
COPY data data/
COPY notebooks/assignments notebooks/assignments/
RUN pip install --no-cache-dir -r requirements.txt && useradd --create-home grader
USER grader
ENTRYPOINT ["python", "-m", "wordemb_keras", "assignments"]
