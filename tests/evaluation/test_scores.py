"""Scores, and what they rest on."""

import math

import numpy as np
import pytest
from gensim.models import KeyedVectors

from wordemb_keras.evaluation import Evaluation, analogies, word_similarity


def vectors(words, rows):
    keyed = KeyedVectors(len(rows[0]))
    keyed.add_vectors(words, np.array(rows, np.float32))
    return keyed


KOREAN = vectors(["호랑이", "고양이", "책", "종이"], [[1, 0], [0.9, 0.1], [0, 1], [0.3, 1]])


@pytest.fixture
def pairs(tmp_path):
    path = tmp_path / "짝.tsv"
    path.write_text(
        "# 두 낱말과 점수\n호랑이\t고양이\t9\n책\t종이\t8\n호랑이\t책\t1\n호랑이\t유니콘\t5\n",
        encoding="utf-8",
    )
    return path


def test_similarity_with_both_policies(pairs):
    skipped = word_similarity(KOREAN, pairs)
    assert (skipped.score, skipped.used, skipped.skipped) == (1.0, 3, 1)
    assert str(skipped) == (
        "짝.tsv: Spearman 1.000 on 3 questions, 1 skipped (unknown words: skip)"
    )
    zero = word_similarity(KOREAN, pairs, unknown="zero")
    assert (zero.used, zero.skipped, zero.unknown) == (4, 0, "zero")
    assert zero.score < 1


def test_the_sets_that_come_with_gensim():
    words = ["old", "new", "tiger", "cat", "book", "paper"]
    keyed = vectors(words, np.random.default_rng(0).normal(size=(6, 3)))
    wordsim, simlex = word_similarity(keyed), word_similarity(keyed, "simlex999", unknown="zero")
    assert (wordsim.used, wordsim.used + wordsim.skipped) == (3, 353)
    assert (simlex.used, simlex.skipped) == (999, 0)


def test_nothing_known(pairs):
    with pytest.raises(ValueError, match=r"None of the 4 pairs of 짝\.tsv"):
        word_similarity(vectors(["x"], [[1, 0]]), pairs)


def test_analogies(tmp_path):
    path = tmp_path / "q.txt"
    path.write_text(
        ": 수도\n서울 한국 도쿄 일본\n서울 한국 파리 프랑스\n: 빈\nx y z w\n", encoding="utf-8"
    )
    keyed = vectors(
        ["서울", "한국", "도쿄", "일본", "딴말"],
        [[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1], [0.5, -1, 0.5]],
    )
    result = analogies(keyed, path)
    assert result == Evaluation("q.txt", "accuracy", 1.0, 1, 2, "skip", {"수도": 1.0})
    zero = analogies(keyed, path, unknown="zero")
    assert (zero.score, zero.used, zero.skipped) == (pytest.approx(1 / 3), 3, 0)
    assert zero.sections == {"수도": 0.5, "빈": 0.0}
    nothing = analogies(vectors(["x"], [[1.0]]), path)
    assert math.isnan(nothing.score)


def test_a_glove_model_and_bad_input(pairs):
    class Model:
        def keyed_vectors(self):
            return KOREAN

    assert word_similarity(Model(), pairs).used == 3
    with pytest.raises(ValueError, match="`unknown` must be one of"):
        word_similarity(KOREAN, pairs, unknown="ignore")
    with pytest.raises(ValueError, match="`vectors` must be gensim `KeyedVectors`"):
        word_similarity({"a": [1]}, pairs)
    with pytest.raises(ValueError, match=r"Received: 'my\.txt'.*`.*neighbors\.keyed_vectors`"):
        word_similarity("my.txt", pairs)
    with pytest.raises(FileNotFoundError, match=r"wordsim is not there.*Did you mean wordsim353\?"):
        word_similarity(KOREAN, "wordsim")


@pytest.mark.parametrize("measure", [word_similarity, analogies])
def test_another_encoding_names_the_file_and_the_line(tmp_path, measure):
    path = tmp_path / "짝.tsv"
    path.write_bytes(b": one\n" + "호랑이\t고양이\t9\n".encode("cp949"))
    with pytest.raises(ValueError, match=r"짝\.tsv, line 2: not UTF-8"):
        measure(KOREAN, path)


@pytest.mark.parametrize(
    "measure, content, message",
    [
        (word_similarity, "호랑이 고양이 9\n", r"짝\.tsv holds no pairs: a line must be word<TAB>"),
        (word_similarity, "호랑이\t고양이\t9\n", "Only one of the 1 pairs"),
        (analogies, "서울 한국 도쿄 일본\n", "line 1: a section must come first"),
    ],
)
def test_files_of_another_form(tmp_path, measure, content, message):
    path = tmp_path / "짝.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        measure(KOREAN, path)
