"""The files of a class: from files, folders, patterns and zips; whose is which.

The student's name is what remains of the file name without the assignment's
name; where nothing remains, the folder's name. Downloads of Canvas and Moodle
are read as they come:

    김민수.ipynb, ch9_2_glove_김민수.ipynb     김민수
    김민수/ch9_2_glove.ipynb                   김민수
    kimminsu_10234_55821_ch9_2_glove-1.ipynb   kimminsu, Canvas id 10234
    Kim Minsu_8812_assignsubmission_file/ch9_2_glove.ipynb   Kim Minsu (Moodle)
"""

import glob
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

_CANVAS = re.compile(r"^([^\W_]+?)_(?:LATE_)?(\d+)_\d+_")
_MOODLE = re.compile(r"_(\d+)_assignsubmission_(?:file|onlinetext).*$")
_COPY = re.compile(r"(?:[ _-]*(?:\(\d+\)|copy\d*|의 사본|사본))+$|(?<=\w)-\d{1,2}$", re.IGNORECASE)
_COPY_OF = re.compile(r"^(?:copy of |사본 - )", re.IGNORECASE)
LARGEST = 64 * 2**20


@dataclass(frozen=True)
class Submission:
    """One file of one student.

    Args:
        file: where it was found, in words.
        path: its path from the folder or zip that was given, with `/` between folders.
        content: its bytes.
        when: seconds since 1970 of its last change, as far as the file says.
    """

    file: str
    path: str
    content: bytes
    when: float


def collect(places: Iterable[str | Path]) -> list[Submission]:
    """All notebooks in files, folders, patterns and zips.

    Args:
        places: what was given on the command line.

    Raises:
        FileNotFoundError: a place does not exist, or nothing was found at all.
    """
    found: list[Submission] = []
    for place in places:
        paths = [Path(place)] if Path(place).exists() else sorted(map(Path, _glob(str(place))))
        if not paths:
            raise FileNotFoundError(f"No submissions at {str(place)!r}: no such file or folder")
        for path in paths:
            found += _in(path)
    if not found:
        raise FileNotFoundError("No .ipynb file in: " + ", ".join(map(str, places)))
    return found


def name_of(path: str, assignment: str) -> tuple[str, str]:
    """The student's name and the id of the learning platform, from a path.

    Args:
        path: with `/` between folders.
        assignment: such as `ch9_2_glove`.

    Example:

    >>> name_of("반 1/ch9_2_glove_김민수.ipynb", "ch9_2_glove")
    ('김민수', '')
    >>> name_of("김민수/ch9_2_glove.ipynb", "ch9_2_glove")
    ('김민수', '')
    >>> name_of("kimminsu_10234_55821_ch9_2_glove-1.ipynb", "ch9_2_glove")
    ('kimminsu', '10234')
    """
    parts = PurePosixPath(unicodedata.normalize("NFC", path)).parts
    stem = PurePosixPath(parts[-1]).stem
    if found := _CANVAS.match(stem):
        return found[1], found[2]
    for part in (stem, *reversed(parts[:-1])):
        identity = found[1] if (found := _MOODLE.search(part)) else ""
        name = _COPY_OF.sub("", _MOODLE.sub("", part))
        name = re.sub(re.escape(assignment), " ", _COPY.sub("", name), flags=re.IGNORECASE)
        name = re.sub(r"\s+", " ", name).strip(" _-.·")
        if name:
            return name, identity
    return stem, ""


def _glob(pattern: str) -> list[str]:
    return glob.glob(pattern, recursive=True)  # noqa: PTH207


def _in(path: Path) -> list[Submission]:
    if path.is_dir():
        files = (p for p in path.rglob("*") if p.suffix.lower() in (".ipynb", ".zip"))
        files = (p for p in files if not _hidden(p.relative_to(path).parts))
        return [s for file in sorted(files) for s in _in_file(file, path)]
    return _in_file(path, path.absolute().parent.parent)


def _in_file(path: Path, base: Path) -> list[Submission]:
    if path.suffix.lower() == ".zip":
        return _in_zip(path)
    relative = path.absolute().relative_to(base.absolute()).as_posix()
    state = path.stat()
    content = path.read_bytes() if state.st_size <= LARGEST else b""
    return [Submission(str(path), relative, content, state.st_mtime)]


def _in_zip(path: Path) -> list[Submission]:
    found = []
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                name = _entry_name(entry)
                parts = PurePosixPath(name).parts
                if entry.is_dir() or not name.lower().endswith(".ipynb") or _hidden(parts):
                    continue
                content = archive.read(entry) if entry.file_size <= LARGEST else b""
                when = datetime(*entry.date_time).timestamp()
                found.append(Submission(f"{path}/{name}", name, content, when))
    except (zipfile.BadZipFile, RuntimeError, OSError) as error:  # broken, or with a password
        raise ValueError(f"{path}: this zip cannot be read: {error}") from error
    return found


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
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)
