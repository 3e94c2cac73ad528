"""The package as a whole: light to import, complete, and no heavier than it says."""

import subprocess
import sys
from pathlib import Path

import wordemb_keras

HEAVY = ("tensorflow", "keras", "gensim", "numba", "matplotlib", "pandas", "scipy")


def test_import_loads_nothing_heavy(fresh_process):
    code = f"import wordemb_keras, sys; print([m for m in {HEAVY} if m in sys.modules])"
    assert fresh_process(code) == "[]"


def test_help_loads_nothing_heavy(fresh_process):
    code = f"""
import sys
from wordemb_keras.cli import main
main(["--help"], standalone_mode=False)
print([m for m in {HEAVY} if m in sys.modules])"""
    assert fresh_process(code).endswith("[]")


def test_every_public_name_resolves():
    assert "Vocabulary" in dir(wordemb_keras)
    for name in wordemb_keras.__all__:
        assert getattr(wordemb_keras, name) is not None


def test_python_dash_m_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "wordemb_keras", "--version"], capture_output=True, text=True
    )
    assert wordemb_keras.__version__ in done.stdout


def test_typed():
    assert (Path(wordemb_keras.__file__).parent / "py.typed").exists()
