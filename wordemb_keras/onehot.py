"""One-hot and dense vectors (section 9-1), and why an embedding is a lookup.

A one-hot vector of a vocabulary of V words has V entries, one of them 1. A
matrix product with it picks one row of a table W of shape (V, d):

    one_hot(i) @ W == W[i]                                  (F4.01)

That is all an embedding layer does, without making the one-hot vector.

Reference: [Keras Embedding](https://keras.io/api/layers/core_layers/embedding/)
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wordemb_keras import checks


def one_hot(indices: ArrayLike, vocabulary_size: int, *, sparse: bool = False) -> Any:
    """One-hot vectors of word indices.

    Args:
        indices: integers in `[0, vocabulary_size)`, as `Vocabulary.encode` gives them.
        vocabulary_size: length of every vector.
        sparse: give a SciPy CSR array, which stores only the ones.

    Input shape: `()` or `(n,)`; a dense result takes any shape.

    Output shape: the input's with `vocabulary_size` added, float32.

    Raises:
        ValueError: an index is no integer or out of range, `vocabulary_size` is no positive
            integer, or `sparse` with more than one axis.

    Example:

    >>> one_hot(1, 4)
    array([0., 1., 0., 0.], dtype=float32)
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]], dtype=float32)
    """
    vocabulary_size = checks.integer("vocabulary_size", vocabulary_size)
    indices = _checked_indices(indices, vocabulary_size)
    if sparse:
        return _sparse_one_hot(indices, vocabulary_size)
    vectors = np.zeros((indices.size, vocabulary_size), dtype="float32")
    vectors[np.arange(indices.size), indices.ravel()] = 1
    return vectors.reshape(*indices.shape, vocabulary_size)


def lookup(indices: ArrayLike, table: ArrayLike) -> NDArray[Any]:
    """Rows of a table: what an embedding layer does.

    Args:
        indices: integers in `[0, vocabulary_size)`, any shape.
        table: one vector a word.

    Input shape: `indices` any, `table` `(vocabulary_size, embedding_dim)`.

    Output shape: that of `indices` with `embedding_dim` added.

    Raises:
        ValueError: an index is no integer or out of range (on a GPU, `tf.gather` gives zeros
            instead), or the table has no two axes.

    Example:

    >>> table = np.array([[0, 0], [1, 2], [3, 4]])
    >>> lookup([2, 1], table)
    array([[3, 4],
           [1, 2]])
    >>> one_hot([2, 1], 3) @ table
    array([[3., 4.],
           [1., 2.]])
    """
    table = np.asarray(table)
    if table.ndim != 2:
        raise ValueError(
            "`table` must have one row a word and two axes. "
            f"Received: a table of shape {table.shape}"
        )
    return table[_checked_indices(indices, len(table))]


def memory(vectors: Any) -> int:
    """Bytes that the numbers of a dense or SciPy sparse array take, with their places.

    Example:

    >>> memory(one_hot(4, 10_000)), memory(one_hot([4], 10_000, sparse=True))
    (40000, 16)
    """
    from scipy import sparse

    if not sparse.issparse(vectors):
        return np.asarray(vectors).nbytes
    if vectors.format == "coo":
        return vectors.data.nbytes + sum(places.nbytes for places in vectors.coords)
    if vectors.format not in ("csr", "csc", "bsr"):
        vectors = vectors.tocsr()  # the others keep Python lists, or zeros
    return vectors.data.nbytes + vectors.indices.nbytes + vectors.indptr.nbytes


def _sparse_one_hot(indices: NDArray[Any], vocabulary_size: int) -> Any:
    from scipy import sparse

    if indices.ndim > 1:
        raise ValueError(
            "`indices` must have at most one axis with sparse=True. "
            f"Received: indices of shape {indices.shape}"
        )
    # int32 positions: SciPy would take twice the space for the int64 of NumPy's default.
    columns = np.atleast_1d(indices).astype("int32" if vocabulary_size < 2**31 else "int64")
    starts = np.arange(columns.size + 1, dtype=columns.dtype)
    ones = np.ones(columns.size, dtype="float32")
    return sparse.csr_array((ones, columns, starts), shape=(columns.size, vocabulary_size))


def _checked_indices(indices: ArrayLike, vocabulary_size: int) -> NDArray[Any]:
    try:
        array = np.asarray(indices)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"`indices` must be integers of one shape. Received: {error}") from error
    if array.size == 0:  # NumPy takes an empty list for floats
        array = array.astype(np.int64)
    if not np.issubdtype(array.dtype, np.integer):
        words = "" if array.dtype.kind not in "USO" else ". Words: `Vocabulary.encode(words)`"
        raise ValueError(
            f"`indices` must be integers. Received: {array.flat[0]!r:.60}, indices of dtype "
            f"{array.dtype}{words}"
        )
    outside = array[(array < 0) | (array >= vocabulary_size)]
    if outside.size:
        raise ValueError(
            f"`indices` must be in [0, {vocabulary_size}). Received: {outside.flat[0]}. "
            "Count the padding row too: vocabulary_size = number of words + 1 or + 2."
        )
    return array
