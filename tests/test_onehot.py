"""Section 9-1: one-hot vectors, dense vectors, the lookup."""

import keras
import numpy as np
import pytest

from wordemb_keras import onehot


def test_the_puppy_of_the_chapter():  # F1.01
    puppy = onehot.one_hot(4, 10_000)
    assert puppy[4] == 1 and puppy.sum() == 1 and len(puppy[5:]) == 9_995


def test_different_words_have_nothing_in_common():  # F1.02
    vectors = onehot.one_hot([3, 1, 2], 5)
    assert np.array_equal(vectors @ vectors.T, np.eye(3))


def test_sparse_is_the_same_vector_in_less_memory():
    dense, sparse = (onehot.one_hot([4, 0, 9], 10_000, sparse=s) for s in (False, True))
    assert np.array_equal(sparse.toarray(), dense)
    assert onehot.memory(dense) == 3 * 10_000 * 4
    assert onehot.memory(sparse) == 3 * 4 + 3 * 4 + 4 * 4  # ones, columns, starts


def test_product_lookup_and_keras_agree():  # F4.01
    layer = keras.layers.Embedding(7, 3)
    indices = np.array([[1, 6], [0, 1]])
    expected = np.asarray(layer(indices))
    (table,) = layer.get_weights()
    assert np.array_equal(onehot.lookup(indices, table), expected)
    assert np.array_equal(onehot.one_hot(indices, 7) @ table, expected)


def test_shapes_follow_the_input():
    assert onehot.one_hot(np.zeros((2, 3), int), 5).shape == (2, 3, 5)
    assert onehot.one_hot(2, 5, sparse=True).shape == (1, 5)


@pytest.mark.parametrize("index", [-1, 5])
def test_an_index_out_of_range_is_named(index):
    with pytest.raises(ValueError, match=rf"\[0, 5\). Received: {index}"):
        onehot.one_hot([0, index], 5)
    with pytest.raises(ValueError, match="number of words"):
        onehot.lookup([index], np.zeros((5, 2)))


def test_other_bad_input():
    with pytest.raises(ValueError, match="must be integers"):
        onehot.one_hot([0.5], 5)
    with pytest.raises(ValueError, match="one axis"):
        onehot.one_hot([[1]], 5, sparse=True)


@pytest.mark.parametrize(
    ("indices", "message"),
    [
        (["밥", "물"], r"Received: .*'밥'.*Words: `Vocabulary\.encode\(words\)`"),
        ([b"x"], r"Words: `Vocabulary\.encode"),
        ([1, None], r"must be integers\. Received: 1, indices of dtype object"),
        ([True], r"dtype bool"),
        ([[1, 2], [3]], "integers of one shape"),
        ([2**63], r"\[0, 5\)"),
    ],
)
def test_what_is_no_index_is_named(indices, message):
    for call in (onehot.one_hot, lambda i, size: onehot.lookup(i, np.zeros((size, 2)))):
        with pytest.raises(ValueError, match=message):
            call(indices, 5)


def test_no_word_and_the_same_word_twice():
    assert onehot.one_hot([], 5).shape == (0, 5)
    assert onehot.one_hot([], 5, sparse=True).shape == (0, 5)
    assert onehot.lookup([], np.zeros((5, 2))).shape == (0, 2)
    assert np.array_equal(
        onehot.one_hot([2, 2], 5), onehot.one_hot([2, 2], 5, sparse=True).todense()
    )


@pytest.mark.parametrize("size", [0, -1, 2.5, True, "5", None])
def test_a_vocabulary_has_a_positive_size(size):
    with pytest.raises(ValueError, match="`vocabulary_size` must be a positive integer"):
        onehot.one_hot([], size)


def test_tables_and_memory_of_other_kinds():
    with pytest.raises(ValueError, match=r"`table` must have .* Received: a table of shape \(3,\)"):
        onehot.lookup([0], [1, 2, 3])
    table = np.zeros((2, 2))
    onehot.lookup([0], table)[:] = 1
    assert table.max() == 0  # rows are copies
    csr = onehot.one_hot([4, 0], 9, sparse=True)
    assert onehot.memory(csr.tocoo()) == 2 * 4 + 2 * 2 * 4
    assert onehot.memory(csr.tolil()) == onehot.memory(csr) == 2 * 4 + 2 * 4 + 3 * 4
    assert onehot.memory([1.0, 2.0]) == 16
