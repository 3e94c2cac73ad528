"""Rows of a table that fastText has quantised (`.ftz`): decoded when they are asked for.

A row is cut into parts of `dsub` numbers. Each part is stored as one byte, the number of the
nearest of 256 centroids, so that a row of 100 numbers takes 50 bytes instead of 400:

    row = norm * [centroid[0][code[0]], centroid[1][code[1]], ...]

Reference: Joulin et al., [FastText.zip: Compressing text classification models](
https://arxiv.org/abs/1612.03651); [fastText, QuantMatrix](
https://github.com/facebookresearch/fastText/blob/main/src/quantmatrix.cc)
"""

import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from wordemb_keras.formats.base import Array

_HEADER = struct.Struct("<?2qi")  # are norms apart?, rows, numbers a row, bytes of codes
_PARTS = struct.Struct("<4i")  # numbers a row, parts, numbers a part, numbers in the last part
_CENTROIDS = 256  # as many as a byte can number


class QuantisedRows:
    """A table `(rows, dim)` that is read like an array: `table[[3, 5]]`.

    Args:
        data: the file, mapped.
        place: where the table begins in it.
        fail: makes the error for a damaged file, from a place and what is wrong there.
    """

    def __init__(self, data: Any, place: int, fail: Callable[[int, str], Exception]):
        self._data, self._fail = data, fail
        has_norms, rows, dim, size = self._unpack(_HEADER, place)
        self.shape = (rows, dim)
        if rows < 0 or dim < 1 or size < 0:
            raise fail(place, f"a quantised table of {rows} x {dim}")
        place, codes = self._bytes(place + _HEADER.size, size)
        place, self._centroids = self._read_centroids(place, dim)
        if size != rows * len(self._centroids):
            raise fail(place, f"{size} bytes of codes for {rows} rows")
        self._codes = codes.reshape(rows, -1)  # (rows, parts)
        self._norm_codes: Array | None = None
        if has_norms:
            place, self._norm_codes = self._bytes(place, rows)
            place, (self._norms,) = self._read_centroids(place, 1)
        self.end = place

    def __getitem__(self, rows: Any) -> Array:
        codes = self._codes[rows]
        parts = [table[codes[..., i]] for i, table in enumerate(self._centroids)]
        vectors = np.concatenate(parts, axis=-1)
        if self._norm_codes is not None:
            vectors = vectors * self._norms[self._norm_codes[rows], 0][..., None]
        return vectors

    def _read_centroids(self, place: int, dim: int) -> tuple[int, list[Array]]:
        """The place behind them, and for each part a table `(256, numbers of the part)`."""
        found, parts, size, last = self._unpack(_PARTS, place)
        if found != dim or parts < 1 or size < 1 or (parts - 1) * size + last != dim or last < 1:
            raise self._fail(place, f"{parts} parts of {size} numbers for rows of {dim}")
        place, raw = self._bytes(place + _PARTS.size, 4 * _CENTROIDS * dim)
        numbers = np.frombuffer(raw.tobytes(), "<f4")
        # The parts stand one behind the other, the last with `last` numbers a centroid.
        cut = np.split(numbers, [_CENTROIDS * size * i for i in range(1, parts)])
        return place, [table.reshape(_CENTROIDS, -1) for table in cut]

    def _bytes(self, place: int, size: int) -> tuple[int, Array]:
        if place + size > len(self._data):
            raise self._fail(place, f"{len(self._data) - place} of {size} bytes are there")
        # A copy: the map of the file can be closed.
        return place + size, np.frombuffer(self._data[place : place + size], np.uint8)

    def _unpack(self, form: struct.Struct, place: int) -> tuple:
        if place + form.size > len(self._data):
            raise self._fail(place, "it ends too early")
        return form.unpack_from(self._data, place)
