"""Writing files so that an interrupted run loses nothing, and what to say when one is no good.

Arrays are read by `load_array` and `load_arrays` alone: no pickle is opened, and what NumPy says
of a file that is no array, to open it unsafely, is not repeated.
"""

import contextlib
import difflib
import errno
import os
import re
import shutil
import tempfile
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from tokenize import TokenError
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

# The beginnings of files that people take for a text, and what to do about each.
_NO_TEXT = (
    (b"\xff\xfe", "text in UTF-16. Save it as UTF-8 (in Notepad: Save as, Encoding)"),
    (b"\xfe\xff", "text in UTF-16. Save it as UTF-8 (in Notepad: Save as, Encoding)"),
    (b"PK\x03\x04", "a .zip or an Office document. Unpack it, or save it as a plain text"),
    (b"\x1f\x8b", "compressed with gzip. Unpack it first"),
    (b"BZh", "compressed with bzip2. Unpack it first"),
    (b"%PDF", "a PDF. Save its text as a plain text file"),
    *((bytes([0x80, n]), "a pickle, which can run code. Save its words as text") for n in range(6)),
    (b"\x93NUMPY", "a NumPy array, no text. Save its words as text, or give a list"),
    (b"\x89HDF", "an HDF5 file, no text. Save its words as text, or give a list"),
    (b"SQLite", "an SQLite database. Save its words as text, or give a list"),
)
# What NumPy raises on damaged headers, which it reads as Python literals, and on damaged archives.
_DAMAGED = (
    *(ValueError, EOFError, TypeError, KeyError, OverflowError, NotImplementedError, RuntimeError),
    *(SyntaxError, TokenError, MemoryError, RecursionError, zipfile.BadZipFile, zlib.error),
)


def shipped(name: str) -> Path:
    """A folder that comes along with the package: inside an installed one, beside it in a clone.

    Args:
        name: as it is called in the repository, such as `"data"` or `"docs/labs"`.

    Example:

    >>> (shipped("data") / "sms_sample.csv").is_file()
    True
    """
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


@contextlib.contextmanager
def atomic_write(path: str | os.PathLike, mode: str = "w") -> Iterator[IO[Any]]:
    r"""Open a temporary file beside `path` and rename it to `path` at the end.

    If the block raises, the temporary file is removed and whatever stood under
    `path` stays as it was. Text is written as UTF-8 with `"\n"` line ends.
    A link stays one: the file it leads to is replaced. A device and a pipe are written straight.

    Args:
        path: the final name. Its folder is created if it is missing.
        mode: `"w"` for text or `"wb"` for bytes.

    Raises:
        FileNotFoundError: `path` begins with a `~` that is no folder.

    Example:

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "words.txt"
    >>> with atomic_write(path) as file:
    ...     _ = file.write("안녕")
    >>> path.read_text(encoding="utf-8")
    '안녕'
    """
    if mode not in ("w", "wb"):
        raise ValueError(f'`mode` must be "w" or "wb". Received: mode={mode!r}')
    path = Path(path)
    check_home(path)
    text: dict[str, Any] = {} if mode == "wb" else {"encoding": "utf-8", "newline": "\n"}
    if is_stream(path):  # /dev/null must stay a device
        with errors_about(path), path.open(mode, **text) as file:
            yield file
        return
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    target.parent.mkdir(parents=True, exist_ok=True)
    with errors_about(path):
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, mode, **text) as file:
                yield file
            usual_permissions(temporary)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def is_stream(path: Path) -> bool:
    """Whether a path is that of a pipe or a device: no file that can be replaced or read again."""
    return path.exists() and not path.is_file() and not path.is_dir()


def check_home(path: str | os.PathLike) -> None:
    """Refuse a `~` that no shell has expanded, before a folder of that name is made."""
    if step := _home(Path(path)):
        raise FileNotFoundError(f"{path} cannot be written: {step}")


def usual_permissions(path: str | os.PathLike) -> None:
    """Make a file or folder as readable as any other: temporary ones are private, mode 0600."""
    umask = os.umask(0)
    os.umask(umask)
    Path(path).chmod((0o777 if Path(path).is_dir() else 0o666) & ~umask)


@contextlib.contextmanager
def errors_about(path: str | os.PathLike) -> Iterator[None]:
    """Errors of the system name `path`, not the temporary file in its stead, or no file at all."""
    temporary = f".{Path(path).name}."
    try:
        yield
    except OSError as error:
        if re.fullmatch(r"\d+ requested and \d+ written", str(error)):  # NumPy on a full disk
            raise _full(path) from error
        unnamed = error.errno and error.filename is None
        if unnamed or temporary in str(error.filename):
            raise OSError(error.errno, error.strerror, os.fspath(path)) from error
        raise


def check_room(path: str | os.PathLike, size: int) -> None:
    """Raise the error of a full disk before HDF5 meets it, which would take Python down with it.

    Args:
        path: the file that is written.
        size: how many bytes are still to come.
    """
    if shutil.disk_usage(Path(path).parent).free < size + 100_000:  # HDF5's own tables
        raise _full(path)


def load_array(path: str | os.PathLike) -> "np.ndarray":
    """A `.npy` file, mapped into memory and read-only.

    Raises:
        ValueError: not such a file, or a damaged one; the message names it.
        OSError: it is not there or cannot be read.

    Example:

    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "rows.npy"
    >>> np.save(path, [1, 2])
    >>> load_array(path).tolist()
    [1, 2]
    """
    import numpy as np  # the command line answers --help without it

    with _no_pickle(path, b"\x93NUMPY", ".npy"):
        return np.lib.format.open_memmap(path, mode="r")


def load_arrays(path: str | os.PathLike) -> "dict[str, np.ndarray]":
    """The arrays of a `.npz` file by their names, all in memory.

    Raises:
        ValueError: not such a file, or a damaged one; the message names it.
        OSError: it is not there or cannot be read.
    """
    import numpy as np

    with (
        _no_pickle(path, b"PK", ".npz"),
        Path(path).open("rb") as file,  # NumPy leaves a damaged one open that it has opened itself
        np.load(file, allow_pickle=False) as stored,
    ):
        return dict(stored)


@contextlib.contextmanager
def _no_pickle(path: str | os.PathLike, magic: bytes, kind: str) -> Iterator[None]:
    with Path(path).open("rb") as file:
        start = file.read(12)
    if not start.startswith(magic):
        raise ValueError(f"{path} is no {kind} file: it begins {start[: len(magic)]!r}")
    # Bytes of the header, from version 2 on; NumPy would make room for as many as are promised.
    promised = int.from_bytes(start[8:], "little") if kind == ".npy" and start[6:7] > b"\1" else 0
    if promised > Path(path).stat().st_size:
        raise ValueError(
            f"{path} is a damaged {kind} file: it promises a header of {promised} bytes"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about headers from Python 2
            yield
    except _DAMAGED as error:
        if "pickle" in str(error) or "object" in str(error):  # also of a header that is too long
            raise ValueError(
                f"{path} is a {kind} file of Python objects, which can run code when they are "
                "opened, or its header is damaged: it is not read"
            ) from None
        raise ValueError(f"{path} is a damaged {kind} file: {error}") from error


def not_there(path: str | os.PathLike, names: Iterable[str] = ()) -> str:
    """An error message for a path without a file: where it was looked for, what is spelled alike.

    Args:
        path: what was given.
        names: what else could have been meant, for example the names of datasets.

    Example:

    >>> not_there("nowhere/glove.txt")
    'nowhere/glove.txt is not there: there is no folder nowhere.'
    """
    path = Path(path)
    if address := re.match(r"(\w{2,}:)/+(.*)", path.as_posix()):  # `Path` makes one slash of two
        return f"{address[1]}//{address[2]} is an address: download the file first."
    if step := _home(path):
        return f"{path} is not there: {step}"
    folder = path.parent
    if not folder.is_dir():
        message, beside = f"{path} is not there: there is no folder {folder}.", []
    else:
        message = f"{path} is not there (looked in {folder.absolute()})."
        beside = [each.name for each in folder.iterdir()]
    alike = spelled_alike(str(path), names)
    alike += [str(folder / name) for name in spelled_alike(path.name, beside)]
    return f"{message} Did you mean {' or '.join(alike[:3])}?" if alike else message


def spelled_alike(name: str, names: Iterable[str]) -> list[str]:
    """Up to three names like this one; capitals, and single jamo as macOS writes them, are equal.

    Example:

    >>> spelled_alike("Vektors.txt", ["vectors.txt", "notes.md"])
    ['vectors.txt']
    """
    written = {_folded(each): each for each in names}
    return [written[each] for each in difflib.get_close_matches(_folded(name), written)]


def where_not_utf8(path: str | os.PathLike) -> str:
    """An error message for a text file that is not UTF-8: what it is, or which line; what to do."""
    with Path(path).open("rb") as file:
        start = file.read(8)
        for magic, what in _NO_TEXT:
            if start.startswith(magic):
                return f"{path} is {what}."
        file.seek(0)
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return (
                    f"{path}, line {number}: not UTF-8 ({error.reason} at byte {error.start} of "
                    "the line). Save the file as UTF-8, or read it with its own encoding and pass "
                    "token lists."
                )
    return f"{path} is not UTF-8"


def _home(path: Path) -> str:
    """What to do about a path that begins with a `~`; empty if it does not, or that is a folder."""
    first = path.parts[0] if len(path.parts) > 1 else ""
    if not first.startswith("~") or Path(first).is_dir():
        return ""
    return (
        f"there is no folder {first}. The shell alone expands ~: "
        f'`Path("{path.as_posix()}").expanduser()`'
    )


def _full(path: str | os.PathLike) -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(path))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
