"""Files for the Embedding Projector, and TensorBoard reading them."""

import json
import socket
import sys
import urllib.parse
import urllib.request

import numpy as np
import pytest

from wordemb_keras.plots import projector

WORDS = ["the", "안녕", "tab\tin", "line\nend", "\r", "\u3000", "\ufeff", "", "1990", "값"]
ROWS = np.arange(len(WORDS) * 3, dtype=np.float32).reshape(-1, 3) / 7


def test_a_line_for_every_word(tmp_path):
    assert projector.write_projector((WORDS, ROWS), tmp_path / "폴더") == len(WORDS)
    text = (tmp_path / "폴더" / "metadata.tsv").read_text(encoding="utf-8")
    assert text.split("\n")[:-1] == [
        *("the", "안녕", r"tab\tin", r"line\nend", "U+000D", "U+3000", "U+FEFF", "(empty)"),
        *("1990", "값"),
    ]
    read = np.loadtxt(tmp_path / "폴더" / "vectors.tsv", dtype=np.float32, delimiter="\t")
    assert np.array_equal(read, ROWS)  # to the last bit


def test_the_first_words_only(tmp_path):
    path = tmp_path / "vectors.txt"
    path.write_text("".join(f"w{i} {i} 1\n" for i in range(5000)), encoding="utf-8")
    assert projector.write_projector(path, tmp_path, limit=4321) == 4321
    lines = (tmp_path / "metadata.tsv").read_text(encoding="utf-8").splitlines()
    assert lines == [f"w{i}" for i in range(4321)]


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    projector.write_projector({"a": [1.0, 2.0]}, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        *("mine.txt", "metadata.tsv", "vectors.tsv", "projector_config.pbtxt")
    }


@pytest.mark.parametrize("limit", [0, 100_001])
def test_a_limit_out_of_range(tmp_path, limit):
    with pytest.raises(ValueError, match=f"Received: limit={limit}"):
        projector.write_projector({"a": [1.0, 2.0]}, tmp_path, limit=limit)


def test_one_number_makes_no_cloud(tmp_path):
    with pytest.raises(ValueError, match="at least 2 numbers"):
        projector.write_projector({"a": [1.0]}, tmp_path)


def test_tensorboard_shows_them(tmp_path):
    pytest.importorskip("tensorboard")
    projector.write_projector((WORDS, ROWS), tmp_path)
    address = projector.serve(tmp_path, port=0)
    assert address.endswith("/#projector")
    base = address.removesuffix("#projector") + "data/plugin/projector/"

    def get(what, **query):
        with urllib.request.urlopen(f"{base}{what}?{urllib.parse.urlencode(query)}") as answer:
            return answer.read()

    assert json.loads(get("runs")) == ["."]
    (shown,) = json.loads(get("info", run="."))["embeddings"]
    assert shown["tensorShape"] == [len(WORDS), 3]
    tensor = get("tensor", run=".", name=shown["tensorName"], num_rows=100_000)
    assert np.array_equal(np.frombuffer(tensor, np.float32).reshape(-1, 3), ROWS)
    labels = get("metadata", run=".", name=shown["tensorName"], num_rows=100_000).decode("utf-8")
    assert len(labels.splitlines()) == len(WORDS) and "안녕" in labels


def test_a_port_that_is_taken(tmp_path):
    pytest.importorskip("tensorboard")
    projector.write_projector({"a": [1.0, 2.0]}, tmp_path)
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        taken.listen()
        with pytest.raises(OSError, match="Choose another `port`"):
            projector.serve(tmp_path, port=taken.getsockname()[1])


@pytest.mark.parametrize(
    "missing, advice",
    [("tensorboard", "pip install tensorboard"), ("pkg_resources", 'install "setuptools<82"')],
)
def test_what_is_not_installed_is_named(tmp_path, monkeypatch, missing, advice):
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, "tensorboard.default", raising=False)
    if tensorboard := sys.modules.get("tensorboard"):
        monkeypatch.delattr(tensorboard, "default", raising=False)
    with pytest.raises(ImportError, match=advice):
        projector.serve(tmp_path)
