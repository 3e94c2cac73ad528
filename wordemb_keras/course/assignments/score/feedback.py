"""One page a student: points, what is wrong in words, the answers as they ran.

In the student's language, formulas as MathML, no network. Hidden tests stay hidden:
of each case only its rule is shown, and what went wrong in words. What a student wrote
or printed is shown as text, so that opening a page runs nothing.
"""

import copy
import functools
import html
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import Any

from wordemb_keras.course.assignments.author.judge import CaseResult
from wordemb_keras.course.assignments.author.markers import key_of, read_grade_id
from wordemb_keras.course.assignments.author.source import Assignment
from wordemb_keras.course.pages import with_mathml

# Nothing in a page leads out of it, whoever wrote it: no link, no picture from elsewhere.
_NETWORK = re.compile(
    r"<script[^>]*\bsrc=[^>]*>\s*</script>|<a\b[^>]*>|</a>|"
    r"<img\b(?![^>]*\bsrc=\"data:)[^>]*>|<(?:iframe|object|embed|link)\b[^>]*>"
)
_MOST_LINES = 500  # of one output
SAFE = ("image/png", "image/jpeg", "text/plain")
_OF_ITS_CASE = ("values", "shape", "type", "no error", "changed")  # kinds that say little alone
STYLE = """\
<style>
body { max-width: 60em; margin: 0 auto; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { padding: 0.4em 0.8em !important; text-align: left !important; vertical-align: top; }
</style>"""
WORDS = {
    "ko": {
        "question": "문제",
        "score": "점수",
        "remark": "알림",
        "total": "합계",
        "by_hand": "교수자가 채점합니다",
        "blank": "답이 없습니다",
        "right": "맞았습니다",
        "stopped": "답 칸이 오류로 멈추었습니다",
        "hidden": "채점할 때의 예는 공개하지 않습니다.",
        "notes": "처리 내용",
        "late": "늦게 낸 감점",
        "check": "확인 칸",
        "grading": "채점 칸",
        "comment": "교수자의 말",
    },
    "en": {
        "question": "Question",
        "score": "Score",
        "remark": "Remark",
        "total": "Total",
        "by_hand": "marked by your instructor",
        "blank": "no answer",
        "right": "right",
        "stopped": "the answer cell stops with an error",
        "hidden": "The examples used in grading are not shown.",
        "notes": "What was done",
        "late": "Handed in late",
        "check": "check",
        "grading": "grading",
        "comment": "Your instructor's comment",
    },
}

# What the grader says of a file, for the page of a Korean student; the table has it in English.
KOREAN = {
    r"kernel read as python3": "커널을 python3로 읽음",
    r"metadata found again by the question marker": "문제 표시로 칸을 다시 찾음",
    r"metadata found again by the cell id": "칸의 번호로 칸을 다시 찾음",
    r"(\w+) cell made (\w+) again": r"\1 칸을 \2 칸으로 되돌림",
    r"split answer cell joined": "나뉜 답 칸을 합침",
    r", the last of (\d+) different ones graded": r", 서로 다른 \1개 가운데 마지막을 채점함",
    r"copied answer cell": "답 칸이 여러 개임",
    r"deleted answer cell put back, blank": "지워진 답 칸을 빈 칸으로 되살림",
    r"no answer cell": "답 칸이 없음",
    r"deleted test cell put back": "지워진 테스트 칸을 되살림",
    r"changed test cell restored": "바뀐 테스트 칸을 되돌림",
    r"copied test cell removed": "복사된 테스트 칸을 지움",
    r"given code cell changed": "주어진 코드 칸이 바뀜",
    r"the original runs before it": "원래 칸을 먼저 실행함",
    r"given code cell deleted, put back": "지워진 코드 칸을 되살림",
    r"time limit of the submission": "제출물 전체의 시간 제한",
    r"time limit": "시간 제한",
    r"memory limit": "메모리 제한",
    r"more than (\d+) processes": r"프로세스가 \1개를 넘음",
    r"its process ended(?: \(os\._exit or a crash\))?": "프로세스가 끝나 버림",
    r"(\d+) process\(es\) outlived their cell, ended": r"남은 프로세스 \1개를 끝냄",
    r"output cut in": "너무 긴 출력을 자름:",
    r"million characters more": "백만 자가 더 있음",
    r"(\d+) files, the newest graded": r"파일 \1개 가운데 가장 새것을 채점함",
    r"(\d+) files, all the same": r"같은 파일이 \1개 있음",
    r"named (\S.*), read as a notebook": r"파일 이름은 \1이지만 노트북으로 읽음",
    r"\bin (a cell of no question)": r"(\1)",
    r"a cell of no question": "문제가 아닌 칸",
    r"not run": "실행하지 않음",
    r"the grader's process was ended, repeated": "채점 프로세스가 끊겨 다시 실행함",
    r"the grader's process was ended after the last cell": "마지막 칸 뒤에 채점 프로세스가 끊김",
    r"the grader's process was ended": "채점 프로세스가 끊김",
    r"a forged reply": "꾸며 낸 답신",
    r"the report is not whole": "결과를 읽지 못함",
}


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


def remark(cases: list[CaseResult], language: str, stopped: str = "") -> str:
    """What a student should know of one question: a line for each case that fails.

    Args:
        cases: what its generated cases said.
        language: `"ko"` or `"en"`.
        stopped: the error that ended the answer cell.
    """
    words = WORDS[language]
    failed = [case for case in cases if not case.passed]
    kinds = {case.kind for case in failed}
    if kinds == {"blank"} and len(failed) == len(cases):
        return words["blank"]
    if kinds == {"name"} and stopped:  # that is why there is no such name
        return f"{words['stopped']}: {stopped}"
    reasons = Counter(case.why[language] for case in failed)
    lines = []
    for case in failed:  # one reason for several cases, such as a missing name, stands once
        why = case.why[language]
        alone = reasons[why] > 1 and case.kind not in _OF_ITS_CASE
        lines.append(said(why if alone else f"{case.rule[language]} {why}", language))
    return "\n".join(dict.fromkeys(lines)) or words["right"]


def said(note: str, language: str) -> str:
    """What the grader noted, in the student's language.

    Example:

    >>> said("no answer cell: double; time limit (4 s)", "ko")
    '답 칸이 없음: double; 시간 제한 (4 s)'
    """
    if language == "ko":
        for english, korean in KOREAN.items():
            note = re.sub(english, korean, note)
    return note


def in_words(notes: str, assignment: Assignment, language: str) -> str:
    """Notes in which a question has its number in place of its id.

    Args:
        notes: what the grader noted.
        assignment: whose questions they name.
        language: `"ko"` or `"en"`.
    """
    words = WORDS[language]
    numbers = {question.id: question.number for question in assignment.questions}
    parts = {"-check": f" ({words['check']})", "-hidden": f" ({words['grading']})"}

    def name(found: re.Match[str]) -> str:
        named = f"{words['question']} {numbers[found[2]]}{parts.get(found[3], '')}"
        return f"({named})" if found[1] and language == "ko" else f"{found[1] or ''}{named}"

    ids = "|".join(map(re.escape, numbers))
    pattern = rf"(?<![\w-])(in )?({ids})(-check|-hidden)?(?![\w-])"
    return re.sub(pattern, name, said(notes, language))


def message_of(error: Any) -> str:
    """The message of an error: a check's own words, else the kind of error before them.

    What a check says in two languages is said in that of the notebook.

    Args:
        error: an nbformat output of type `"error"`.
    """
    value = " ".join(str(error["evalue"]).split())
    if error["ename"] == "NotYet":
        value = _one_language(f"✗ {value}").removeprefix("✗ ")
    value = value[:500]
    value = re.sub(r"\(<[^<>]*>, (line \d+)\)$", r"(\1)", value)  # the name of the cell is noise
    if error["ename"] in ("AssertionError", "NotYet", "NotRun") and value:
        return value
    return f"{error['ename']}: {value}".rstrip(": ")


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
            cell.source = html.escape(cell.source, quote=False)
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
            output.traceback = [_one_language(said(line, language)) for line in output.traceback]
        elif output.output_type == "stream":
            lines = output.text.splitlines(keepends=True)[:_MOST_LINES]
            if role == "check":
                lines = [_one_language(line) for line in lines]
            text = "".join(lines)
            output.text = said(text, language) if role == "hidden" else text


def _one_language(line: str) -> str:
    """What a visible check says in both languages, in the first one: that of the notebook.

    Example:

    >>> _one_language("✓ 확인을 통과했습니다 · check passed"), _one_language("a · b")
    ('✓ 확인을 통과했습니다', 'a · b')
    """
    parts = line.rstrip("\n").split(" · ")
    if line[:2] not in ("✓ ", "✗ ") or len(parts) % 2:
        return line
    return " · ".join(parts[: len(parts) // 2]) + line[len(line.rstrip("\n")) :]


def with_mathml_or_not(markdown: str) -> str:
    """Formulas as MathML; a student's formula that is no LaTeX stays text."""
    try:
        return with_mathml(markdown)
    except Exception:
        return markdown


@functools.lru_cache
def _exporter(language: str) -> Any:
    """A plain page; its template is compiled once."""
    from nbconvert import HTMLExporter
    from nbconvert.exporters.templateexporter import TemplateExporter
    from nbconvert.filters import Highlight2HTML, clean_html

    class Safe(str):
        """Made by the highlighter, which leaves no markup in it but its own."""

    highlight = Highlight2HTML(pygments_lexer="ipython3")
    clean = functools.lru_cache(2000)(clean_html)  # given cells are those of every student

    @functools.lru_cache(2000)
    def highlighted(source: str) -> Safe:
        return Safe(highlight(source))

    class Page(HTMLExporter):
        """Without what takes most of the time: the whole page parsed again to mend images."""

        def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> Any:
            resources = self._init_resources(resources)
            return TemplateExporter.from_notebook_node(self, nb, resources, **options)

    exporter = Page(
        template_name="classic",
        mathjax_url="",
        require_js_url="",
        language_code=language,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    exporter.register_filter("highlight_code", lambda source, **_: highlighted(source))
    exporter.register_filter("clean_html", lambda text: text if type(text) is Safe else clean(text))
    exporter.register_filter("filter_data_type", _first_shown)
    return exporter


def _first_shown(output: Mapping[str, Any]) -> list[str]:
    """The best of the kinds that `_show` has left."""
    return [mime for mime in SAFE if mime in output][:1]
