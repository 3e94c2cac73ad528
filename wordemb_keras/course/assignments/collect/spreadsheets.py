"""Tables as spreadsheets and learning platforms save them.

UTF-8 with or without its mark, UTF-16 or cp949; commas, semicolons or tabs; a title above the
headings, empty lines between and below.
"""

import csv
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

_SEPARATORS = (",", ";", "\t")
_TOP = 20  # lines in which the headings are looked for

Line = tuple[int, list[str]]  # its number, as a spreadsheet shows it, and its cells


def read_lines(path: Path, is_head: Callable[[list[str]], bool]) -> list[Line]:
    """The lines of a CSV that are not empty, from that of the headings on.

    Args:
        path: the file.
        is_head: whether these cells are the headings. Where no line has them, all lines are
            returned, so that the caller can say what stands in the first one.

    Raises:
        ValueError: it is no text.
    """
    text = unicodedata.normalize("NFC", _text(path))
    for separator in _SEPARATORS:
        lines = _split(text, separator)
        for place, (_, cells) in enumerate(lines[:_TOP]):
            if is_head([cell.strip() for cell in cells]):
                return lines[place:]
    first = next((line for line in text.splitlines() if line.strip()), "")
    return _split(text, max(_SEPARATORS, key=first.count))


def _split(text: str, separator: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    usual = csv.field_size_limit(len(text) + 1)  # a long answer is no reason to stop
    try:
        return [
            (number, cells)
            for number, cells in enumerate(reader, start=1)
            if any(cell.strip() for cell in cells)
        ]
    finally:
        csv.field_size_limit(usual)


def _text(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # Excel's "Unicode text"
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp949")  # what Excel saves on Korean Windows
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}: neither UTF-8 nor cp949 (byte {error.start}). Save it as 'CSV UTF-8'"
        ) from None
