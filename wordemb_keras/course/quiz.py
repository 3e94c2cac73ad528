"""Six questions at the end of each section, answered where they stand, without a network.

The questions are in `quizzes/SECTION.json`, both languages in one file, each tied to the facts of
the chapter that it asks for. [JupyterQuiz](https://github.com/jmshea/jupyterquiz) shows them in
Jupyter, in Colab and on the pages.
"""

import html
import json
import random
import re
from importlib.resources import files
from typing import Any

LANGUAGES = ("ko", "en")
_ELSEWHERE = re.compile(r"'https?://[^']*'")
_CODE = re.compile(r"`([^`]+)`")


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
    from IPython.display import display

    for each in _drawn(section, language):
        display(each)


def outputs(section: str, language: str) -> list[Any]:
    """What `show` would put under the cell, as nbformat outputs: one run serves both languages."""
    import nbformat.v4

    kinds = {"HTML": "text/html", "Javascript": "application/javascript"}
    return [
        nbformat.v4.new_output(
            "display_data",
            data={kinds[type(each).__name__]: each.data, "text/plain": "(JupyterQuiz)"},
        )
        for each in _drawn(section, language)
    ]


def _drawn(section: str, language: str) -> list[Any]:
    """JupyterQuiz' page and its script, in which nothing is loaded from elsewhere."""
    from jupyterquiz.dynamic import display as quizzes

    drawn: list[Any] = []
    state, display = random.getstate(), quizzes.display
    random.seed(f"{section} {language}")  # its element's name is drawn: the same at every build
    quizzes.display = drawn.append
    try:
        quizzes.display_quiz(
            [_card(question, language) for question in questions(section)],
            max_width=760,
            colors={"--jq-multiple-choice-bg": "#345995"},
        )
    finally:
        quizzes.display = display
        random.setstate(state)
    for each in drawn:  # it would fetch MathJax in an old Jupyter; our questions have no formulas
        each.data = _ELSEWHERE.sub("''", each.data)
    return drawn


def _card(question: dict[str, Any], language: str) -> dict[str, Any]:
    """A question in JupyterQuiz' form."""
    return {
        "question": _as_html(question["question"][language]),
        "type": "multiple_choice",
        "answers": [
            {
                "answer": _as_html(answer["text"][language]),
                "correct": answer["right"],
                "feedback": _as_html(answer["why"][language]),
            }
            for answer in question["answers"]
        ],
    }


def _as_html(text: str) -> str:
    """JupyterQuiz takes its texts for HTML: `<ap` would show as nothing."""
    return _CODE.sub(r"<code>\1</code>", html.escape(text, quote=False))
