# The room of one submission: wordemb assignments grade --isolation docker (docs/instructors.md).
# No assignment, no solution and no hidden test is in it. Build it in the root of the repository:
#     docker build --tag wordemb-grading --file docs/grading.Dockerfile .
FROM python:3.12-slim
WORKDIR /course
COPY requirements.txt LICENSE ./
# The pinned packages; ours, `-e .`, is copied.
RUN grep -v "^-e" requirements.txt > pins.txt && pip install --no-cache-dir -r pins.txt
COPY wordemb_keras wordemb_keras/
COPY data data/
ENV PYTHONPATH=/course
USER nobody
ENTRYPOINT ["python"]
