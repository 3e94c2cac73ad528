"""One page a student: points, what is wrong in words, the answers as they ran.

nbgrader's template, in the student's language at the top, formulas as MathML,
no network. Hidden tests stay hidden: only their message is shown. What a
student wrote or printed is shown as text, so that opening a page runs nothing.
"""

import copy
import functools
import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wordemb_keras.course.assignments.author.markers import grade_id, question_of
from wordemb_keras.course.assignments.author.source import Assignment, Question
from wordemb_keras.course.notebooks import with_mathml

SAFE = ("image/png", "image/jpeg", "text/plain")
WORDS = {
    "ko": {
        "question": "문제",
        "score": "점수",
        "remark": "알림",
        "total": "합계",
        "by_hand": "교수자가 채점합니다",
        "blank": "답이 없습니다",
        "right": "맞았습니다",
        "check_failed": "확인에서 멈추었습니다",
        "hidden_failed": "확인은 통과했지만 채점에서 멈추었습니다",
        "hidden": "채점할 때의 예는 공개하지 않습니다.",
        "status": "처리 내용",
    },
    "en": {
        "question": "Question",
        "score": "Score",
        "remark": "Remark",
        "total": "Total",
        "by_hand": "marked by your instructor",
        "blank": "no answer",
        "right": "right",
        "check_failed": "the check fails",
        "hidden_failed": "the check passes, grading fails",
        "hidden": "The examples used in grading are not shown.",
        "status": "What was done",
    },
}


def page(
    notebook: Any,
    resources: Mapping[str, Any],
    assignment: Assignment,
    scores: Mapping[str, float | None],
    *,
    student: str,
    status: str,
    language: str,
) -> str:
    """The feedback page of one submission, as HTML.

    Args:
        notebook: executed and scored (`scores.Book.score`).
        resources: nbgrader's, from the same call.
        assignment: what was graded.
        scores: points by question, None where a mark by hand is missing.
        student: the name.
        status: repairs and remarks.
        language: `"ko"` or `"en"`.
    """
    notebook = copy.deepcopy(notebook)
    remarks = {q.id: remark(notebook, q, scores[q.id], language) for q in assignment.questions}
    given = {cell.source.strip() for cell in assignment.cells if cell.cell_type == "markdown"}
    for cell in notebook.cells:
        _show(cell, given, language)
    notebook.cells.insert(0, _summary(assignment, scores, remarks, student, status, language))
    resources = copy.deepcopy(dict(resources))
    resources["nbgrader"]["notebook"] = f"{assignment.name} · {html.escape(student)}"
    made, _ = _exporter(language).from_notebook_node(notebook, resources)
    return re.sub(r"<script[^>]*\bsrc=[^>]*>\s*</script>", "", made)  # no network


def remark(notebook: Any, question: Question, score: float | None, language: str) -> str:
    """What a student should know of one question, in a sentence.

    Args:
        notebook: executed.
        question: which.
        score: its points, None while a mark by hand is missing.
        language: `"ko"` or `"en"`.
    """
    words = WORDS[language]
    if question.written:
        return words["by_hand"] if score is None else (words["blank"] if not score else "")
    errors = {}
    for cell in notebook.cells:
        key = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type == "code" and key and question_of(key) == question.id:
            errors[key] = next((o for o in cell.outputs if o.output_type == "error"), None)
    answer, check, hidden = (
        errors.get(grade_id(role, question.id)) for role in ("answer", "check", "hidden")
    )
    failed = check or hidden
    if failed is None:
        return words["right"]
    if "NotImplementedError" in (failed.ename, answer.ename if answer else ""):
        return words["blank"]
    message = message_of(answer if answer and failed.ename == "NameError" else failed)
    return f"{words['check_failed' if check else 'hidden_failed']}: {message}"


def message_of(error: Any) -> str:
    """The message of an error: a check's own words, else the kind of error before them.

    Args:
        error: an nbformat output of type `"error"`.
    """
    value = " ".join(str(error["evalue"]).split())[:500]
    if error["ename"] in ("AssertionError", "NotRun") and value:
        return value
    return f"{error['ename']}: {value}".rstrip(": ")


def _summary(
    assignment: Assignment,
    scores: Mapping[str, float | None],
    remarks: Mapping[str, str],
    student: str,
    status: str,
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
        name = f"{question.number}. {question.id.replace('_', ' ')}"
        note = _cell(remarks[question.id])
        lines.append(f"| {name} | {points} / {question.maximum:g} | {note} |")
    total = sum(score or 0 for score in scores.values())
    lines.append(f"| **{words['total']}** | **{total:g} / {assignment.maximum:g}** | |")
    if status != "ok":
        lines += ["", f"{words['status']}: {_cell(status)}"]
    return nbformat.v4.new_markdown_cell("\n".join(lines))


def _cell(text: str) -> str:
    """Text in a Markdown table: nothing in it is markup."""
    return re.sub(r"([|\\`*_\[\]$~])", r"\\\1", html.escape(" ".join(text.split()), quote=False))


def _show(cell: Any, given: set[str], language: str) -> None:
    key = cell.metadata.get("nbgrader", {}).get("grade_id", "")
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
    if key.endswith("-hidden"):
        cell.source = f"{cell.source.splitlines()[0]}\n# {WORDS[language]['hidden']}"
        cell.outputs = [o for o in cell.outputs if o.output_type == "error"]
        for output in cell.outputs:
            output.traceback = [message_of(output)]


def with_mathml_or_not(markdown: str) -> str:
    """Formulas as MathML; a student's formula that is no LaTeX stays text."""
    try:
        return with_mathml(markdown)
    except Exception:
        return markdown


@functools.lru_cache
def _exporter(language: str) -> Any:
    """The feedback template of nbgrader, set up as its own GenerateFeedback does; compiled once."""
    import nbgrader
    from nbconvert.exporters import HTMLExporter
    from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor

    formgrader = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
    bootstrap = formgrader / "static" / "node_modules" / "bootstrap" / "dist" / "css"
    exporter = HTMLExporter(
        template_name="feedback",
        extra_template_basedirs=[str(formgrader / "templates")],
        extra_template_paths=[str(bootstrap)],
        mathjax_url="",
        require_js_url="",
        language_code=language,
    )
    exporter.register_preprocessor(CSSHTMLHeaderPreprocessor, enabled=True)
    return exporter
