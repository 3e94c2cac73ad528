"""The four laboratories: pages to play with that open by double click (`docs/labs`).

    jamo    9-3   a word, its syllable and jamo pieces, its neighbours
    map     9-2   5,000 words of GloVe: neighbours, analogies, an axis of one's own
    glove   9-2   windows, the table, probabilities, steps of AdaGrad
    elmo    9-5   layers, weights, sum, scale

A page is one file with everything in it: style, numbers and plain JavaScript, which is written as
modules and joined here, since a browser loads no module from a disk. It asks no host for anything.

    NAME.html  the page's body     NAME.toml  every word on it, in both languages
    NAME.js    the page            numbers/   what it computes; the tests hold it to Python
    page.*     the frame           data/      numbers made by make_data.py
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wordemb_keras import checks
from wordemb_keras.files import atomic_write, shipped

NOTEBOOKS = {
    "jamo": "ch9_3_fasttext",
    "map": "ch9_2_glove",
    "glove": "ch9_2_glove",
    "elmo": "ch9_5_elmo",
}
NAMES = tuple(NOTEBOOKS)
LANGUAGES = {"ko": "한국어", "en": "English"}

_HOLE = re.compile(r"\{\{(\w+)\}\}")
_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
_NAMED = re.compile(r"^(?:export )?(?:const|let|function|class) (\w+)", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const |function |class )", re.MULTILINE)


def folder() -> Path:
    """The pages' sources."""
    return shipped("docs/labs")


def write(target: Path, *, site: bool = False) -> list[Path]:
    """Write the pages in both languages, which link to each other.

    Args:
        target: the folder.
        site: whether the course's pages stand beside the folder, to be linked to.

    Returns:
        The files, `NAME.ko.html` and `NAME.en.html`.
    """
    written = []
    for name in NAMES:
        for language in LANGUAGES:
            path = target / f"{name}.{language}.html"
            with atomic_write(path) as file:
                file.write(page(name, language, site=site))
            written.append(path)
    return written


def page(name: str, language: str, *, site: bool = False) -> str:
    """One laboratory as HTML.

    Args:
        name: one of `NAMES`.
        language: `"ko"` or `"en"`.
        site: see `write`.

    Raises:
        ValueError: no such laboratory or language.
        KeyError: a text has no words for a hole of the page.
    """
    checks.choice("name", name, NAMES)
    checks.choice("language", language, tuple(LANGUAGES))
    here = folder()
    texts = words(name, language)
    said = texts.pop("say", {})
    if site:
        notebook = f"../{language}/{NOTEBOOKS[name]}.html"
        texts["section"] = f'<a href="{notebook}">{texts["section"]}</a>'
    data = here / "data" / f"{name}.json"
    holes = {
        **texts,
        "language": language,
        "style": _read(here / "page.css"),
        "links": _links(name, language, site),
        "languages": _languages(name, language),
        "body": filled(_read(here / f"{name}.html"), texts),
        "words": _inside_script(json.dumps(said, ensure_ascii=False)),
        "data": _inside_script(_read(data) if data.is_file() else "{}"),
        "script": _inside_script(script(here / f"{name}.js")),
    }
    return filled(_read(here / "page.html"), holes)


def words(name: str, language: str) -> dict[str, Any]:
    """Everything a page says: what all pages say, and its own; `say` is for its script."""
    of_all, own = (tomllib.loads(_read(folder() / f"{each}.toml")) for each in ("page", name))
    return {**of_all[language], **own[language]}


def filled(template: str, holes: Mapping[str, str]) -> str:
    """The template with each `{{key}}` replaced.

    Example:

    >>> filled("<h1>{{title}}</h1>", {"title": "안녕"})
    '<h1>안녕</h1>'
    """
    return _HOLE.sub(lambda hole: holes[hole[1]], template)


def script(*paths: Path) -> str:
    """Modules and all they import as one script, each once, what is imported first.

    Raises:
        ValueError: two of them give one name to something at their top; here it is one scope.
    """
    modules: dict[Path, str] = {}
    for path in paths:
        _collect(path.resolve(), modules)
    names = Counter(name for text in modules.values() for name in _NAMED.findall(text))
    if twice := [name for name, times in names.items() if times > 1]:
        files = ", ".join(path.name for path in modules)
        raise ValueError(f"{files}: a name stands for two things: {', '.join(twice)}")
    return "".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in modules.values())


def _collect(path: Path, modules: dict[Path, str]) -> None:
    """Add a module behind those it imports."""
    if path in modules:
        return
    text = _read(path)
    for found in _IMPORT.findall(text):
        _collect((path.parent / found).resolve(), modules)
    modules[path] = text


def _links(name: str, language: str, site: bool) -> str:
    links = []
    if site:
        home = {"ko": "강의", "en": "Course"}[language]
        links.append(f'<a href="../{language}/index.html">{home}</a>')
    for each in NAMES:
        title = words(each, language)["short"]
        current = ' aria-current="page"' if each == name else ""
        links.append(f'<a href="{each}.{language}.html"{current}>{title}</a>')
    return "\n".join(links)


def _languages(name: str, language: str) -> str:
    return "\n".join(
        f'<strong lang="{code}">{title}</strong>'
        if code == language
        else f'<a lang="{code}" hreflang="{code}" href="{name}.{code}.html">{title}</a>'
        for code, title in LANGUAGES.items()
    )


def _inside_script(text: str) -> str:
    """Text that cannot end the element it stands in; `<` is U+003C in JSON and in strings of JS."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
