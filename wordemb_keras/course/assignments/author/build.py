"""Student versions, in Korean and English: no solution, no hidden test.

nbgrader clears solutions and hidden tests, locks the test cells and signs each
cell; ids come from contents, so that a rebuild gives the same bytes.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wordemb_keras.course import notebooks
from wordemb_keras.course.assignments.author.markers import key_of
from wordemb_keras.course.assignments.author.source import (
    Assignment,
    cell_id,
    find,
    folder,
    role_of,
)
from wordemb_keras.files import atomic_write

CODE_STUB = "# 여기에 코드를 쓰세요 · Your code here\nraise NotImplementedError()"
TEXT_STUB = "여기에 답을 쓰세요 · Write your answer here"
HIDDEN_STUB = "# 채점할 때 여기서 다른 예로 시험합니다 · Grading tries other examples here"


def build(
    name: str | None = None, *, output: Path | None = None, source: Path | None = None
) -> list[Path]:
    """Write student versions.

    Args:
        name: one section, such as `"9-2"`; None builds all.
        output: where `ko/` and `en/` go. Default: `notebooks/assignments` of the clone.
        source: the folder of the sources.

    Returns:
        The files written.
    """
    import nbformat

    written = []
    for assignment in find(name, source=source):
        for language in notebooks.LANGUAGES:
            path = (output or folder()) / language / f"{assignment.name}.ipynb"
            with atomic_write(path) as file:
                file.write(nbformat.writes(student_version(assignment, language)) + "\n")
            written.append(path)
    return written


def write_course(course: Path) -> None:
    """Copy sources and variants, solutions and hidden tests in them, to a folder of one's own.

    Args:
        course: outside the repository; files of the same name are kept as they are.

    Raises:
        ValueError: it lies inside the repository.
    """
    if course.resolve().is_relative_to(notebooks.ROOT):
        raise ValueError(f"{course} lies inside the repository. Choose a folder outside it.")
    for kind in ("source", "variants"):
        for path in sorted((folder() / kind).glob("*.py")):
            target = course / kind / path.name
            if not target.exists():
                with atomic_write(target) as file:
                    file.write(path.read_text(encoding="utf-8"))


def release_solutions(
    name: str | None = None, *, output: Path, source: Path | None = None
) -> list[Path]:
    """Write the student versions with the model solutions filled in, hidden tests left out.

    Args:
        name: one section, such as `"9-2"`; None writes all.
        output: where `ko/` and `en/` go.
        source: the folder of the sources.

    Returns:
        The files written.
    """
    import nbformat

    written = []
    for assignment in find(name, source=source):
        for language in notebooks.LANGUAGES:
            path = output / language / f"{assignment.name}_solutions.ipynb"
            answered = answered_version(assignment, language=language)
            with atomic_write(path) as file:
                file.write(nbformat.writes(answered) + "\n")
            written.append(path)
    return written


def student_version(assignment: Assignment, language: str) -> Any:
    """What a student gets, as an nbformat notebook.

    Args:
        assignment: from `source.read`.
        language: `"ko"` or `"en"`.
    """
    from nbgrader.preprocessors import CheckCellMetadata, ClearHiddenTests, ComputeChecksums

    notebook, _ = ClearHiddenTests().preprocess(graded_version(assignment, language), {})
    for cell in notebook.cells:
        if (key_of(cell) or "").endswith("-hidden"):
            cell.source = cell.source.rstrip("\n") + "\n" + HIDDEN_STUB
    for step in (ComputeChecksums(), CheckCellMetadata()):
        notebook, _ = step.preprocess(notebook, {})
    return _assembled(notebook, assignment, language)


def graded_version(assignment: Assignment, language: str = "en") -> Any:
    """The student version with the hidden tests still in it: what nbgrader restores from."""
    from nbgrader.preprocessors import (
        CheckCellMetadata,
        ClearSolutions,
        ComputeChecksums,
        LockCells,
    )

    notebook = instructor_version(assignment, language)
    for step in (
        LockCells(),
        ClearSolutions(code_stub={"python": CODE_STUB}, text_stub=TEXT_STUB),
        CheckCellMetadata(),
        ComputeChecksums(),
    ):
        notebook, _ = step.preprocess(notebook, {})
    return _assembled(notebook, assignment, language)


def instructor_version(assignment: Assignment, language: str = "en") -> Any:
    """Solutions and hidden tests included, cells marked as nbgrader wants them.

    Args:
        assignment: from `source.read`.
        language: `"ko"` or `"en"`.
    """
    import nbformat.v4

    makers = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    cells = []
    for origin in assignment.cells:
        if origin.metadata.get("lang", language) == language:
            cell = makers[origin.cell_type](origin.source.replace("LANGUAGE", language))
            if role := role_of(origin):
                cell.metadata["nbgrader"] = _nbgrader(origin, role)
            if role == "written":
                first, _, rest = cell.source.partition("\n")
                solution = f"### BEGIN SOLUTION\n{rest.strip()}\n### END SOLUTION"
                cell.source = f"{first}\n\n{solution}"
            cells.append(cell)
    return _assembled(nbformat.v4.new_notebook(cells=cells), assignment, language, setup=True)


def answered_version(
    assignment: Assignment, answers: Mapping[str, str] | None = None, language: str = "en"
) -> Any:
    """A student version with answers filled in: what a student hands in.

    Args:
        assignment: from `source.read`.
        answers: the text of an answer cell by question, the marker line included or
            not; what is missing stays blank. Default: the model solutions.
        language: `"ko"` or `"en"`.
    """
    notebook = student_version(assignment, language)
    given = model_answers(assignment, language) if answers is None else answers
    for cell in notebook.cells:
        answer = given.get(key_of(cell) or "")
        if answer is not None:
            marker = cell.source.split("\n")[0]
            cell.source = answer if answer.startswith(marker) else f"{marker}\n{answer}"
    return notebook


def model_answers(assignment: Assignment, language: str = "en") -> dict[str, str]:
    """The model solution of each question, as a student would write it.

    Args:
        assignment: from `source.read`.
        language: `"ko"` or `"en"`, of the answers in words.
    """
    answers = {}
    for cell in assignment.cells:
        role = role_of(cell)
        own = cell.metadata.get("lang", language) == language
        if own and role in ("answer", "written"):
            lines = cell.source.split("\n")
            kept = [n for n in lines if not n.strip().startswith(("### BEGIN SOL", "### END SOL"))]
            answers[cell.metadata[role]] = "\n".join(kept)
    return answers


def _nbgrader(origin: Any, role: str) -> dict[str, Any]:
    points = float(origin.metadata.get("points", 0))
    marks: dict[str, Any] = {
        "schema_version": 3,
        "grade": role != "answer" and points > 0,
        "solution": role in ("answer", "written"),
        "locked": role in ("check", "hidden"),
        "task": False,
        "grade_id": cell_id(origin),
    }
    if marks["grade"]:
        marks["points"] = points
    return marks


def _assembled(notebook: Any, assignment: Assignment, language: str, *, setup: bool = False) -> Any:
    """Ids renewed from the contents as they are now; the notebook says what it is."""
    path = f"notebooks/assignments/{language}/{assignment.name}.ipynb"
    made = notebooks.assemble(notebook.cells, path, setup=setup)
    made.metadata["wordemb"] = {"assignment": assignment.name, "language": language}
    return made
