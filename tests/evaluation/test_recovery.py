"""Section 9-3: whether a model sees through typos, and which word was meant."""

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from wordemb_keras.evaluation import keyed_vectors
from wordemb_keras.evaluation.corrections import Ranking, corrections
from wordemb_keras.evaluation.recovery import TypoRecovery, typo_recovery
from wordemb_keras.evaluation.typos import Typo, sample_typos
from wordemb_keras.fasttext import FastText


def test_bare_jamo_apart():
    typos = [Typo("남ㅁ동생", "남동생", "doubled"), Typo("나동생", "남동생", "missing")]
    recovery = TypoRecovery(typos, [1, 7])
    assert recovery.within(1, bare=True) == 1
    assert recovery.within(1, bare=False) == 0
    assert recovery.within(10, bare=False, kind="doubled") == 0  # there are none
    lines = str(recovery).splitlines()
    assert lines[1] == "  1 with bare jamo; first 1: 100.0%, first 5: 100.0%, first 10: 100.0%"
    assert lines[2] == "  1 without; first 1: 0.0%, first 5: 0.0%, first 10: 100.0%"


class Spelling(KeyedVectors):
    """Three words, and a vector for a typo: neighbours by hand."""

    def get_vector(self, key, norm=False):
        return np.array([1.0, 0.2]) if key == "제푼" else super().get_vector(key, norm=norm)


def test_recovery_by_hand():
    vectors = Spelling(2)
    vectors.add_vectors(["제품", "상품", "영화"], np.array([[1.0, 0.5], [1.0, 0.0], [0.0, 1.0]]))
    typos = [Typo("제푼", "제품", "neighbour"), Typo("제푼", "상품", "wrong")]
    typos += [Typo("제푼", "영화", "wrong"), Typo("젶", "제품", "missing")]
    recovery = typo_recovery(vectors, typos)
    # Slopes: the typo .2, 상품 0, 제품 .5, 영화 upright. The last typo has no vector.
    assert recovery.ranks == [2, 1, 3, None]
    assert recovery.answered == 3
    assert [recovery.within(n) for n in (1, 2, 3)] == [0.25, 0.5, 0.75]
    assert recovery.within(1, kind="wrong") == 0.5
    assert str(recovery).startswith("4 typos, 3 answered; first 1: 25.0%")


def test_recovery_of_word2vec_is_zero_by_construction():
    vectors = KeyedVectors(2)
    vectors.add_vectors(["제품", "영화"], np.eye(2))
    typos = sample_typos(vectors.index_to_key, known=vectors.index_to_key)
    recovery = typo_recovery(vectors, typos)
    assert recovery.ranks == [None, None]
    assert recovery.within(10) == 0


def test_recovery_of_nothing():
    assert TypoRecovery([], []).within(1) == 0


def test_a_word_outside_the_vocabulary_is_named():
    vectors = KeyedVectors(1)
    vectors.add_vectors(["영화"], np.ones((1, 1)))
    with pytest.raises(ValueError, match=r"made from words of the vocabulary.*제품"):
        typo_recovery(vectors, [Typo("제푼", "제품", "neighbour")])


# --- which word was meant -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        *[("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "ac", 1), ("ac", "abc", 1)],
        *[("abc", "axc", 1), ("abc", "acb", 1), ("ab", "ba", 1), ("kitten", "sitting", 3)],
        ("ca", "abc", 3),  # one slip in one place: not swapped and then parted again
    ],
)
def test_distances_by_hand(first, second, distance):
    assert OSA.distance(first, second) == OSA.distance(second, first) == distance


@given(st.text("ㅎㅏㄴ", max_size=6), st.text("ㅎㅏㄴ", max_size=6))
def test_distances_are_distances(first, second):
    distance = OSA.distance(first, second)
    assert (distance == 0) == (first == second)
    assert abs(len(first) - len(second)) <= distance <= max(len(first), len(second))


def test_scores_by_hand():
    vectors = Spelling(2)
    vectors.add_vectors(["상품", "영화", "제품"], np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.5]]))
    found = corrections(vectors, "제푼", topn=3, edits=0.5, frequency=0.1)
    typo = np.array([1, 0.2]) / np.hypot(1, 0.2)
    cosines = [typo @ [1, 0.5] / np.hypot(1, 0.5), typo @ [1, 0], typo @ [0, 1]]
    assert [(each.word, each.distance) for each in found] == [("제품", 1), ("상품", 4), ("영화", 6)]
    assert np.allclose([each.cosine for each in found], cosines)
    prior = 0.1 * np.log([3, 1, 2])
    assert np.allclose([each.score for each in found], cosines - 0.5 * np.array([1, 4, 6]) - prior)
    assert [each.row for each in found] == [2, 0, 1]


def test_recovery_in_the_new_order():
    vectors = Spelling(2)
    vectors.add_vectors(["상품", "제품", "영화"], np.array([[1.0, 0.0], [1.0, 0.5], [0.0, 1.0]]))
    typos = [Typo("제푼", "제품", "neighbour"), Typo("제푼", "영화", "wrong")]
    assert typo_recovery(vectors, typos).ranks == [2, 3]
    assert typo_recovery(vectors, typos, edits=0.5).ranks == [1, 3]
    assert typo_recovery(vectors, typos, edits=0.5, candidates=1).ranks == [2, 3]  # not looked at


def test_a_known_word_comes_first_however_rare():
    vectors = KeyedVectors(2)
    vectors.add_vectors(["영화를", "평화를"], np.array([[1.0, 0.0], [1.0, 0.1]]))
    found = corrections(vectors, "평화를", frequency=1)
    assert [each.word for each in found] == ["평화를", "영화를"]
    assert found[0].score == pytest.approx(1 - np.log(2)) and found[1].score > found[0].score


def test_as_many_corrections_as_are_asked_for():
    vectors = KeyedVectors(2)
    vectors.add_vectors(["하나", "둘", "셋"], np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]))
    assert len(corrections(vectors, "하나", topn=3, candidates=1)) == 3
    assert len(corrections(vectors, "하나", topn=9)) == 3


def test_a_word_that_a_file_held_twice(tmp_path):
    (tmp_path / "f").write_text("3 2\nthe 1 2\nthe 3 4\ncat 2 1\n")
    vectors = KeyedVectors.load_word2vec_format(str(tmp_path / "f"))
    assert None in vectors.index_to_key  # gensim leaves a hole
    assert [each.word for each in corrections(vectors, "the")] == ["the", "cat"]


@pytest.mark.parametrize("model", [{"영화": [1.0, 2.0]}, "words.vec", FastText("jamo")])
def test_what_is_no_model_is_answered_with_a_step(model):
    message = r"`model` must be a trained `FastText`.*keyed_vectors\(source\)"
    with pytest.raises(ValueError, match=message):
        corrections(model, "영홰")
    with pytest.raises(ValueError, match=message):
        typo_recovery(model, [])
    assert corrections(keyed_vectors({"영화": [1.0, 2.0]}), "영화")[0].word == "영화"


def test_a_model_without_a_vector_has_no_correction():
    vectors = KeyedVectors(2)
    vectors.add_vectors(["제품"], np.ones((1, 2)))
    with pytest.raises(KeyError, match="'제푼'"):
        corrections(vectors, "제푼")
    for wrong in (-1, None, False, float("nan")):
        with pytest.raises(ValueError, match="`edits` must be a finite number of at least 0"):
            Ranking(vectors, edits=wrong)
