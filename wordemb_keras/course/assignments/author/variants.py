"""The tests themselves tested: wrong solutions must be caught, right ones accepted.

`notebooks/assignments/variants/` has a file for each assignment, percent format,
code cells only; each cell replaces an answer:

    # %% wrong="pair_counts" why="counts only the words to the right"
    # %% right="pair_counts" why="with collections.Counter"

A cell with `edits` makes many wrong answers out of the model solution, each by one
replacement that must fit:

    # %% edits="pair_counts"
    [
        ("abs(i - j) <= window", "abs(i - j) < window", "the window is one too small"),
    ]

They are never part of a student version.
"""

import ast
import copy
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wordemb_keras.course.assignments.author.build import graded_version, model_answers
from wordemb_keras.course.assignments.author.cases import collect
from wordemb_keras.course.assignments.author.judge import CaseResult, judge
from wordemb_keras.course.assignments.author.source import Assignment, role_of
from wordemb_keras.course.assignments.calls import quiet


@dataclass(frozen=True)
class Outcome:
    """What the tests of a question say of one solution.

    Args:
        question: its id.
        kind: `"model"`, `"blank"`, `"wrong"` or `"right"`.
        why: what is wrong with it, or how it differs.
        check: the visible check's error, an empty string where it passes.
        hidden: what the first generated case that fails says, likewise.
        cases: the result of each generated case.
    """

    question: str
    kind: str
    why: str
    check: str
    hidden: str
    cases: tuple[CaseResult, ...] = ()

    @property
    def as_it_should_be(self) -> bool:
        """Right solutions pass both, wrong ones fail the hidden tests, a blank one fails both."""
        if self.kind in ("model", "right"):
            return not self.check and not self.hidden
        return bool(self.hidden) and (self.kind == "wrong" or bool(self.check))


def outcomes(
    assignment: Assignment, variants: Path, *, seed: int = 0, every: int = 1
) -> list[Outcome]:
    """Try every variant of an assignment, the model solutions and the blank answers.

    Args:
        assignment: from `source.read`.
        variants: its file of variants.
        seed: of the generated cases.
        every: 1 tries all wrong solutions, 5 every fifth.

    Returns:
        One outcome a solution, by question.

    Raises:
        ValueError: a variant is of no question, or an edit does not fit.
    """
    every_solution = solutions(assignment, variants)
    given = _given(assignment)
    found = []
    for question in assignment.questions:
        if not question.written:
            trial = _Trial(assignment, question.id, given[question.id], seed)
            own = every_solution[question.id]
            wrong = [solution for solution in own if solution[0] == "wrong"]
            others = [solution for solution in own if solution[0] != "wrong"]
            for kind, why, source in [*others, *wrong[seed % every :: every]]:
                check, results = trial.of(source)
                failed = next((r for r in results if not r.passed), None)
                hidden = f"{failed.case}: {failed.rule['en']} {failed.why['en']}" if failed else ""
                found.append(Outcome(question.id, kind, why, check, hidden, tuple(results)))
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


def solutions(assignment: Assignment, variants: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Kind, reason and text of each solution, by question.

    Args:
        assignment: from `source.read`.
        variants: its file of variants.
    """
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
        kind = next((k for k in ("wrong", "right", "edits") if k in cell.metadata), None)
        if kind is None:
            continue
        question = cell.metadata[kind]
        if question not in found:
            raise ValueError(f"{variants.name}: {kind}={question!r} is of no question")
        if kind == "edits":
            answer = model_answers(assignment)[question]
            found[question] += [
                ("wrong", why, _edited(answer, old, new, why))
                for old, new, why in ast.literal_eval(cell.source)
            ]
        else:
            found[question].append((kind, cell.metadata.get("why", ""), cell.source))
    return found


def _edited(answer: str, old: str, new: str, why: str) -> str:
    if answer.count(old) != 1:
        raise ValueError(f"the edit {why!r} does not fit: {old!r} must be there once")
    made = answer.replace(old, new)
    ast.parse(made)  # a slip of ours is no wrong answer of a student
    return made


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


class _Trial:
    """One question: the model solution's records, to which every other solution is compared."""

    def __init__(
        self, assignment: Assignment, question: str, given: dict[str, Any], seed: int
    ) -> None:
        self._given, self._seed, self._question = given, seed, question
        self._hidden = assignment.hidden_source(question)
        self._hide = assignment.check_names()
        self._check = next(
            c.source for c in assignment.cells if c.metadata.get("check") == question
        )
        self._points = next(q for q in assignment.questions if q.id == question).points["hidden"]
        names = self._fresh()
        if error := _run(model_answers(assignment)[question], names):
            raise ValueError(f"the model solution of {question} fails: {error}")
        self._expected = collect(names, self._hidden, seed)

    def of(self, answer: str) -> tuple[str, list[CaseResult]]:
        """The visible check's error, and a result for each generated case."""
        names = self._fresh()
        _run(answer, names)
        check = _run(self._check, names)
        for name in self._hide:
            names.pop(name, None)
        found = collect(names, self._hidden, self._seed)
        return check, judge(self._question, self._points, self._expected, found)

    def _fresh(self) -> dict[str, Any]:
        return {name: _copied(value) for name, value in self._given.items()}


def _copied(value: Any) -> Any:
    """A solution that changes its arguments must not spoil the next one's."""
    changeable = isinstance(value, list | dict | set) or type(value).__module__ == "numpy"
    return copy.deepcopy(value) if changeable else value


def _run(source: str, names: dict[str, Any]) -> str:
    try:
        with quiet():
            exec(compile(source, "<cell>", "exec"), names)
    except (Exception, SystemExit) as error:
        return f"{type(error).__name__}: {error}"
    return ""
