"""What is this file? Decided by its first megabyte, never by its name."""

import re
from collections import Counter
from pathlib import Path

from wordemb_keras.formats.base import VectorFile, VectorFileError
from wordemb_keras.formats.binary import BinaryVectors, Layout, guess_layout
from wordemb_keras.formats.fasttext_bin import MAGIC, FastTextBinary, looks_like_fasttext
from wordemb_keras.formats.opening import HEAD_BYTES, Source
from wordemb_keras.formats.options import MAX_DIM, Options
from wordemb_keras.formats.text import BOM, TextVectors

_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_SAMPLE_LINES = 50
_STRANGERS = (
    (b"\x93NUMPY", "a NumPy array without words; give `(words, array)` instead of a file"),
    (b"\x89HDF", "an HDF5 file (Keras or ELMo weights?), no word vectors"),
    (b"PAR1", "a Parquet table; give the folder that holds it and the .npy with the vectors"),
    (b"%PDF", "a PDF document"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first (zstd -d)"),
    (b"\xff\xfe", "text in UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16; save it as UTF-8"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself; run `git lfs pull`"),
)
_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"PK\x03\x04")
_PICKLE = "a pickle, which can run code when opened; load it with gensim's KeyedVectors.load, if \
you trust it, and give the object"


def open_file(path: Path, options: Options) -> VectorFile:
    """Recognise a file and return its reader."""
    source = Source(path, member=options.member)
    if source.compression == "zip" and options.member is None:
        source = _only_member(source.path, options)
    return _recognise(source, options)


def _recognise(source: Source, options: Options) -> VectorFile:
    head = source.head()
    whole = len(head) < HEAD_BYTES
    _refuse_strangers(source, head)
    if head.startswith(MAGIC):
        return FastTextBinary(source, options=options)
    text = head.removeprefix(BOM)
    layout = guess_layout(text, whole, dtype=options.dtype)
    if layout is not None and not _is_row_of_one(text, layout.dim):
        if options.dtype is not None or not _is_text(text, layout.dim):
            return BinaryVectors(source, layout, options=options)
        return _with_header(source, layout, options)
    if looks_like_fasttext(head):
        return FastTextBinary(source, options=options)
    found = options.dim or _common_dim(text, whole)
    if not found:
        raise _no_vectors(source, head)
    return TextVectors(source, dim=found, count=None, options=options)


def _with_header(source: Source, header: Layout, options: Options) -> TextVectors:
    count, promised = header.count, header.dim
    if options.dim not in (None, promised):
        raise VectorFileError(
            f"{source}: `dim` is {options.dim} and the first line says {promised}"
        )
    room = None if source.size is None else source.size // (2 * max(promised, 1))
    too_many = room is not None and count > room and options.limit is None
    if not 1 <= promised <= MAX_DIM or too_many:
        raise VectorFileError(
            f"{source}, line 1: it promises {count} rows of {promised} numbers, which the file "
            f"has no room for ({source.size} bytes): it was cut or is damaged. If it is an excerpt "
            "on purpose, give `limit`: how many rows to read"
        )
    return TextVectors(source, dim=promised, count=count, options=options)


def _only_member(path: Path, options: Options) -> Source:
    """The one file of a .zip that holds vectors."""
    names = Source(path).members()
    fitting, reasons = [], []
    for name in names:
        member = Source(path, member=name)
        try:
            _recognise(member, options).close()
            fitting.append(member)
        except VectorFileError as error:
            reasons.append(error)
    if len(fitting) == 1:
        return fitting[0]
    if len(names) == 1:
        raise reasons[0]
    found = [member.member for member in fitting] if fitting else names
    several = "several files with vectors" if fitting else "no file with vectors"
    raise VectorFileError(f"{path} holds {several}. Choose one with `member`: {found}")


def _refuse_strangers(source: Source, head: bytes) -> None:
    if not head:
        raise VectorFileError(f"{source} is empty. Copy or download it again")
    what = next((name for magic, name in _STRANGERS if head.startswith(magic)), None)
    beginning = head[:512].lstrip().lower()
    if beginning.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        what = "a web page, probably an error message saved as a file; open it in a browser"
    elif head[257:262] == b"ustar":
        what = "a tar archive; unpack it first"
    elif head.startswith(_COMPRESSED):
        what = "compressed twice; unpack the outer layer first"
    elif head[0] == 0x80 and head[1:2] and head[1] in (2, 3, 4, 5):
        what = _PICKLE
    if what:
        raise VectorFileError(f"{source} holds no readable word vectors. It is {what}")


def _is_text(head: bytes, dim: int) -> bool:
    """Whether what follows the header line are decimals: the right number, or mostly."""
    rest = head.partition(b"\n")[2]
    fields = rest.partition(b"\n")[0].rstrip(b" \r").split(b" ")
    if 0 < dim < len(fields) and all(map(_NUMBER.fullmatch, fields[-dim:])):
        return True
    sample = rest[:4096]
    digits = len(sample) - len(sample.translate(None, b"0123456789+-.eE \r\n"))
    return digits >= len(sample) / 2


def _is_row_of_one(text: bytes, dim: int) -> bool:
    """A first line of two integers may be a GloVe row: the word `7` and its one number."""
    second = text.split(b"\n", 2)[1].rstrip(b" \r").split(b" ")
    return dim != 1 and len(second) == 2 and _NUMBER.fullmatch(second[1]) is not None


def _common_dim(text: bytes, whole: bool) -> int:
    """The number of numbers at the end of most lines."""
    lines = text.split(b"\n", _SAMPLE_LINES)
    if not whole or len(lines) > _SAMPLE_LINES:
        lines = lines[:-1]
    counts = Counter(_numbers_at_the_end(line) for line in lines if line.strip(b" \r"))
    if not counts:
        return 0
    most = max(counts.values())
    return min(dim for dim, times in counts.items() if times == most)


def _numbers_at_the_end(line: bytes) -> int:
    fields = line.rstrip(b" \r").split(b" ")[1:]
    numbers = 0
    for field in reversed(fields):
        if not _NUMBER.fullmatch(field):
            break
        numbers += 1
    return numbers


def _no_vectors(source: Source, head: bytes) -> VectorFileError:
    line = head.partition(b"\n")[0][:60]
    tabs = " Its fields are separated by tabs; only spaces are." if b"\t" in line else ""
    return VectorFileError(
        f"{source} holds no word vectors that can be read: its lines do not end in numbers.{tabs} "
        f"It begins {line!r}"
    )
