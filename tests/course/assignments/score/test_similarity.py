"""Likeness of answers: a table of pairs."""

from wordemb_keras.course.assignments.score.rows import Row
from wordemb_keras.course.assignments.score.similarity import pairs

LONG = """\
def mean(values):
    total = 0
    for value in values:
        total = total + value
    return total / len(values)"""
OTHER = """\
import numpy as np
def mean(values):
    if not len(values): raise ValueError("empty")
    return float(np.asarray(values, dtype=float).mean())"""


def student(name, code, *, seen="", text="", kind="values"):
    case = {"question": "mean", "case": "means", "seen": seen, "kind": kind}
    return Row(name, code={"mean": code}, answers={"why": text} if text else {}, cases=[case])


def test_comments_and_spaces_do_not_make_a_difference():
    copied = LONG.replace("total = 0", "total  =  0   # start")
    rows = [student("a", LONG), student("b", copied), student("c", OTHER)]
    (line,) = pairs(rows, ["mean", "why"])
    assert line[:3] == ["a", "b", "1.00"]
    assert 0.3 < float(line[3]) < 0.9  # the median of the three pairs
    assert line[4:] == [0, 0, "1.00", ""]


def test_the_same_rare_mistake_says_more_than_likeness():
    rows = [student("a", LONG, seen="x1"), student("b", OTHER, seen="x1"), student("c", LONG)]
    first, second = pairs(rows, ["mean"])
    assert first[:2] == ["a", "b"] and first[5] == 1
    assert second[:2] == ["a", "c"]


def test_a_frequent_mistake_and_a_blank_answer_say_nothing():
    rows = [student(str(n), f"x = {n}", seen="x1") for n in range(4)]
    blank = [student(n, "def f():\n    raise NotImplementedError()", kind="blank") for n in "ab"]
    assert pairs(rows, ["mean"]) == pairs(blank, ["mean"]) == pairs(rows[:1], ["mean"]) == []


def test_answers_in_words():
    text = "임베딩은 비슷한 단어를 가까운 벡터로 나타냅니다. 원-핫 벡터보다 차원이 훨씬 작고, "
    text += "단어 사이의 거리가 뜻의 차이를 말해 줍니다."
    rows = [student("a", "x", text=text), student("b", "x", text=text + " 끝.")]
    ((_, _, alike, *_),) = pairs(rows, ["mean", "why"])
    assert float(alike) > 0.95
