"""The page of statistics."""

import pandas as pd
import pytest

from wordemb_keras.course.assignments.score import statistics

HEAD = ["student", "question", "case", "passed", "points", "max", "kind", "why", "seen", "seed"]
VARIANTS = """\
# %% wrong="double" why="adds seven"
def double(x):
    return x + 7

# %% wrong="double" why="adds two"
def double(x):
    return x + 2
"""


def table(*lines):
    return pd.DataFrame(lines, columns=HEAD)


def line(student, question, passed, seen="", kind="values"):
    why = "" if passed else "The values differ."
    return (student, question, "c", passed, passed, 1, "" if passed else kind, why, seen, 3)


def test_difficulty_and_discrimination_by_hand():
    found = statistics.items(
        table(
            *(line("a", q, 1) for q in "xyz"),
            *(line("b", q, int(q == "x")) for q in "xyz"),
            *(line("c", q, int(q == "x")) for q in "xyz"),
            *(line("d", q, int(q == "z")) for q in "xyz"),
        )
    )
    questions = {item.question: item for item in found if not item.case}
    assert questions["x"].difficulty == 0.75
    # x: 1 1 1 0; the rest, y + z: 2 0 0 1. Correlation -0.25 / (sqrt(0.75) sqrt(2.75)).
    assert questions["x"].discrimination == pytest.approx(-0.25 / (0.75 * 2.75) ** 0.5)


def test_a_question_that_all_get_right_discriminates_nobody():
    found = statistics.items(table(line("a", "x", 1), line("b", "x", 1), line("b", "y", 0)))
    assert found[0].discrimination != found[0].discrimination  # NaN


def test_wrong_answers_are_named_by_the_variant_that_gives_the_same(toy, tmp_path):
    path = tmp_path / "variants.py"
    path.write_text(VARIANTS, encoding="utf-8")
    known = statistics.digests(toy, path, seed=3)
    ((question, seen), why), _ = known.items()
    assert (question, why) == ("double", "adds seven")
    results = table(
        line("a", "double", 0, seen[0]),
        line("b", "double", 0, seen[0]),
        line("c", "double", 0, "another"),
        line("d", "double", 0, "", "blank"),
        line("e", "double", 1),
    )
    assert statistics.wrong_answers(results, known)["double"] == [
        ("adds seven", "The values differ.", 2),
        ("", "The values differ.", 1),
        ("blank", "", 1),
    ]
    for language, words in (("ko", "변별도"), ("en", "Discrimination")):
        page = tmp_path / f"{language}.html"
        statistics.write_page(page, results, toy, path, language=language)
        text = page.read_text(encoding="utf-8")
        assert "adds seven" in text and words in text


def test_another_table_is_named(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("student,total\na,1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no column case, kind"):
        statistics.read_cases(path)
