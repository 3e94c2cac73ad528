"""Scores as CSV that Excel opens (utf-8-sig), and marks given by hand.

`columns="canvas"` writes what Canvas' gradebook imports, `"lms"` what Moodle
and its relatives import: one total a student.
"""

import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wordemb_keras.course.assignments.author.source import Assignment
from wordemb_keras.course.assignments.collect.spreadsheets import read_lines
from wordemb_keras.course.assignments.score.points import Mark
from wordemb_keras.course.assignments.score.rows import Row
from wordemb_keras.files import atomic_write

COLUMNS = ("plain", "canvas", "lms")
_PICTURE = re.compile(r"\(\s*<?data:image/[^)]*\)")  # as Colab pastes it
_LONGEST = 30_000  # characters; a cell of a spreadsheet takes 32,767
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for one


def write_scores(
    path: Path, rows: Iterable[Row], assignment: Assignment, *, columns: str = "plain"
) -> None:
    """Write the table of a class.

    Args:
        path: the CSV file.
        rows: one a student.
        assignment: what was graded.
        columns: `"plain"`, `"canvas"` or `"lms"`.
    """
    if columns not in COLUMNS:
        raise ValueError(f"`columns` must be one of {COLUMNS}. Received: columns={columns!r}")
    maker = {"plain": _plain, "canvas": _canvas, "lms": _lms}[columns]
    write_csv(path, maker(list(rows), assignment))


def write_cases(path: Path, rows: Iterable[Row], *, seed: int) -> None:
    """Write a line for each generated case of each student.

    Args:
        path: the CSV file.
        rows: one a student.
        seed: of the cases.
    """
    head = ["student", "id", "question", "case", "passed", "points", "max", "kind", "why"]
    table: list[list[Any]] = [[*head, "seen", "seed"]]
    for row in rows:
        for case in row.cases:
            cells = [row.student, row.identity, case["question"], case["case"]]
            cells += [int(case["passed"]), f"{case['points']:.4g}", f"{case['maximum']:.4g}"]
            table.append([*cells, case["kind"], case["why"].get("en", ""), case["seen"], seed])
    write_csv(path, table)


def read_csv(path: Path, columns: set[str]) -> list[tuple[int, Mapping[str, str]]]:
    """The lines of a CSV with their numbers, whatever a spreadsheet saved it in.

    Raises:
        ValueError: a column is missing.
    """
    lines = read_lines(path, columns.issubset)
    head = [cell.strip() for cell in lines[0][1]] if lines else []
    if missing := columns - set(head):
        raise ValueError(f"{path}, line 1: no column {', '.join(sorted(missing))}")
    return [
        (line, dict(itertools.zip_longest(head, map(_meant, cells[: len(head)]), fillvalue="")))
        for line, cells in lines[1:]
    ]


def write_csv(path: Path, table: list[list[Any]]) -> None:
    """A table as CSV that Excel opens as it is."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([map(_harmless, row) for row in table])
    with atomic_write(path, "wb") as file:
        file.write(text.getvalue().encode("utf-8-sig", "replace"))


def read_marks(path: Path, assignment: Assignment) -> dict[tuple[str, str], Mark]:
    """Marks given by hand, from the sheet that `write_sheet` made.

    Args:
        path: a CSV with the columns student, question, points and, if wanted, comment.
            Rows without points are still to be marked.
        assignment: what was graded.

    Returns:
        A mark by student and question.

    Raises:
        ValueError: a column, a question or a number is wrong, or an answer is marked twice; the
            message has the line.
    """
    maxima = {q.id: q.maximum for q in assignment.questions if q.written}
    marks = {}
    for line, row in read_csv(path, {"student", "question", "points"}):
        question, points = row["question"].strip(), row["points"].strip()
        if not points:
            continue
        if question not in maxima:
            raise ValueError(f"{path}, line {line}: no text question {question!r}")
        try:
            value = float(points.replace(",", "."))
        except ValueError:
            raise ValueError(f"{path}, line {line}: points must be a number: {points!r}") from None
        if not 0 <= value <= maxima[question]:
            most = maxima[question]
            raise ValueError(f"{path}, line {line}: points must be 0 to {most:g}: {points}")
        student = row["student"].strip()
        if (student, question) in marks:
            raise ValueError(f"{path}, line {line}: {student} has a mark for {question} above")
        comment, answer = (row.get(column, "").strip() for column in ("comment", "answer"))
        marks[student, question] = Mark(value, comment, answer)
    return marks


def write_sheet(path: Path, rows: Iterable[Row], assignment: Assignment) -> None:
    """The sheet for marks by hand: answers to read, points and comments to fill in.

    What is filled in already is kept, also of students who are not in this run.

    Args:
        path: the CSV file.
        rows: one a student.
        assignment: what was graded.
    """
    kept = {}
    if path.is_file():
        kept = {
            (row["student"], row["question"]): row
            for _, row in read_csv(path, {"student", "question", "points"})
        }
    table = [["student", "question", "points", "maximum", "comment", "answer"]]
    for row in rows:
        for question in assignment.questions:
            if question.id in row.answers:
                old = kept.pop((row.student, question.id), {})
                filled = [old.get("points", ""), f"{question.maximum:g}"]
                comment = old.get("comment", "")
                answer = row.answers[question.id]
                table.append([row.student, question.id, *filled, comment, answer])
    for old in kept.values():
        if old["points"].strip() or old.get("comment", "").strip():
            table.append([old.get(column, "") for column in table[0]])
    write_csv(path, table)


def readable(answer: str) -> str:
    """A text answer as it stands in a cell of a spreadsheet; the feedback page shows all of it.

    Example:

    >>> readable("See ![plot](data:image/png;base64,iVBORw0KGgo=)")
    'See ![plot](picture)'
    """
    text = _PICTURE.sub("(picture)", unicodedata.normalize("NFC", answer))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def _plain(rows: list[Row], assignment: Assignment) -> list[list[Any]]:
    head = ["student", "id"]
    for question in assignment.questions:
        head += [question.id, f"{question.id} max"]
    head += ["points", "penalty", "total", "max", "status", "suspicious", "repairs", "to mark"]
    table: list[list[Any]] = [[*head, "submitted", "hours late", "seconds", "file"]]
    for row in rows:
        cells: list[Any] = [row.student, row.identity]
        for question in assignment.questions:
            cells += [_number(row.scores.get(question.id)), f"{question.maximum:g}"]
        cells += [f"{row.points:g}", f"{row.penalty:g}", f"{row.total:g}"]
        cells += [f"{assignment.maximum:g}", row.status, "; ".join(row.suspicious)]
        cells += ["; ".join(row.repairs), ", ".join(row.to_mark)]
        cells += [row.submitted, f"{row.hours_late:g}", f"{row.seconds:.2f}", row.file]
        table.append(cells)
    return table


def _canvas(rows: list[Row], assignment: Assignment) -> list[list[Any]]:
    """https://community.canvaslms.com: "How do I import grades in the Gradebook?"."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment.name]
    table: list[list[Any]] = [head]
    table.append(["    Points Possible", "", "", "", "", f"{assignment.maximum:g}"])
    for row in filter(_importable, rows):
        own = row.identity if row.identity != row.number else ""
        table.append([row.student, row.number, own, "", "", f"{row.total:g}"])
    return table


def _lms(rows: list[Row], assignment: Assignment) -> list[list[Any]]:
    """https://docs.moodle.org: "Grade import" and the offline grading worksheet."""
    head = ["Identifier", "Full name", "ID number", "Grade", "Maximum grade", "Feedback comments"]
    table: list[list[Any]] = [head]
    for row in filter(_importable, rows):
        identifier = f"Participant {row.number}" if row.number else ""
        own = row.identity if row.identity != row.number else ""
        points = [f"{row.total:g}", f"{assignment.maximum:g}"]
        table.append([identifier, row.student, own, *points, row.status])
    return table


def _importable(row: Row) -> bool:
    """Points that belong to nobody yet must not reach a gradebook."""
    return row.settled


def _number(score: float | None) -> str:
    return "" if score is None else f"{score:g}"


def _harmless(value: Any) -> str:
    """A spreadsheet would run a student's text that starts like a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in _FORMULA and len(text) > 1 else text


def _meant(text: str) -> str:
    """The text before `_harmless`."""
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA and len(text) > 2 else text
