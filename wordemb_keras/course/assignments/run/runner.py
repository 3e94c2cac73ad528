"""The cells and cases of one submission, run in order.

Where a cell ends its process or must be ended, the submission goes on without that question: a
new worker repeats the cells before it. One endless loop costs one question, not the notebook;
what came back before it is kept.
"""

from dataclasses import dataclass, field
from typing import Any

from wordemb_keras.course.assignments.author.cases import Cases
from wordemb_keras.course.assignments.run import suspicion
from wordemb_keras.course.assignments.run.launcher import Launcher, Limits, RoomLost, Worker
from wordemb_keras.course.assignments.run.processes import Died

TRIES = 2  # of a cell during which the room itself was lost


@dataclass(frozen=True)
class Step:
    """One code cell to run, or the cases of one question.

    Args:
        source: the text of the cell.
        question: the one it belongs to.
        check: whether it is ours, so that Python and NumPy must be as they were.
        cases: what to call in place of a cell.
        hide: names that no solution may read while its cases run.
    """

    source: str = ""
    question: str | None = None
    check: bool = False
    cases: Cases | None = None
    hide: tuple[str, ...] = ()


@dataclass
class Trace:
    """What came of the steps.

    Args:
        outputs: of each (an error where it did not run; nothing where it is one of cases).
        found: the records of its cases (`cases.Case.record`), by question.
        lost: why cases did not run, by question.
        notes: what an instructor should know.
        suspicious: what looks like an attempt to cheat, in words.
    """

    outputs: list[list[dict[str, Any]]]
    found: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    suspicious: list[str] = field(default_factory=list)

    def note(self, words: str) -> None:
        """Add a note once."""
        if words not in self.notes:
            self.notes.append(words)

    def suspect(self, words: str) -> None:
        """Add a suspicion once."""
        if words not in self.suspicious:
            self.suspicious.append(words)


def run_steps(launcher: Launcher, steps: list[Step], limits: Limits) -> Trace:
    """Run one submission, in an empty folder.

    Args:
        launcher: where workers come from.
        steps: in order.
        limits: what they may use.

    Returns:
        What came of each step. A question whose cell ended the process has nothing further
        run; the others are run in a new process.

    Raises:
        RoomLost: no room can be opened at all.
    """
    run = _Run(launcher, steps, limits)
    while not run.attempt():
        pass
    for number, reason in run.dead.items():
        run.trace.outputs[number] = [_error("NotRun", reason)]
        if steps[number].cases is not None:
            run.trace.lost[str(steps[number].question)] = reason.removeprefix("not run: ")
    return run.trace


class _Run:
    def __init__(self, launcher: Launcher, steps: list[Step], limits: Limits) -> None:
        self.launcher, self.steps, self.limits = launcher, steps, limits
        # no output would mean: passed
        self.trace = Trace([[_error("NotRun", "not run")] for _ in steps])
        self.dead: dict[int, str] = {}
        self.seconds = 0.0
        self.losses: dict[int, int] = {}

    def attempt(self) -> bool:
        """Run all steps that are not dead; False where one died and the rest must be repeated."""
        worker = self.launcher.start(self.limits)
        worker.seconds = self.seconds
        try:
            for number, step in enumerate(self.steps):
                if number in self.dead:
                    continue
                try:
                    self._step(worker, number, step)
                except Died as death:
                    return self._died(number, str(death), worker)
                except RoomLost:
                    return self._lost(number)
            suspicion.canaries(worker, self.trace)
        finally:
            self.seconds = worker.seconds
            if left := worker.stop():
                self.trace.note(f"{left} process(es) outlived their cell, ended")
        return True

    def _step(self, worker: Worker, number: int, step: Step) -> None:
        if step.cases is None:
            reply = worker.ask({"cell": step.source, "check": step.check})
            self.trace.outputs[number] = _checked(reply.get("outputs"))
            self._remark(step, self.trace.outputs[number], reply.get("cut"))
            return
        self.trace.outputs[number] = []
        found = self.trace.found[str(step.question)] = []
        for case in step.cases.cases:
            question = {"calls": case.calls, "given": step.cases.given, "hide": step.hide}
            results = worker.ask(question).get("results")
            if results is None or not _whole(results, len(case.calls)):
                raise Died("the report is not whole")
            found.append(case.record(results))
            for name, origin in suspicion.borrowed(case.calls, results):
                self.trace.suspect(f"{name} is a function of {origin}")

    def _died(self, number: int, reason: str, worker: Worker) -> bool:
        self._bury(number, reason)
        if worker.forged:
            self.trace.suspect("a reply that nobody asked for")
        if worker.seconds < self.limits.seconds:
            return False
        self.trace.note(f"time limit of the submission ({self.limits.seconds:g} s)")
        for later in range(number, len(self.steps)):
            self.dead.setdefault(later, "time limit of the submission")
        return True

    def _lost(self, number: int) -> bool:
        """The room is gone: once is chance, twice at the same place is that cell's doing."""
        self.losses[number] = self.losses.get(number, 0) + 1
        if self.losses[number] < TRIES:
            self.trace.note("the grader's process was ended, repeated")
        else:
            self._bury(number, "the grader's process was ended")
        return False

    def _bury(self, number: int, reason: str) -> None:
        question = self.steps[number].question
        self.trace.note(f"{reason} in {question or 'a cell of no question'}")
        self.dead[number] = reason
        if question is not None:
            for later in range(number + 1, len(self.steps)):
                if self.steps[later].question == question:
                    self.dead.setdefault(later, f"not run: {reason}")

    def _remark(self, step: Step, outputs: list[dict[str, Any]], cut: Any) -> None:
        where = step.question or "a cell of no question"
        if isinstance(cut, int) and cut > 0:
            self.trace.note(f"output cut in {where} ({cut / 1e6:.1f} million characters more)")
        names = {output.get("ename") for output in outputs}
        if "SystemExit" in names:
            self.trace.note(f"sys.exit in {where}")
        if "MemoryError" in names:
            self.trace.note(f"memory limit in {where}")


def _whole(results: Any, calls: int) -> bool:
    """Whether a reply has a record for each call: a submission may have written it itself."""
    return (
        isinstance(results, list)
        and len(results) == calls
        and all(isinstance(result, dict) for result in results)
    )


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
