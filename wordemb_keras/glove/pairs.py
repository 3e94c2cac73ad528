"""Counts to training pairs (section 9-2): log X and f(X), ready for either trainer of GloVe.

    f(x) = min(1, (x / x_max)^alpha)                                            (equation 9)

Cells of the count matrix that are 0 are no pairs, so log 0 never comes up.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/), section 3
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordemb_keras import checks
from wordemb_keras.cooccurrence.pair_layout import TILE

if TYPE_CHECKING:
    import tensorflow as tf
    from scipy.sparse import csr_matrix

    from wordemb_keras.cooccurrence.pair_files import PairFiles
    from wordemb_keras.cooccurrence.table import Cooccurrence

BATCH_SIZE = 65536  # pairs; few enough to learn, enough to keep the processor busy


def weighting(x: Any, *, x_max: float = 10.0, alpha: float = 0.75) -> np.ndarray:
    """The weight f(x) of a pair counted x times: small for rare pairs, 1 from `x_max` on.

    Args:
        x: counts, an array or a number.
        x_max: the count from which a pair has the full weight. The paper's 100 is for billions
            of words; for some million words it leaves most pairs with next to no weight.
        alpha: below 1 it lifts the rare pairs.

    Returns:
        float array of the shape of `x`.

    Example:

    >>> weighting([0, 1, 16, 500], x_max=16)
    array([0.   , 0.125, 1.   , 1.   ])
    """
    return np.minimum(1.0, (np.asarray(x, np.float64) / x_max) ** alpha)


def pairs_dataset(
    cooccurrence: "Cooccurrence | PairFiles",
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
        seed: of the order, which is another one every epoch. Default: row by row.

    Example:

    >>> from wordemb_keras.cooccurrence.table import Cooccurrence
    >>> X = Cooccurrence([[0, 4], [4, 0]], ["밥", "물"])
    >>> for (i, j), log_x, f_x in pairs_dataset(X, x_max=4):
    ...     print(i.numpy(), j.numpy(), log_x.numpy().round(2), f_x.numpy())
    [0 1] [1 0] [1.39 1.39] [1. 1.]
    """
    import tensorflow as tf

    batch_size = checks.integer("batch_size", batch_size)
    x_max, alpha = checks.positive("x_max", x_max), checks.positive("alpha", alpha)
    sizes, part = _parts(cooccurrence, x_max, alpha)
    epochs = np.random.SeedSequence(seed).spawn(1)[0] if seed is not None else None
    steps = sum(-(-size // batch_size) for size in sizes)

    def batches() -> Iterator[tuple]:
        order = None if epochs is None else np.random.default_rng(epochs.spawn(1)[0])
        shuffled = np.arange if order is None else order.permutation
        for number in shuffled(len(sizes)) if len(sizes) > 1 else (0,):
            arrays, places = part(number), shuffled(sizes[number])
            for start in range(0, sizes[number], batch_size):
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
    """Cells of the count matrix, tile by tile."""

    rows: np.ndarray  # int32
    columns: np.ndarray  # int32
    logs: np.ndarray  # float32, log X
    weights: np.ndarray  # float32, f(X)
    starts: np.ndarray  # int64, where each tile starts; one more at the end


def tiled_pairs(matrix: "csr_matrix", *, x_max: float, alpha: float, tile: int = TILE) -> Pairs:
    """Nonzero cells as training pairs, log and f(X) computed once, sorted by tile."""
    rows, columns, logs, weights = _pairs(matrix, x_max, alpha)
    across, down = _tile_numbers(columns, tile), _tile_numbers(rows, tile)
    order = np.argsort(across, kind="stable")
    order = order[np.argsort(down[order], kind="stable")]
    starts = _tile_starts(down[order], across[order])
    return Pairs(rows[order], columns[order], logs[order], weights[order], starts)


def _parts(counts: Any, x_max: float, alpha: float) -> tuple[list[int], Callable[[int], tuple]]:
    """How many pairs each part has, and a function that gives i, j, log X and f(X) of one."""
    if not hasattr(counts, "matrix"):
        read = pairs_of_files(counts, x_max=x_max, alpha=alpha)
        return counts.sizes, lambda number: read(number)[:4]
    whole = _pairs(counts.matrix, x_max, alpha)
    return [len(whole[0])], lambda number: whole


def pairs_of_files(files: "PairFiles", *, x_max: float, alpha: float) -> Callable[[int], Pairs]:
    """A function that reads one of the files as pairs, tile by tile, with their mirror images."""
    symmetric = files.settings["symmetric"]

    def read(number: int) -> Pairs:
        cells = files.cells(number)
        rows, columns = (np.ascontiguousarray(cells[name]) for name in ("row", "column"))
        counts = np.ascontiguousarray(cells["count"])
        logs = np.log(counts).astype(np.float32)
        weights = weighting(counts, x_max=x_max, alpha=alpha).astype(np.float32)
        starts = _tile_starts(rows // TILE, columns // TILE)
        if not symmetric:
            return Pairs(rows, columns, logs, weights, starts)
        mirror = rows != columns
        mirrored = len(rows) + np.concatenate([[0], np.cumsum(mirror)])[starts[1:]]
        return Pairs(
            np.concatenate([rows, columns[mirror]]),
            np.concatenate([columns, rows[mirror]]),
            np.concatenate([logs, logs[mirror]]),
            np.concatenate([weights, weights[mirror]]),
            np.concatenate([starts, mirrored]),
        )

    return read


def no_pairs() -> Pairs:
    """None, of the right types."""
    kinds = (np.int32, np.int32, np.float32, np.float32)
    return Pairs(*(np.empty(0, kind) for kind in kinds), np.zeros(1, np.int64))  # type: ignore[call-arg]


def number_of_pairs(counts: Any) -> int:
    """How many pairs a `Cooccurrence` or `PairFiles` has to train on."""
    if hasattr(counts, "matrix"):
        return int((counts.matrix.data > 0).sum())
    return sum(counts.sizes)


def _tile_starts(down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Where each tile starts, of pairs sorted by tile; one more at the end."""
    new = np.flatnonzero((across[1:] != across[:-1]) | (down[1:] != down[:-1])) + 1
    return np.concatenate([[0], new, [len(down)]]).astype(np.int64)


def _tile_numbers(indices: np.ndarray, tile: int) -> np.ndarray:
    """In 16 bits where they fit, because NumPy then sorts them several times as fast."""
    numbers = indices // tile
    return numbers.astype(np.uint16) if numbers.max(initial=0) < 2**16 else numbers


def _pairs(matrix: "csr_matrix", x_max: float, alpha: float) -> tuple[np.ndarray, ...]:
    """Rows, columns, log X and f(X) of the counts above 0."""
    cells = matrix.tocoo()
    present = cells.data > 0
    counts = cells.data[present]
    return (
        cells.row[present].astype(np.int32),
        cells.col[present].astype(np.int32),
        np.log(counts).astype(np.float32),
        weighting(counts, x_max=x_max, alpha=alpha).astype(np.float32),
    )
