"""Layers of a text in a file read the text as `embed` does (section 9-5)."""

import json
import unicodedata

import h5py
import numpy as np
import pandas as pd
import pytest

from wordemb_keras.elmo import BiLM
from wordemb_keras.elmo.backup import Backup
from wordemb_keras.elmo.feature_file import write_features


@pytest.fixture(scope="module")
def bilm():
    return BiLM(units=8, projection_dim=3, filters=[(1, 4), (2, 4)], char_dim=4)


@pytest.mark.parametrize(
    "sentences",
    [
        ["bank account", "은행"],
        pd.Series(["bank account", unicodedata.normalize("NFD", "은행")]),
        [np.array(["bank", "account"]), [unicodedata.normalize("NFD", "은행")]],
        iter([["bank", "account"], [], ["은행"]]),
    ],
    ids=["strings", "column", "arrays", "lists"],
)
def test_sentences_are_read_as_embed_reads_them(bilm, tmp_path, sentences):
    assert write_features(tmp_path / "l.hdf5", bilm, sentences, verbose=0) == 2
    with h5py.File(tmp_path / "l.hdf5") as file:
        assert json.loads(file["sentence_to_index"][0]) == {"bank account": "0", "은행": "1"}
        for number, layers in enumerate(bilm.embed(["bank account", "은행"], verbose=0)):
            assert np.allclose(file[str(number)], layers, atol=1e-6)


def test_what_is_no_sentence_is_told(bilm, tmp_path):
    with pytest.raises(ValueError, match="not one string"):
        write_features(tmp_path / "l.hdf5", bilm, "bank account", verbose=0)
    with pytest.raises(ValueError, match=r"None .* sentence 1"):
        write_features(tmp_path / "l.hdf5", bilm, [["a"], None, ["b"]], verbose=0)
    with pytest.raises(ValueError, match="at least one token"):
        write_features(tmp_path / "l.hdf5", bilm, [[]], verbose=0)
    assert not any(tmp_path.iterdir())


def test_a_tilde_makes_no_folder(bilm, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="The shell alone expands ~"):
        write_features("~/layers.h5", bilm, ["a bank"], verbose=0)
    with pytest.raises(FileNotFoundError, match="The shell alone expands ~"):
        Backup("~/trained").restore(bilm, {})
    assert not list(tmp_path.iterdir())
