"""The notebooks of one assignment run; the model solution once, for its answers.

The grader's process holds the hidden cells and the model solution's answers, and never runs a
student's code. A worker gets one cell at a time, and of the hidden cells the inputs only, when
it is their turn.
"""

import threading
from functools import partial
from typing import Any

from wordemb_keras.course.assignments.author.build import instructor_version
from wordemb_keras.course.assignments.author.cases import Cases, generate
from wordemb_keras.course.assignments.author.markers import key_of, question_of
from wordemb_keras.course.assignments.author.source import Assignment
from wordemb_keras.course.assignments.run import suspicion
from wordemb_keras.course.assignments.run.launcher import Launcher, Limits
from wordemb_keras.course.assignments.run.rooms import Room
from wordemb_keras.course.assignments.run.runner import Step, Trace, run_steps


class Execution:
    """Runs submissions of one assignment, from several threads at a time.

    Args:
        assignment: what they are of.
        limits: of one submission.
        seed: of the generated cases.
        room: where submissions run; see `rooms.choose`.
        share: import once and fork, where the system can; see `launcher.Launcher`.
    """

    def __init__(
        self, assignment: Assignment, limits: Limits, *, seed: int, room: Room, share: bool = True
    ) -> None:
        self.assignment, self.limits = assignment, limits
        self._imports = assignment.imports()
        self._hide = tuple(sorted(assignment.check_names()))
        model = instructor_version(assignment)
        self._model = [cell for cell in model.cells if cell.cell_type == "code"]
        given = [cell.source for cell in self._model if key_of(cell) is None]
        self._given = {source.strip() for source in given}
        self._open = partial(Launcher, self._imports, given, room=room, share=share)
        self._cases: dict[str, Cases] = {
            question.id: generate(assignment.hidden_source(question.id), seed)
            for question in assignment.questions
            if not question.written
        }
        self._expected: dict[str, list[dict[str, Any]]] = {}
        self._once = threading.Lock()
        self._local = threading.local()
        self._launchers: list[Launcher] = []

    def stop(self) -> None:
        """Whatever runs ends soon; called from another thread."""
        for launcher in self._launchers:
            launcher.stopped = True

    def close(self) -> None:
        """End the rooms."""
        for launcher in self._launchers:
            launcher.close()

    def run(self, code: list[Any]) -> Trace:
        """Run the code cells of a submission.

        Args:
            code: nbformat cells, in order; a cell whose nbgrader id ends with `-hidden` stands
                for the generated cases of its question.
        """
        trace = run_steps(self._launcher(), [self._step(cell) for cell in code], self.limits)
        for cell in code:
            key = key_of(cell)
            if cell.source.strip() not in self._given and (key is None or "-" not in key):
                for words in suspicion.spotted(cell.source, self._imports):
                    trace.suspect(f"{words} in {key or 'a cell of no question'}")
        return trace

    def expected(self) -> dict[str, list[dict[str, Any]]]:
        """What the model solutions give for these cases, by question: they run like a submission.

        Raises:
            RuntimeError: a model solution fails.
        """
        with self._once:
            if not self._expected:
                steps = [self._step(cell) for cell in self._model]
                trace = run_steps(self._launcher(), steps, self.limits)
                for question, cases in self._cases.items():
                    found = trace.found.get(question, [])
                    if len(found) < len(cases.cases):
                        raise RuntimeError(
                            f"the model solution of {question} fails: {'; '.join(trace.notes)}"
                        )
                self._expected = trace.found
        return self._expected

    def _step(self, cell: Any) -> Step:
        """One code cell to run; generated cases run on whatever the answer cell left."""
        key = key_of(cell)
        if key is None:
            return Step(cell.source)
        question = question_of(key)
        if key.endswith("-hidden"):
            return Step(question=question, cases=self._cases[question], hide=self._hide)
        return Step(cell.source, question, check=key.endswith("-check"))

    def _launcher(self) -> Launcher:
        """Each thread has its own: what one submission does to it, no other one feels."""
        if not hasattr(self._local, "launcher"):
            self._local.launcher = self._open()
            self._launchers.append(self._local.launcher)
        return self._local.launcher
