"""One assignment: its cells, its questions, its points.

The format of a source, besides that of the chapter's notebooks:

    # %% answer="pair_counts"             the student's cell, the solution between
                                          ### BEGIN SOLUTION and ### END SOLUTION
    # %% check="pair_counts"              the visible check, no points by default
    # %% hidden="pair_counts" points=3    generated cases (`cases.py`), between
                                          ### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS
    # %% [markdown] written="why" points=3 lang="ko"     a text answer, marked by hand
"""

import ast
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wordemb_keras.course import notebooks
from wordemb_keras.course.assignments.author.markers import grade_id

ROLES = ("answer", "check", "hidden", "written")


@dataclass(frozen=True)
class Question:
    """A question and its points.

    Args:
        id: its name in the source, in the markers and in the table of scores.
        number: 1, 2, ... in the order of the source.
        points: of each graded cell, by role: `{"check": 0, "hidden": 3}` or `{"written": 3}`.
    """

    id: str
    number: int
    points: dict[str, float]

    @property
    def written(self) -> bool:
        """Whether the answer is text, marked by hand."""
        return "written" in self.points

    @property
    def maximum(self) -> float:
        """All its points."""
        return sum(self.points.values())


@dataclass(frozen=True)
class Assignment:
    """An assignment as its source has it.

    Args:
        path: the source.
        cells: its cells, as jupytext reads them.
        questions: its questions, in order.
        digest: changes whenever the source does.
    """

    path: Path
    cells: list[Any]
    questions: list[Question]
    digest: str

    @property
    def name(self) -> str:
        """The file name without its ending, such as `ch9_2_glove`."""
        return self.path.stem

    @property
    def maximum(self) -> float:
        """All points."""
        return sum(question.maximum for question in self.questions)

    def imports(self) -> list[str]:
        """The import statements of its cells, each once: what a worker loads ahead."""
        lines: dict[str, None] = {}
        for cell in self.cells:
            if cell.cell_type == "code":
                for node in ast.walk(_parsed(cell.source)):
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        lines[ast.unparse(node)] = None
        return list(lines)

    def title(self, question: Question, language: str) -> str:
        """What the heading above a question calls it, without its number and points.

        Args:
            question: one of its questions.
            language: `"ko"` or `"en"`.
        """
        for cell in self.cells:
            if cell.metadata.get("lang") == language:
                pattern = rf"^#+ (?:문제|Question) {question.number}\.? *(.*?)(?: *\(\d+[^)]*\))?$"
                if found := re.search(pattern, cell.source, re.MULTILINE):
                    return found[1] or question.id.replace("_", " ")
        return question.id.replace("_", " ")

    def check_names(self) -> set[str]:
        """What the visible checks define; no solution may read it while it is graded."""
        names: dict[str | None, set[str]] = {"check": set(), None: set()}
        for cell in self.cells:
            if cell.cell_type == "code" and role_of(cell) in names:
                names[role_of(cell)] |= _bound(_parsed(cell.source))
        return names["check"] - names[None]

    def hidden_source(self, question: str) -> str:
        """The generated cases of a question."""
        return next(c.source for c in self.cells if c.metadata.get("hidden") == question)


def folder() -> Path:
    """Where sources and variants lie: the folder in `WORDEMB_COURSE`, else in the clone."""
    own = os.environ.get("WORDEMB_COURSE")
    return Path(own).expanduser() if own else notebooks.ROOT / "notebooks" / "assignments"


def read(path: Path) -> Assignment:
    """Read a source and check that its questions are whole.

    Args:
        path: a file in percent format.

    Raises:
        ValueError: a question lacks a cell, a marker or its points, or is there twice.
    """
    import jupytext

    content = path.read_bytes()
    cells = jupytext.reads(content.decode("utf-8"), fmt="py:percent").cells
    found: dict[str, dict[str, Any]] = {}
    for cell in cells:
        role = role_of(cell)
        if role is None or cell.metadata.get("lang") == "ko":
            continue
        parts = found.setdefault(cell.metadata[role], {})
        if role in parts:
            raise ValueError(f"{path.name}: {role}={cell.metadata[role]!r} is there twice")
        parts[role] = cell
    questions = [
        _question(path, name, number, parts)
        for number, (name, parts) in enumerate(found.items(), start=1)
    ]
    return Assignment(path, cells, questions, hashlib.sha256(content).hexdigest())


def find(name: str | None = None, *, source: Path | None = None) -> list[Assignment]:
    """The assignments of the clone, in order.

    Args:
        name: only those of this section: `"9-2"`, `"ch9_2"` or a full name.
        source: the folder of the sources. Default: `notebooks/assignments/source`.

    Raises:
        FileNotFoundError: there is none, or none of that name.
    """
    return [read(path) for path in notebooks.sources(name, folder=source or folder() / "source")]


def role_of(cell: Any) -> str | None:
    """`"answer"`, `"check"`, `"hidden"`, `"written"`, or None for prose and given code."""
    return next((role for role in ROLES if role in cell.metadata), None)


def cell_id(cell: Any) -> str | None:
    """The nbgrader id of a source cell, None for prose and given code."""
    role = role_of(cell)
    if role is None:
        return None
    return grade_id("answer" if role == "written" else role, cell.metadata[role])


def _question(path: Path, name: str, number: int, parts: dict[str, Any]) -> Question:
    wanted = {"written"} if "written" in parts else {"answer", "check", "hidden"}
    if set(parts) != wanted:
        missing = ", ".join(sorted(wanted ^ set(parts)))
        raise ValueError(f"{path.name}: question {name!r} needs {sorted(wanted)}, see: {missing}")
    for role, cell in parts.items():
        if f"[{name}]" not in cell.source.split("\n")[0]:
            raise ValueError(f"{path.name}: the first line of {role}={name!r} must have [{name}]")
        if role in ("hidden", "written") and "points" not in cell.metadata:
            raise ValueError(f"{path.name}: {role}={name!r} needs points=")
    hidden = parts.get("hidden")
    if hidden and not re.search(r"### BEGIN HIDDEN TESTS\n.*### END HIDDEN", hidden.source, re.S):
        raise ValueError(f"{path.name}: hidden={name!r} needs ### BEGIN HIDDEN TESTS and END")
    points = {
        role: float(cell.metadata.get("points", 0))
        for role, cell in parts.items()
        if role != "answer"
    }
    return Question(name, number, points)


def _bound(node: ast.AST) -> set[str]:
    """The names that code binds where it stands, not within functions and comprehensions."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return set()
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return {node.id}
    return set().union(*map(_bound, ast.iter_child_nodes(node)))


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:  # a magic
        return ast.Module([], [])
