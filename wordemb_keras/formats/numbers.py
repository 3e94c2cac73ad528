"""Decimal text to float32, thousands of numbers at a time.

A row of a vector file with its spaces turned into commas is a JSON array, and
simdjson reads those at a gigabyte a second with `float`'s rounding. Whatever
JSON does not have (`+1`, `.5`, `1.`) goes to `float`, number by number.

Whether each row has the right number of numbers is seen without counting: behind each a mark is
put, a number too large for float32, and all marks must come out in the last column.

Reference: [Langdale and Lemire, 2019](https://arxiv.org/abs/1902.08318), Parsing
Gigabytes of JSON per Second
"""

from typing import Any

import numpy as np
import simdjson

Array = np.ndarray[Any, Any]

_PIECE = 1 << 16  # bytes at a time: what is made of them stays in the processor's cache
_OF_NUMBERS = b"+-.0123456789eE "
_OF_JSON = (b",", b"[", b"{", b'"', b"t", b"f", b"n", b"\t", b"\r")  # what it has besides numbers
_MARK = b" 9e99 "


class NotANumber(ValueError):
    """A field is no finite number; `.index` says which one and `.text` what it is."""

    def __init__(self, index: int, text: bytes):
        super().__init__(f"{text!r} is not a finite number")
        self.index, self.text = index, text


def parse_rows(rows: list[bytes], dim: int) -> Array | None:
    """Rows of numbers as float32 `(len(rows), dim)`, if all are as they are nearly always.

    Args:
        rows: numbers separated by exactly one space, none at the beginning or the end.
        dim: how many a row must have.

    Returns:
        None if a row has more or fewer, or a field that JSON or float32 does not have:
        `parse_numbers`, of a row at a time, says more.

    Example:

    >>> parse_rows([b"1.5 -0.25", b"3 1e-3"], 2).tolist()
    [[1.5, -0.25], [3.0, 0.0010000000474974513]]
    >>> parse_rows([b"1.5", b"-0.25 3 1"], 2) is None
    True
    """
    found, parser = np.empty((len(rows), dim), np.float32), simdjson.Parser()
    step = max(1, _PIECE // (len(rows[0]) + len(_MARK)))
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        numbers = _of_json(_MARK.join([*part, b""])[:-1], parser)
        if numbers is None or numbers.size != len(part) * (dim + 1):
            return None
        table = numbers.reshape(len(part), dim + 1)
        if not (table[:, dim] == 9e99).all():
            return None
        with np.errstate(over="ignore"):
            found[start : start + step] = table[:, :dim]
    return found if np.isfinite(found).all() else None


def parse_numbers(text: bytes) -> Array:
    """Numbers separated by exactly one space each, as a float32 array.

    Args:
        text: ASCII bytes, no space at the beginning or the end.

    Raises:
        NotANumber: a field is empty, not a number, infinite or `nan`.

    Example:

    >>> parse_numbers(b"1.5 -0.25 3 .5").tolist()
    [1.5, -0.25, 3.0, 0.5]
    """
    exact = _of_json(text, simdjson.Parser())
    if exact is None or not exact.size:
        exact = np.array([_one(i, field) for i, field in enumerate(text.split(b" "))])
    with np.errstate(over="ignore"):
        values = exact.astype(np.float32)
    for i in np.flatnonzero(~np.isfinite(values)).tolist():
        raise NotANumber(i, text.split(b" ")[i])
    return values


def _of_json(text: bytes, parser: Any) -> Array | None:
    """Numbers in float64; None if JSON has another opinion of one of them."""
    if any(sign in text for sign in _OF_JSON):
        return None
    signs = np.frombuffer(text, np.uint8)
    commas = signs | ((signs == 32) * np.uint8(12))  # " " is 32 and "," is 44 = 32 | 12
    try:
        return np.frombuffer(parser.parse(b"[%b]" % commas.data).as_buffer(of_type="d"))
    except (ValueError, RuntimeError):  # a number it does not have; an integer of 20 digits
        return None


def _one(index: int, text: bytes) -> float:
    """`float` takes underscores and white space too, which vector files do not have."""
    try:
        if not text.strip(_OF_NUMBERS):
            return float(text)
    except ValueError:
        pass
    raise NotANumber(index, text)
