"""What grading says of one student."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Row:
    """One student of a graded class.

    Args:
        student: the name.
        file: the file graded; empty where there is none.
        path: of the file, from the folder or zip that was given.
        identity: the id of the class list, else of the learning platform.
        number: the learning platform's number, where it is known.
        scores: points by question; None: waits for a mark by hand.
        problems: why nothing could be graded, or whose it may not be.
        settled: False where the points belong to nobody before somebody decides.
        submitted: when it was handed in, as ISO 8601; empty where there is nothing.
        hours_late: 0 in time.
        penalty: points taken for that.
        remarks: what happened while it ran, which of two files was graded.
        repairs: what was mended before it ran.
        suspicious: signs of cheating.
        answers: the text answers that are not blank, by question.
        code: the code answers, by question.
        cases: the result of each generated case (`judge.CaseResult`), as plain data.
        seconds: that its code ran.
        graded: False where there was nothing to grade.
    """

    student: str
    file: str = ""
    path: str = ""
    identity: str = ""
    number: str = ""
    scores: dict[str, float | None] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    suspicious: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    graded: bool = True
    settled: bool = True
    submitted: str = ""
    hours_late: float = 0.0
    penalty: float = 0.0

    @property
    def status(self) -> str:
        """`"ok"`, or all that an instructor should look at, separated by `"; "`."""
        seen = [f"suspicious: {reason}" for reason in self.suspicious]
        return "; ".join([*seen, *self.problems, *self.remarks]) or "ok"

    @property
    def to_mark(self) -> list[str]:
        """The questions that wait for a mark by hand."""
        return [question for question, score in self.scores.items() if score is None]

    @property
    def points(self) -> float:
        """Points so far, before the penalty."""
        return round(sum(score or 0.0 for score in self.scores.values()), 2)

    @property
    def total(self) -> float:
        """Points so far; never below 0."""
        return round(max(self.points - self.penalty, 0.0), 2)
