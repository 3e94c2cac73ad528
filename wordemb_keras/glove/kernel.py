"""The loop of the compiled trainer (section 9-2): one AdaGrad step for each pair, in float32.

`glove.plain` is the same step as the formulas read. What makes this one quick:

- **One row, one loop.** A row of a table is `[vector, bias and 1 | their sums of squares]`: the
  bias is one more number whose partner in the other table is the constant 1, so there is no
  code for biases. Both halves are a multiple of 16 numbers long, so that nothing is left over;
  the padding is 0 and stays 0. Sixteen numbers at a time: `glove.lanes`.
- **No square root, no division.** They take longer than everything else together. Processors of
  Intel and AMD estimate 1/sqrt(x) within 0.04 % in the time of a product. A step that much longer
  or shorter changes nothing: the cost of a real text is the same in four digits.
- **No waiting for memory.** Pairs of a tile are gathered into small buffers first, and the rows
  of a pair some pairs ahead are called into the cache while a pair is computed.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe](https://aclanthology.org/D14-1162/),
whose program does the same steps one number at a time
"""

# mypy: disable-error-code="call-arg"
# (An intrinsic is called without its first argument, which Numba adds.)

import numba
import numpy as np

from wordemb_keras.glove.lanes import adagrad, dot, tune_for_lanes

_BUFFER = 256  # pairs; four buffers are 6 kB, a fifth of a core's first cache
_AHEAD = 3  # pairs; with 1 the rows come too late, with many they are thrown out again

_FAST = {"reassoc", "contract", "nsz", "arcp"}  # not "nnan" and "ninf": see `lanes`


@numba.njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def train_tiles(
    tiles, rows, columns, logs, weights, starts, words, contexts, rate, epsilon, limit, key
):
    """One AdaGrad step for every pair of these tiles, in the order of `shuffled`.

    Args:
        tiles: int64 `(n,)`, numbers of the tiles, in the order in which they are visited.
        rows: int32 `(pairs,)`, as of `Pairs`; so are `columns`, `logs`, `weights` and `starts`.
        columns: int32 `(pairs,)`.
        logs: float32 `(pairs,)`, log X.
        weights: float32 `(pairs,)`, f(X).
        starts: int64, where each tile starts.
        words: float32 `(words, 2 * half)`, the `cells` of `Rows`; changed. Starts on a cache line.
        contexts: the same for the context table; changed.
        rate: float32, the learning rate.
        epsilon: float32, added under the square root.
        limit: float32, the largest |2 f(X) diff|.
        key: uint64, of the order inside the tiles.

    Returns:
        The sum of f(X) diff^2, each taken before its step.
    """
    tune_for_lanes()
    half = words.strides[0] // 2  # bytes
    i, j = np.empty(_BUFFER, np.int64), np.empty(_BUFFER, np.int64)  # addresses of the rows
    log_x, f_x = np.empty(_BUFFER, np.float32), np.empty(_BUFFER, np.float32)
    total = 0.0  # float64: a float32 would lose the small terms of a long sum
    for tile in tiles:
        order = shuffled(starts[tile + 1] - starts[tile], key, tile)
        for first in range(0, len(order), _BUFFER):
            size = min(_BUFFER, len(order) - first)
            for n in range(size):
                # unsigned: for a signed one Numba asks each time whether it counts from the end
                pair = np.uint64(starts[tile] + order[np.uint64(first + n)])
                i[n] = words.ctypes.data + np.int64(rows[pair]) * words.strides[0]
                j[n] = contexts.ctypes.data + np.int64(columns[pair]) * contexts.strides[0]
                log_x[n], f_x[n] = logs[pair], weights[pair]
            for n in range(size):
                after = min(n + _AHEAD, size - 1)
                diff = dot(i[n], j[n], half) - log_x[n]
                total += f_x[n] * diff * diff
                error = np.float32(2) * f_x[n] * diff  # d loss / d diff
                error = min(max(error, -limit), limit)  # a NaN stays one
                adagrad(i[n], j[n], half, rate, error, epsilon, i[after], j[after])
    return total


@numba.njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def loss_of_tiles(tiles, rows, columns, logs, weights, starts, words, contexts):
    """Sum of f(X) diff^2 over the pairs of these tiles; the arguments are as of `train_tiles`."""
    tune_for_lanes()
    half = words.strides[0] // 2
    total = 0.0
    for tile in tiles:
        for pair in range(starts[tile], starts[tile + 1]):
            word = words.ctypes.data + np.int64(rows[pair]) * words.strides[0]
            context = contexts.ctypes.data + np.int64(columns[pair]) * contexts.strides[0]
            diff = dot(word, context, half) - logs[pair]
            total += weights[pair] * diff * diff
    return total


@numba.njit(cache=True, nogil=True)
def shuffled(size, key, tile):
    """A random order of `range(size)` (Fisher-Yates; random numbers from SplitMix64).

    It depends on key and tile alone, so any thread can visit any tile, and a training that
    goes on after a stop needs no state of a generator. The key 0 stands for no shuffling.
    """
    order = np.arange(size)
    if key == 0:
        return order
    state = key ^ (np.uint64(tile) * np.uint64(0xD1342543DE82EF95))
    for k in range(size - 1, 0, -1):
        state += np.uint64(0x9E3779B97F4A7C15)
        mixed = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        # 32 random bits times k + 1, over 2^32: a number up to k without a division
        other = np.int64(((mixed >> np.uint64(32)) * np.uint64(k + 1)) >> np.uint64(32))
        order[k], order[other] = order[other], order[k]
    return order
