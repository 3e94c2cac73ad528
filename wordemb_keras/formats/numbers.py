"""Decimal text to float32, thousands of numbers at a time.

A row of a vector file with its spaces turned into commas is a JSON array, and
simdjson reads those at a gigabyte a second with `float`'s rounding. Whatever
JSON does not have (`+1`, `.5`, `1.`) goes to `float`, number by number.

Reference: [Langdale and Lemire, 2019](https://arxiv.org/abs/1902.08318), Parsing
Gigabytes of JSON per Second
"""

from typing import Any

import numpy as np
import simdjson

Array = np.ndarray[Any, Any]

_PIECE = 1 << 17  # bytes at a time: what is made of them stays in the processor's cache
_OF_NUMBERS = b"+-.0123456789eE "


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
    parser = simdjson.Parser()
    pieces: list[Array] = []
    start = done = 0
    while start <= len(text):
        end = text.find(b" ", start + _PIECE)
        end = len(text) if end < 0 else end
        pieces.append(_finite(_parse(text[start:end], parser, done), text[start:end], done))
        done += len(pieces[-1])
        start = end + 1
    return np.concatenate(pieces)


def _parse(text: bytes, parser: Any, first_index: int) -> Array:
    if text and not text.translate(
        None, _OF_NUMBERS
    ):  # no comma, no letter: JSON has more than numbers
        try:
            array = parser.parse(b"[%b]" % text.replace(b" ", b","))
            return np.frombuffer(array.as_buffer(of_type="d"))
        except ValueError:
            pass
    fields = text.split(b" ")
    return np.array([_one(first_index + i, field) for i, field in enumerate(fields)])


def _one(index: int, text: bytes) -> float:
    """`float` takes underscores and white space too, which vector files do not have."""
    try:
        if not text.strip(_OF_NUMBERS):
            return float(text)
    except ValueError:
        pass
    raise NotANumber(index, text)


def _finite(exact: Array, text: bytes, first_index: int) -> Array:
    with np.errstate(over="ignore"):
        values = exact.astype(np.float32)
    for j in np.flatnonzero(~np.isfinite(values)):
        raise NotANumber(first_index + int(j), text.split(b" ")[j])
    return values
