"""What a student runs: the visible checks of a notebook, in words.

Needs the notebook file only: no source, no nbgrader.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wordemb_keras.course.assignments.author.markers import find_marker, key_of, read_grade_id
from wordemb_keras.course.assignments.collect.repair import parse
from wordemb_keras.course.assignments.run.launcher import Launcher, Limits
from wordemb_keras.course.assignments.run.runner import Step, run_steps
from wordemb_keras.course.assignments.score.wording import message_of

SAYS = {
    "ko": {
        "passed": "확인을 통과했습니다.",
        "failed": "아직 아닙니다.",
        "blank": "아직 답이 없습니다.",
        "written": "글로 쓰는 문제입니다. 교수자가 채점합니다.",
        "no check": "확인 칸이 없습니다. 새로 받은 파일에서 복사하세요.",
        "no setup": "맨 위의 준비 칸이 없거나 오류가 났습니다. 새로 받은 파일과 비교하세요.",
        "too long": "시간 안에 끝나지 않았습니다. 끝나지 않는 반복문이 있나요?",
        "question": "문제",
    },
    "en": {
        "passed": "The check passes.",
        "failed": "Not yet.",
        "blank": "No answer yet.",
        "written": "A written answer, marked by your instructor.",
        "no check": "The check cell is missing. Copy it from a fresh file.",
        "no setup": "The setup cell at the top is missing or fails. Compare it with a fresh file.",
        "too long": "It does not end in time. Is there a loop without an end?",
        "question": "Question",
    },
}


@dataclass(frozen=True)
class Checked:
    """What the check of one question said.

    Args:
        question: its id.
        state: one of the keys of `SAYS`, such as `"passed"` or `"failed"`.
        message: the check's own words, or the error.
    """

    question: str
    state: str
    message: str = ""

    @property
    def passed(self) -> bool:
        """Whether there is nothing left to do that a check can see."""
        return self.state in ("passed", "written")


def check(path: Path, *, limits: Limits | None = None) -> list[Checked]:
    """Run the cells of a notebook and say what its visible checks say.

    Args:
        path: the notebook.
        limits: time and memory, see `launcher.Limits`.

    Returns:
        One result a question, in order.

    Raises:
        repair.NotANotebookError: the file is no notebook.
        ValueError: the notebook has no questions.
    """
    cells = _cells(parse(path.read_bytes()))
    if not any(role == "answer" for role, *_ in cells):
        raise ValueError(f"{path} has no line such as `# 문제 1 · Question 1 [...]`")
    code = [(role, question, source) for role, question, kind, source in cells if kind == "code"]
    steps = [Step(source, question) for _, question, source in code]
    with Launcher(share=False) as launcher:
        trace = run_steps(launcher, steps, limits or Limits(seconds=600, cell_seconds=120))
    errors = [_error(outputs) for outputs in trace.outputs]
    written = {q for role, q, kind, _ in cells if role == "answer" and kind == "markdown"}
    written -= {q for role, q, _ in code if role == "answer"}  # a note on an answer in code
    order = dict.fromkeys(question for role, question, *_ in cells if role == "answer")
    results = []
    for question in order:
        own = [
            (role, error)
            for (role, name, _), error in zip(code, errors, strict=True)
            if name == question
        ]
        result = Checked(str(question), "written") if question in written else _judge(question, own)
        results.append(result)
    return results


def _judge(question: Any, own: list[tuple[Any, Any]]) -> Checked:
    answer = next((error for role, error in own if role == "answer" and error), None)
    checks = [error for role, error in own if role == "check"]
    failed = next((error for error in checks if error), None)
    if "NotImplementedError" in {error["ename"] for error in (answer, failed) if error}:
        return Checked(question, "blank")
    if not checks:
        return Checked(question, "no check")
    if failed is None:
        return Checked(question, "passed")
    if failed["evalue"] == "name 'examples' is not defined":
        return Checked(question, "no setup")
    if answer and answer["ename"] == "NotRun" and "time limit" in answer["evalue"]:
        return Checked(question, "too long")
    return Checked(question, "failed", message_of(answer or failed))


def _cells(raw: dict[str, Any]) -> list[tuple[str | None, str | None, str, str]]:
    """Role, question, type and text of each cell; without a marker its metadata counts."""
    found: list[tuple[str | None, str | None, str, str]] = []
    for cell in raw["cells"]:
        key = key_of(cell)
        role, question = find_marker(cell["source"]) or (
            read_grade_id(key) if key else (None, None)
        )
        found.append((role, question, str(cell.get("cell_type")), cell["source"]))
    return found


def _error(outputs: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((output for output in outputs if output["output_type"] == "error"), None)
