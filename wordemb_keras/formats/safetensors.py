"""Arrays in a `.safetensors` file: mapped into memory, nothing in it can be run.

    8 bytes N | N bytes of JSON: name -> dtype, shape, data_offsets | numbers

The format is read and written here in a few lines: the library (safetensors 0.8) gives NumPy no
bfloat16 at all, and rows here and there, as words ask for them, only from the whole table in
memory.

Reference: [safetensors format](https://huggingface.co/docs/safetensors)
"""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from wordemb_keras.formats.base import Array, VectorFileError

FLOATS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I8": "i1"}
INTEGERS = {"I64": "<i8", "I32": "<i4"}
BYTES = {"U8": "u1"}

_LENGTH = struct.Struct("<Q")
_MOST_HEADER = 100_000_000  # bytes, the limit of the library
_METADATA = "__metadata__"
_NAMES = {np.dtype("<f4"): "F32", np.dtype("i1"): "I8", np.dtype("u1"): "U8"}


class SafeTensors:
    """The header of a file, and its arrays on demand.

    Args:
        path: the file.

    Attributes:
        arrays: name -> `{"dtype", "shape", "data_offsets"}`.
        metadata: what else its maker wrote down, texts.

    Raises:
        VectorFileError: the file was cut, or its header is damaged.
    """

    def __init__(self, path: Path):
        self.path = path
        size = path.stat().st_size
        with path.open("rb") as file:
            length = _LENGTH.unpack(file.read(8))[0]
            if length > min(size - 8, _MOST_HEADER):
                raise self.error(f"it ends inside its header of {length} bytes: it was cut")
            raw = file.read(length)
        self._start = 8 + length
        try:
            self.arrays: dict[str, Any] = json.loads(raw)
            self.metadata: dict[str, str] = self.arrays.pop(_METADATA, {})
            if not isinstance(self.metadata, dict):
                raise TypeError(f"metadata {self.metadata!r:.40}")
            for about in self.arrays.values():
                self._check(about, size)
        except VectorFileError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self.error(f"its header is damaged ({error!r}); download it again") from error

    def map(self, name: str, ndim: int, types: Mapping[str, str]) -> Array:
        """An array, mapped; bfloat16 as the integers that it is stored in.

        Raises:
            VectorFileError: it has another type or shape, or not its bytes.
        """
        about = self.arrays[name]
        kind, shape, (begin, end) = about["dtype"], tuple(about["shape"]), about["data_offsets"]
        if kind not in types or len(shape) != ndim:
            raise self.error(f"an array of type {kind} and shape {shape} is not read")
        dtype = np.dtype(types[kind])
        if begin > end or end - begin != dtype.itemsize * int(np.prod(shape, dtype=object)):
            raise self.error(f"{end - begin} bytes for an array of shape {shape}: damaged")
        if 0 in shape:
            raise self.error(f"its table has the shape {shape}, no row or no number")
        return np.memmap(self.path, dtype, "r", offset=self._start + begin, shape=shape)

    def error(self, message: str) -> VectorFileError:
        """The error about this file."""
        return VectorFileError(f"{self.path}: {message}")

    def _check(self, about: dict[str, Any], size: int) -> None:
        begin, end = about["data_offsets"]
        if not all(isinstance(n, int) and 0 <= n < 1 << 48 for n in [begin, end, *about["shape"]]):
            raise TypeError(f"an odd number in {about}")
        if not isinstance(about["dtype"], str):
            raise TypeError(f"no type in {about}")
        if end > size - self._start:
            raise self.error(f"it has {size} bytes, too few for its numbers: it was cut")


def is_safetensors(head: bytes) -> bool:
    """By the length of the header and the brace that opens it."""
    return len(head) > 9 and head[8:9] == b"{" and _LENGTH.unpack(head[:8])[0] <= _MOST_HEADER


def write(file: IO[bytes], arrays: Mapping[str, Array], metadata: Mapping[str, str]) -> None:
    """Write float32, int8 and uint8 arrays.

    Example:

    >>> import io
    >>> write(file := io.BytesIO(), {"rows": np.zeros((1, 2), np.int8)}, {"unit": "jamo"})
    >>> file.getvalue()[8:].partition(b"}}")[0]
    b'{"__metadata__": {"unit": "jamo"}, "rows": {"dtype": "I8", "shape": [1, 2], "data_offsets"...
    """
    header: dict[str, Any] = {_METADATA: dict(metadata)}
    end = 0
    for name, array in arrays.items():
        begin, end = end, end + array.nbytes
        about = {"dtype": _NAMES[array.dtype], "shape": array.shape, "data_offsets": [begin, end]}
        header[name] = about
    raw = json.dumps(header, ensure_ascii=False).encode("utf-8")
    raw += b" " * (-len(raw) % 8)  # numbers begin at a multiple of 8, as the format asks
    file.write(_LENGTH.pack(len(raw)) + raw)
    for array in arrays.values():
        file.write(np.ascontiguousarray(array).tobytes())
