"""What to explain again on Monday: a page of statistics of one graded class.

For each question and each generated case

    difficulty       the share of its points that the class got, 1 where all are right
    discrimination   the correlation of those points with the points of all other questions:
                     near 0 the question says nothing, below 0 it misleads the good

and for each question the most frequent wrong answers, by the committed variant that gives the
same results for the same inputs (`author/variants.py`).

Reference: Crocker and Algina, Introduction to Classical and Modern Test Theory (1986), ch. 14
"""

import html
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from wordemb_keras.course.assignments.author.source import Assignment
from wordemb_keras.course.assignments.author.variants import outcomes
from wordemb_keras.course.assignments.score.feedback import STYLE
from wordemb_keras.course.assignments.score.tables import read_csv
from wordemb_keras.files import atomic_write

COLUMNS = {"student", "question", "case", "passed", "points", "max", "kind", "why", "seen", "seed"}
SHOWN = 5  # wrong answers of a question
WORDS = {
    "ko": {
        "title": "채점 결과의 통계",
        "students": "명",
        "question": "문제",
        "case": "채점 항목",
        "difficulty": "난이도(얻은 점수의 비율)",
        "discrimination": "변별도",
        "wrong": "자주 나온 틀린 답",
        "count": "학생 수",
        "unknown": "알려진 틀린 답이 아님",
        "blank": "답이 없음",
        "read": "난이도는 얻은 점수의 비율이므로 낮을수록 어렵습니다. "
        "변별도는 그 점수와 나머지 문제 점수의 상관계수입니다. "
        "0에 가까우면 학생을 가르지 못하고, 음수이면 문제를 다시 살펴보세요.",
    },
    "en": {
        "title": "Statistics of a graded class",
        "students": "students",
        "question": "Question",
        "case": "Case",
        "difficulty": "Difficulty (share of points gained)",
        "discrimination": "Discrimination",
        "wrong": "Frequent wrong answers",
        "count": "Students",
        "unknown": "not a known wrong answer",
        "blank": "no answer",
        "read": "Difficulty is the share of the points that were gained: the lower, the harder. "
        "Discrimination is the correlation of a question with all other questions: near 0 it tells "
        "students not apart, below 0 look at the question again.",
    },
}


@dataclass(frozen=True)
class Item:
    """A question, or a case of one.

    Args:
        question: its id.
        case: the name of the case; empty for the whole question.
        difficulty: share of the points gained, 0 to 1.
        discrimination: -1 to 1; NaN where all students have the same.
    """

    question: str
    case: str
    difficulty: float
    discrimination: float


def items(results: pd.DataFrame) -> list[Item]:
    """Difficulty and discrimination of each question and case.

    Args:
        results: a line for each case of each student, with the columns student, question,
            case, points and max.

    Example:

    >>> lines = [("Kim", "a", 1), ("Kim", "b", 1), ("Lee", "a", 1), ("Lee", "b", 0),
    ...          ("Park", "a", 0), ("Park", "b", 0)]
    >>> table = pd.DataFrame(lines, columns=["student", "question", "points"])
    >>> found = items(table.assign(case="c", max=1))[::2]  # without the cases
    >>> [(item.question, round(item.difficulty, 2), item.discrimination) for item in found]
    [('a', 0.67, 0.5), ('b', 0.33, 0.5)]
    """
    by_question = results.pivot_table("points", "student", "question", "sum", sort=False)
    total = by_question.sum(axis=1)
    found = []
    for question, own in results.groupby("question", sort=False):
        rest = total - by_question[question]
        maximum = own.groupby("student")["max"].sum().max()
        gained = by_question[question] / maximum
        found.append(Item(str(question), "", float(gained.mean()), _correlation(gained, rest)))
        for case, lines in own.groupby("case", sort=False):
            share = lines.set_index("student")["points"] / lines["max"].max()
            item = Item(str(question), str(case), float(share.mean()), _correlation(share, rest))
            found.append(item)
    return found


def wrong_answers(
    results: pd.DataFrame, known: Mapping[tuple[str, tuple[str, ...]], str]
) -> dict[str, list[tuple[str, str, int]]]:
    """The most frequent wrong answers: what is wrong, the first message, how many gave it.

    Args:
        results: as for `items`, with the columns passed, kind, why and seen.
        known: what is wrong, by question and the digests of its cases; see `digests`.
    """
    found: dict[str, list[tuple[str, str, int]]] = {}
    for question, own in results.groupby("question", sort=False):
        counts: Counter[tuple[str, str]] = Counter()
        for _, lines in own.groupby("student", sort=False):
            failed = lines[lines["passed"] == 0]
            if len(failed):
                seen = tuple(lines["seen"])
                blank = bool((failed["kind"] == "blank").all())
                what = "blank" if blank else known.get((str(question), seen), "")
                counts[what, "" if blank else str(failed["why"].iloc[0])] += 1
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        found[str(question)] = [(*what, count) for what, count in ranked[:SHOWN]]
    return found


def digests(
    assignment: Assignment, variants: Path, seed: int
) -> dict[tuple[str, tuple[str, ...]], str]:
    """What each committed wrong variant gives for the cases of this seed.

    Args:
        assignment: what was graded.
        variants: its file of variants.
        seed: of the cases.
    """
    found: dict[tuple[str, tuple[str, ...]], str] = {}
    for outcome in outcomes(assignment, variants, seed=seed):
        if outcome.kind == "wrong":
            seen = tuple(result.seen for result in outcome.cases)
            found.setdefault((outcome.question, seen), outcome.why)
    return found


def read_cases(path: Path) -> pd.DataFrame:
    """The table of cases that `grade` wrote.

    Raises:
        ValueError: it is another table, or has no lines.
    """
    rows = [row for _, row in read_csv(path, COLUMNS)]
    if not rows:
        raise ValueError(f"{path}: no case in it; nothing was graded")
    table = pd.DataFrame(rows)
    for column in ("passed", "points", "max", "seed"):
        table[column] = pd.to_numeric(table[column])
    return table


def assignment_of(results: pd.DataFrame, assignments: list[Assignment]) -> Assignment:
    """The assignment whose questions are in a table of cases.

    Raises:
        ValueError: there is none.
    """
    asked = set(results["question"])
    for assignment in assignments:
        if asked == {q.id for q in assignment.questions if not q.written}:
            return assignment
    raise ValueError(f"No assignment has these questions: {', '.join(sorted(asked))}")


def write_page(
    path: Path, results: pd.DataFrame, assignment: Assignment, variants: Path, *, language: str
) -> None:
    """Write the page.

    Args:
        path: the HTML file.
        results: from `read_cases`.
        assignment: what was graded.
        variants: its file of variants.
        language: `"ko"` or `"en"`.
    """
    words = WORDS[language]
    known = digests(assignment, variants, int(results["seed"].iloc[0]))
    wrong = wrong_answers(results, known)
    title = f"{assignment.name}: {words['title']}"
    parts = [
        f"<h1>{html.escape(title)}</h1>",
        f"<p>{results['student'].nunique()} {words['students']}. {words['read']}</p>",
        _items_table(items(results), assignment, language),
    ]
    for question in assignment.questions:
        if wrong.get(question.id):
            head = f"{question.number}. {assignment.title(question, language)}: {words['wrong']}"
            parts += [f"<h2>{html.escape(head)}</h2>", _wrong_table(wrong[question.id], words)]
    page = f"<!doctype html>\n<html lang={language!r}>\n<head><meta charset='utf-8'>"
    page += f"<title>{html.escape(title)}</title>\n{STYLE}\n</head>\n<body>\n"
    with atomic_write(path) as file:
        file.write(page + "\n".join(parts) + "\n</body>\n</html>\n")


def _items_table(found: list[Item], assignment: Assignment, language: str) -> str:
    words = WORDS[language]
    titles = {q.id: f"{q.number}. {assignment.title(q, language)}" for q in assignment.questions}
    rows = []
    for item in found:
        name = item.case.replace("_", " ") or titles.get(item.question, item.question)
        numbers = [_number(item.difficulty), _number(item.discrimination)]
        cells = ["" if item.case else name, name if item.case else "", *numbers]
        rows.append(cells if item.case else [f"<b>{html.escape(name)}</b>", *cells[1:]])
    columns = ("question", "case", "difficulty", "discrimination")
    return _table([words[column] for column in columns], rows)


def _wrong_table(found: list[tuple[str, str, int]], words: Mapping[str, str]) -> str:
    rows = []
    for what, why, count in found:
        named = words["blank"] if what == "blank" else what or words["unknown"]
        rows.append([html.escape(named), html.escape(why), str(count)])
    return _table([words["wrong"], "", words["count"]], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    top = "".join(f"<th>{cell}</th>" for cell in head)
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table>\n<tr>{top}</tr>\n{body}\n</table>"


def _number(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "–"


def _correlation(share: pd.Series, rest: pd.Series) -> float:
    both = pd.concat([share, rest], axis=1).dropna().to_numpy()
    if len(both) < 2 or np.ptp(both[:, 0]) == 0 or np.ptp(both[:, 1]) == 0:
        return float("nan")
    return round(float(np.corrcoef(both.T)[0, 1]), 10)
