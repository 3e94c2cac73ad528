"""One page a student: points, what is wrong in words, the answers as they ran.

In the student's language, formulas as MathML, no network. Hidden tests stay hidden:
of each case only its rule is shown, and what went wrong in words. What a student wrote
or printed is shown as text, so that opening a page runs nothing.
"""

import copy
import functools
import html
import re
import urllib.parse
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from wordemb_keras.course.assignments.author.judge import CaseResult
from wordemb_keras.course.assignments.author.markers import key_of, read_grade_id
from wordemb_keras.course.assignments.author.source import Assignment
from wordemb_keras.course.assignments.score.wording import (
    WORDS,
    in_words,
    message_of,
    one_language,
    remark,
    said,
)
from wordemb_keras.course.pages import html_exporter, with_mathml

# Nothing in a page leads out of it, whoever wrote it: no link, no picture from elsewhere.
_NETWORK = re.compile(
    r"<script[^>]*\bsrc=[^>]*>\s*</script>|<a\b[^>]*>|</a>|"
    r"<img\b(?![^>]*\bsrc=\"data:)[^>]*>|<(?:iframe|object|embed|link)\b[^>]*>"
)
# A picture that was pasted: in the text, as HTML or in angles, and in the page.
_PASTED = re.compile(r"<img\b[^>]*\bsrc=[\"'](attachment:[^\"']+)[\"'][^>]*>")
_IN_ANGLES = re.compile(r"<(attachment:[^<>\n]+)>")
_ATTACHED = re.compile(r'<img src="attachment:([^"]*)" alt="([^"]*)"[^>]*>')
_MOST_LINES = 500  # of one output
_MOST_KEPT = 20_000  # characters of one text
SAFE = ("image/png", "image/jpeg", "text/plain")
STYLE = """\
<style>
body { max-width: 60em; margin: 0 auto; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { padding: 0.4em 0.8em !important; text-align: left !important; vertical-align: top; }
</style>"""


def page(
    notebook: Any,
    assignment: Assignment,
    scores: Mapping[str, float | None],
    *,
    student: str,
    notes: str,
    language: str,
    cases: Iterable[CaseResult],
    answered: Container[str],
    penalty: float = 0.0,
    comments: Mapping[str, str] | None = None,
) -> str:
    """The feedback page of one submission, as HTML.

    Args:
        notebook: restored and executed.
        assignment: what was graded.
        scores: points by question, None where a mark by hand is missing.
        student: the name.
        notes: repairs and remarks; may be empty.
        language: `"ko"` or `"en"`.
        cases: what the generated cases said.
        answered: the text questions whose answers are not blank.
        penalty: points taken because it came late.
        comments: written by hand, by question.
    """
    notebook = copy.deepcopy(notebook)
    cases = list(cases)
    remarks = {}
    for question in assignment.questions:
        own = [case for case in cases if case.question == question.id]
        if question.written:
            words = WORDS[language]
            waiting = words["by_hand"] if scores[question.id] is None else ""
            remarks[question.id] = waiting if question.id in answered else words["blank"]
        else:
            stopped = [
                message_of(output)
                for cell in notebook.cells
                if key_of(cell) == question.id
                for output in cell.outputs
                if output.output_type == "error"
            ]
            remarks[question.id] = remark(own, language, *stopped[:1])
    given = {cell.source.strip() for cell in assignment.cells if cell.cell_type == "markdown"}
    for cell in notebook.cells:
        _show(cell, given, language)
    _add_comments(notebook, comments or {}, language)
    notebook.cells.insert(
        0, _summary(assignment, scores, remarks, student, notes, penalty, language)
    )
    title = f"{assignment.name} · {student}"
    made, _ = _exporter(language).from_notebook_node(notebook, {"metadata": {"name": title}})
    made = made.replace("</head>", f"{STYLE}\n</head>", 1)
    return _NETWORK.sub("", made)


def file_names(students: Iterable[str]) -> dict[str, str]:
    """A file name for each student's page that every system can have; no two are the same.

    Args:
        students: their names.

    Example:

    >>> file_names(["김민수", "a/b", "A:b"])
    {'김민수': '김민수.html', 'a/b': 'a_b.html', 'A:b': 'A_b 2.html'}
    """
    made: dict[str, str] = {}
    taken: set[str] = set()
    for student in students:
        plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", student).strip(". ")
        plain = plain.encode()[:200].decode("utf-8", "ignore") or "_"
        name, number = plain, 1
        while name.casefold() in taken:  # Windows and macOS know no capitals
            number += 1
            name = f"{plain} {number}"
        taken.add(name.casefold())
        made[student] = f"{name}.html"
    return made


def _summary(
    assignment: Assignment,
    scores: Mapping[str, float | None],
    remarks: Mapping[str, str],
    student: str,
    notes: str,
    penalty: float,
    language: str,
) -> Any:
    import nbformat.v4

    words = WORDS[language]
    lines = [
        f"# {html.escape(student)}",
        "",
        f"| {words['question']} | {words['score']} | {words['remark']} |",
        "|---|---|---|",
    ]
    for question in assignment.questions:
        score = scores[question.id]
        points = "–" if score is None else f"{score:g}"
        name = f"{question.number}. {_cell(assignment.title(question, language))}"
        note = "<br>".join(map(_cell, remarks[question.id].split("\n")))
        lines.append(f"| {name} | {points} / {question.maximum:g} | {note} |")
    total = round(max(sum(score or 0 for score in scores.values()) - penalty, 0), 2)
    if penalty:
        lines.append(f"| {words['late']} | -{penalty:g} | |")
    lines.append(f"| **{words['total']}** | **{total:g} / {assignment.maximum:g}** | |")
    if notes:
        lines += ["", f"{words['notes']}: {_cell(in_words(notes, assignment, language))}"]
    return nbformat.v4.new_markdown_cell("\n".join(lines))


def _add_comments(notebook: Any, comments: Mapping[str, str], language: str) -> None:
    import nbformat.v4

    for place in range(len(notebook.cells) - 1, -1, -1):
        if comment := comments.get(key_of(notebook.cells[place]) or ""):
            text = f"**{WORDS[language]['comment']}:** {_cell(comment)}"
            notebook.cells.insert(place + 1, nbformat.v4.new_markdown_cell(text))


def _cell(text: str) -> str:
    """Text in a Markdown table: nothing in it is markup, an address no link."""
    plain = html.escape(" ".join(text.split()), quote=False).replace("://", ":&#47;&#47;")
    return re.sub(r"([|\\`*_\[\]$~])", r"\\\1", plain)


def _show(cell: Any, given: set[str], language: str) -> None:
    if cell.cell_type == "markdown":
        if cell.source.strip() not in given:  # written by a student
            source = _PASTED.sub(r"![](<\1>)", cell.source)
            source = _IN_ANGLES.sub(lambda found: urllib.parse.quote(found[1], ":/%"), source)
            cell.source = html.escape(source, quote=False)
        cell.source = with_mathml_or_not(cell.source)
    if cell.cell_type == "raw":
        cell.source = html.escape(cell.source, quote=False)
    if cell.cell_type != "code":
        return
    for output in cell.outputs:
        if "data" in output:
            output.data = {mime: output.data[mime] for mime in SAFE if mime in output.data}
    key = key_of(cell)
    role = read_grade_id(key)[0] if key else None
    if role == "hidden":
        cell.source = f"{cell.source.splitlines()[0]}\n# {WORDS[language]['hidden']}"
        cell.outputs = [o for o in cell.outputs if o.output_type == "stream"]
    for output in cell.outputs:
        if output.output_type == "error" and output.ename in ("NotYet", "NotRun"):
            output.traceback = [one_language(said(line, language)) for line in output.traceback]
        elif output.output_type == "stream":
            lines = output.text.splitlines(keepends=True)[:_MOST_LINES]
            if role == "check":
                lines = [one_language(line) for line in lines]
            text = "".join(lines)
            output.text = said(text, language) if role == "hidden" else text


def _kept(make: Callable[[str], Any]) -> Callable[[str], Any]:
    """What was given is the same for every student: made once, unless it holds whole pictures."""
    kept = functools.lru_cache(2000)(make)
    return lambda text: (kept if len(text) < _MOST_KEPT else make)(text)


@_kept
def with_mathml_or_not(markdown: str) -> str:
    """Formulas as MathML; a student's formula that is no LaTeX stays text."""
    try:
        return with_mathml(markdown)
    except Exception:
        return markdown


@functools.lru_cache
def _exporter(language: str) -> Any:
    """A plain page; its template is compiled once."""
    from jinja2 import pass_context
    from nbconvert.filters import Highlight2HTML, clean_html
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    class Safe(str):
        """Made by the highlighter, which leaves no markup in it but its own."""

    highlight = Highlight2HTML(pygments_lexer="ipython3")
    clean = _kept(clean_html)

    @_kept
    def highlighted(source: str) -> Safe:
        return Safe(highlight(source))

    class Renderer(IPythonRenderer):
        """Leaves pasted pictures to `_with_pictures`; it would refuse text where one is missing."""

        def _embed_image_or_attachment(self, src: str) -> str:
            return src

    @_kept
    def rendered(source: str) -> str:
        return MarkdownWithMath(renderer=Renderer(escape=False)).render(source)

    @pass_context
    def markdown(context: Any, source: str) -> str:
        return _with_pictures(rendered(source), context["cell"].get("attachments", {}))

    exporter = html_exporter(
        template_name="classic",
        language_code=language,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    exporter.register_filter("highlight_code", lambda source, **_: highlighted(source))
    exporter.register_filter("clean_html", lambda text: text if type(text) is Safe else clean(text))
    exporter.register_filter("filter_data_type", _first_shown)
    exporter.register_filter("markdown2html", markdown)
    return exporter


def _with_pictures(made: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
    """The HTML of a cell with the pictures in it that were pasted there."""

    def picture(tag: re.Match[str]) -> str:
        name, words = urllib.parse.unquote(html.unescape(tag[1])), tag[2]
        bundle = attachments.get(name) or attachments.get(html.unescape(tag[1]), {})
        for kind, data in bundle.items():
            return f'<img alt="{words}" src="data:{kind};base64,{data}">'
        return words or html.escape(name)

    return _ATTACHED.sub(picture, made)


def _first_shown(output: Mapping[str, Any]) -> list[str]:
    """The best of the kinds that `_show` has left."""
    return [mime for mime in SAFE if mime in output][:1]
