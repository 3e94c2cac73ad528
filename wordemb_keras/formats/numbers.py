"""Decimal text to float32, thousands of numbers at a time, without a loop over them.

Rows of a vector file are text like `-0.41242 0.1217 0.34527`. Python's `float`
takes about 0.3 microseconds a number with all that is around it, which is most
of the time of reading a file. Here eight digits are read at once as one 64-bit integer:

    the bytes "12345678" -> 0x3837363534333231 -> three multiplications -> 12345678

A number is `(whole * 10**f + fraction) / 10**f` with `f` digits after the
point. Both integers are exact in a float64 (at most 15 digits) and one division
is correctly rounded, so the result is the same as `float`'s, bit by bit.
Whatever is written in another way (an exponent, more digits, `nan`) goes to `float`.

Reference: W. D. Clinger, How to Read Floating Point Numbers Accurately, PLDI 1990.
"""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_ZEROS = np.uint64(0x3030303030303030)  # eight characters "0"
_PIECE = 1 << 17  # bytes at a time: the intermediate arrays stay in the processor's cache
_PAD = 16  # bytes before the text, so that eight bytes can be read before every number


class NotANumber(ValueError):
    """A field is no finite number; `.index` says which one and `.text` what it is."""

    def __init__(self, index: int, text: bytes):
        super().__init__(f"{text!r} is not a finite number")
        self.index, self.text = index, text


def parse_numbers(text: bytes) -> Array:
    """Numbers separated by exactly one space each, as a float32 array.

    Args:
        text: ASCII bytes, no space at the beginning or the end.

    Raises:
        NotANumber: a field is empty, not a number, infinite or `nan`.

    Example:

    >>> parse_numbers(b"1.5 -0.25 3 1e-3").tolist()
    [1.5, -0.25, 3.0, 0.0010000000474974513]
    """
    pieces: list[Array] = []
    start = done = 0
    while start <= len(text):
        end = text.find(b" ", start + _PIECE)
        end = len(text) if end < 0 else end
        pieces.append(_parse_piece(text[start:end], done))
        done += len(pieces[-1])
        start = end + 1
    return np.concatenate(pieces)


def _parse_piece(text: bytes, first_index: int) -> Array:
    padded = b"0" * _PAD + text + b" "
    characters = np.frombuffer(padded, np.uint8)
    is_space = characters == 32
    ends = np.flatnonzero(is_space)
    starts = np.concatenate(([_PAD], ends[:-1] + 1))
    dots = _first_dots(characters, is_space, starts, ends)
    exact, usual = _decimals(padded, characters, starts, dots, ends)
    for j in np.flatnonzero(~usual):
        exact[j] = _one_by_one(first_index + int(j), padded[starts[j] : ends[j]])
    with np.errstate(over="ignore"):
        values = exact.astype(np.float32)
    for j in np.flatnonzero(~np.isfinite(values)):
        raise NotANumber(first_index + int(j), padded[starts[j] : ends[j]])
    return values


def _first_dots(characters: Array, is_space: Array, starts: Array, ends: Array) -> Array:
    """Where each number's first decimal point is; its end, if it has none."""
    dots = np.flatnonzero(characters == 46)
    if len(dots) == len(ends) and (starts <= dots).all() and (dots < ends).all():
        return dots
    owner = np.cumsum(is_space, dtype=np.int32)[dots]
    first = ends.copy()
    first[owner[::-1]] = dots[::-1]  # the leftmost is written last and stays
    return first


def _decimals(
    padded: bytes, characters: Array, starts: Array, dots: Array, ends: Array
) -> tuple[Array, Array]:
    """Values, and which of them are right (the others are written unusually)."""
    negative = characters[starts] == 45
    whole_digits = dots - starts - negative
    fraction_digits = np.maximum(ends - dots - 1, 0)
    whole, usual = _whole(padded, characters, dots, whole_digits)
    fraction, are_digits = _integer(padded, ends, np.minimum(fraction_digits, 8))
    usual &= are_digits
    if fraction_digits.max() > 8:
        high, are_digits = _integer(padded, ends - 8, np.clip(fraction_digits - 8, 0, 8))
        fraction += high * _U(10**8)
        usual &= are_digits
    digits = whole_digits + fraction_digits
    usual &= (digits > 0) & (digits <= 15)  # exact in a float64
    scale = _POWERS[np.minimum(fraction_digits, 15)]
    value = (whole * scale + fraction) / scale  # both below 2**53: one rounding
    return np.where(negative, -value, value), usual


def _whole(padded: bytes, characters: Array, dots: Array, digits: Array) -> tuple[Array, Array]:
    """What stands before the point: most often one digit."""
    if digits.min() == digits.max() == 1:
        one = characters[dots - 1] - np.uint8(48)
        return one, one < 10
    whole, are_digits = _integer(padded, dots, np.clip(digits, 0, 8))
    return whole, are_digits & (digits <= 8)


def _integer(padded: bytes, ends: Array, digits: Array) -> tuple[Array, Array]:
    """The integers of up to eight digits that end before `ends`, and whether they are digits."""
    windows = np.ndarray((len(padded) - 7,), "S8", padded, 0, (1,))
    word = windows[ends - 8].view("<u8")
    shift = ((8 - digits) * 8).astype(np.uint64)
    word = ((word >> shift) << shift) | (_ZEROS >> (np.uint64(64) - shift))
    is_digits = (word & (word + _U(0x0606060606060606)) & _U(0xF0F0F0F0F0F0F0F0)) == _ZEROS
    word = ((word & _U(0x0F0F0F0F0F0F0F0F)) * _U(2561)) >> _U(8)
    word = ((word & _U(0x00FF00FF00FF00FF)) * _U(6553601)) >> _U(16)
    word = ((word & _U(0x0000FFFF0000FFFF)) * _U(42949672960001)) >> _U(32)
    return word, is_digits


def _one_by_one(index: int, text: bytes) -> float:
    """`float` takes underscores and white space too, which vector files do not have."""
    try:
        if not text.strip(b"+-.0123456789eE"):
            return float(text)
    except ValueError:
        pass
    raise NotANumber(index, text)


_U = np.uint64
_POWERS = np.array([10.0**k for k in range(16)])
