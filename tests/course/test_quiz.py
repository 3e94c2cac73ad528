"""The quizzes: six questions a section, both languages, one right answer, tied to facts."""

import re

import pytest
from bs4 import BeautifulSoup

from wordemb_keras.course import notebooks, quiz

SECTIONS = ("9-1", "9-2", "9-3", "9-4", "9-5")


@pytest.mark.parametrize("section", SECTIONS)
def test_six_questions_with_reasons(section):
    asked = quiz.questions(section)
    assert len(asked) == 6
    for question in asked:
        assert sum(answer["right"] for answer in question["answers"]) == 1
        assert len(question["answers"]) == 3
        texts = [question["question"]]
        texts += [a[part] for a in question["answers"] for part in ("text", "why")]
        for each in texts:
            assert set(each) == {"ko", "en"} and all(each.values())
        whys = [re.search("[가-힣]", answer["why"]["ko"]) for answer in question["answers"]]
        assert all(whys)  # a reason in Korean for each


def test_questions_ask_for_facts_that_the_notebooks_show():
    asked = {fact for s in SECTIONS for q in quiz.questions(s) for fact in q["facts"]}
    assert asked <= set(notebooks.facts())
    for section in SECTIONS:
        chapter = section[-1]
        assert all(f[1] == chapter for q in quiz.questions(section) for f in q["facts"])


def test_it_is_shown_in_one_language_without_a_network():
    shown = quiz.outputs("9-1", "ko")
    assert shown == quiz.outputs("9-1", "ko") != quiz.outputs("9-1", "en")
    script = next(o.data["application/javascript"] for o in shown if "javascript" in str(o.data))
    assert "\\uac15\\uc544\\uc9c0" in script or "강아지" in script
    assert "Embedding" in script and "//cdn" not in script


def test_what_looks_like_a_tag_is_shown_as_it_is():
    (card,) = [c for c in map(_korean, quiz.questions("9-3")) if "apple의" in c["question"]]
    assert [answer["answer"] for answer in card["answers"]] == ["ple>x", "<ap", "<apple>"]


def _korean(question):
    """A question as it is drawn, in Korean, read as a browser reads it."""
    card = quiz._card(question, "ko")
    answers = [
        {**answer, "answer": BeautifulSoup(answer["answer"], "html.parser").text}
        for answer in card["answers"]
    ]
    return {**card, "answers": answers}


def test_code_in_a_question_is_shown_as_code():
    asked = [quiz._card(question, "en")["question"] for question in quiz.questions("9-1")]
    assert any("Keras <code>Embedding</code> layer" in question for question in asked)


def test_an_unknown_section():
    with pytest.raises(ValueError, match="`section` must be one of the chapter's"):
        quiz.questions("8-1")
