"""The tests themselves tested: wrong solutions must be caught, right ones accepted.

`notebooks/assignments/variants/` has a file for each assignment, percent format,
code cells only; each cell replaces an answer:

    # %% wrong="pair_counts" why="counts only the words to the right"
    # %% right="pair_counts" why="with collections.Counter"

They are never part of a student version.
"""

import contextlib
import copy
import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wordemb_keras.course.assignments.author.build import graded_version
from wordemb_keras.course.assignments.author.source import Assignment, role_of


@dataclass(frozen=True)
class Outcome:
    """What the tests of a question say of one solution.

    Args:
        question: its id.
        kind: `"model"`, `"blank"`, `"wrong"` or `"right"`.
        why: what is wrong with it, or how it differs.
        check: the visible check's error, an empty string where it passes.
        hidden: the hidden tests' error, likewise.
    """

    question: str
    kind: str
    why: str
    check: str
    hidden: str

    @property
    def as_it_should_be(self) -> bool:
        """Right solutions pass both, wrong ones fail the hidden tests, a blank one fails both."""
        if self.kind in ("model", "right"):
            return not self.check and not self.hidden
        return bool(self.hidden) and (self.kind == "wrong" or bool(self.check))


def outcomes(assignment: Assignment, variants: Path) -> list[Outcome]:
    """Try every variant of an assignment, the model solutions and the blank answers.

    Args:
        assignment: from `source.read`.
        variants: its file of variants.

    Returns:
        One outcome a solution, by question.

    Raises:
        ValueError: a variant is of no question.
    """
    solutions = _solutions(assignment, variants)
    given = _given(assignment)
    found = []
    for question in assignment.questions:
        if not question.written:
            for kind, why, source in solutions[question.id]:
                check, hidden = _try(assignment, question.id, source, given[question.id])
                found.append(Outcome(question.id, kind, why, check, hidden))
    return found


def table(results: Iterable[tuple[str, list[Outcome]]]) -> str:
    """How many wrong solutions are caught, and how many right ones accepted.

    Args:
        results: the name of an assignment and its outcomes.

    Example:

    >>> caught = Outcome("pairs", "wrong", "one side only", "", "AssertionError")
    >>> print(table([("ch9_2_glove", [caught])]))
    assignment   question  wrong  caught  by the hidden tests only  right  accepted
    -------------------------------------------------------------------------------
    ch9_2_glove  pairs     1      1       1                         0      0
    """
    rows: list[tuple[str, ...]] = [
        (
            "assignment",
            "question",
            "wrong",
            "caught",
            "by the hidden tests only",
            "right",
            "accepted",
        )
    ]
    for name, found in results:
        for question in dict.fromkeys(outcome.question for outcome in found):
            own = [outcome for outcome in found if outcome.question == question]
            wrong = [outcome for outcome in own if outcome.kind == "wrong"]
            right = [outcome for outcome in own if outcome.kind == "right"]
            counts = (
                len(wrong),
                sum(outcome.as_it_should_be for outcome in wrong),
                sum(not outcome.check for outcome in wrong),
                len(right),
                sum(outcome.as_it_should_be for outcome in right),
            )
            rows.append((name, question, *map(str, counts)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _solutions(assignment: Assignment, variants: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Kind, reason and text of each solution, by question."""
    import jupytext

    model = {c.metadata["answer"]: c.source for c in assignment.cells if role_of(c) == "answer"}
    blank = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in graded_version(assignment).cells
        if "nbgrader" in cell.metadata and cell.cell_type == "code"
    }
    found = {
        question: [("model", "", source), ("blank", "", blank[question])]
        for question, source in model.items()
    }
    for cell in jupytext.read(variants, fmt="py:percent").cells:
        for kind in ("wrong", "right"):
            question = cell.metadata.get(kind)
            if question is not None and question not in found:
                raise ValueError(f"{variants.name}: {kind}={question!r} is of no question")
            if question is not None:
                found[question].append((kind, cell.metadata.get("why", ""), cell.source))
    return found


def _given(assignment: Assignment) -> dict[str, dict[str, Any]]:
    """What the given cells above each question define; they run once."""
    names: dict[str, Any] = {"__name__": "__main__"}
    found = {}
    for cell in assignment.cells:
        role = role_of(cell)
        if role == "answer":
            found[cell.metadata[role]] = {k: v for k, v in names.items() if k != "__builtins__"}
        elif role is None and cell.cell_type == "code" and (error := _run(cell.source, names)):
            raise ValueError(f"{assignment.path.name}: a given cell fails: {error}")
    return found


def _try(
    assignment: Assignment, question: str, answer: str, given: dict[str, Any]
) -> tuple[str, str]:
    """Errors of the visible check and of the hidden tests for one answer."""
    names = {name: _copied(value) for name, value in given.items()}
    errors = {"answer": "", "check": "", "hidden": ""}
    for cell in assignment.cells:
        role = role_of(cell)
        if role in errors and cell.metadata[role] == question:
            errors[role] = _run(answer if role == "answer" else cell.source, names)
    return errors["check"], errors["hidden"]


def _copied(value: Any) -> Any:
    """A solution that changes its arguments must not spoil the next one's."""
    changeable = isinstance(value, list | dict | set) or type(value).__module__ == "numpy"
    return copy.deepcopy(value) if changeable else value


def _run(source: str, names: dict[str, Any]) -> str:
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")  # wrong solutions divide by zero
            exec(compile(source, "<cell>", "exec"), names)
    except (Exception, SystemExit) as error:
        return f"{type(error).__name__}: {error}"
    return ""
