"""Mean vectors of texts, and the texts nearest to one."""

import unicodedata

import numpy as np
import pytest

from wordemb_keras.evaluation import text_vectors
from wordemb_keras.fasttext import FastText
from wordemb_keras.text import english_tokens, korean_tokens

VECTORS = {"영화": [1.0, 0.0], "최고": [1.0, 1.0], "비": [0.0, 2.0]}


def test_means_by_hand():
    found = text_vectors(VECTORS, ["영화 최고", ["비", "비", "영화"], "없는 말", ""])
    np.testing.assert_allclose(found.vectors, [[1, 0.5], [1 / 3, 4 / 3], [0, 0], [0, 0]])
    assert found.coverage.tolist() == [1, 1, 0, 0]
    assert found.missing == {"없는": 1, "말": 1}
    assert str(found).splitlines() == [
        "4 texts, 50.0% of a text's words have a vector on average; 2 texts have none",
        "  2 words without a vector: 없는, 말",
    ]


def test_nearest_texts():
    found = text_vectors(VECTORS, ["영화", "비", "영화 최고", "없는"])
    # Slopes: 0, upright, 1/2; the last has no direction.
    assert [number for number, _ in found.nearest(0)] == [2, 1]
    assert found.nearest("영화", topn=2) == [
        (0, pytest.approx(1)),
        (2, pytest.approx(0.894, abs=1e-3)),
    ]
    assert found.nearest(-2) == found.nearest(2)
    with pytest.raises(ValueError, match="no word with a vector"):
        found.nearest(3)
    with pytest.raises(ValueError, match=r"no word with a vector.*모르는"):
        found.nearest("모르는 말")
    with pytest.raises(IndexError):
        found.nearest(4)


def test_any_tokens_any_source(tmp_path):
    path = tmp_path / "tiny.txt"
    path.write_text("good 1 0\nfilm 0 1\n", encoding="utf-8")
    found = text_vectors(path, ["A GOOD film!"], tokens=english_tokens)
    assert found.coverage.tolist() == [pytest.approx(2 / 3)]
    nfd = unicodedata.normalize("NFD", "영화 최고")
    assert text_vectors(VECTORS, [nfd], tokens=korean_tokens).coverage.tolist() == [1]
    model = FastText("jamo", vector_size=4, min_count=1, workers=1)
    model.fit([["이", "영화", "최고"]] * 9, epochs=1, verbose=0)
    found = text_vectors(model, ["영홰 최고"])
    assert found.coverage.tolist() == [1]
    np.testing.assert_allclose(
        found.vectors[0], (model["영홰"] + model["최고"]) / 2, rtol=1e-4, atol=1e-6
    )
    assert text_vectors(model, ["영홰 최고"], subwords=False).coverage.tolist() == [0.5]


def test_what_is_no_text_is_named():
    with pytest.raises(ValueError, match=r"Text 2 of `texts` must be .*nan \(of type float\)"):
        text_vectors(VECTORS, ["영화", float("nan")])
    with pytest.raises(ValueError, match=r"Text 1 of `texts` must be a string or a list of words"):
        text_vectors(VECTORS, [[1, 2]])
    with pytest.raises(ValueError, match=r"must be several texts\. Received one: '영화'"):
        text_vectors(VECTORS, "영화")
