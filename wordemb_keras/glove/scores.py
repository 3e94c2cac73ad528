"""The model of GloVe (section 9-2) as one TensorFlow function, with a gradient of its own.

    w_i . w~_j + b_i + b~_j

Sparse matrices make the gradient quick, and XLA compiles none: `GloVe` switches it off.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/), equation 8
"""

from typing import Any

import tensorflow as tf

_CHUNK = 8192  # pairs whose vectors fit the cache together


@tf.custom_gradient
def scores(words: Any, contexts: Any, word_biases: Any, context_biases: Any, i: Any, j: Any) -> Any:
    """w_i . w~_j + b_i + b~_j for each pair.

    TensorFlow's own gradient would make a vector for every pair of the batch, twice. But the
    gradient of a table is a matrix product: put the errors into a sparse matrix E at (i, j), then
    dJ/dW = E W~ and dJ/dW~ = E' W. That needs no such vectors, and adds up repeated words.
    """
    score = _dots(words, contexts, i, j) + tf.gather(word_biases, i)[:, 0]
    score += tf.gather(context_biases, j)[:, 0]

    def gradient(error: Any) -> tuple:
        rows, columns = words.shape[0], contexts.shape[0]
        places = tf.cast(tf.stack([i, j], axis=1), tf.int64)
        errors = tf.SparseTensor(places, error, (rows, columns))
        return (
            tf.sparse.sparse_dense_matmul(errors, contexts),
            tf.sparse.sparse_dense_matmul(errors, words, adjoint_a=True),
            tf.math.unsorted_segment_sum(error, i, rows)[:, None],
            tf.math.unsorted_segment_sum(error, j, columns)[:, None],
            None,
            None,
        )

    return score, gradient


def _dots(words: Any, contexts: Any, i: Any, j: Any) -> Any:
    """w_i . w~_j, a cacheful of pairs at a time."""
    size = tf.shape(i)[0]
    fill = [[0, -size % _CHUNK]]
    chunks = tuple(tf.reshape(tf.pad(index, fill), (-1, _CHUNK)) for index in (i, j))
    dots = tf.map_fn(
        lambda pair: tf.reduce_sum(tf.gather(words, pair[0]) * tf.gather(contexts, pair[1]), -1),
        chunks,
        fn_output_signature=words.dtype,
    )
    return tf.reshape(dots, (-1,))[:size]
