"""Six questions at the end of each section, answered where they stand, without a network.

The questions are in `quizzes/SECTION.json`, both languages in one file, each tied to the facts of
the chapter that it asks for. [JupyterQuiz](https://github.com/jmshea/jupyterquiz) shows them in
Jupyter, in Colab and on the pages.
"""

import json
import random
from importlib.resources import files
from typing import Any

LANGUAGES = ("ko", "en")


def questions(section: str) -> list[dict[str, Any]]:
    """The questions of a section, as they stand in the file.

    Args:
        section: such as `"9-1"`.

    Returns:
        One dict a question: `facts`, `question` and `answers`, each answer with `text`, `why` and
        `right`; every text is a dict with the keys `"ko"` and `"en"`.

    Raises:
        ValueError: there is no such section.

    Example:

    >>> first = questions("9-1")[0]
    >>> sorted(first), sum(answer["right"] for answer in first["answers"])
    (['answers', 'facts', 'question'], 1)
    """
    path = files("wordemb_keras.course") / "quizzes" / f"{section}.json"
    if not path.is_file():
        raise ValueError(f"`section` must be one of the chapter's. Received: section={section!r}")
    return json.loads(path.read_text(encoding="utf-8"))


def show(section: str, language: str) -> None:
    """Show the questions under the cell.

    Args:
        section: such as `"9-1"`.
        language: `"ko"` or `"en"`.
    """
    from jupyterquiz import display_quiz

    state = random.getstate()
    random.seed(f"{section} {language}")  # its element's name is drawn: the same at every build
    try:
        display_quiz(
            [_card(question, language) for question in questions(section)],
            shuffle_answers=True,
            max_width=760,
            colors={"--jq-multiple-choice-bg": "#345995"},
        )
    finally:
        random.setstate(state)


def outputs(section: str, language: str) -> list[Any]:
    """What `show` would put under the cell, as nbformat outputs: one run serves both languages."""
    import nbformat.v4
    from jupyterquiz.dynamic import display as quizzes

    shown: list[Any] = []
    display, quizzes.display = quizzes.display, shown.append  # there is no kernel to show it in
    try:
        show(section, language)
    finally:
        quizzes.display = display
    kinds = {"HTML": "text/html", "Javascript": "application/javascript"}
    return [
        nbformat.v4.new_output(
            "display_data",
            data={kinds[type(each).__name__]: each.data, "text/plain": "(JupyterQuiz)"},
        )
        for each in shown
    ]


def _card(question: dict[str, Any], language: str) -> dict[str, Any]:
    """A question in JupyterQuiz' form."""
    return {
        "question": question["question"][language],
        "type": "multiple_choice",
        "answers": [
            {
                "answer": answer["text"][language],
                "correct": answer["right"],
                "feedback": answer["why"][language],
            }
            for answer in question["answers"]
        ],
    }
