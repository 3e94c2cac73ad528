"""The test of two meanings (9-5), on vectors whose answer is known."""

import numpy as np
import pytest

from wordemb_keras.course import meanings


def test_the_sentences():
    for word, count in (("bank", 30), ("play", 24)):
        found = meanings.read(word)
        assert len(found.tokens) == count and found.meaning.sum() == count / 2
        assert all(tokens.count(word) == 1 for tokens in found.tokens)
    with pytest.raises(ValueError, match="must be one of: bank, play"):
        meanings.read("bat")


def test_vectors_that_tell_them_apart():
    rng = np.random.default_rng(0)
    meaning = np.repeat([0, 1], 10)
    apart = rng.normal(size=(20, 5)) + 10 * meaning[:, None]
    row = meanings.compare(apart, meaning)
    assert row["right"] == "20 of 20" and row["by chance"] < 0.02
    assert row["inside"] > 0.8 > 0 > row["across"]


def test_vectors_that_do_not():
    rng = np.random.default_rng(0)
    meaning = np.repeat([0, 1], 20)
    row = meanings.compare(rng.normal(size=(40, 5)), meaning)
    assert row["by chance"] > 0.05 and abs(row["inside"] - row["across"]) < 0.15


def test_equal_vectors_say_nothing():
    row = meanings.compare(np.ones((4, 3)), np.array([0, 0, 1, 1]))
    assert set(row.values()) == {"same", "-"}
