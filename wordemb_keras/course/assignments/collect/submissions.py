"""The files of a class: from files, folders, patterns and zips; whose is which.

The student's name is what remains of the file name without the assignment's
name; where nothing remains, the folder's name. Downloads of Canvas and Moodle
are read as they come, zips in folders and in zips as folders:

    김민수.ipynb, ch9_2_glove_김민수.ipynb     김민수
    김민수/ch9_2_glove.ipynb                   김민수
    kimminsu_10234_55821_ch9_2_glove-1.ipynb   kimminsu, Canvas id 10234
    Kim Minsu_8812_assignsubmission_file/ch9_2_glove.ipynb   Kim Minsu (Moodle)
"""

import glob
import io
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

_CANVAS = re.compile(r"^([^\W_]+?)_(?:LATE_)?(\d+)_\d+_")
_MOODLE = re.compile(r"_(\d+)_assignsubmission_(?:file|onlinetext).*$")
_COPY = re.compile(r"(?:[ _-]*(?:\(\d+\)|copy\d*|의 사본|사본))+$|(?<=\w)-\d{1,2}$", re.IGNORECASE)
_COPY_OF = re.compile(r"^(?:copy of |사본 - )", re.IGNORECASE)
LARGEST = 64 * 2**20
_DEEPEST = 3  # zips in zips; a bomb is deeper


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
    for part in parts:  # the platform's own folder, whatever the file is called
        if found := _MOODLE.search(part):
            return part[: found.start()], found[1]
    for part in (stem, *reversed(parts[:-1])):
        name = _COPY_OF.sub("", part)
        name = re.sub(re.escape(assignment), " ", _COPY.sub("", name), flags=re.IGNORECASE)
        name = re.sub(r"\s+", " ", name).strip(" _-.·")
        if name:
            return name, ""
    return stem, ""


def owners(paths: Sequence[str], names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Whose each file is: a label that no other student has, and the platform's id.

    Students are told apart by the platform's id; without one by the folder, and within a folder by
    the name. Files in different folders are never taken for one student's. A name that stands in
    several folders, alone in each (`hw.ipynb`), is no student's: there the folders are.

    Args:
        paths: of the files, with `/` between folders.
        names: what `name_of` says of each.

    Example:

    >>> owners(["Kim/hw.ipynb", "Lee/hw.ipynb"], [("hw", ""), ("hw", "")])
    [('Kim', ''), ('Lee', '')]
    >>> owners(["a.ipynb", "b.ipynb"], [("Kim", "17"), ("Kim", "18")])
    [('Kim (17)', '17'), ('Kim (18)', '18')]
    """
    folders = [PurePosixPath(unicodedata.normalize("NFC", path)).parts[:-1] for path in paths]
    inside: dict[tuple[str, ...], set[str]] = {}
    for folder, (name, identity) in zip(folders, names, strict=True):
        if not identity:
            inside.setdefault(folder, set()).add(name)
    alone = Counter(next(iter(found)) for found in inside.values() if len(found) == 1)
    keys = []
    for folder, (name, identity) in zip(folders, names, strict=True):
        is_task = inside.get(folder) == {name} and alone[name] > 1
        label = _telling(folder, [f for f, n in inside.items() if n == {name}]) if is_task else name
        keys.append((label, identity, () if identity else folder))
    seen = Counter(label for label, *_ in set(keys))
    return [
        (
            label if seen[label] == 1 else f"{label} ({identity or '/'.join(folder) or '.'})",
            identity,
        )
        for label, identity, folder in keys
    ]


def _telling(folder: tuple[str, ...], others: list[tuple[str, ...]]) -> str:
    """The part of a folder's path that tells it from the others: the outermost such part."""
    for depth, part in enumerate(folder):
        if len({other[depth : depth + 1] for other in others}) == len(others):
            return part
    return "/".join(folder)


def _glob(pattern: str) -> list[str]:
    return glob.glob(pattern, recursive=True)  # noqa: PTH207


def _in(path: Path) -> list[Submission]:
    if path.is_dir():
        files = (p for p in path.rglob("*") if p.suffix.lower() in (".ipynb", ".zip"))
        files = (p for p in files if not _hidden(p.relative_to(path).parts))
        return [s for file in sorted(files) for s in _in_file(file, path, in_folder=True)]
    return _in_file(path, path.absolute().parent.parent, in_folder=False)


def _in_file(path: Path, base: Path, *, in_folder: bool) -> list[Submission]:
    is_zip = path.suffix.lower() == ".zip"
    state = path.stat()
    relative = path.absolute().relative_to(base.absolute()).as_posix()
    content = path.read_bytes() if state.st_size <= LARGEST or is_zip else b""
    file = Submission(str(path), relative, content, state.st_mtime)
    if not is_zip:
        return [file]
    if not in_folder:  # a zip that was given itself holds a class
        return _in_zip(file, prefix="", depth=1)
    return _of_one(file, prefix=f"{PurePosixPath(relative).with_suffix('')}/", depth=1)


def _of_one(file: Submission, *, prefix: str, depth: int) -> list[Submission]:
    """The notebooks in one student's zip; without any it is itself what was handed in."""
    try:
        found = _in_zip(file, prefix=prefix, depth=depth)
        problem = "no .ipynb in it"
    except ValueError as error:  # the others are graded all the same
        found, problem = [], str(error)
    return found or [Submission(f"{file.file} ({problem})", file.path, b"", file.when)]


def _in_zip(file: Submission, *, prefix: str, depth: int) -> list[Submission]:
    found = []
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            for entry in archive.infolist():
                name = _entry_name(entry)
                kind = PurePosixPath(name).suffix.lower()
                if entry.is_dir() or _hidden(PurePosixPath(name).parts):
                    continue
                if kind not in (".ipynb", ".zip"):
                    continue
                content = archive.read(entry) if entry.file_size <= LARGEST else b""
                when = _when(entry, file.when)
                inner = Submission(f"{file.file}/{name}", f"{prefix}{name}", content, when)
                if kind == ".zip" and depth < _DEEPEST:
                    folder = f"{prefix}{PurePosixPath(name).with_suffix('')}/"
                    found += _of_one(inner, prefix=folder, depth=depth + 1)
                else:
                    found.append(inner)
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{file.file}: this zip cannot be read: {error}") from error
    return found


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
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)
