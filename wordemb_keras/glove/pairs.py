"""Counts to training pairs (section 9-2): log X and f(X), ready for either trainer of GloVe.

    f(x) = min(1, (x / x_max)^alpha)                                            (equation 9)

Cells of the count matrix that are 0 are no pairs, so log 0 never comes up.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/), section 3
"""

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordemb_keras import checks
from wordemb_keras.cooccurrence.counts import TILE, Cells, Counts, Parts, tiled

if TYPE_CHECKING:
    import tensorflow as tf
    from scipy.sparse import csr_matrix

BATCH_SIZE = 65536  # pairs; few enough to learn, enough to keep the processor busy


def weighting(x: Any, *, x_max: float = 10.0, alpha: float = 0.75) -> np.ndarray:
    """The weight f(x) of a pair counted x times: small for rare pairs, 1 from `x_max` on.

    Args:
        x: counts, an array or a number.
        x_max: the count from which a pair has the full weight. The paper's 100 is for billions
            of words; for some million words it leaves most pairs with next to no weight.
            Stanford trained its vectors of 2024 with 10, the default here, also on billions.
        alpha: below 1 it lifts the rare pairs.

    Returns:
        float array of the shape of `x`.

    Raises:
        ValueError: a negative count, a NaN, or a parameter that is not positive.

    Example:

    >>> weighting([0, 1, 16, 500], x_max=16)
    array([0.   , 0.125, 1.   , 1.   ])
    """
    x_max, alpha = checks.positive("x_max", x_max), checks.positive("alpha", alpha)
    counts = np.asarray(x, np.float64)
    if not (counts >= 0).all():  # a NaN is no count either
        wrong = counts[~(counts >= 0)].flat[0]
        raise ValueError(f"`x` must be counts of at least 0. Received: a count of {wrong}")
    return np.minimum(1.0, (counts / x_max) ** alpha)


def pairs_dataset(
    cooccurrence: Counts,
    *,
    batch_size: int = BATCH_SIZE,
    x_max: float = 10.0,
    alpha: float = 0.75,
    seed: int | None = None,
) -> "tf.data.Dataset":
    """All counted pairs as batches of `((i, j), log X, f(X))`.

    Args:
        cooccurrence: the counts; cells of 0 are no pairs. Of `PairFiles` one file at a time is
            in memory, and the last batch of each file may be a small one.
        batch_size: pairs in a batch.
        x_max: see `weighting`.
        alpha: see `weighting`.
        seed: of the order, which is another one every epoch. Default: tile by tile.

    Example:

    >>> from wordemb_keras.cooccurrence.table import Cooccurrence
    >>> X = Cooccurrence([[0, 4], [4, 0]], ["밥", "물"])
    >>> for (i, j), log_x, f_x in pairs_dataset(X, x_max=4):
    ...     print(i.numpy(), j.numpy(), log_x.numpy().round(2), f_x.numpy())
    [0 1] [1 0] [1.39 1.39] [1. 1.]
    """
    import tensorflow as tf

    batch_size, seed = checks.integer("batch_size", batch_size), checks.seed(seed)
    if not isinstance(cooccurrence, Counts):
        raise ValueError(
            "`cooccurrence` must be counts that know their words: `Cooccurrence(matrix, words)`. "
            f"Received: {cooccurrence!r:.60} (of type {type(cooccurrence).__name__})"
        )
    x_max, alpha = checks.positive("x_max", x_max), checks.positive("alpha", alpha)
    parts = training_parts(cooccurrence, x_max=x_max, alpha=alpha)
    epochs = np.random.SeedSequence(seed).spawn(1)[0] if seed is not None else None
    steps = sum(-(-size // batch_size) for size in parts.sizes)

    def batches() -> Iterator[tuple]:
        order = None if epochs is None else np.random.default_rng(epochs.spawn(1)[0])
        shuffled = np.arange if order is None else order.permutation
        for number in shuffled(len(parts)) if len(parts) > 1 else (0,):
            arrays, places = parts[number][:4], shuffled(parts.sizes[number])
            for start in range(0, parts.sizes[number], batch_size):
                i, j, log_x, f_x = (a[places[start : start + batch_size]] for a in arrays)
                yield (i, j), log_x, f_x

    integers, floats = tf.TensorSpec((None,), tf.int32), tf.TensorSpec((None,), tf.float32)
    dataset = tf.data.Dataset.from_generator(
        batches, output_signature=((integers, integers), floats, floats)
    )
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    dataset = dataset.with_options(options)
    return dataset.apply(tf.data.experimental.assert_cardinality(steps)).prefetch(2)


class Pairs(NamedTuple):
    """Counted pairs, tile by tile, ready for training."""

    rows: np.ndarray  # int32
    columns: np.ndarray  # int32
    logs: np.ndarray  # float32, log X
    weights: np.ndarray  # float32, f(X)
    starts: np.ndarray  # int64, where each tile starts; one more at the end


def training_parts(counts: Counts, *, x_max: float, alpha: float) -> Parts:
    """The parts of the counts as `Pairs`; a part that is the only one is kept once it is made."""
    cells = counts.parts()

    def read(number: int) -> Pairs:
        return weighted(cells[number], x_max=x_max, alpha=alpha)

    return Parts(cells.sizes, functools.cache(read) if len(cells) == 1 else read)


def weighted(cells: Cells, *, x_max: float, alpha: float) -> Pairs:
    """The logarithms and weights of counted pairs, in the same order."""
    logs = np.log(cells.counts).astype(np.float32)
    weights = weighting(cells.counts, x_max=x_max, alpha=alpha).astype(np.float32)
    return Pairs(cells.rows, cells.columns, logs, weights, cells.starts)


def matrix_parts(matrix: "csr_matrix", *, x_max: float, alpha: float, tile: int = TILE) -> Parts:
    """The cells above 0 of a matrix without words: one part of `Pairs`."""
    pairs = weighted(tiled(matrix, tile), x_max=x_max, alpha=alpha)
    return Parts([len(pairs.rows)], lambda number: pairs)
