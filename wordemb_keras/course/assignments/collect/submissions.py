"""The files of a class: from files, folders, patterns and zips, each with its path.

Zips in folders and in zips are read as folders. What is no notebook is kept with its name
only, so that whoever handed in a `.docx` has a row that says so; `identity.py` says whose each
file is.
"""

import glob
import io
import os
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

LARGEST = 64 * 2**20  # bytes of one notebook, and of all notebooks in one student's zip
MOST_FILES = 1000  # in one student's zip
_DEEPEST = 3  # zips in zips; a bomb is deeper
# What the platforms put before or around the name of a file.
CANVAS = re.compile(r"^([^\W_]+?)_(LATE_)?(\d+)_(\d+)_")
MOODLE = re.compile(r"_(\d+)_assignsubmission_(?:file|onlinetext).*$")
# What Windows and macOS leave in folders.
_OF_THE_SYSTEM = ("__macosx", "thumbs.db", "desktop.ini")
_RENAMED = (".ipynb.txt", ".ipynb.json")  # what Windows and browsers make of a notebook


@dataclass(frozen=True)
class Submission:
    """One file of one student.

    Args:
        file: where it was found, in words.
        path: its path from the folder or zip that was given, with `/` between folders, in NFC.
        content: its bytes; empty for what is no notebook.
        when: seconds since 1970 of its last change, as far as the file says.
        problem: why it cannot be read; empty where it can.
        inside: the student's zip that it lay in, where a platform may have named that.
    """

    file: str
    path: str
    content: bytes
    when: float
    problem: str = ""
    inside: "Submission | None" = None

    @property
    def is_notebook(self) -> bool:
        """Whether its name is that of a notebook, and it can be read."""
        return is_notebook(self.path) and not self.problem


def is_notebook(name: str) -> bool:
    """Whether a file name is that of a notebook, renamed by Windows or a browser or not.

    Example:

    >>> is_notebook("hw.ipynb"), is_notebook("hw.ipynb.txt"), is_notebook("hw.py")
    (True, True, False)
    """
    return name.lower().endswith((".ipynb", *_RENAMED))


def collect(places: Iterable[str | Path]) -> list[Submission]:
    """All files in files, folders, patterns and zips.

    Args:
        places: what was given on the command line.

    Raises:
        FileNotFoundError: a place does not exist, or there is no notebook in any.
        ValueError: a zip that was given itself cannot be read.
    """
    places = list(places)
    paths: list[Path] = []
    for place in places:
        here = [Path(place)] if Path(place).exists() else sorted(map(Path, _glob(str(place))))
        if not here:
            raise FileNotFoundError(f"No submissions at {str(place)!r}: no such file or folder")
        paths += here
    found = [file for path in paths for file in _in(path, alone=len(paths) == 1)]
    if not any(is_notebook(file.path) for file in found):
        raise FileNotFoundError("No .ipynb file in: " + ", ".join(map(str, places)))
    return found


def _glob(pattern: str) -> list[str]:
    return glob.glob(pattern, recursive=True)  # noqa: PTH207


def _in(path: Path, *, alone: bool) -> list[Submission]:
    """What is in a place that was given. Of several, each is a folder of its own.

    `class/*.zip` are the zips of students: `hw.ipynb` in one is not `hw.ipynb` in another.
    """
    if not path.is_dir() and not _is_zip(path.name):
        return _in_file(path, path.absolute().parent.parent, in_folder=False)
    if path.is_dir():
        found = [s for file in sorted(_walk(path)) for s in _in_file(file, path, in_folder=True)]
    else:
        try:
            found = _in_file(path, path.absolute().parent, in_folder=False)
        except ValueError as error:
            if alone:
                raise
            found = [Submission(str(path), "", b"", 0.0, str(error).removeprefix(f"{path}: "))]
    if alone:
        return found
    folder = unicodedata.normalize("NFC", path.absolute().name if path.is_dir() else path.stem)
    return [replace(file, path=f"{folder}/{file.path or path.name}") for file in found]


def _walk(folder: Path) -> Iterator[Path]:
    """All files, those that are hidden or the system's left out; links are not followed."""
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not _hidden((name,))]
        yield from (Path(place, name) for name in files if not _hidden((name,)))


def _in_file(path: Path, base: Path, *, in_folder: bool) -> list[Submission]:
    relative = path.absolute().relative_to(base.absolute()).as_posix()
    relative = unicodedata.normalize("NFC", relative)
    if in_folder and path.is_symlink():  # it may lead to another student's file, or nowhere
        return [Submission(str(path), relative, b"", 0.0, "a link, not a file")]
    try:
        state = path.stat()
        wanted = is_notebook(relative) or _is_zip(relative)
        if wanted and in_folder and state.st_size > LARGEST:
            return [Submission(str(path), relative, b"", state.st_mtime, _too_large())]
        content = path.read_bytes() if wanted else b""
    except OSError as error:
        return [Submission(str(path), relative, b"", 0.0, f"cannot be read: {error.strerror}")]
    file = Submission(str(path), relative, content, state.st_mtime)
    if not _is_zip(relative):
        return [file]
    if not in_folder:  # a zip that was given itself holds a class
        return list(_in_zip(file, prefix="", depth=1))
    return _of_one(file, prefix=_folder_of(relative), depth=1)


def _of_one(file: Submission, *, prefix: str, depth: int) -> list[Submission]:
    """What is in one student's zip; without a notebook it is itself what was handed in."""
    try:
        found = list(_in_zip(file, prefix=prefix, depth=depth, limit=LARGEST))
        problem = "no .ipynb in it" if found else "nothing in it"
    except ValueError as error:  # the others are graded all the same
        found, problem = [], str(error).removeprefix(f"{file.file}: ")
    if any(is_notebook(inner.path) or inner.problem for inner in found):
        outer = replace(file, content=b"")
        return [replace(inner, inside=outer) for inner in found] if _is_named(file.path) else found
    return [Submission(file.file, file.path, b"", file.when, problem)]


def _in_zip(
    file: Submission, *, prefix: str, depth: int, limit: int | None = None
) -> Iterator[Submission]:
    """The files in a zip; the zips in it are students' own.

    Args:
        file: the zip.
        prefix: of the paths.
        depth: of zips in zips.
        limit: bytes and files of a student's own zip; None for a class.
    """
    room = limit
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if limit is not None and len(entries) > MOST_FILES:
                raise ValueError(f"{file.file}: more than {MOST_FILES} files in it")
            for entry in entries:
                name = unicodedata.normalize("NFC", _entry_name(entry))
                if _hidden(PurePosixPath(name).parts):
                    continue
                content, problem = b"", ""
                if is_notebook(name) or _is_zip(name):
                    content, problem = _read(archive, entry, LARGEST if room is None else room)
                if room is not None:
                    room -= len(content)
                path, when = f"{prefix}{name}", _when(entry, file.when)
                inner = Submission(f"{file.file}/{name}", path, content, when, problem)
                if _is_zip(name) and not inner.problem and depth < _DEEPEST:
                    yield from _of_one(inner, prefix=_folder_of(inner.path), depth=depth + 1)
                else:
                    yield inner
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise ValueError(f"{file.file}: this zip cannot be read: {error}") from error


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> tuple[bytes, str]:
    """One entry, or what is wrong with it, which is no other entry's problem."""
    try:
        with archive.open(entry) as opened:  # what the zip says of its size may be a lie
            content = opened.read(most + 1)
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, zlib.error) as error:
        return b"", f"cannot be read: {error}"  # broken, encrypted, of an unknown method
    return (content, "") if len(content) <= most else (b"", _too_large())


def _too_large() -> str:
    return f"more than {LARGEST // 2**20} MB"


def _is_named(path: str) -> bool:
    """Whether a platform may have named a zip: a class's own in a folder says nothing of one."""
    parts = PurePosixPath(path).parts
    return bool(CANVAS.match(parts[-1]) or any(map(MOODLE.search, parts)))


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _folder_of(zip_path: str) -> str:
    return f"{PurePosixPath(zip_path).with_suffix('')}/"


def _when(entry: zipfile.ZipInfo, otherwise: float) -> float:
    """A zip may hold dates that there are none of, such as the month 0."""
    try:
        return datetime(*entry.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return otherwise


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Korean Windows writes names in cp949 without saying so; Python reads them as cp437."""
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & 0x800 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith((".", "~$")) or part.lower() in _OF_THE_SYSTEM for part in parts)
