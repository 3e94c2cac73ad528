"""Sixteen numbers at a time (section 9-2): the two inner loops of the compiled trainer.

A row is `[vector, bias and 1, zeros | their sums of squares]`, see `glove.rows`. Here rows are
given by their addresses, and `half` is the number of bytes of the first half, or the second.

Written for LLVM, the compiler behind Numba, because loops in Python over rows of two arrays come
out slower: LLVM must ask at run time whether the rows overlap, and what is left over when it has
taken 32 numbers at a time takes as long as the rest. A vector of 16 floats is one register of
AVX-512, two of AVX2, four elsewhere: LLVM splits it, and sums are added in the same order
everywhere.

Reference: LLVM's [language](https://llvm.org/docs/LangRef.html), of which
[llvmlite](https://llvmlite.readthedocs.io/) writes each instruction by a method of a builder
"""

# mypy: disable-error-code="no-untyped-def"
# (LLVM's values have no types that mypy knows.)

import contextlib
from collections.abc import Iterator

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LANES = 16  # numbers; each half of a row is a multiple of this long
LINE = 64  # bytes of a cache line, on every processor of the last twenty years; 16 floats also

_FLOAT, _BYTES = ir.FloatType(), ir.IntType(64)
_VECTOR = ir.VectorType(_FLOAT, LANES)

# Sums may be reordered, a * b + c rounded once, roots and quotients estimated. "nnan" and "ninf"
# are left out: a NaN must reach the loss, where training stops.
_FAST = ("reassoc", "contract", "nsz", "arcp", "afn")


@intrinsic
def dot(typing_context, word, context, half):
    """The product of two rows: w.w~ + b * 1 + 1 * b~ + zeros."""

    def code(target, builder, signature, arguments):
        word, context, half = arguments
        zero = _Lanes(builder, ir.Constant(_VECTOR, [0.0] * LANES))
        with _blocks(builder, half, [zero, zero]) as (at, sums):
            product = zero.load(word, at) * zero.load(context, at)
            # Two sums in turns: an addition waits for the one before the last, not for the last.
            sums[:] = [sums[1], sums[0] + product]
        return (sums[0] + sums[1]).sum()

    return types.float32(types.int64, types.int64, types.int64), code


@intrinsic
def adagrad(typing_context, word, context, half, rate, error, epsilon, next_word, next_context):
    """One step of both rows; calls the two rows that come after these into the cache meanwhile.

    With the gradients g_w = error * c and g_c = error * w, both from before the step:

        G <- G + g^2        w <- w - rate * g / sqrt(G + epsilon)
    """

    def code(target, builder, signature, arguments):
        word, context, half, rate, error, epsilon, next_word, next_context = arguments
        step = _Lanes.all(builder, builder.fmul(rate, error))
        squared = _Lanes.all(builder, builder.fmul(error, error))
        epsilon = _Lanes.all(builder, epsilon)
        with _blocks(builder, half, []) as (at, _):
            squares = builder.add(at, half)
            w, c = step.load(word, at), step.load(context, at)
            square_w = step.load(word, squares) + squared * (c * c)
            square_c = step.load(context, squares) + squared * (w * w)
            square_w.store(word, squares)
            square_c.store(context, squares)
            (w - step * c * (square_w + epsilon).inverse_root()).store(word, at)
            (c - step * w * (square_c + epsilon).inverse_root()).store(context, at)
            for row in (next_word, next_context):
                _prefetch(builder, builder.add(row, at))
                _prefetch(builder, builder.add(row, squares))
        return target.get_dummy_value()

    return types.void(*[types.int64] * 3, *[types.float32] * 3, *[types.int64] * 2), code


@intrinsic
def tune_for_lanes(typing_context):
    """Tell LLVM about the function that calls this: wide registers, and estimates of roots.

    By itself LLVM uses half of an AVX-512 register. And it computes 1/sqrt(x) from the processor's
    estimate (`rsqrtps`, with an error of at most 0.04 %) and a step of Newton's method, which is
    left out here: a step of training that much longer or shorter changes nothing. Other
    processors have worse estimates, or none: there the square root and the division stay.
    """

    def code(target, builder, signature, arguments):
        # llvmlite knows only some attributes by name, hence `set.add`.
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        if builder.module.triple.startswith(("x86", "i686", "amd64")):
            set.add(builder.function.attributes, '"reciprocal-estimates"="vec-sqrtf:0"')
        return target.get_dummy_value()

    return types.void(), code


class _Lanes:
    """A vector of 16 floats that LLVM computes with, so that formulas read like formulas."""

    def __init__(self, builder, value):
        self.builder, self.value = builder, value

    @classmethod
    def all(cls, builder, number):
        """The same number 16 times."""
        nothing, integer = ir.Constant(_VECTOR, ir.Undefined), ir.IntType(32)
        first = builder.insert_element(nothing, number, integer(0))
        zeros = ir.Constant(ir.VectorType(integer, LANES), [0] * LANES)
        return cls(builder, builder.shuffle_vector(first, nothing, zeros))

    def load(self, row, at):
        """The 16 numbers `at` bytes after the start of a row."""
        found = self.builder.load(self._pointer(row, at))
        found.align = LINE
        return _Lanes(self.builder, found)

    def store(self, row, at):
        """Write them there."""
        self.builder.store(self.value, self._pointer(row, at)).align = LINE

    def __add__(self, other):
        return _Lanes(self.builder, self.builder.fadd(self.value, other.value, flags=_FAST))

    def __sub__(self, other):
        return _Lanes(self.builder, self.builder.fsub(self.value, other.value, flags=_FAST))

    def __mul__(self, other):
        return _Lanes(self.builder, self.builder.fmul(self.value, other.value, flags=_FAST))

    def inverse_root(self):
        """1 / sqrt(x)."""
        root = _function(self.builder, "llvm.sqrt.v16f32", _VECTOR, [_VECTOR])
        root = self.builder.call(root, [self.value], fastmath=_FAST)
        ones = ir.Constant(_VECTOR, [1.0] * LANES)
        return _Lanes(self.builder, self.builder.fdiv(ones, root, flags=_FAST))

    def sum(self):
        """All 16 added up: one float."""
        add = _function(self.builder, "llvm.vector.reduce.fadd.v16f32", _FLOAT, [_FLOAT, _VECTOR])
        return self.builder.call(add, [_FLOAT(-0.0), self.value], fastmath=("reassoc",))

    def _pointer(self, row, at):
        return self.builder.inttoptr(self.builder.add(row, at), _VECTOR.as_pointer())


@contextlib.contextmanager
def _blocks(builder, half, carried) -> Iterator[tuple]:
    """A loop over a row: the byte at which each 16 numbers start, and what is carried along.

    The list `carried` has the values before the first round; the body, run once, puts those for
    the next round into the list that it gets. After the loop that list has the last ones.
    """
    before = builder.block
    loop, after = builder.append_basic_block(), builder.append_basic_block()
    builder.branch(loop)
    builder.position_at_end(loop)
    at = builder.phi(_BYTES)
    at.add_incoming(_BYTES(0), before)
    entering = [builder.phi(_VECTOR) for _ in carried]
    values = [_Lanes(builder, phi) for phi in entering]
    yield at, values
    for phi, first, last in zip(entering, carried, values, strict=True):
        phi.add_incoming(first.value, before)
        phi.add_incoming(last.value, loop)
    following = builder.add(at, _BYTES(LINE))
    at.add_incoming(following, loop)
    builder.cbranch(builder.icmp_unsigned("<", following, half), loop, after)
    builder.position_at_end(after)


def _prefetch(builder, address):
    """Read the cache line at this address, to be written soon.

    Nothing happens on a processor without such an instruction, nor if the address is wrong.
    """
    flag, pointer = ir.IntType(32), ir.IntType(8).as_pointer()
    prefetch = _function(builder, "llvm.prefetch.p0i8", ir.VoidType(), [pointer, flag, flag, flag])
    write, keep, data = flag(1), flag(3), flag(1)
    builder.call(prefetch, [builder.inttoptr(address, pointer), write, keep, data])


def _function(builder, name, gives, takes):
    """An instruction of LLVM that has the form of a function."""
    return cgutils.get_or_insert_function(builder.module, ir.FunctionType(gives, takes), name)
