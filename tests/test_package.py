"""The package as a whole: light to import, complete, and no heavier than it says."""

import subprocess
import sys
from pathlib import Path

import pytest

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


def test_stubs_are_ascii():
    """`lazy_loader` opens them in the code page of the computer, CP949 on a Korean Windows."""
    stubs = sorted(Path(wordemb_keras.__file__).parent.rglob("*.pyi"))
    assert stubs and all(stub.read_bytes().isascii() for stub in stubs)


@pytest.mark.parametrize("name", ["GloVe", "ELMoEmbedding"])
def test_another_backend_says_what_to_do(fresh_keras, name):
    code = f"""
import keras
keras.config.backend = lambda: "torch"
import wordemb_keras
wordemb_keras.{name}"""
    with pytest.raises(AssertionError, match=r"Keras is set to torch.*KERAS_BACKEND set to tensor"):
        fresh_keras(code)


def test_keras_2_says_what_to_do(monkeypatch):
    from wordemb_keras import keras_check

    keras_check.check()
    monkeypatch.setattr(keras_check.keras, "__version__", "2.15.0")
    with pytest.raises(ImportError, match=r"Keras 2\.15\.0 is installed.*pip install --upgrade"):
        keras_check.check()


def test_what_needs_no_tensorflow_runs_on_any_backend(fresh_process):
    code = """
import wordemb_keras as we
print(we.build_embedding_matrix({"안녕": [1.0, 2.0]}, ["", "안녕"])[1].tolist())
print(we.Vocabulary(["안녕"]).encode(["안녕"]))"""
    assert fresh_process(code, KERAS_BACKEND="torch").split("\n") == ["[1.0, 2.0]", "[2]"]
