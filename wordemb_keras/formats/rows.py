"""How the rows of a text are written, from its first lines: what separates, how many numbers.

Nothing is guessed that a wrong guess would make into a matrix of zeros. A text is read only if
its lines agree on a word and at least two numbers after it, separated by spaces or tabs;
anything else is named for what it is, with what to do about it.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
DECIMAL = re.compile(rb"[+-]?(?:\d*\.\d+(?:[eE][+-]?\d+)?|\d+\.?[eE][+-]?\d+)")
INTEGER = re.compile(rb"[+-]?\d+\.?")
_COUNT = re.compile(rb"\d+")
_NUMBERED = re.compile(rb"\s*(\d{1,18})\s+\S")  # `0 the`; not `1st` and `1월`
_DECIMAL_COMMA = re.compile(rb"[+-]?\d+,\d+")
# In UTF-8: U+00A0, U+2000 to U+200A, U+202F, U+3000
_WIDE_SPACE = re.compile(rb"\xc2\xa0|\xe2\x80[\x80-\x8a\xaf]|\xe3\x80\x80")
_BEHIND_A_WORD = re.compile(rb"\s[-+.\d]\S*$")  # `the 0.5` before the first comma
_OPENS = re.compile(rb"[\[(]\s*[-+.\d]")  # `[0.5` and `np.float32(0.5`
_SPARSE = re.compile(rb"\d+:[-+.\deE]+")  # `9:0.25`, a place and its number
_SAMPLE_LINES = 50
_LARGE_COUNT = 1000  # no vectors are whole numbers of this size in every row
_COLUMN_OF_COUNTS = 100  # nor in one place of every row, falling
_MANY_COLUMNS = 10  # a vector 0, 1, 2, ... of this length is none
_FIRST_COLUMN = {b"word", b"words", b"token", b"tokens", b"term", b"key", b"index", b"name", b"id"}

_WRITE = 'wordemb_keras.write_vectors("new.txt", (table.index, table.to_numpy()))'
_SEPARATORS = {" ": " ", "\t": "\\t", "  ": r"\s+"}  # as pandas writes them
_PRINTED = (
    "text whose numbers stand in brackets (lists, arrays or np.float32(0.5), printed by Python); "
    "write the vectors with `wordemb_keras.write_vectors(file, (words, array))`"
)
_VOCABULARY = "`build_embedding_matrix(vectors, Path(file))` takes it as the vocabulary"


class NoRows(ValueError):
    """These are no rows of vectors; the message says what they are, as the end of a sentence."""


class Rows(NamedTuple):
    """How rows are written: `dim` numbers; `separator` is a space, a tab, or `"  "` for any run."""

    dim: int
    separator: str = " "


def sample_lines(text: bytes, whole: bool) -> list[bytes]:
    """The first lines that are not blank, without their ends; the last one may be half a line."""
    lines = text.split(b"\n", _SAMPLE_LINES)
    if not whole or len(lines) > _SAMPLE_LINES:
        lines = lines[:-1]
    return [line.rstrip(b" \r") for line in lines if line.strip(b" \r\t")]


def examine(lines: list[bytes], dim: int | None = None, *, header: bool = False) -> Rows:
    """How rows like these are to be read.

    Args:
        lines: the first rows, as `sample_lines` gives them.
        dim: how many numbers a row has, if that is known.
        header: whether it is known from a first line `count dim`.

    Raises:
        NoRows: they are no rows of vectors, or written in a way that is not read.

    Example:

    >>> examine([b"nice 1 2", b"great 3 4"])
    Rows(dim=2, separator=' ')
    >>> examine([b"nice  0.1 -2.0", b"great -3.0 0.4"])
    Rows(dim=2, separator='  ')
    >>> examine([b"the 1061396", b"of 593677"])
    Traceback (most recent call last):
    wordemb_keras.formats.rows.NoRows: words with their counts (GloVe's vocab.txt?), ...
    """
    ends = [line for line in lines if re.search(rb"[\d.]\s*]$", line)]
    if ends and any(map(_OPENS.search, lines)):  # of an array that goes over several lines
        raise NoRows(_PRINTED)
    rows = _written(lines, dim)
    words, numbers = zip(*(_cut(line, rows) for line in lines), strict=True)
    _check_words(words, numbers, rows, named=dim is not None)
    if dim is None:
        _check_counts(words, numbers, rows)
    if rows.dim == 1 and (dim is None or (header and _falling(numbers))):
        raise NoRows(
            "a text with one number a row; if they are vectors of one number, give `dim=1`"
        )
    return rows if dim is None else rows._replace(dim=dim)


def _written(lines: list[bytes], dim: int | None) -> Rows:
    """The separator that most lines agree on, and how many numbers there are with it."""
    if _most(lines, re.compile(rb"\d\r[^\r]").search):
        raise NoRows(
            "text whose lines end in a carriage return alone, as on old Macs; write them anew: "
            'Path(new).write_text(Path(old).read_text(encoding="utf-8"), encoding="utf-8")'
        )
    single = _agreed(lines, lambda line: _trailing(line.split(b" ")[1:]))
    if dim and single == dim and not _most(lines, lambda line: line.startswith(b" ")):
        return Rows(dim)
    if single and all(line.split() == line.split(b" ") for line in lines):
        return Rows(single)  # there is nothing but single spaces
    tabs = _agreed(lines, lambda line: _trailing(line.partition(b"\t")[2].split()))
    runs = _agreed(lines, lambda line: _trailing(line.split()[1:]))
    if tabs >= runs > 0 and _most(lines, lambda line: b"\t" in line):
        return Rows(tabs, "\t")
    # Words that all begin with a space are words that are aligned to the right.
    if runs > single or (runs and _most(lines, lambda line: line.startswith(b" "))):
        return Rows(runs, "  ")
    if single or (dim and not odd(lines)):
        return Rows(single or dim or 0)
    raise NoRows(_why_none(lines))


def _agreed(lines: list[bytes], count: Callable[[bytes], int]) -> int:
    """The count that most lines have, of two the smaller."""
    counts = Counter(map(count, lines))
    most = max(counts.values())
    return min(number for number, times in counts.items() if times == most)


def _most(lines: list[bytes], test: Callable[[bytes], object]) -> bool:
    return 2 * sum(map(bool, map(test, lines))) > len(lines)


def _trailing(fields: list[bytes]) -> int:
    numbers = 0
    for field in reversed(fields):
        if not NUMBER.fullmatch(field):
            break
        numbers += 1
    return numbers


def _cut(line: bytes, rows: Rows) -> tuple[bytes, list[bytes]]:
    """The word and the numbers of a line."""
    if rows.separator == "\t":
        word, _, rest = line.partition(b"\t")
        return word, rest.split()
    fields = line.rsplit(b" ", rows.dim) if rows.separator == " " else line.rsplit(None, rows.dim)
    return fields[0], fields[1:]


# --- rows that look like vectors and are none ---------------------------------------------------


def _check_words(
    words: tuple[bytes, ...], numbers: tuple[list[bytes], ...], rows: Rows, *, named: bool
) -> None:
    """Words that no vocabulary has: then every look-up would miss."""
    if all(map(DECIMAL.fullmatch, map(bytes.strip, words))):
        raise NoRows(
            "a matrix of numbers without words (numpy.savetxt, or vectors.tsv of the projector?); "
            "give `(words, array)` instead of a file, with numpy.loadtxt for the array"
        )
    integers = all(map(INTEGER.fullmatch, map(bytes.strip, words)))
    if integers and not named and all(all(map(INTEGER.fullmatch, row)) for row in numbers):
        raise NoRows("a matrix of whole numbers without words; give `(words, array)` instead")
    _check_columns(words[0], numbers[0])
    _check_numbered(words)
    nameless = sum(not word.strip(b" ") for word in words)
    if nameless > 1 and 3 * nameless > len(words):
        raise NoRows(
            "text with lines that have no word (vectors that go on in the next line?); write each "
            "word and its numbers in one line"
        )
    _check_last(words)
    quoted = [w for w in words if len(w) > 2 and w[:1] in (b'"', b"'") and w[-1:] == w[:1]]
    if len(words) > 1 and 2 * len(quoted) > len(words):
        raise NoRows(
            f"rows whose words stand in quotes, such as {_shown(quoted[0])}, so that none would be "
            f"found; {_read_csv(_SEPARATORS[rows.separator], None, quote=quoted[0][:1])}"
        )
    as_bytes = [w for w in words if re.fullmatch(rb"b(['\"]).+\1", w)]
    if len(words) > 1 and 2 * len(as_bytes) > len(words):
        raise NoRows(
            f"rows whose words are Python's bytes written out, such as {_shown(as_bytes[0])}; in "
            'the program that made it, write `word.decode("utf-8")`'
        )
    if encoding := encoding_of(words):
        raise NoRows(encoding)


def _check_columns(word: bytes, numbers: list[bytes]) -> None:
    """A first line that numbers the columns from 0 or 1, as tables are saved with a header."""
    counted = [[b"%d" % (first + i) for i in range(len(numbers))] for first in (0, 1)]
    name = word.strip(b' "').lower()
    is_named = name in _FIRST_COLUMN or len(numbers) >= _MANY_COLUMNS
    goes_on = len(numbers) > 1 and (name, numbers[0]) in ((b"", b"0"), (b"0", b"1"))
    if numbers in counted and (is_named or goes_on):
        raise NoRows(
            f"a table whose first line numbers its columns, {b' '.join(numbers[:3]).decode()} and "
            "so on; write it without that line (pandas: header=False)"
        )


def _check_numbered(words: tuple[bytes, ...]) -> None:
    """Rows that begin with their number, 0 or 1 and so on, as tables are saved with an index."""
    numbers = [int(found[1]) for word in words if (found := _NUMBERED.match(word))]
    if 3 <= len(words) == len(numbers) and numbers == [numbers[0] + i for i in range(len(words))]:
        raise NoRows(
            f"rows that begin with their number, such as {_shown(words[0])}, so that no word would "
            "be found; write the table without its index (pandas: index=False)"
        )


def _check_last(words: tuple[bytes, ...]) -> None:
    """Words whose last part would be a number, were it written as one: then rows lose numbers."""
    last = [word.decode("utf-8", errors="replace").split()[-1:] for word in words if b" " in word]
    odd = [each for each in last if each and _is_odd_number(each[0])]
    if 2 * len(odd) > len(words):
        raise NoRows(
            f"text in which {odd[0][0]!r} stands where a number should; write numbers as -1.5"
        )


def _is_odd_number(part: str) -> bool:
    """A minus that is none (U+2212), full-width digits, 1,000.5 and the like; not `May 1`."""
    digits = sum(map(str.isdigit, part))
    return digits > 0 and not any(map(str.isalpha, part)) and not INTEGER.fullmatch(part.encode())


def _check_counts(words: tuple[bytes, ...], numbers: tuple[list[bytes], ...], rows: Rows) -> None:
    whole = all(row and all(map(_COUNT.fullmatch, row)) for row in numbers)
    if not whole:
        first = tuple(row[:1] for row in numbers)
        if len(words) > 2 and _falling(first) and float(first[0][0]) >= _COLUMN_OF_COUNTS:
            raise NoRows(
                f"text with a count behind each word, {float(first[0][0]):g} for "
                f"{_shown(words[0])}; write it without that column. If it belongs to the vectors, "
                f"give `dim={rows.dim}`"
            )
        return
    if rows.dim == 1 and all(b" " in word or b"\t" in word for word in words):
        raise NoRows("pairs of words with their counts, no vectors; GloVe trains vectors on them")
    if rows.dim == 1 and _falling(numbers):
        raise NoRows(
            f"words with their counts (GloVe's vocab.txt?), a vocabulary without vectors; "
            f"{_VOCABULARY}. If they are vectors of one number, give `dim=1`"
        )
    largest = max(float(number) for row in numbers for number in row)
    if rows.separator != " " or largest >= _LARGE_COUNT:
        by = {" ": "spaces", "\t": "tabs", "  ": "several spaces"}[rows.separator]
        raise NoRows(
            f"a table of counts, whole numbers separated by {by}; if they are vectors, give "
            f"`dim={rows.dim}`"
        )


def _falling(numbers: tuple[list[bytes], ...]) -> bool:
    """Whether these are counts as vocabularies have them: whole numbers, the largest first."""
    if len(numbers) < 2 or not all(len(row) == 1 and _COUNT.fullmatch(row[0]) for row in numbers):
        return False
    counts = [float(row[0]) for row in numbers]  # `int` refuses 4,300 digits
    return counts[0] > counts[-1] and counts == sorted(counts, reverse=True)


def encoding_of(words: tuple[bytes, ...]) -> str | None:
    """What to say of words that are mostly in another encoding than UTF-8; None if they are not.

    A single bad word is nothing: word2vec's C program cuts long words in the middle of a letter.
    """
    beyond = [word for word in words if not word.isascii()]
    bad = [word for word in beyond if not _decodes(word, "utf-8")]
    korean = is_cp949(bad)
    if 2 * len(bad) <= len(beyond) or (len(bad) == 1 < len(words) and not korean):
        return None
    if korean:
        return (
            "text in CP949 (EUC-KR), as older Korean programs write; save it as UTF-8: "
            'Path(new).write_text(Path(old).read_text(encoding="cp949"), encoding="utf-8")'
        )
    return (
        f"text whose words are not UTF-8, such as {bad[0][:30]!r} (latin-1, Shift-JIS, ...?); "
        "save it as UTF-8"
    )


def is_cp949(words: list[bytes]) -> bool:
    """Whether words that are not UTF-8 are Korean in CP949."""
    if not all(_decodes(word, "cp949") for word in words):
        return False
    # Common syllables are in EUC-KR, too; by chance, Japanese in Shift-JIS is only in CP949.
    common = [word for word in words if _decodes(word, "euc_kr")]
    korean = [word for word in common if re.search("[ㄱ-ㅣ가-힣]", word.decode("euc_kr"))]
    return 2 * len(korean) > len(words)


def _decodes(word: bytes, encoding: str) -> bool:
    try:
        word.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


# --- lines that are no rows ---------------------------------------------------------------------


def _why_none(lines: list[bytes]) -> str:
    if what := odd(lines):
        return what
    if not _most(lines, lambda line: b" " in line or b"\t" in line):
        encoding = encoding_of(tuple(lines))
        return encoding or f"a list of words: its lines do not end in numbers; {_VOCABULARY}"
    if encoding := encoding_of(tuple(lines)):
        return encoding
    return f"text whose lines do not end in numbers. It begins {_shown(lines[0][:60])}"


def odd(lines: list[bytes]) -> str:
    """What lines are that are written in a way that has a name, and is not read; else empty."""
    if _most(lines, lambda line: _trailing(_WIDE_SPACE.sub(b" ", line).split()[1:])):
        return (
            "text whose fields are separated by spaces that are none for a program (no-break, "
            f"U+3000, ...): {_shown(lines[0][:40])}; put simple spaces for them"
        )
    if _most(lines, lambda line: any(map(_DECIMAL_COMMA.fullmatch, line.split()[1:]))):
        return "text whose numbers have a decimal comma; write them with a point"
    for sign, name in ((b",", "commas"), (b";", "semicolons"), (b"|", "upright bars")):
        numbers = [_trailing(_stripped(line.split(sign)[1:])) for line in lines]
        if 2 * sum(map(bool, numbers)) > len(lines):
            first = _stripped(lines[0].split(sign))
            header = None if any(map(NUMBER.fullmatch, first[1:])) else 0
            call = _read_csv(sign.decode(), header)
            if all(_BEHIND_A_WORD.search(line.split(sign)[0]) for line in lines):
                # `the 0.5,1.5`: the first number stands behind the word in another way.
                call = _read_csv(rf"[\s{sign.decode()}]+", header, more=', engine="python"')
            return (
                f"a table whose fields are separated by {name}"
                f"{' and whose first line names the columns' if header == 0 else ''}; {call}"
            )
    if _most(lines, _OPENS.search):
        return _PRINTED
    if _most(lines, lambda line: any(map(_SPARSE.fullmatch, line.split()[1:]))):
        return (
            "rows of places and numbers such as 9:0.25, the sparse vectors of counts (PPMI), too "
            "wide for a layer; use the dense vectors of the same text"
        )
    return ""


def _stripped(fields: list[bytes]) -> list[bytes]:
    return [field.strip(b" \r\t\"'") for field in fields]


def _read_csv(separator: str, header: int | None, *, quote: bytes = b'"', more: str = "") -> str:
    quotes = more if quote == b'"' else f', quotechar="\'"{more}'
    raw = "r" if "\\s" in separator else ""
    return (
        f'table = pandas.read_csv(file, sep={raw}"{separator}", header={header}, index_col=0, '
        f"na_filter=False{quotes}) reads it and {_WRITE} makes a file of vectors of it"
    )


def _shown(text: bytes) -> str:
    return repr(text.decode("utf-8", errors="replace"))
