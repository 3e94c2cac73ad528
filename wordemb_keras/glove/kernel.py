"""The loop of the compiled trainer (section 9-2): one AdaGrad step for each pair, in float32.

`glove.plain` is the same step as the formulas read. What makes this one quick:

- **One row, one loop.** A row of a table is `[vector, bias and 1 | their sums of squares]`: the
  bias is one more number whose partner in the other table is the constant 1, so there is no
  code for biases. Both halves are a multiple of 16 numbers long, two AVX2 registers or one of
  AVX-512, so that the loops leave no remainder; the padding is 0 and stays 0.
- **No square root, no division.** They take longer than everything else together. Halving the
  exponent of a float, read as an integer, is a first guess at 1/sqrt(x), and one step of Newton's
  method brings the error below 0.07 %. A step that much longer or shorter changes nothing:
  after 20 epochs the cost of a real text is the same in four digits.
- **No waiting for memory.** Pairs of a tile are gathered into small buffers first, and the rows
  of the pair after next are called into the cache while a pair is computed.

Reference: C. Lomont (2003), [Fast inverse square root](
https://www.lomont.org/papers/2003/InvSqrt.pdf); the constants are J. Kadlec's (2010), with half
the error
"""

# mypy: disable-error-code="call-arg, var-annotated"
# (An intrinsic is called without its first argument, which Numba adds.)

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LANES = 16  # numbers; each half of a row is a multiple of this long
LINE = 64  # bytes of a cache line, on every processor of the last twenty years

_BUFFER = 512  # pairs; four buffers are 8 kB, a quarter of a core's first cache
_AHEAD = 2  # pairs; with 1 the rows come too late, with 4 they are thrown out again
_MAGIC, _NEWTON, _SCALE = np.int32(0x5F1FFFF9), np.float32(2.38924456), np.float32(0.703952253)

# Sums may be reordered and a * b + c rounded once, which lets LLVM use vectors. "nnan" and "ninf"
# are left out: a NaN must reach the loss, where training stops.
_FAST = {"reassoc", "contract", "nsz", "arcp"}


@numba.njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def train_tiles(
    tiles, rows, columns, logs, weights, starts, words, contexts, dim, rate, epsilon, limit, key
):
    """One AdaGrad step for every pair of these tiles, in the order of `shuffled`.

    Args:
        tiles: int64 `(n,)`, numbers of the tiles, in the order in which they are visited.
        rows: int32 `(pairs,)`, as of `Pairs`; so are `columns`, `logs`, `weights` and `starts`.
        columns: int32 `(pairs,)`.
        logs: float32 `(pairs,)`, log X.
        weights: float32 `(pairs,)`, f(X).
        starts: int64, where each tile starts.
        words: float32 `(words, 2 * half)`, the `cells` of `Rows`; changed.
        contexts: the same for the context table; changed.
        dim: numbers in a vector.
        rate: float32, the learning rate.
        epsilon: float32, added under the square root.
        limit: float32, the largest |2 f(X) diff|.
        key: uint64, of the order inside the tiles.

    Returns:
        The sum of f(X) diff^2, each taken before its step.
    """
    _use_wide_vectors()
    half, one = words.shape[1] // 2, np.float32(1)
    i, j = np.empty(_BUFFER, np.int32), np.empty(_BUFFER, np.int32)
    log_x, f_x = np.empty(_BUFFER, np.float32), np.empty(_BUFFER, np.float32)
    total = 0.0  # float64: a float32 would lose the small terms of a long sum
    for tile in tiles:
        order = shuffled(starts[tile + 1] - starts[tile], key, tile)
        for first in range(0, len(order), _BUFFER):
            size = min(_BUFFER, len(order) - first)
            for n in range(size):
                pair = starts[tile] + order[first + n]
                i[n], j[n], log_x[n], f_x[n] = rows[pair], columns[pair], logs[pair], weights[pair]
            for n in range(size):
                after = min(n + _AHEAD, size - 1)
                _call_row(words, i[after])
                _call_row(contexts, j[after])
                word, context = words[i[n]], contexts[j[n]]
                diff = -log_x[n]
                for k in range(half):
                    diff += word[k] * context[k]
                total += f_x[n] * diff * diff
                error = np.float32(2) * f_x[n] * diff  # d loss / d diff
                error = min(max(error, -limit), limit)  # a NaN stays one
                step, error_squared = rate * error, error * error
                for k in range(half):
                    w, c = word[k], context[k]  # both from before the step
                    square_w = word[half + k] + error_squared * (c * c)
                    square_c = context[half + k] + error_squared * (w * w)
                    word[half + k], context[half + k] = square_w, square_c
                    word[k] = w - step * c * inverse_root(square_w + epsilon)
                    context[k] = c - step * w * inverse_root(square_c + epsilon)
                word[dim + 1], context[dim] = one, one  # the biases' partners stay 1
    return total


@numba.njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def loss_of_tiles(tiles, rows, columns, logs, weights, starts, words, contexts, dim):
    """Sum of f(X) diff^2 over the pairs of these tiles; the arguments are as of `train_tiles`."""
    total = 0.0
    for tile in tiles:
        for pair in range(starts[tile], starts[tile + 1]):
            word, context = words[rows[pair]], contexts[columns[pair]]
            diff = -logs[pair]
            for k in range(dim + 2):
                diff += word[k] * context[k]
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


@numba.njit(inline="always", fastmath=_FAST)
def inverse_root(x):
    """1 / sqrt(x) of a positive float32, with an error below 0.07 %.

    A NaN comes out as NaN, because x is in the Newton step.
    """
    guess = _as_float(_MAGIC - (_as_integer(x) >> np.int32(1)))
    return _SCALE * guess * (_NEWTON - x * guess * guess)


@numba.njit(inline="always")
def _call_row(table, row):
    """Ask the processor for all cache lines of a row."""
    width = table.shape[1] * 4  # bytes
    start = table.ctypes.data + np.int64(row) * width
    for byte in range(0, width, LINE):
        _prefetch(start + byte)


# --- what Numba has no Python for: four instructions of LLVM ------------------------------------


@intrinsic
def _as_integer(typing_context, x):
    """The bits of a float32 as an int32."""

    def instruction(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.int32(types.float32), instruction


@intrinsic
def _as_float(typing_context, bits):
    """An int32's bits as a float32."""

    def instruction(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), instruction


@intrinsic
def _prefetch(typing_context, address):
    """Read the cache line at this address, to be written soon.

    Nothing happens on a processor without such an instruction, nor if the address is wrong.
    """

    def instruction(context, builder, signature, arguments):
        flag, pointer = ir.IntType(32), ir.IntType(8).as_pointer()
        function = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(ir.VoidType(), [pointer, flag, flag, flag]),
            "llvm.prefetch.p0i8",
        )
        write, keep, data = flag(1), flag(3), flag(1)
        builder.call(function, [builder.inttoptr(arguments[0], pointer), write, keep, data])
        return context.get_dummy_value()

    return types.void(types.int64), instruction


@intrinsic
def _use_wide_vectors(typing_context):
    """Let LLVM use AVX-512 where there is one; by itself it stays with half of that.

    It adds an attribute to the function that calls it. llvmlite knows only some attributes by
    name, hence `set.add`.
    """

    def instruction(context, builder, signature, arguments):
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return types.void(), instruction
