"""The cells of one submission, run in order.

Where a cell ends its process or must be ended, the submission goes on without
that question: a new worker repeats the cells before it. One endless loop costs
one question, not the notebook.
"""

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wordemb_keras.course.assignments.run.launcher import Died, Launcher, Limits


@dataclass(frozen=True)
class Step:
    """One code cell to run: its text, the question it belongs to, whether it is a hidden test."""

    source: str
    question: str | None = None
    hidden: bool = False


@dataclass
class Trace:
    """What came of the steps.

    Args:
        outputs: of each; an error where it did not run.
        notes: remarks, such as a time limit.
        suspicious: signs of cheating, each a reason in a few words.
    """

    outputs: list[list[dict[str, Any]]]
    notes: list[str] = field(default_factory=list)
    suspicious: list[str] = field(default_factory=list)


def run_steps(launcher: Launcher, steps: list[Step], limits: Limits) -> Trace:
    """Run the cells of one submission in a scratch folder of its own.

    Args:
        launcher: where workers come from.
        steps: the cells, in order.
        limits: what they may use.

    Returns:
        Outputs of each step. A question whose cell ended the process has no further
        cells run; the others are run in a new process.
    """
    trace = Trace([[_error("NotRun", "not run")] for _ in steps])  # no output would mean: passed
    dead: dict[int, str] = {}
    until = time.monotonic() + limits.seconds
    with tempfile.TemporaryDirectory(prefix="wordemb-", ignore_cleanup_errors=True) as folder:
        while not _attempt(launcher, steps, limits, Path(folder), dead, trace, until):
            pass
    for number, reason in dead.items():
        trace.outputs[number] = [_error("NotRun", reason)]
    return trace


def _attempt(
    launcher: Launcher,
    steps: list[Step],
    limits: Limits,
    folder: Path,
    dead: dict[int, str],
    trace: Trace,
    until: float,
) -> bool:
    """Run all steps that are not dead; False where one died and the rest must be tried again."""
    worker = launcher.start(limits, folder)
    try:
        for number, step in enumerate(steps):
            if number in dead:
                continue
            try:
                left = until - time.monotonic()
                if left <= 0:
                    raise Died("time limit")
                reply = worker.run(step.source, hidden=step.hidden, seconds=left)
            except Died as death:
                _bury(steps, number, str(death), dead, trace)
                if time.monotonic() < until:
                    return False
                _note(trace, f"time limit of the submission ({limits.seconds:g} s)")
                late = range(number, len(steps))
                dead.update({n: "time limit of the submission" for n in late if n not in dead})
                return True
            trace.outputs[number] = _checked(reply.get("outputs"))
            _remark(trace, step, trace.outputs[number], reply.get("cut"))
        if left_over := worker.left_running():
            _note(trace, f"{left_over} process(es) outlived their cell, ended")
        return True
    finally:
        worker.kill()


def _bury(steps: list[Step], number: int, reason: str, dead: dict[int, str], trace: Trace) -> None:
    question = steps[number].question
    _note(trace, f"{reason} in {question or 'a cell of no question'}")
    dead[number] = reason
    if question is not None:
        for later in range(number + 1, len(steps)):
            if steps[later].question == question:
                dead.setdefault(later, f"not run: {reason}")


def _remark(trace: Trace, step: Step, outputs: list[dict[str, Any]], cut: Any) -> None:
    where = step.question or "a cell of no question"
    if isinstance(cut, int) and cut > 0:
        _note(trace, f"output cut in {where} ({cut / 1e6:.1f} million characters more)")
    names = {output.get("ename") for output in outputs}
    if "SystemExit" in names:
        _note(trace, f"sys.exit in {where}")
    if "MemoryError" in names:
        _note(trace, f"memory limit in {where}")


def _note(trace: Trace, note: str) -> None:
    if note not in trace.notes:
        trace.notes.append(note)


def _checked(outputs: Any) -> list[dict[str, Any]]:
    """Only what is a notebook's output passes: a submission may have written to the channel."""
    import nbformat.v4

    try:
        cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(o) for o in outputs])
        nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    except Exception:
        return [_error("ProtocolError", "the cell's outputs could not be read")]
    return list(outputs)


def _error(name: str, message: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": [message]}
