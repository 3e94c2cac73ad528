"""Test cells as the assignment has them, and the points of a submission that ran.

No database: what is known of a submission is its notebook, the results of its cases and the
marks given by hand, all of them plain data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wordemb_keras.course.assignments.author.judge import CaseResult, score
from wordemb_keras.course.assignments.author.markers import grade_id, key_of
from wordemb_keras.course.assignments.author.source import Assignment, Question


@dataclass(frozen=True)
class Mark:
    """Points and a comment given by hand to one text answer, and that answer, if it is known."""

    points: float
    comment: str = ""
    answer: str = field(default="", compare=False)


def restored(notebook: Any, graded: Any) -> Any:
    """A repaired submission with the tests of the assignment, hidden ones included.

    Args:
        notebook: from `repair.repair`; its test cells stand where they belong.
        graded: from `build.graded_version`.
    """
    tests = {key_of(cell): cell for cell in graded.cells if is_test(cell)}
    for cell in notebook.cells:
        if is_test(cell):
            origin = tests[key_of(cell)]
            cell.source, cell.metadata = origin.source, origin.metadata
    return notebook


def points_of(
    notebook: Any,
    assignment: Assignment,
    cases: Iterable[CaseResult],
    marks: Mapping[str, Mark],
    blank: Mapping[str, str],
) -> dict[str, float | None]:
    """The points of each question; None where a mark by hand is missing.

    Args:
        notebook: restored and executed.
        assignment: what it is of.
        cases: results of its generated cases.
        marks: given by hand, by question.
        blank: the text of each answer cell as it was handed out, by question.
    """
    cells = {key_of(cell): cell for cell in notebook.cells}
    results = list(cases)
    found: dict[str, float | None] = {}
    for question in assignment.questions:
        if question.written:
            answer = cells[grade_id("answer", question.id)].source
            found[question.id] = _by_hand(answer, marks.get(question.id), blank[question.id])
        else:
            check = _check(cells[grade_id("check", question.id)], question)
            own = [result for result in results if result.question == question.id]
            found[question.id] = round(check + score(own), 2)
    return found


def is_test(cell: Any) -> bool:
    """Whether it is a visible check or a cell of generated cases."""
    return bool(cell.metadata.get("nbgrader", {}).get("locked"))


def _by_hand(answer: str, mark: Mark | None, blank: str) -> float | None:
    if mark is not None:
        return mark.points
    return 0.0 if answer.strip() == blank.strip() else None


def _check(cell: Any, question: Question) -> float:
    """Only an error costs the points of a visible check, a warning does not."""
    failed = any(output.output_type == "error" for output in cell.outputs)
    return 0.0 if failed else question.points.get("check", 0.0)
