"""How alike the answers of two students are: a table to look at, no verdict.

The code is compared as its words stand, without comments, docstrings and spaces
(RapidFuzz: insertions and deletions against the length of both). Short answers are alike in
every class, so a pair is shown beside the median of all pairs, and beside what says more
than likeness: what at most three students have in common, be it an answer that is the same to
the last space, or a wrong result.

Reference: [RapidFuzz](https://rapidfuzz.github.io/RapidFuzz)
"""

import io
import itertools
import tokenize
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wordemb_keras.course.assignments.author.source import Assignment
from wordemb_keras.course.assignments.score.rows import Row
from wordemb_keras.course.assignments.score.tables import write_csv

PAIRS = 100  # in the table
RARE = 3  # students at most who have something in common that is worth a look
_LEAST = 0.9  # mean likeness of a pair that has nothing rare in common
_SHORTEST = {"words": 20, "letters": 60}  # answers below are alike by chance
_SPACE = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
)
_NOTHING = ("blank", "name", "not run", "raises")  # wrong results that say nothing


def write_similar(path: Path, rows: Iterable[Row], assignment: Assignment) -> None:
    """Write the pairs of students whose answers are most alike.

    Args:
        path: the CSV file.
        rows: one a student.
        assignment: what was graded.
    """
    questions = [question.id for question in assignment.questions]
    head = ["student", "other", "alike", "median", "same answers", "same wrong results"]
    write_csv(path, [[*head, *questions], *pairs([r for r in rows if r.graded], questions)])


def pairs(rows: Sequence[Row], questions: Sequence[str]) -> list[list[Any]]:
    """The lines of the table, the most telling first.

    Args:
        rows: students whose submissions ran.
        questions: ids, in order.
    """
    if len(rows) < 2:
        return []
    alike = np.stack([_likeness(rows, question) for question in questions])
    known = ~np.isnan(alike)
    mean = np.nansum(alike, axis=0) / np.maximum(known.sum(axis=0), 1)
    median = np.median(mean[np.triu_indices(len(rows), 1)])
    answers = _rare(rows, _answers)
    results = _rare(rows, _wrong_results)
    lines: list[list[Any]] = []
    for i, j in itertools.combinations(range(len(rows)), 2):
        same, wrong = len(answers[i] & answers[j]), len(results[i] & results[j])
        if same or wrong or mean[i, j] >= _LEAST:
            each = [
                f"{v:.2f}" if k else "" for v, k in zip(alike[:, i, j], known[:, i, j], strict=True)
            ]
            head = [rows[i].student, rows[j].student, f"{mean[i, j]:.2f}", f"{median:.2f}"]
            lines.append([*head, same, wrong, *each])
    lines.sort(key=lambda line: (-line[4] - line[5], -float(line[2]), *line[:2]))
    return lines[:PAIRS]


def words(source: str) -> list[str]:
    r"""The words of a piece of code, without comments and docstrings.

    Example:

    >>> words('def f(x):  # twice\n    return 2*x')
    ['def', 'f', '(', 'x', ')', ':', 'return', '2', '*', 'x']
    """
    found: list[str] = []
    fresh = True  # at the beginning of a line
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in _SPACE:
                fresh = True
            elif not (fresh and token.type == tokenize.STRING):
                found.append(token.string)
                fresh = False
    except (tokenize.TokenError, SyntaxError):
        return source.split()
    return found


def _likeness(rows: Sequence[Row], question: str) -> np.ndarray:
    """How alike each pair's answers to one question are, 0 to 1; NaN where one is too short."""
    from rapidfuzz import distance, process

    texts: list[Sequence[Hashable]] = []
    for row in rows:
        if question in row.code:
            text = words(row.code[question])
            written = "NotImplementedError" not in text and len(text) >= _SHORTEST["words"]
        else:
            text = list(row.answers.get(question, ""))
            written = len(text) >= _SHORTEST["letters"]
        texts.append(text if written else [])
    scorer = distance.Indel.normalized_similarity
    found = process.cdist(texts, texts, scorer=scorer, dtype=np.float32)
    short = np.array([not text for text in texts])
    found[short, :] = found[:, short] = np.nan
    return found


def _rare(rows: Sequence[Row], what: Callable[[Row], set[Hashable]]) -> list[set[Hashable]]:
    """For each student what only few have."""
    every = [what(row) for row in rows]
    counts = Counter(item for found in every for item in found)
    return [{item for item in found if counts[item] <= RARE} for found in every]


def _answers(row: Row) -> set[Hashable]:
    """Answers with all their comments and spaces, but for short ones."""
    every = {**row.code, **row.answers}
    return {
        (question, text)
        for question, text in every.items()
        if len(text) >= 2 * _SHORTEST["letters"] and "raise NotImplementedError" not in text
    }


def _wrong_results(row: Row) -> set[Hashable]:
    cases = (case for case in row.cases if case["seen"] and case["kind"] not in _NOTHING)
    return {(case["question"], case["case"], case["seen"]) for case in cases}
