"""Cells in a process of their own."""

import sys

import pytest

from wordemb_keras.course.assignments.run.launcher import Launcher, Limits
from wordemb_keras.course.assignments.run.runner import Step, run_steps

LIMITS = Limits(cell_seconds=2, seconds=60, memory=400, patience=5)


def test_a_fresh_process_gives_the_same_as_a_fork():
    steps = [
        Step("import os\nx = os.getpid()"),
        Step("print('안녕'); 1 + 1"),
        Step("1 / 0", "q"),
        Step("os._exit(3)", "q"),
        Step("unreached = 1", "q"),
        Step("'after'"),
    ]
    found = []
    for share in (True, False):
        with Launcher(share=share) as launcher:
            found.append(run_steps(launcher, steps, LIMITS))
    assert found[0].notes == found[1].notes == ["its process ended (os._exit or a crash) in q"]
    assert found[0].outputs == found[1].outputs
    shown, dead, after = found[0].outputs[1], found[0].outputs[4], found[0].outputs[5]
    assert [output["output_type"] for output in shown] == ["stream", "execute_result"]
    assert dead[0]["evalue"].startswith("not run: its process ended")
    assert after[0]["data"] == {"text/plain": "'after'"}


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")
def test_secrets_of_the_environment_stay_with_the_grader(monkeypatch):
    monkeypatch.setenv("CANVAS_API_TOKEN", "123")
    with Launcher() as launcher:
        trace = run_steps(launcher, [Step("import os; 'CANVAS_API_TOKEN' in os.environ")], LIMITS)
    assert trace.outputs[0][0]["data"]["text/plain"] == "False"


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")
def test_what_given_cells_load_is_there_for_every_submission_and_nothing_else_of_them():
    given = ["import colorsys, sys; colorsys.seen = left = []", "raise ValueError('a cell fails')"]
    look = [
        Step("import sys; sys.modules['colorsys'].seen.append(1); sys.modules['colorsys'].seen"),
        Step("'left' in globals()"),
    ]
    with Launcher(rehearsal=given) as launcher:
        shown = [[o[0]["data"]["text/plain"] for o in run_steps(launcher, look, LIMITS).outputs]]
        shown += [[o[0]["data"]["text/plain"] for o in run_steps(launcher, look, LIMITS).outputs]]
    assert shown == [["[1]", "False"]] * 2  # what one submission adds, the next does not see


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")
def test_given_cells_that_bring_threads_in_run_in_the_submissions_only():
    given = ["import colorsys, sys, types; sys.modules['torch'] = types.ModuleType('torch')"]
    look = [Step("import sys; {'torch', 'colorsys'} & set(sys.modules)")]
    with Launcher(rehearsal=given) as launcher:
        trace = run_steps(launcher, look, LIMITS)
    assert trace.outputs[0][0]["data"]["text/plain"] == "set()"


EXAMPLES = """\
from wordemb_keras.course.assignments.examples import Examples
examples = Examples("en")"""

SEEN = "type(examples).__name__, list(vars(examples))"


@pytest.mark.parametrize(
    "cell, suspicious",
    {
        "examples = ['free prize now']": [],
        "del examples": [],
        EXAMPLES: [],
        "class Kind:\n    def call(self): pass\nexamples = Kind()": ["replaced: examples"],
        "class Kind(type(examples)): pass\nexamples = Kind('en')": ["replaced: examples"],
        "vars(examples)['call'] = print": ["replaced: examples"],
    }.items(),
)
def test_a_variable_named_examples_breaks_no_check(cell, suspicious):
    steps = [Step(EXAMPLES), Step(cell, "q"), Step(SEEN, "q", check=True)]
    with Launcher() as launcher:
        trace = run_steps(launcher, steps, LIMITS)
    assert trace.outputs[-1][0]["data"]["text/plain"] == "('Examples', ['_language'])"
    assert trace.suspicious == suspicious
