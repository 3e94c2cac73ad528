"""A vector file turned into arrays that are mapped into memory: used again in milliseconds.

    FILE.wordemb/
        vectors.npy   (count, dim), in the order of the file
        words.bin     the words in UTF-8, one after the other
        offsets.npy   (count + 1,), where each word begins
        hashes.npy    (count,), 64-bit hashes of the words, sorted for binary search
        rows.npy      (count,), the row that each hash belongs to
        meta.json     what it was made from: size, time and SHA-256 of the file

A word is hashed, its hash searched for, and the word at that row compared.
Only the pages of the rows that are used are read from the disk.
"""

import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.files import check_home, errors_about, usual_permissions
from wordemb_keras.formats.arrays import load_mapped
from wordemb_keras.formats.base import DEFAULTS, Array, Batch, VectorFile, VectorFileError
from wordemb_keras.formats.options import Options

SUFFIX = ".wordemb"
_VERSION = 3  # 2: with notes about the options; 3: and whether its words were jamo

_FILES = {"meta.json", "words.bin", "vectors.npy", "offsets.npy", "hashes.npy", "rows.npy"}
_NPY_HEADER = 128  # bytes; filled in at the end, when the number of rows is known
_BATCH = 4096
_NOTES = {*DEFAULTS.notes(), "left_out"}


class CacheVectors(VectorFile):
    """Reader of what `convert` wrote; see `open_vectors`."""

    format = "wordemb cache"
    is_mapped = True

    def __init__(self, folder: Path, *, name: str | None = None, options: Options = DEFAULTS):
        self.folder, self.path = folder, name or str(folder)
        self.meta = read_meta(folder)
        self.is_joined = self.meta["is_joined"]
        if options.spaces == self.meta["options"]["spaces"]:
            options = replace(options, spaces=None)  # its words have none any more
        mapped = self._load("vectors", 2, "f")
        self._vectors, self._vectors_start = np.asarray(mapped), mapped.offset
        self._vectors_place = (folder / "vectors.npy").absolute()  # opened again in every pass
        self._offsets = np.asarray(self._load("offsets", 1, "i"))
        self._hashes = np.asarray(self._load("hashes", 1, "u"))
        self._rows = np.asarray(self._load("rows", 1, "i"))
        self._words = self._map_words()
        count, dim = self._vectors.shape
        lengths = (len(self._offsets) - 1, len(self._hashes), len(self._rows))
        if lengths != (count,) * 3 or self._offsets[0] != 0 or dim < 1:
            raise self._broken("its arrays do not fit together")
        if options.dim not in (None, dim):
            raise VectorFileError(f"{self.path}: `dim` is {options.dim} and the cache has {dim}")
        self._kept = min(count, options.limit or count)
        super().__init__(self.path, dim=dim, count=self._kept, options=options)

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        rows = np.arange(len(self._vectors)) if wanted is None else self._search(wanted)
        rows = rows[rows < self._kept]
        for start in range(0, len(rows), _BATCH):
            part = rows[start : start + _BATCH]
            self.report.rows += len(part)
            words = [self._word(i) for i in part.tolist()]
            if wanted is not None:
                self._check_found(words, part, wanted)
            yield words, self._vectors_of(part)

    def _vectors_of(self, rows: Array) -> Array:
        """These rows, read one by one: a map would keep the pages around each in memory too."""
        if rows[-1] - rows[0] == len(rows) - 1:
            return np.array(self._vectors[rows[0] : rows[-1] + 1], np.float32)
        found = np.empty((len(rows), self.dim), self._vectors.dtype)
        row_bytes = found.dtype.itemsize * self.dim
        with self._vectors_place.open("rb", buffering=0) as file:
            for target, row in zip(found, rows.tolist(), strict=True):
                file.seek(self._vectors_start + row * row_bytes)
                if file.readinto(memoryview(target).cast("B")) != row_bytes:
                    raise self._broken("vectors.npy was cut while it was read")
        return found.astype(np.float32, copy=False)

    def _search(self, wanted: frozenset[str]) -> Any:
        """Rows whose hash is that of a wanted word, in file order."""
        hashes = np.array([_hash(word.encode("utf-8", "replace")) for word in wanted], np.uint64)
        first = np.searchsorted(self._hashes, hashes, "left")
        last = np.searchsorted(self._hashes, hashes, "right")
        places = [i for a, b in zip(first, last, strict=True) for i in range(a, b)]
        rows = np.sort(self._rows[places])
        if len(rows) and not 0 <= rows[0] <= rows[-1] < len(self._vectors):
            raise self._broken("a row number is out of range")
        if (np.diff(rows) == 0).any():
            raise self._broken("a row number stands there twice")
        return rows

    def _check_found(self, words: list[str], rows: Array, wanted: frozenset[str]) -> None:
        """Each is a wanted word, or one of the same hash, else the row numbers are wrong."""
        others = [i for i, word in enumerate(words) if word not in wanted]
        hashes = {_hash(word.encode("utf-8", "replace")) for word in wanted} if others else set()
        for i in others:
            if _hash(words[i].encode("utf-8")) not in hashes:
                raise self._broken(f"word {rows[i] + 1} is not the one its hash stands for")

    def _word(self, row: int) -> str:
        begin, end = int(self._offsets[row]), int(self._offsets[row + 1])
        if not 0 <= begin <= end <= len(self._words):
            raise self._broken(f"the place of word {row + 1} is out of range")
        try:
            return self._words[begin:end].tobytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._broken(f"word {row + 1} is not UTF-8") from error

    def _load(self, name: str, ndim: int, kind: str) -> Any:
        array = load_mapped(self.folder / f"{name}.npy")
        if array.ndim != ndim or array.dtype.kind != kind or not array.flags.c_contiguous:
            raise self._broken(f"{name}.npy has shape {array.shape} and type {array.dtype}")
        return array

    def _map_words(self) -> Array:
        path = self.folder / "words.bin"
        try:
            if not path.stat().st_size:
                return np.empty(0, np.uint8)
            return np.asarray(np.memmap(path, np.uint8, "r"))
        except (OSError, ValueError) as error:
            raise self._broken(f"words.bin: {error}") from error

    def _broken(self, what: str) -> VectorFileError:
        return VectorFileError(f"{self.folder}: a damaged cache, {what}. Delete and convert again")


def write_cache(reader: VectorFile, source: Path, folder: Path, dtype: str) -> None:
    """Write `reader`'s vectors to `folder`; it appears there when all is done."""
    check_home(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with errors_about(folder):
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            identity = _identity(source, with_hash=True)
            _write_arrays(reader, temporary, np.dtype(dtype))
            notes = {"member": reader.options.member, "options": _notes(reader)}
            about = {"version": _VERSION, "format": reader.format, "is_joined": reader.is_joined}
            about |= {**notes, "source": identity}
            text = json.dumps(about, ensure_ascii=False, indent=2)
            (temporary / "meta.json").write_text(text + "\n", encoding="utf-8")
            usual_permissions(temporary)
            if folder.exists():
                _remove_cache(folder)
            temporary.replace(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _notes(reader: VectorFile) -> dict[str, Any]:
    """The options it was read with; a policy for bad rows counts only if it met one."""
    notes, report = reader.options.notes(), reader.report
    if not report.skipped and not report.invalid_utf8:
        notes["errors"] = "strict"
    return {**notes, "left_out": report.duplicates + report.skipped}


def _remove_cache(folder: Path) -> None:
    """Delete an older cache, and never a folder that holds anything else."""
    others = {path.name for path in folder.iterdir()} - _FILES
    if others:
        raise VectorFileError(
            f"{folder} exists and is no cache: it holds {sorted(others)[:3]}. Choose another folder"
        )
    shutil.rmtree(folder)


def _write_arrays(reader: VectorFile, folder: Path, dtype: np.dtype) -> None:
    lengths: list[int] = []
    hashes: list[int] = []
    with (folder / "words.bin").open("wb") as words, (folder / "vectors.npy").open("wb") as out:
        out.write(b"\0" * _NPY_HEADER)
        for names, rows in reader.batches():
            raw = [name.encode("utf-8") for name in names]
            words.write(b"".join(raw))
            lengths.extend(map(len, raw))
            hashes.extend(map(_hash, raw))
            out.write(_as_type(names, rows, dtype).tobytes())
        if not lengths:
            raise VectorFileError(f"{reader.path} holds no rows, so there is nothing to convert")
        out.seek(0)
        shape = (len(lengths), reader.dim)
        header = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False}
        np.lib.format.write_array_header_1_0(out, {**header, "shape": shape})
        if out.tell() != _NPY_HEADER:
            raise VectorFileError(f"{folder}: no room for the header of an array of shape {shape}")
    order = np.argsort(np.array(hashes, np.uint64), kind="stable")
    np.save(folder / "offsets.npy", np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))))
    np.save(folder / "hashes.npy", np.array(hashes, np.uint64)[order])
    np.save(folder / "rows.npy", order)


def _as_type(names: list[str], rows: Array, dtype: np.dtype) -> Array:
    """The rows in the type of the cache, in C order; a number too large for it is no infinity."""
    with np.errstate(over="ignore"):
        written = np.ascontiguousarray(rows, dtype)
    if (bad := checks.first_not_finite(written)) is not None:
        largest = float(np.abs(rows[bad]).max())
        raise VectorFileError(
            f"the vector of {names[bad][:40]!r} holds {largest:g}, and {dtype.name} ends at "
            f"{np.finfo(dtype).max:g}. Convert it to float32, the default"
        )
    return written


def cache_folder(path: Path, member: str | None = None) -> Path:
    """Where the cache of a file is: beside it."""
    part = f".{Path(member).name}" if member else ""
    return path.with_name(f"{path.name}{part}{SUFFIX}")


def fresh_cache(path: Path, options: Options) -> CacheVectors | None:
    """The cache of a file; None if there is none that gives what reading the file would."""
    folder = cache_folder(path, options.member)
    if not folder.is_dir():
        return None
    try:
        meta = read_meta(folder)
    except VectorFileError as error:
        warnings.warn(f"{error}; it is not used", stacklevel=4)
        return None
    if meta["member"] != options.member or not is_fresh(path, meta["source"]):
        warnings.warn(
            f"{folder} was made from another version of {path.name} and is not used. "
            "`convert` it again, or delete the folder.",
            stacklevel=4,
        )
        return None
    if not _answers(meta["options"], options):
        return None  # read from the file, which is slower and right
    return CacheVectors(folder, name=f"{path} (cached)", options=options)


def open_cache(folder: Path, options: Options) -> CacheVectors:
    """A cache by the name of its folder.

    Raises:
        VectorFileError: it is damaged, or does not hold what the options ask for.
    """
    meta = read_meta(folder)
    made = meta["options"]
    if options.member not in (None, meta["member"]):
        raise VectorFileError(f"{folder} was made of `member` {meta['member']!r}, not of another")
    if options.dtype not in (None, made["dtype"]):
        raise VectorFileError(f"{folder}: `dtype` is for the file itself, a cache knows its own")
    if made["errors"] not in ("strict", options.errors):
        raise VectorFileError(
            f'{folder} was made with errors="{made["errors"]}" of a file that has bad rows. Give '
            f'`errors="{made["errors"]}"`, or mend the file and convert it again'
        )
    return CacheVectors(folder, options=options)


def _answers(made: dict[str, Any], options: Options) -> bool:
    """Whether a cache made with these options holds what reading the file would give."""
    asked = options.notes()
    if made["errors"] == "strict":  # there was no bad row
        asked["errors"] = "strict"
    if made["limit"] is None and not made["left_out"]:  # rows of the cache are rows of the file
        asked["limit"] = None
    return all(made[name] == value for name, value in asked.items())


def is_fresh(path: Path, identity: dict[str, Any]) -> bool:
    """Same size and time of change; if only the time differs, the hash decides."""
    now = _identity(path, with_hash=False)
    if now["size"] != identity["size"]:
        return False
    return now["mtime_ns"] == identity["mtime_ns"] or _sha256(path) == identity["sha256"]


def read_meta(folder: Path) -> dict[str, Any]:
    """What a cache was made from; `VectorFileError` if the folder is no cache."""
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        source = meta["source"]
        good = meta["version"] == _VERSION and {"size", "mtime_ns", "sha256"} <= source.keys()
        good = good and meta.keys() >= {"member", "is_joined"}
        good = good and meta["options"].keys() >= _NOTES
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VectorFileError(f"{folder} is no cache of word vectors: {error!r}") from error
    if not good:
        raise VectorFileError(f"{folder} is a cache of another version. Convert the file again")
    return meta


def _identity(path: Path, *, with_hash: bool) -> dict[str, Any]:
    stat = path.stat()
    identity = {"name": path.name, "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}
    return {**identity, "sha256": _sha256(path)} if with_hash else identity


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash(word: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(word, digest_size=8).digest(), "little")
