"""The notebooks of one assignment run; the model solution once, for its answers.

The grader's process holds the generated cases and the model solution's answers. A worker
gets one cell at a time, and the cases of a question only when it is their turn.
"""

import threading
from typing import Any

from wordemb_keras.course.assignments.author import cases, judge
from wordemb_keras.course.assignments.author.build import instructor_version
from wordemb_keras.course.assignments.author.markers import question_of
from wordemb_keras.course.assignments.author.source import Assignment
from wordemb_keras.course.assignments.run.launcher import Launcher, Limits
from wordemb_keras.course.assignments.run.runner import Step, Trace, run_steps


class Execution:
    """Runs submissions of one assignment, from several threads at a time.

    Args:
        assignment: what they are of.
        limits: of one submission.
        seed: of the generated cases.
        share: import once and fork, where the system can; see `launcher.Launcher`.
    """

    def __init__(self, assignment: Assignment, limits: Limits, *, seed: int, share: bool) -> None:
        self.assignment, self.limits, self.seed = assignment, limits, seed
        self._share = share
        self._expected: dict[str, list[dict[str, Any]]] = {}
        self._once = threading.Lock()
        self._local = threading.local()
        self._launchers: list[Launcher] = []

    def stop(self) -> None:
        """Whatever runs ends soon; called from another thread."""
        for launcher in self._launchers:
            launcher.stopped = True

    def close(self) -> None:
        """End the processes that workers are forked from."""
        for launcher in self._launchers:
            launcher.close()

    def run(self, code: list[Any]) -> Trace:
        """Run the code cells of a submission.

        Args:
            code: nbformat cells, in order; a cell whose nbgrader id ends with `-hidden` holds
                generated cases.

        Returns:
            Outputs of each cell; of a cell with cases the records of `cases.collect`.
        """
        return run_steps(self._launcher(), [self._step(cell) for cell in code], self.limits)

    def expected(self) -> dict[str, list[dict[str, Any]]]:
        """What the model solutions give for these cases, by question: they run like a submission.

        Raises:
            RuntimeError: a model solution fails.
        """
        with self._once:
            if not self._expected:
                model = instructor_version(self.assignment)
                code = [cell for cell in model.cells if cell.cell_type == "code"]
                steps = [self._step(cell) for cell in code]
                trace = run_steps(self._launcher(), steps, self.limits)
                for step, outputs in zip(steps, trace.outputs, strict=True):
                    if step.hidden:
                        records = judge.reported(outputs)
                        if records is None:
                            raise RuntimeError(f"the model solution of {step.question} fails")
                        self._expected[str(step.question)] = records
        return self._expected

    def _step(self, cell: Any) -> Step:
        """One code cell to run; generated cases run on whatever the answer cell left."""
        key = cell.metadata.get("nbgrader", {}).get("grade_id")
        if key is None:
            return Step(cell.source)
        question = question_of(key)
        if not key.endswith("-hidden"):
            return Step(cell.source, question)
        asking = cases.asking(cell.source, self.seed, self.assignment.check_names())
        return Step(asking, question, hidden=True)

    def _launcher(self) -> Launcher:
        """Each thread has its own: what one submission does to it, no other one feels."""
        if not hasattr(self._local, "launcher"):
            self._local.launcher = Launcher(self.assignment.imports(), share=self._share)
            self._launchers.append(self._local.launcher)
        return self._local.launcher
