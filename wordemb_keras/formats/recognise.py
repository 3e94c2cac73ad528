"""What is this file? Decided by its first megabyte, never by its name."""

import re
import zipfile
from pathlib import Path

from wordemb_keras.formats.base import VectorFile, VectorFileError
from wordemb_keras.formats.binary import BinaryVectors, Layout, guess_layout, is_filled
from wordemb_keras.formats.fasttext_bin import MAGIC, FastTextBinary, looks_like_fasttext
from wordemb_keras.formats.fasttext_int8 import FORMAT, Int8FastText
from wordemb_keras.formats.opening import HEAD_BYTES, Source
from wordemb_keras.formats.options import MAX_DIM, Options
from wordemb_keras.formats.rows import NUMBER, NoRows, Rows, examine, odd, sample_lines
from wordemb_keras.formats.safetensors import SafeTensors, is_safetensors
from wordemb_keras.formats.stanford import is_cooccurrence, open_stanford
from wordemb_keras.formats.strangers import known_stranger, likely_stranger, zip_stranger
from wordemb_keras.formats.tables import TableVectors
from wordemb_keras.formats.text import BOM, SpacedVectors, TextVectors


def open_file(path: Path, options: Options) -> VectorFile:
    """Recognise a file and return its reader."""
    source = Source(path, member=options.member)
    if source.compression == "zip":
        _refuse_zip(source)
        if options.member is None:
            source = _only_member(source.path, options)
    return _recognise(source, options)


def _recognise(source: Source, options: Options) -> VectorFile:
    head = source.head()
    whole = len(head) < HEAD_BYTES
    if not head:
        raise VectorFileError(f"{source} is empty. Copy or download it again")
    if what := known_stranger(source.path, head):
        raise _no_vectors(source, what)
    if head.startswith(MAGIC):
        return FastTextBinary(source, options=options)
    if is_safetensors(head):
        return _open_safetensors(source, options)
    text = head.removeprefix(BOM)
    layout = guess_layout(text, whole, dtype=options.dtype)
    if layout is not None and not _is_row(text, layout, whole):
        if options.dtype is not None or not _is_text(text, whole, layout):
            return BinaryVectors(source, layout, options=options)
        return _with_header(source, layout, text, whole, options)
    if looks_like_fasttext(head):
        return FastTextBinary(source, options=options)
    if _is_binary(head):
        return _without_a_header(source, head, whole, options)
    return _without_header(source, text, whole, options)


def _open_safetensors(source: Source, options: Options) -> VectorFile:
    if source.compression is not None:
        raise VectorFileError(
            f"{source} is a .safetensors; unpack it (with the tokenizer.json beside it, if any)"
        )
    file = SafeTensors(source.path)
    is_fasttext = file.metadata.get("format") == FORMAT
    reader = (Int8FastText if is_fasttext else TableVectors)(file, options=options)
    if options.dim not in (None, reader.dim):
        raise VectorFileError(f"{source}: `dim` is {options.dim} and the table has {reader.dim}")
    return reader


def _with_header(
    source: Source, header: Layout, text: bytes, whole: bool, options: Options
) -> VectorFile:
    count, promised = header.count, header.dim
    if options.dim not in (None, promised):
        raise VectorFileError(
            f"{source}: `dim` is {options.dim} and the first line says {promised}"
        )
    room = None if source.size is None else source.size // (2 * max(promised, 1))
    too_many = room is not None and count > room and options.limit is None
    lines = sample_lines(text.partition(b"\n")[2], whole)
    if not 1 <= promised <= MAX_DIM or too_many:
        is_row = lines and NUMBER.fullmatch(lines[0].rpartition(b" ")[2])
        if lines and not is_row and (what := odd(lines)):
            raise _no_vectors(source, what)
        raise VectorFileError(
            f"{source}, line 1: it promises {count} rows of {promised} numbers, which the file "
            f"has no room for ({source.size} bytes): it was cut or is damaged. If it is an excerpt "
            "on purpose, give `limit`: how many rows to read"
        )
    rows = _rows(source, lines, promised, header=True) if lines else Rows(promised)
    return _text_reader(source, rows, count, options)


def _without_header(source: Source, text: bytes, whole: bool, options: Options) -> VectorFile:
    if what := likely_stranger(text, whole):
        raise _no_vectors(source, what)
    rows = _rows(source, sample_lines(text, whole) or [text], options.dim)
    return _text_reader(source, rows, None, options)


def _rows(source: Source, lines: list[bytes], dim: int | None, *, header: bool = False) -> Rows:
    try:
        return examine(lines, dim, header=header)
    except NoRows as error:
        raise _no_vectors(source, str(error)) from error


def _text_reader(source: Source, rows: Rows, count: int | None, options: Options) -> VectorFile:
    if rows.separator == " ":
        return TextVectors(source, dim=rows.dim, count=count, options=options)
    return SpacedVectors(source, rows, count=count, options=options)


def _without_a_header(source: Source, head: bytes, whole: bool, options: Options) -> VectorFile:
    """Binary files that say nothing about themselves."""
    if is_cooccurrence(head, source.size):
        raise _no_vectors(
            source,
            "the counts of GloVe's C program (cooccurrence.bin); Cooccurrence.from_stanford reads "
            "them with its vocab.txt, and GloVe trains vectors on them",
        )
    if (reader := open_stanford(source, head, options)) is not None:
        return reader
    what = likely_stranger(head, whole) or (
        f"a binary file of unknown kind, which begins {head[:16]!r}; read it with the program that "
        "wrote it and give `(words, array)`"
    )
    raise _no_vectors(source, what)


def _refuse_zip(source: Source) -> None:
    try:
        with zipfile.ZipFile(source.path) as archive:
            what = zip_stranger(archive)
    except Exception:
        return  # damaged: `Source.members` says how
    if what:
        raise _no_vectors(source, what)


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


def _is_text(head: bytes, whole: bool, layout: Layout) -> bool:
    """Whether what follows the header line are decimals: the right number, or mostly."""
    dim = layout.dim
    rest = head.partition(b"\n")[2]
    fields = rest.partition(b"\n")[0].split()
    if 0 < dim < len(fields) and all(map(NUMBER.fullmatch, fields[-dim:])):
        return True
    sample = rest[:4096]
    if is_filled(head, whole, layout) and not _is_readable(sample):
        return False
    digits = len(sample) - len(sample.translate(None, b'0123456789+-.eE \r\n\t,;"[]'))
    return digits >= len(sample) / 2


def _is_readable(sample: bytes) -> bool:
    """Whether each line ends in a decimal: bytes of raw numbers are never so.

    A text may fill the room of its header by chance: `2 3` and two rows of two numbers.
    """
    lines = [line.split() for line in sample.splitlines() if line.strip()]
    return all(len(line) > 1 and NUMBER.fullmatch(line[-1]) for line in lines[:-1] or lines)


def _is_binary(head: bytes) -> bool:
    """By the zero bytes, unless the first line is a row: a word may be a zero byte."""
    sample = head[:4096]
    if 100 * sample.count(0) <= len(sample):
        return False
    return not re.search(rb"[ \t][-+.\deE]+[ \r]*$", head[: head.find(b"\n")])


def _is_row(text: bytes, layout: Layout, whole: bool) -> bool:
    """Whether a first line of two integers is no header but a row: a word `7` and its number."""
    lines = text.split(b"\n")[1:] if layout.dim == 1 else text.split(b"\n", 2)[1:2]
    if layout.dim != 1:
        second = lines[0].split()  # a space before both is an empty word, as spaCy has it
        is_pair = len(second) == 2 and not lines[0].startswith(b" ")
        return is_pair and NUMBER.fullmatch(second[1]) is not None
    if not whole or _is_binary(text):
        return False
    rows = [line for line in lines if line.strip(b" \r")]
    return len(rows) != layout.count and all(re.search(rb"\s[\d.eE+-]+\s*$", r) for r in rows)


def _no_vectors(source: Source, what: str) -> VectorFileError:
    return VectorFileError(f"{source} holds no word vectors that can be read. It is {what}")
