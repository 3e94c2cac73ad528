"""Downloading one file and unpacking it.

A published checksum decides what is kept. Where nobody published one, the
checksum of the first download is noted beside the file.

Reference: [pooch](https://www.fatiando.org/pooch/)
"""

import shutil
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

from wordemb_keras.datasets.checksums import note, note_of, noted_checksum, say_unverified
from wordemb_keras.datasets.registry import RemoteFile
from wordemb_keras.files import atomic_write, usual_permissions


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
    fetched = folder / (file.archive or file.filename)  # the name may have a folder in it
    expected = file.sha256 or noted_checksum(fetched)
    try:
        pooch.retrieve(
            file.url,
            known_hash=expected and f"sha256:{expected}",
            fname=fetched.name,
            path=fetched.parent,
            progressbar=sys.stderr.isatty(),
        )
        usual_permissions(fetched)  # pooch leaves it private
        if file.sha256 is None:
            if not file.archive:
                _check_no_web_page(fetched, file, folder)
            say_unverified(fetched, note(fetched))
        return unpack(fetched, file, folder) if file.archive else fetched
    except DownloadError:  # an OSError, too
        raise
    except ValueError as error:  # pooch has removed the file; its message has both checksums
        raise DownloadError(_other_bytes(file, fetched, error)) from error
    except zipfile.BadZipFile as error:
        for path in (fetched, note_of(fetched)):
            path.unlink(missing_ok=True)
        raise DownloadError(f"{file.url} brought no usable archive: {error}") from error
    except requests.HTTPError as error:
        raise DownloadError(f"{_answer(error, file)}, and {_by_hand(file, folder)}") from error
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
    note(target)  # what was published is about the archive
    return target


def cannot_keep(folder: Path, error: OSError) -> str:
    """An error message for a cache folder that is full or must not be written to."""
    return (
        f"Could not write to the cache folder {folder} ({error.strerror or type(error).__name__}). "
        "Name another one in the variable WORDEMB_CACHE, or make room."
    )


def _answer(error: Any, file: RemoteFile) -> str:
    """What a server said instead of sending the file, and what to do."""
    status, reason = error.response.status_code, error.response.reason
    said = f"{file.url} was not sent: HTTP {status} {reason}."
    if status in (404, 410):
        return f"{said} Its publisher has moved or removed it. Look for it elsewhere"
    if status in (401, 403, 451):
        return f"{said} The server does not give it to this computer. Try it in a browser"
    return f"{said} The fault is the server's. Try again later, or in a browser"


def _check_no_web_page(fetched: Path, file: RemoteFile, folder: Path) -> None:
    """A page to log in, or of a fault, may come with the status of success."""
    with fetched.open("rb") as opened:
        start = opened.read(200).lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")) and not file.url.endswith(".html"):
        fetched.unlink()
        raise DownloadError(
            f"{file.url} brought a web page instead of the file. Look at it in a browser, and "
            f"{_by_hand(file, folder)}"
        )


def _other_bytes(file: RemoteFile, fetched: Path, error: Exception) -> str:
    message = f"{file.url} brought other bytes than expected. {error}"
    if file.sha256 is None:
        message += f" If its publisher has changed it, delete {note_of(fetched)} and fetch again."
    return message


def _by_hand(file: RemoteFile, folder: Path) -> str:
    if file.archive:
        return f"unpack {file.filename} from {file.archive} to {folder / file.filename}"
    return f"save it as {folder / file.filename}"
