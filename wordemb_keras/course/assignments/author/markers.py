"""The visible line by which a cell is known, whatever happened to its metadata.

    # 문제 2 · Question 2 [pair_counts]       the student's cell
    # 확인 · Check [pair_counts]              the visible check
    # 채점 · Grading [pair_counts]            the hidden tests
    **문제 5 · Question 5 [why_it_works]**    a written answer

Colab, VS Code and copying between notebooks may drop metadata; a line that
students see stays.
"""

import re
from collections.abc import Mapping
from typing import Any

MARKER = re.compile(
    r"^\s*(?:#+|\*\*)\s*(문제|Question|확인|Check|채점|Grading)\b[^\[\]\n]*\[([A-Za-z0-9_]+)\]",
    re.MULTILINE,
)
_ROLES = {
    **dict.fromkeys(("문제", "Question"), "answer"),
    **dict.fromkeys(("확인", "Check"), "check"),
    **dict.fromkeys(("채점", "Grading"), "hidden"),
}


def find_marker(source: str) -> tuple[str, str] | None:
    r"""The role and the question that a cell's first marker names.

    Args:
        source: the text of a cell. The marker may stand below other lines.

    Returns:
        `("answer" | "check" | "hidden", question id)`, or None without a marker.

    Example:

    >>> find_marker("# 문제 2 · Question 2 [pair_counts]\ndef pair_counts(): ...")
    ('answer', 'pair_counts')
    >>> find_marker("# 확인 · Check [pair_counts]\nassert pair_counts()")
    ('check', 'pair_counts')
    >>> find_marker("print(1)") is None
    True
    """
    found = MARKER.search(source)
    return (_ROLES[found[1]], found[2]) if found else None


def grade_id(role: str, question: str) -> str:
    """The nbgrader id of a cell: the question's for answers, with a suffix for tests.

    Example:

    >>> grade_id("answer", "pair_counts"), grade_id("check", "pair_counts")
    ('pair_counts', 'pair_counts-check')
    """
    return question if role == "answer" else f"{question}-{role}"


def key_of(cell: Mapping[str, Any]) -> str | None:
    """The nbgrader id in a cell's metadata, None for prose and given code.

    Example:

    >>> key_of({"metadata": {"nbgrader": {"grade_id": "pair_counts-check"}}})
    'pair_counts-check'
    >>> key_of({"metadata": {"nbgrader": "lost"}}) is None
    True
    """
    marks = cell["metadata"].get("nbgrader")
    key = marks.get("grade_id") if isinstance(marks, Mapping) else None
    return key if isinstance(key, str) and key else None


def read_grade_id(grade_id: str) -> tuple[str, str]:
    """The role and the question of an nbgrader id.

    Example:

    >>> read_grade_id("pair_counts-check"), read_grade_id("pair_counts")
    (('check', 'pair_counts'), ('answer', 'pair_counts'))
    """
    question, _, role = grade_id.partition("-")
    return role or "answer", question


def question_of(grade_id: str) -> str:
    """The question of an nbgrader id.

    Example:

    >>> question_of("pair_counts-hidden")
    'pair_counts'
    """
    return read_grade_id(grade_id)[1]
