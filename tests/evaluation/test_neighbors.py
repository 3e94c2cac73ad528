"""Neighbours straight from a file, and what to say about a word that is not there."""

import itertools
import unicodedata

import numpy as np
import pytest

from wordemb_keras.evaluation.neighbors import (
    UnknownWordError,
    analogy,
    close_words,
    first_vectors,
    keyed_vectors,
    neighbors,
)
from wordemb_keras.fasttext import FastText
from wordemb_keras.formats import VectorFile


def test_by_hand():
    vectors = {"east": [2.0, 0.0], "north": [0.0, 1.0], "both": [1.0, 1.0], "zero": [0.0, 0.0]}
    assert neighbors(vectors, "east") == [
        ("both", pytest.approx(0.5**0.5)),
        ("north", 0.0),
        ("zero", 0.0),
    ]


def test_as_gensim_over_many_batches(tmp_path):
    rows = np.random.default_rng(0).normal(size=(10_000, 5)).astype(np.float32)
    words = [f"낱말{i}" for i in range(len(rows))]
    path = tmp_path / "vectors.txt"
    with path.open("w", encoding="utf-8") as file:
        for word, row in zip(words, rows, strict=True):
            file.write(f"{word} {' '.join(map(repr, row.tolist()))}\n")
    expected = keyed_vectors((words, rows)).most_similar("낱말7", topn=20)
    found = neighbors(path, "낱말7", topn=20)
    assert [word for word, _ in found] == [word for word, _ in expected]
    assert np.allclose([c for _, c in found], [c for _, c in expected], atol=1e-6)


def test_a_word_that_was_typed_in_pieces_is_found():
    decomposed = unicodedata.normalize("NFD", "한글")  # as file names on macOS are
    assert neighbors({"한글": [1.0, 0.0], "a": [1.0, 1.0]}, decomposed)[0][0] == "a"


def test_unknown_words():
    vectors = {"남동생": [1.0, 0.0], "apple": [1.0, 1.0]}
    with pytest.raises(
        UnknownWordError, match=r"not among the 2 words of dict\. Close to it: 남동생"
    ):
        neighbors(vectors, "남동쉥")
    with pytest.raises(
        UnknownWordError, match=r"no word is spelled like it\. Some that are there: 남"
    ):
        neighbors(vectors, "qqqqqq")
    with pytest.raises(ValueError, match=r"is zero"):
        neighbors({"zero": [0.0, 0.0]}, "zero")


def test_ngrams_stand_in_and_a_jamo_file_answers_in_syllables(tmp_path):
    model = FastText("jamo", vector_size=8, workers=1, min_count=1)
    model.fit([["남동생", "은", "학교"]] * 20, epochs=1, verbose=0)
    model.save(tmp_path / "model.bin")
    for source in (model, tmp_path / "model.bin"):
        assert neighbors(source, "남동쉥", topn=1)[0][0] == "남동생"
        assert set(keyed_vectors(source).index_to_key) == {"남동생", "은", "학교"}


def test_close_words_prefer_other_capitals():
    assert close_words("KING", ["kings", "king", "King"]) == ["king", "King", "kings"]
    assert close_words("king", ["apple"]) == []


def test_a_limit_reads_no_further():
    class Endless(VectorFile):
        def _read(self, wanted):
            for i in itertools.count():
                yield [f"w{i}"], np.ones((1, self.dim), np.float32)

    assert len(keyed_vectors(Endless("endless", dim=2, count=None), limit=100)) == 100
    with pytest.raises(ValueError, match="Received: limit=0"):
        first_vectors({"a": [1.0]}, limit=0)


def test_analogy():
    vectors = {"man": [3, 1], "king": [3, 2], "woman": [1, 3], "queen": [1, 4], "boy": [5, 1]}
    found = analogy(vectors, ["king", "woman"], ["man"])
    assert [word for word, _ in found] == ["queen", "boy"]  # none of the question
    keyed = keyed_vectors(vectors)
    expected = keyed.most_similar(positive=["king", "woman"], negative=["man"])
    assert found == [(word, pytest.approx(cosine, abs=1e-6)) for word, cosine in expected]
    assert analogy(vectors, "king", topn=1) == neighbors(vectors, "king", topn=1)
    korean = {unicodedata.normalize("NFD", "남자"): [1.0, 0], "왕": [1, 1], "여자": [0, 1.0]}
    assert analogy(korean, ["왕"], ["남자"])[0][0] == "여자"
    with pytest.raises(UnknownWordError, match=r"'kind' is not among .* Close to it: king"):
        analogy(vectors, ["kind"])
    with pytest.raises(ValueError, match="at least one word"):
        analogy(vectors, [])
    with pytest.raises(ValueError, match="is zero, so nothing is near it"):
        analogy(vectors, ["king"], ["king"])
    with pytest.raises(ValueError, match=r"`negative` must be words\. Received: 3"):
        analogy(vectors, ["king"], [3])
