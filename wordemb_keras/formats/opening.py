"""Opening a file that may be compressed: bytes out, whatever is around them.

The first bytes of a file say what it is; its name is not looked at.
"""

import bz2
import gzip
import lzma
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wordemb_keras.files import is_stream
from wordemb_keras.formats.base import VectorFileError, nfc

HEAD_BYTES = 1 << 20
_BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError)
_MAGIC = ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"), (b"PK\x03\x04", "zip"))
_OPENERS: dict[str, Callable[[Any], Any]] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}


class Source:
    """One stream of bytes that can be opened again and again.

    Args:
        path: the file.
        member: which file of a .zip.

    Attributes:
        path: the file as it was given, for messages.
        place: the same from the root, to open it by wherever the program has gone since.
        compression: `"gz"`, `"bz2"`, `"xz"`, `"zip"` or None.
        size: bytes after decompression, where that is known, or None.
    """

    def __init__(self, path: str | os.PathLike, *, member: str | None = None):
        self.path = Path(path)
        self.place = self.path.absolute()
        if is_stream(self.path):  # before it is opened: that might wait for ever
            raise VectorFileError(
                f"{path} is a pipe or a device, which can be read only once. Save what comes out "
                "of it to a file first"
            )
        with self.path.open("rb") as file:
            self.compression = _compression(file.read(8))
        if member is not None and self.compression != "zip":
            raise VectorFileError(
                f"{self.path}: `member` names a file inside a .zip, and this file is none. "
                f"Received: member={member!r}"
            )
        self.member = member
        self.size = self.path.stat().st_size if self.compression is None else None

    def __str__(self) -> str:
        return str(self.path) if self.member is None else f"{self.path} (member {self.member})"

    def open(self, *, verbose: int = 0) -> "Stream":
        """A new stream at the first byte, with a progress bar if `verbose`."""
        return Stream(self, verbose=verbose)

    def head(self) -> bytes:
        """The first bytes, to recognise the format by."""
        buffer = bytearray(HEAD_BYTES if self.size is None else min(HEAD_BYTES, self.size))
        with self.open() as stream:
            return bytes(buffer[: stream.fill(memoryview(buffer))])

    def members(self) -> list[str]:
        """Names of the files in a .zip (folders and what macOS adds left out)."""
        try:
            with zipfile.ZipFile(self.place) as archive:
                names = [name for name in archive.namelist() if name and name[-1] != "/"]
        except (*_BROKEN, ValueError) as error:
            raise self.damaged(error) from error
        return [name for name in names if not name.startswith("__MACOSX/")]

    def damaged(self, error: Exception) -> VectorFileError:
        """The error to raise for what a decompressor said."""
        cause = "it ends too early or bytes in it were changed; download or copy it again"
        return VectorFileError(f"{self}: the {self.compression} file is damaged ({error}): {cause}")


class Stream:
    """A stream whose only way of failing on damaged data is `VectorFileError`."""

    def __init__(self, source: Source, *, verbose: int = 0):
        self._source = source
        self._bar = _bar(source) if verbose else None
        self._archive: zipfile.ZipFile | None = None
        try:
            self._file = self._open()
        except KeyError:
            self.close()
            raise VectorFileError(
                f"{source.path} has no member {source.member!r}. It has: {source.members()}"
            ) from None
        except (*_BROKEN, ValueError) as error:
            self.close()
            raise self._translated(error) from error

    def _open(self) -> Any:
        source = self._source
        if source.compression is None:
            return source.place.open("rb", buffering=0)
        if source.compression == "zip":
            self._archive = zipfile.ZipFile(source.place)
            return self._archive.open(_as_stored(source.member or "", self._archive))
        return _OPENERS[source.compression](source.place)

    def fill(self, view: memoryview) -> int:
        """Read until `view` is full or the stream ends; the number of bytes read."""
        done = 0
        try:
            while done < len(view) and (read := self._file.readinto(view[done:])):
                done += read
        except (*_BROKEN, ValueError) as error:
            raise self._translated(error) from error
        if self._bar is not None:
            self._bar.update(done)
        return done

    def _translated(self, error: Exception) -> Exception:
        plain = self._source.compression is None
        return error if plain else self._source.damaged(error)

    def close(self) -> None:
        """Close the file and the archive around it."""
        for part in (getattr(self, "_file", None), self._archive, self._bar):
            if part is not None:
                part.close()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _bar(source: Source) -> Any:
    from tqdm import tqdm  # with the first bar it imports multiprocessing

    return tqdm(desc=source.path.name, total=source.size, unit="B", unit_scale=True)


def _as_stored(member: str, archive: zipfile.ZipFile) -> str:
    """A name as the .zip has it: macOS writes Hangul in single jamo, which look the same."""
    names = archive.namelist()
    if member in names:
        return member
    return {nfc(name): name for name in names}.get(nfc(member), member)


def _compression(magic: bytes) -> str | None:
    for start, name in _MAGIC:
        if magic.startswith(start):
            return name
    return None
