"""TensorFlow's log of its own start, and what else is written meanwhile."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[1])

TENSORFLOW = '''\
"""Writes as TensorFlow 2.21 does."""
import os
os.write(2, b"WARNING: All log messages before absl::InitializeLog() is called are written\\n")
os.write(2, b"I0000 00:00:1795711469.438074   15091 cudart_stub.cc:31] No cuda drivers.\\n")
os.write(2, b"2026-11-26 14:44:05.157831: I external/cudart_stub.cc:32] No cuda drivers.\\n")
os.write(2, b"Fatal: this processor lacks AVX\\n")
VALUE = 3
'''
CODE = "from wordemb_keras import quiet; quiet.tensorflow(); import tensorflow; print({})"


@pytest.fixture
def start(tmp_path):
    (tmp_path / "tensorflow.py").write_text(TENSORFLOW, encoding="utf-8")

    def run(expression, level=None, before=""):
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), ROOT])}
        environment.pop("TF_CPP_MIN_LOG_LEVEL", None)
        environment |= {"TF_CPP_MIN_LOG_LEVEL": level} if level else {}
        done = subprocess.run(
            [sys.executable, "-c", before + CODE.format(expression)],
            capture_output=True,
            text=True,
            env=environment,
        )
        return done.stdout, done.stderr

    return run


@pytest.mark.parametrize("level", [None, "3"])
def test_only_its_log_is_held_back(start, level):
    assert start("tensorflow.VALUE", level) == ("3\n", "Fatal: this processor lacks AVX\n")


def test_who_asks_for_the_log_sees_it(start):
    assert start("tensorflow.VALUE", "0")[1].count("\n") == 4


def test_where_standard_error_is_no_file(start):
    """In a notebook, whose kernel traces crashes; in a test of a command."""
    kernel = "import faulthandler, io, sys; faulthandler.enable(); sys.stderr = io.StringIO(); "
    assert start("tensorflow.VALUE", before=kernel)[0] == "3\n"


def test_it_looks_once():
    code = (
        "import sys; from wordemb_keras import quiet; n = len(sys.meta_path); quiet.tensorflow(); "
        "quiet.tensorflow(); print(len(sys.meta_path) - n)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "1\n", done.stderr


def test_an_import_that_fails_says_what_it_wrote(start, tmp_path):
    broken = TENSORFLOW.replace("VALUE = 3", "raise ImportError('DLL load failed')")
    (tmp_path / "tensorflow.py").write_text(broken, encoding="utf-8")
    shown = start("0")[1]
    assert shown.startswith("Fatal: this processor lacks AVX\n")
    assert shown.endswith("ImportError: DLL load failed\n")


def test_a_crash_is_seen(start, tmp_path):
    broken = TENSORFLOW.replace("VALUE = 3", "os.abort()")
    (tmp_path / "tensorflow.py").write_text(broken, encoding="utf-8")
    assert start("0")[1].startswith("Fatal Python error: Aborted")
