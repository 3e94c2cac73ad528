"""nbgrader's part of grading: test cells restored, points counted, marks kept.

One gradebook is made for the assignment; each submission works on a copy of it
in a temporary folder, so that submissions in parallel never meet.
"""

import logging
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wordemb_keras.course.assignments.author.build import graded_version
from wordemb_keras.course.assignments.author.markers import grade_id, question_of
from wordemb_keras.course.assignments.author.source import Assignment

_STUDENT = "student"
_quiet = logging.getLogger("wordemb_keras.course.assignments.nbgrader")
_quiet.setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Mark:
    """Points and a comment given by hand to one text answer."""

    points: float
    comment: str = ""


class Book:
    """A gradebook of nbgrader with one assignment and one submission.

    Args:
        path: the database file.
        assignment: what it is for.
    """

    def __init__(self, path: Path, assignment: Assignment) -> None:
        self.path, self.assignment = path, assignment

    @property
    def _resources(self) -> dict[str, Any]:
        name = self.assignment.name
        url = f"sqlite:///{self.path}"
        return {
            "nbgrader": {"notebook": name, "assignment": name, "student": _STUDENT, "db_url": url}
        }

    def create(self) -> None:
        """Enter the assignment: every graded cell with its hidden tests and points."""
        from nbgrader.api import Base
        from nbgrader.preprocessors import SaveCells
        from sqlalchemy import create_engine
        from sqlalchemy.exc import SAWarning

        # Where nbgrader finds tables it does not ask the program alembic for a version,
        # which need not be on the PATH.
        engine = create_engine(f"sqlite:///{self.path}")
        Base.metadata.create_all(bind=engine)
        engine.dispose()
        with warnings.catch_warnings(), self._open() as book:
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's own, and harmless
            book.add_assignment(self.assignment.name)
            self._apply([SaveCells], graded_version(self.assignment))
            book.add_student(_STUDENT)
            book.add_submission(self.assignment.name, _STUDENT)

    def copy(self, path: Path) -> "Book":
        """The same gradebook in another file."""
        shutil.copyfile(self.path, path)
        return Book(path, self.assignment)

    def restore(self, notebook: Any) -> Any:
        """Test cells as the assignment has them, hidden tests included."""
        from nbgrader.preprocessors import (
            CheckCellMetadata,
            ClearOutput,
            DeduplicateIds,
            OverwriteCells,
            OverwriteKernelspec,
        )

        steps = [ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells]
        return self._apply([*steps, CheckCellMetadata], notebook)[0]

    def score(
        self, notebook: Any, marks: dict[str, Mark]
    ) -> tuple[Any, dict[str, float | None], dict[str, Any]]:
        """Count points.

        Args:
            notebook: executed.
            marks: those given by hand, by question.

        Returns:
            The notebook with its scores, each question's score (None: to be marked by
            hand) and nbgrader's resources for the feedback page.
        """
        from nbgrader.preprocessors import GetGrades, LimitOutput, SaveAutoGrades

        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code":
                _pass_or_fail(cell)
        notebook, _ = self._apply([LimitOutput, SaveAutoGrades], notebook)
        waiting = self._enter(marks)
        notebook, resources = self._apply([GetGrades], notebook)
        return notebook, self._by_question(notebook, waiting), resources

    def _enter(self, marks: dict[str, Mark]) -> set[str]:
        """Marks by hand go into the gradebook; returns the cells that still wait for one."""
        name, waiting = self.assignment.name, set()
        with self._open() as book:
            for question in self.assignment.questions:
                if not question.written:
                    continue
                key = grade_id("answer", question.id)
                grade = book.find_grade(key, name, name, _STUDENT)
                if question.id in marks:
                    grade.manual_score = marks[question.id].points
                    comment = book.find_comment(key, name, name, _STUDENT)
                    comment.manual_comment = marks[question.id].comment
                elif grade.auto_score is None:
                    waiting.add(key)
            book.db.commit()
        return waiting

    def _by_question(self, notebook: Any, waiting: set[str]) -> dict[str, float | None]:
        scores: dict[str, float | None] = {q.id: 0.0 for q in self.assignment.questions}
        for cell in notebook.cells:
            marks = cell.metadata.get("nbgrader", {})
            if not marks.get("grade"):
                continue
            question = question_of(marks["grade_id"])
            if marks["grade_id"] in waiting:
                scores[question] = None
            else:
                scores[question] = (scores[question] or 0.0) + float(marks["score"] or 0)
        return scores

    def _apply(self, steps: list[Any], notebook: Any) -> tuple[Any, dict[str, Any]]:
        resources = self._resources
        for step in steps:
            notebook, resources = step(log=_quiet).preprocess(notebook, resources)
        return notebook, resources

    def _open(self) -> Any:
        from nbgrader.api import Gradebook

        return Gradebook(f"sqlite:///{self.path}")


def _pass_or_fail(cell: Any) -> None:
    """Only errors count: a warning is no failure (nbgrader thinks so), a last value no points.

    The outputs of generated cases are the grader's own; they carry part of the points.
    """
    if cell.metadata.nbgrader.grade_id.endswith("-hidden"):
        return
    for output in cell.outputs:
        if output.output_type == "stream":
            output.name = "stdout"
        elif output.output_type == "execute_result":
            output.output_type = "display_data"
            del output["execution_count"]
