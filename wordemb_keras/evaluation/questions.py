"""Test sets of word vectors (sections 9-2, 9-3): pairs of words with a number, and analogies.

    tiger<TAB>cat<TAB>7.35              Athens Greece Oslo Norway

A set has a name (of gensim's own, or of `wordemb_keras.datasets`) or is a UTF-8 file of one's own.
Words are separated by tabs, commas or spaces; lines that start with `#` or `//` are remarks. All
words come in NFC. A line that is no question is an error: nothing is left out unsaid.
"""

import csv
import errno
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from wordemb_keras import datasets
from wordemb_keras.files import not_there, where_not_utf8

# The test sets that come with gensim, behind `gensim.test.utils.datapath`.
SETS = {
    "wordsim353": "wordsim353.tsv",
    "simlex999": "simlex999.txt",
    "analogies": "questions-words.txt",
}


class Pair(NamedTuple):
    """Two words, and how alike people find them."""

    first: str
    second: str
    score: float


def read_pairs(source: Any) -> list[Pair]:
    """The pairs of a set. A file may start with a line of names, and may have more columns.

    Raises:
        ValueError: a file that is not UTF-8, holds no pairs, or a line that is none.
        FileNotFoundError: no such file and no such set.
    """
    pairs = []
    for path in _paths(source):
        first = True
        for number, line in _lines(path):
            fields = _fields(line)
            pair = _pair(fields)
            if pair is not None:
                pairs.append(pair)
            elif not first or len(fields) < 3:  # names of columns are three or more
                raise ValueError(
                    f"{path}, line {number}: a line must be two words and a number, with tabs, "
                    f"commas or spaces between. Received: {line[:60]!r}"
                )
            first = False
        if not pairs:
            raise ValueError(
                f"{path} holds no pairs: a line must be word<TAB>word<TAB>number (or commas or "
                "spaces)"
            )
    return pairs


def read_analogies(source: Any) -> dict[str, list[list[str]]]:
    """Questions of four words, by section.

    A section starts with a line `: name`. Questions before the first such line, or in a file
    without one, are in a section with the name of the file.

    Raises:
        ValueError: a file that is not UTF-8, holds no questions, or a line that is none.
        FileNotFoundError: no such file and no such set.
    """
    sections: dict[str, list[list[str]]] = {}
    for path in _paths(source):
        name = path.stem
        for number, line in _lines(path):
            if line.startswith(":"):
                name = line[1:].strip()
                sections.setdefault(name, [])
                continue
            words = _fields(line)
            if len(words) != 4 or not all(words):
                raise ValueError(
                    f"{path}, line {number}: a question must be four words, or a section "
                    f"`: name`. Received: {line[:60]!r}"
                )
            sections.setdefault(name, []).append(words)
    if not any(sections.values()):
        raise ValueError(f"{name_of(source)} holds no questions: a line must be four words")
    return sections


def listed(source: Any) -> Any:
    """A set as it is named, or several in a list: an iterator would be read only once.

    Raises:
        ValueError: neither, or none at all.
    """
    if isinstance(source, str | os.PathLike):
        return source
    several = list(source) if isinstance(source, Iterable) else []
    if not several or any(isinstance(each, list | tuple) for each in several):
        raise ValueError(
            "A test set must be a name, the path of a file, or several of them. Received: "
            f"{source!r:.60} (of type {type(source).__name__})"
        )
    return several


def name_of(source: Any) -> str:
    """What to call a set in a report."""
    if isinstance(source, str | os.PathLike):
        return str(source) if str(source) in _names() else Path(source).name
    return ", ".join(Path(each).name for each in source)


def _names() -> list[str]:
    return [*SETS, *datasets.names()]


def _paths(source: Any) -> Sequence[Path]:
    """The files of a set: one, several, or those of a folder."""
    source = listed(source)
    if isinstance(source, list):
        return [path for each in source for path in _paths(each)]
    if str(source) in SETS:
        from gensim.test.utils import datapath

        return [Path(datapath(SETS[str(source)]))]
    path = Path(source)
    if not path.exists() and str(source) in datasets.names():
        return datasets.locate(str(source)).paths
    if path.is_dir() and (found := sorted(path.glob("*.txt"))):
        return found
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not path.is_file():
        raise FileNotFoundError(not_there(path, _names()))
    return [path]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number and text of each line that is not empty and no remark, in NFC."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(where_not_utf8(path)) from error
    for number, line in enumerate(unicodedata.normalize("NFC", text).split("\n"), start=1):
        line = line.strip(" \t\r")
        if line and not line.startswith(("#", "//")):
            yield number, line


def _fields(line: str) -> list[str]:
    """Cut at tabs, or else at commas, or else at spaces."""
    if "\t" in line:
        return [field.strip(" ") for field in line.split("\t")]
    if "," in line:
        return [field.strip(" ") for field in next(csv.reader([line]))]
    return [field for field in line.split(" ") if field]


def _pair(fields: list[str]) -> Pair | None:
    """Two words and a number; of more columns, the first two words and the next number."""
    if len(fields) > 3 and _number(fields[0]) is not None:
        fields = fields[1:]  # the number of the row
    if len(fields) < 3 or not fields[0] or not fields[1]:
        return None
    scores = [score for score in map(_number, fields[2:]) if score is not None]
    return Pair(fields[0], fields[1], scores[0]) if scores else None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None  # a NaN is no number either
