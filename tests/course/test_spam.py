"""Section 9-5: the spam study, and the biLM that comes with the package."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wordemb_keras import datasets
from wordemb_keras.course import spam
from wordemb_keras.elmo import BiLM
from wordemb_keras.elmo.weights import CLASSROOM

HAM = ["ok see you at 6", "집에 언제 와? ㅋㅋ", "lunch today?", "ok call me later", "miss you"]
SPAM = ["WIN £1000 now!! txt WIN", "FREE prize, call 08001", "URGENT! claim your FREE prize now"]


@pytest.fixture(scope="module")
def small():
    return BiLM(units=16, projection_dim=4, filters=[(1, 4), (2, 4)])


@pytest.fixture(scope="module")
def classroom():
    return BiLM.from_pretrained("classroom")


def test_the_parts_of_the_chapter():  # F5.06
    if "WORDEMB_DATA" not in os.environ:
        pytest.skip("WORDEMB_DATA is not set: the real messages are not here")
    parts = spam.read_parts()
    assert [len(part) for part in parts] == [3957, 500, 1115]
    everything = pd.concat(parts)
    assert everything["text"].equals(datasets.read_labelled("sms_spam")["text"])
    assert everything["label"][:5].tolist() == [0, 0, 1, 0, 0]


def test_words_and_signs_are_tokens():
    assert spam.tokens("Don't   pay £5.00, 안녕ㅋㅋ!") == [
        *("Don't", "pay", "£", "5", ".", "00", ",", "안녕ㅋㅋ", "!")
    ]
    assert spam.tokens(" \n") == ["."]


def test_features_are_standardised_on_the_training_messages(small):
    features = spam.MessageFeatures(small, pooling=("max", "mean"), static=True)
    rows = features.fit_transform(HAM + SPAM)
    assert rows.shape == (8, 2 * 3 * 8 + 100) and rows.dtype == np.float32
    assert np.allclose(rows.mean(axis=0), 0, atol=1e-5)
    assert np.allclose(features(HAM + SPAM), rows, atol=1e-5)
    alone = features([HAM[1]])
    assert np.allclose(alone, rows[1], atol=1e-5)  # the others in the batch change nothing


def test_static_vectors_alone_and_a_message_of_unknown_words():
    features = spam.MessageFeatures(None).fit(HAM + SPAM)
    known, unknown = features(["call me", "zzz qqq"])
    assert np.allclose(unknown, -features.mean / features.deviation, atol=1e-6)
    assert not np.allclose(known, unknown)


@pytest.mark.parametrize(
    "wrong", [{"pooling": ("sum",)}, {"pooling": ()}], ids=["no such pooling", "none"]
)
def test_wrong_arguments(small, wrong):
    with pytest.raises(ValueError, match="`pooling` must hold"):
        spam.MessageFeatures(small, **wrong)


def test_the_head_learns_and_the_seed_decides(small, eagerly):
    features = spam.MessageFeatures(small, static=False).fit_transform(HAM + SPAM)
    rows = np.tile(features, (30, 1))  # four steps an epoch: an epoch takes longer than its steps
    labels = ([0] * len(HAM) + [1] * len(SPAM)) * 30
    first = spam.train_head(rows, labels, epochs=6, seed=1)
    assert spam.score(labels, spam.probabilities(first, rows)).accuracy == 1
    again = spam.train_head(rows, labels, epochs=6, seed=1)
    assert np.allclose(spam.probabilities(first, rows), spam.probabilities(again, rows), atol=1e-5)


def test_a_message_is_classified_and_the_head_is_kept(small, monkeypatch, tmp_path, eagerly):
    table = pd.DataFrame({"text": (HAM + SPAM) * 8, "label": [0, 0, 0, 0, 0, 1, 1, 1] * 8})
    parts = spam.Parts(table[:48], table[48:56], table[56:])
    monkeypatch.setattr(spam, "read_parts", lambda: parts)
    monkeypatch.setattr(BiLM, "from_pretrained", classmethod(lambda cls, name: small))
    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path))
    label, chance = spam.classify(SPAM[0], verbose=0)
    assert label == "spam" and 0.5 < chance <= 1
    monkeypatch.setattr(spam, "read_parts", None)  # the second time nothing is trained
    assert spam.classify(SPAM[0], verbose=0) == (label, chance)
    assert spam.classify(HAM[0], verbose=0)[0] == "ham"
    with pytest.raises(ValueError, match="`text` must be a string"):
        spam.classify("  ")


def test_the_classroom_model_is_small_and_trained(classroom):
    folder = Path(datasets.__file__).parents[2] / "data"
    assert sum((folder / name).stat().st_size for name in CLASSROOM) <= 9e6
    assert 1e6 < classroom.count_params() < 5e6


def test_bank_in_two_senses(classroom):  # F5.01
    river = [
        "We sat on the bank of the river.",
        "The boat drifted to the muddy bank.",
        "Tall trees grow along the bank of the lake.",
        "He swam across the stream to the far bank.",
    ]
    money = [
        "The bank raised its interest rates.",
        "She borrowed money from the bank.",
        "He works for a large bank in New York.",
        "The bank lost millions of dollars last year.",
    ]
    layers = classroom.embed([spam.tokens(text) for text in river + money], verbose=0)
    at = [spam.tokens(text).index("bank") for text in river + money]
    static, context = (
        np.stack([each[k][:, place].ravel() for each, place in zip(layers, at, strict=True)])
        for k in ([0], [1, 2])
    )
    assert np.allclose(static, static[0], atol=1e-5)  # layer 0 knows no context
    context -= context.mean(axis=0)  # what all have in common: being "bank"
    cosine = context @ context.T / np.outer(*2 * [np.linalg.norm(context, axis=1)])
    inside = [cosine[i, j] for i in range(8) for j in range(i) if (i < 4) == (j < 4)]
    assert np.mean(inside) > cosine[:4, 4:].mean() + 0.05


def test_a_cache_that_cannot_be_written_says_what_to_set_before_training(
    small, monkeypatch, tmp_path
):
    (tmp_path / "cache").touch()  # a file where the folder should be
    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(BiLM, "from_pretrained", classmethod(lambda cls, name: small))
    monkeypatch.setattr(spam, "read_parts", lambda: pytest.fail("trained"))
    with pytest.raises(OSError, match="Name another one in the variable WORDEMB_CACHE"):
        spam.classify(SPAM[0], verbose=0)
