"""Downloading one file, unpacking it, and checking that it stays what it was.

A published checksum decides what is kept. Where nobody published one, the
checksum of the first download is noted beside the file, in the format of
`sha256sum`, and the file is compared with that note ever after.

Reference: [pooch](https://www.fatiando.org/pooch/)
"""

import hashlib
import shutil
import sys
import zipfile
import zlib
from functools import cache
from pathlib import Path

from wordemb_keras.datasets.registry import RemoteFile
from wordemb_keras.files import atomic_write


class DownloadError(OSError):
    """A download failed or brought other bytes than expected; nothing was kept."""


def download(file: RemoteFile, folder: Path) -> Path:
    """Bring a file into a folder, out of its archive if it comes in one.

    Raises:
        DownloadError: no network, no space, other bytes than expected, or a damaged archive.
    """
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")  # `fetch` has said what is downloaded
    fetched = folder / (file.archive or file.filename)
    expected = file.sha256 or noted_checksum(fetched)
    try:
        pooch.retrieve(
            file.url,
            known_hash=expected and f"sha256:{expected}",
            fname=fetched.name,
            path=folder,
            progressbar=sys.stderr.isatty(),
        )
        if file.sha256 is None:
            _note(fetched)
        return unpack(fetched, file, folder) if file.archive else fetched
    except ValueError as error:  # pooch has removed the file; its message has both checksums
        raise DownloadError(_other_bytes(file, fetched, error)) from error
    except zipfile.BadZipFile as error:
        for path in (fetched, _note_of(fetched)):
            path.unlink(missing_ok=True)
        raise DownloadError(f"{file.url} brought no usable archive: {error}") from error
    except requests.RequestException as error:
        raise DownloadError(
            f"Could not download {file.url} ({type(error).__name__}). Is there a network? Try "
            "again, or download it in a browser, on another computer if need be, and "
            f"{_by_hand(file, folder)}"
        ) from error
    except OSError as error:
        raise DownloadError(cannot_keep(folder, error)) from error


def unpack(archive: Path, file: RemoteFile, folder: Path) -> Path:
    """Take one file out of a .zip; it appears under its name when it is complete.

    Raises:
        zipfile.BadZipFile: the archive is damaged or does not hold the file; the message says so.
    """
    target = folder / file.filename
    try:
        with (
            zipfile.ZipFile(archive) as opened,
            opened.open(file.filename) as source,
            atomic_write(target, "wb") as out,
        ):
            shutil.copyfileobj(source, out, 1 << 20)
    except KeyError as error:
        raise zipfile.BadZipFile(f"{archive} holds no {file.filename}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise zipfile.BadZipFile(f"{archive} is damaged ({error}). Download it again") from error
    return target


def cannot_keep(folder: Path, error: OSError) -> str:
    """An error message for a cache folder that is full or must not be written to."""
    return (
        f"Could not write to the cache folder {folder} ({error.strerror or type(error).__name__}). "
        "Name another one in the variable WORDEMB_CACHE, or make room."
    )


def noted_checksum(path: Path) -> str | None:
    """The checksum that the first download noted, if there is such a note."""
    note = _note_of(path)
    return note.read_text(encoding="utf-8").partition(" ")[0] if note.is_file() else None


def change_since_noted(path: Path) -> str | None:
    """What differs between a file and the note beside it; None if nothing does."""
    noted = noted_checksum(path)
    if noted is None:
        return None
    stat = path.stat()
    found = _sha256(path, stat.st_size, stat.st_mtime_ns)
    if found == noted:
        return None
    return f"{path} has changed since it was fetched: its sha256 is {found}, noted was {noted}"


def _note(path: Path) -> None:
    """Write the note of a first download; the checksum can also be pinned elsewhere."""
    stat = path.stat()
    checksum = _sha256(path, stat.st_size, stat.st_mtime_ns)
    if noted_checksum(path) == checksum:
        return
    with atomic_write(_note_of(path)) as file:
        file.write(f"{checksum}  {path.name}\n")
    print(
        f"{path.name}: unverified, nobody has published its checksum. It is now noted in "
        f"{_note_of(path)}: sha256 {checksum}",
        file=sys.stderr,
    )


def _note_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


@cache
def _sha256(path: Path, size: int, time: int) -> str:
    """Computed once in a process, and again if size or time (in ns) say that it changed."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _other_bytes(file: RemoteFile, fetched: Path, error: Exception) -> str:
    message = f"{file.url} brought other bytes than expected. {error}"
    if file.sha256 is None:
        message += f" If its publisher has changed it, delete {_note_of(fetched)} and fetch again."
    return message


def _by_hand(file: RemoteFile, folder: Path) -> str:
    if file.archive:
        return f"unpack {file.filename} from {file.archive} to {folder / file.filename}"
    return f"save it as {folder / file.filename}"
