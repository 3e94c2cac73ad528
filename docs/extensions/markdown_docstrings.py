"""Docstrings whose text is Markdown, as Keras writes them, for autodoc and napoleon.

napoleon knows the sections (Args, Returns, ...) and passes on the text, which Sphinx reads as
reStructuredText. So links, `code`, tables and indented formulas are put into that form first.
"""

import inspect
import re

from sphinx.util.inspect import stringify_signature

_HEADINGS = {
    "ko": {
        "Example": "예제",
        "Input shape": "입력 모양",
        "Output shape": "출력 모양",
        "Reference": "참고 문헌",
        "What differs from the original": "원본과 다른 점",
    }
}
_TOKEN = re.compile(
    r"\[(?P<label>[^\]`]+)\]\(\s*(?P<url>https?://[^)\s]+)\s*\)"
    r"|`(?P<code>[^`]+)`"
    r"|(?P<bold>\*\*[^*\n]+\*\*)"
    r"|(?P<argument>^[ ]+\*{1,2}\w+:)"
    r"|(?P<special>[\\|*]|_(?!\w))",
    re.MULTILINE,
)
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_SECTION = re.compile(r"[A-Z][A-Za-z ]+:")
_NO_TYPES = ("Returns:", "Yields:")


def convert(lines: list[str]) -> list[str]:
    """A docstring's lines in reStructuredText; doctests stay as they are."""
    result: list[str] = []
    for block in _blocks(lines):
        first = block[0].strip()
        last = next((line for line in reversed(result) if line.strip()), "")
        if first.startswith(">>>"):
            result += block
        elif block[0] in ("Example:", "Reference:"):
            result += ["", f".. rubric:: {block[0][:-1]}", ""]
        elif first.startswith("|"):
            result += _table(block)
        elif _indent(block[0]) >= _indent(last) + 4 and result and not result[-1].strip():
            result += _literal(block, _indent(last))
        else:
            result += _prose("\n".join(block)).split("\n")
    return _without_types(result)


def _blocks(lines: list[str]) -> list[list[str]]:
    """Paragraphs, and empty lines each on its own; a doctest ends at an empty line, too."""
    blocks: list[list[str]] = []
    for line in lines:
        starts = not line.strip() or not blocks or not blocks[-1][0].strip()
        after_header = bool(blocks) and _SECTION.fullmatch(blocks[-1][-1].strip())
        if starts or after_header:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return blocks


def _prose(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        if match["label"]:
            return f"`{' '.join(match['label'].split())} <{match['url']}>`__"
        if match["code"]:
            return _code(" ".join(match["code"].split()), text, match)
        if match["special"]:
            return "\\" + match["special"]
        return match[0]

    return _TOKEN.sub(replace, text)


def _code(content: str, text: str, match: re.Match[str]) -> str:
    """A name is linked if the site has it; anything else is shown as it is."""
    role = f":py:obj:`{content}`" if _NAME.fullmatch(content) else f"``{content}``"
    before = "\\ " if re.search(r"\w$", text[: match.start()]) else ""
    after = "\\ " if re.match(r"\w", text[match.end() :]) else ""
    return before + role + after


def _table(block: list[str]) -> list[str]:
    margin = " " * _indent(block[0])
    rows = [line.strip().strip("|").split("|") for line in block]
    lines = [f"{margin}.. list-table::", f"{margin}   :header-rows: 1", ""]
    for row in [rows[0], *rows[2:]]:
        for number, cell in enumerate(row):
            lines.append(f"{margin}   {' ' if number else '*'} - {_prose(cell.strip())}")
    return lines


def _literal(block: list[str], indent: int) -> list[str]:
    return [" " * indent + "::", "", *block]


def _without_types(lines: list[str]) -> list[str]:
    """What is returned has no type before a colon here: a colon of its own says so to napoleon."""
    for number, line in enumerate(lines[:-1]):
        following = lines[number + 1]
        if line.strip() in _NO_TYPES and following.strip():
            margin = " " * _indent(following)
            lines[number + 1] = f"{margin}: {following.strip()}"
    return lines


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _process(app, what, name, obj, options, lines):
    lines[:] = convert(lines)


def _translate(app, what, name, obj, options, lines):
    known = _HEADINGS.get(app.config.language, {})
    for number, line in enumerate(lines):
        directive, mark, heading = line.partition("rubric:: ")
        lines[number] = directive + mark + known.get(heading, heading)


def _signature(app, what, name, obj, options, signature, returns):
    """Keras' classes take anything in `__new__`; what they mean stands in `__init__`."""
    if what != "class" or signature != "(*args, **kwargs)":
        return None
    parameters = list(inspect.signature(obj.__init__).parameters.values())[1:]
    return stringify_signature(inspect.Signature(parameters), unqualified_typehints=True), returns


def setup(app):
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", _process, priority=400)  # napoleon has 500
    app.connect("autodoc-process-docstring", _translate, priority=600)
    app.connect("autodoc-process-signature", _signature)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
