"""Whether a file is what was published, or what was fetched: SHA-256, computed once per change.

A published checksum stands in the registry. Where there is none, that of the first download
stands beside the file, in the format of `sha256sum`. What was computed is kept in the user's
cache with the file's size and time, and counts until one of them changes.
"""

import gzip
import hashlib
import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from wordemb_keras.files import atomic_write

KNOWN = "checksums.json"  # in the cache folder: {path: [size, time in ns, sha256]}
_LARGE = 500_000_000  # bytes, from which on it takes seconds


def checksum(path: Path, cache_folder: Path, *, unzip: bool = False) -> str:
    """The SHA-256 of a file, or of what a .gz holds.

    Args:
        path: the file.
        cache_folder: where what was computed is kept.
        unzip: of what the .gz holds.

    Raises:
        OSError: the file cannot be read; as a .gz, it may be damaged.
    """
    stat = path.stat()
    return _checksum(path.absolute(), stat.st_size, stat.st_mtime_ns, unzip, cache_folder)


def noted_checksum(path: Path) -> str | None:
    """The checksum that the first download noted, if there is such a note."""
    beside = note_of(path)
    return beside.read_text(encoding="utf-8").partition(" ")[0] if beside.is_file() else None


def note(path: Path) -> str | None:
    """Write the note beside a file, to be compared with ever after; the checksum, if it is new."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if noted_checksum(path) == found:
        return None
    with atomic_write(note_of(path)) as file:
        file.write(f"{found}  {path.name}\n")
    return found


def say_unverified(path: Path, checksum: str | None) -> None:
    """Say that what came is what is trusted; the checksum can also be pinned elsewhere."""
    if checksum:
        print(
            f"{path.name}: unverified, nobody has published its checksum. It is now noted in "
            f"{note_of(path)}: sha256 {checksum}",
            file=sys.stderr,
        )


def note_of(path: Path) -> Path:
    """The note beside a file."""
    return path.with_name(f"{path.name}.sha256")


@cache  # once in a process, also where nothing can be kept
def _checksum(path: Path, size: int, time: int, unzip: bool, cache_folder: Path) -> str:
    known = _known(cache_folder)
    if (kept := known.get(str(path))) and kept[:2] == [size, time]:
        return kept[2]
    if size > _LARGE:
        print(f"Checking {path} ({size / 1e9:.1f} GB), once ...", file=sys.stderr)
    digest = hashlib.sha256()
    with gzip.open(path) if unzip else path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    found = digest.hexdigest()
    _keep(cache_folder, {**known, str(path): [size, time, found]})
    return found


def _known(cache_folder: Path) -> dict[str, Any]:
    try:
        known = json.loads((cache_folder / KNOWN).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not there yet, or cut: it is made again
        return {}
    return {
        path: kept
        for path, kept in (known.items() if isinstance(known, dict) else ())
        if isinstance(kept, list) and len(kept) == 3
    }


def _keep(cache_folder: Path, known: dict[str, Any]) -> None:
    here = {path: kept for path, kept in known.items() if os.path.exists(path)}  # noqa: PTH110
    try:
        with atomic_write(cache_folder / KNOWN) as file:
            json.dump(here, file, ensure_ascii=False, indent=1)
    except OSError:
        pass  # a cache that cannot be written costs time, not an answer
