"""Words to numbers, once over the text (section 9-2): the first step of counting.

Every new word gets the next number, so that one reading of a file or of a generator is enough;
which words are frequent enough to stay is decided afterwards. Token lists go through a Python
dict. A text file goes through a compiled loop over its bytes with a hash table of its own
(FNV-1a, open addressing), which is about ten times as fast.

Reference: [the FNV hash](http://www.isthe.com/chongo/tech/comp/fnv/)
"""

import os
import tempfile
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numba
import numpy as np

from wordemb_keras.files import not_there, where_not_utf8
from wordemb_keras.text.checks import checked_token, not_strings

BORDER = -1  # stands between two sentences: no window reaches over it
GAP = -2  # stands for a word that is left out but still takes up its place

_FILE_BLOCK = 1 << 18  # bytes read at a time; the hash table always has room for one such block
_SENTENCE_BLOCK = 1 << 16  # ids collected before they are handed on
_SPOOL_BYTES = 1 << 26  # ids beyond this (16 M tokens) go to a temporary file
_WHITE_SPACE = b" \t\n\r\v\f"
_NEWLINE = 10
_FNV_OFFSET, _FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


class EncodedText:
    """A text as numbers: ids by first appearance, spooled to disk when it is long.

    Args:
        source: path of a UTF-8 text file (a sentence a line, words separated by ASCII white
            space), or an iterable of token lists, read once. Tokens are strings, or bytes in
            UTF-8; a list may be an array or an eager tensor, as `tf.data` gives them.
        verbose: 0 for no progress bar.
        memory_limit: as in `Cooccurrence.build`; a quarter of it is for the ids.
        block_bytes: bytes of a file to read at a time.
        span: read only the bytes from the first number up to the second, of a file.

    Attributes:
        words: the different words, by first appearance, in NFC.
        counts: int64 array, how often each was seen.
        tokens: number of tokens in all.
        length: number of ids in all, those of borders too.

    Raises:
        ValueError: a file that is not UTF-8 (the message names the line), a sentence that is
            a string, or a token that is none (the message names the sentence).

    Example:

    >>> text = EncodedText([["나는", "밥을"], ["나는", "나는"]], verbose=0)
    >>> text.words, text.counts.tolist(), [block.tolist() for block in text.blocks(100)]
    (['나는', '밥을'], [3, 1], [[0, 1, -1, 0, 0, -1]])
    """

    def __init__(
        self,
        source: Any,
        *,
        verbose: int | str = 1,
        memory_limit: int | None = None,
        block_bytes: int = _FILE_BLOCK,
        span: tuple[int, int] | None = None,
    ) -> None:
        in_memory = _SPOOL_BYTES if memory_limit is None else min(_SPOOL_BYTES, memory_limit // 4)
        self._spool = tempfile.SpooledTemporaryFile(max_size=max(1, in_memory))  # noqa: SIM115
        self.counts, self.tokens, self.length = np.zeros(0, np.int64), 0, 0
        try:
            if isinstance(source, str | os.PathLike):
                words = self._read_file(Path(source), verbose, block_bytes, span)
            else:
                words = self._read_lists(source, verbose)
        except BaseException:
            self.close()  # nobody gets this object, so nobody else could
            raise
        self.words, self._remap = _merge_spellings(words)
        if self._remap is not None:
            merged = np.bincount(self._remap, self.counts, len(self.words))
            self.counts = merged.astype(np.int64)

    def blocks(self, size: int) -> Iterator[np.ndarray]:
        """The ids from the start, at most `size` at a time; `BORDER` ends every sentence."""
        self._spool.seek(0)
        while data := self._spool.read(4 * size):
            ids = np.frombuffer(data, np.int32)
            yield ids if self._remap is None else np.where(ids < 0, ids, self._remap[ids])

    def close(self) -> None:
        """Delete the temporary file."""
        self._spool.close()

    def __enter__(self) -> "EncodedText":
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    def _read_lists(self, sentences: Iterable[Iterable[str]], verbose: int | str) -> list[str]:
        from tqdm import tqdm

        if not _can_be_walked(sentences):
            raise ValueError(
                "`source` must be the path of a text file or an iterable of token lists. Received: "
                f"{sentences!r:.60} (of type {type(sentences).__name__})"
            )
        index = _Numbers()
        number, ids = index.__getitem__, array("i")
        bar = tqdm(sentences, "reading", unit=" sentences", disable=not verbose)
        for place, sentence in enumerate(bar, start=1):
            where = f"Sentence {place} of `source`"
            tokens = _token_list(sentence, where)
            if tokens and hasattr(tokens[0], "numpy"):  # neither can be a key of a dict
                raise ValueError(
                    f"{where} must be a list of strings. Received: a {type(sentence).__name__} of "
                    "tensors. Of pairs (text, label): `dataset.map(lambda text, label: text)`"
                )
            try:
                ids.extend(map(number, tokens))
            except (TypeError, UnicodeDecodeError) as error:
                raise ValueError(not_strings(where, error)) from error
            ids.append(BORDER)
            if len(ids) >= _SENTENCE_BLOCK:
                self._store(np.frombuffer(ids, np.int32), len(index.words))
                ids = array("i")
        self._store(np.frombuffer(ids, np.int32), len(index.words))
        return index.words

    def _read_file(
        self, path: Path, verbose: int | str, block_bytes: int, span: tuple[int, int] | None
    ) -> list[str]:
        from tqdm import tqdm

        if not path.is_file():
            raise (IsADirectoryError if path.is_dir() else FileNotFoundError)(_no_file(path))
        table = _HashTable()
        start, stop = span or (0, path.stat().st_size)
        with tqdm(
            total=stop - start, desc="reading", unit="B", unit_scale=True, disable=not verbose
        ) as bar:
            for block in _file_blocks(path, block_bytes, start, stop):
                self._store(table.encode(block), table.size)
                bar.update(len(block))
        try:
            return table.words()
        except UnicodeDecodeError as error:
            raise ValueError(where_not_utf8(path)) from error

    def _store(self, ids: np.ndarray, words: int) -> None:
        found = np.bincount(ids[ids >= 0], minlength=words)
        found[: len(self.counts)] += self.counts
        self.counts = found
        self.tokens += int(np.count_nonzero(ids >= 0))
        self.length += len(ids)
        self._spool.write(ids.tobytes())


def _no_file(path: Path) -> str:
    """A sentence in place of a path is as likely as a wrong path."""
    if path.is_dir():
        return f"`source` must be a text file, or token lists. Received: the folder {path}"
    return f"{not_there(path)} A text itself is given as token lists: `[text.split()]`"


class _Numbers(dict):
    """Words to numbers 0, 1, 2, ...; each new word is looked at once."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def __missing__(self, word: object) -> int:
        if isinstance(word, bytes):
            self[word] = number = self[word.decode("utf-8")]  # two keys of one word
            return number
        self[checked_token(word)] = number = len(self.words)
        self.words.append(str(word))  # a plain string, also of NumPy's
        return number


def _can_be_walked(source: Any) -> bool:
    return hasattr(source, "__iter__") or hasattr(source, "__getitem__")


def _token_list(sentence: Any, where: str) -> list[Any]:
    """The tokens of a sentence. An error of the caller's own generator comes through as it is.

    Raises:
        ValueError: a string, something without an order, or no iterable at all.
    """
    if hasattr(sentence, "numpy"):  # an eager tensor
        sentence = sentence.numpy()
    if isinstance(sentence, np.ndarray):
        if sentence.ndim > 1:
            raise ValueError(
                f"{where} must be one list of strings. Received: shape={sentence.shape}. Of "
                "batches: `dataset.unbatch()`"
            )
        sentence = sentence.tolist()
    if isinstance(sentence, bytes):
        sentence = sentence.decode("utf-8", "replace")
    if isinstance(sentence, str):
        raise ValueError(
            "`source` must give a list of tokens for each sentence. Received the string "
            f"{sentence[:40]!r}. Split it first, for example with `english_tokens`."
        )
    if not _can_be_walked(sentence) or isinstance(sentence, set | frozenset | dict):
        kind = f"{sentence!r:.60} (of type {type(sentence).__name__})"
        raise ValueError(not_strings(where, kind))
    return list(sentence)


class _HashTable:
    """Byte strings to numbers 0, 1, 2, ... by first appearance."""

    def __init__(self) -> None:
        self.size = 0  # words so far
        self.letters = np.empty(0, np.uint8)  # all words, each followed by a newline
        self.starts = np.zeros(1, np.int64)  # where each word begins in `letters`
        self.slots = np.full(1, -1, np.int32)
        self.hashes = np.zeros(1, np.uint64)  # of the word in each slot

    def encode(self, block: bytes) -> np.ndarray:
        text = np.frombuffer(block, np.uint8)
        self._make_room(len(text))
        ids = np.empty(len(text) + 1, np.int32)
        used, self.size = _encode_block(
            text, ids, self.slots, self.hashes, self.letters, self.starts, self.size
        )
        return ids[:used]

    def words(self) -> list[str]:
        return self.letters[: self.starts[self.size]].tobytes().decode("utf-8").split("\n")[:-1]

    def _make_room(self, length: int) -> None:
        """Room for a block in which every word is new."""
        words, letters = self.size + length // 2 + 1, self.starts[self.size] + 2 * length
        self.starts = _grown(self.starts, words + 1)
        self.letters = _grown(self.letters, letters)
        if 2 * words > len(self.slots):
            slots = 1 << int(2 * words).bit_length()
            self.slots, self.hashes = _rehash(self.slots, self.hashes, slots)


def _grown(values: np.ndarray, size: int) -> np.ndarray:
    if size <= len(values):
        return values
    grown = np.empty(max(size, 2 * len(values)), values.dtype)
    grown[: len(values)] = values
    return grown


def _merge_spellings(words: list[str]) -> tuple[list[str], np.ndarray | None]:
    """NFC words; and, if two of them became one, the new number of each old one."""
    if unicodedata.is_normalized("NFC", "\n".join(words)):
        return words, None
    index: dict[str, int] = {}
    remap = [index.setdefault(unicodedata.normalize("NFC", word), len(index)) for word in words]
    return list(index), np.array(remap, np.int32)


def _file_blocks(path: Path, size: int, start: int, stop: int) -> Iterator[bytes]:
    """Pieces of a file, cut only at white space; the last one ends in a newline."""
    with path.open("rb") as file:
        file.seek(start)
        rest = file.read(min(3, stop - start))
        if start == 0:
            rest = rest.removeprefix(b"\xef\xbb\xbf")  # a byte order mark is no word
        while data := file.read(min(size, stop - file.tell())):
            data = rest + data
            cut = 1 + max(data.rfind(space) for space in _WHITE_SPACE)
            block, rest = data[:cut], data[cut:]
            if block:
                yield block
    if rest:
        yield rest + b"\n"


# --- compiled -----------------------------------------------------------------------------------


@numba.njit(cache=True, nogil=True)
def _encode_block(text, ids, slots, hashes, letters, starts, size):
    """Fill `ids`; returns how many, and the number of different words so far."""
    mask = np.uint64(slots.size - 1)
    used, at = 0, 0
    while at < text.size:
        byte = text[at]
        if byte == 32 or 9 <= byte <= 13:
            if byte == _NEWLINE:
                ids[used] = BORDER
                used += 1
            at += 1
            continue
        begin, value = at, _FNV_OFFSET
        while at < text.size and not (text[at] == 32 or 9 <= text[at] <= 13):
            value = (value ^ np.uint64(text[at])) * _FNV_PRIME
            at += 1
        slot = (value ^ (value >> np.uint64(32))) & mask
        while slots[slot] >= 0 and not (
            hashes[slot] == value and _same(text, begin, at, letters, starts, slots[slot])
        ):
            slot = (slot + np.uint64(1)) & mask
        if slots[slot] < 0:
            slots[slot], hashes[slot] = size, value
            start = starts[size]
            letters[start : start + at - begin] = text[begin:at]
            letters[start + at - begin] = _NEWLINE
            starts[size + 1] = start + at - begin + 1
            size += 1
        ids[used] = slots[slot]
        used += 1
    return used, size


@numba.njit(cache=True, nogil=True, inline="always")
def _same(text, begin, end, letters, starts, word):
    start = starts[word]
    if starts[word + 1] - start - 1 != end - begin:
        return False
    for k in range(end - begin):  # noqa: SIM110, a loop is what compiles well
        if letters[start + k] != text[begin + k]:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def _rehash(slots, hashes, size):
    mask = np.uint64(size - 1)
    new_slots, new_hashes = np.full(size, -1, np.int32), np.zeros(size, np.uint64)
    for k in range(slots.size):
        if slots[k] >= 0:
            slot = (hashes[k] ^ (hashes[k] >> np.uint64(32))) & mask
            while new_slots[slot] >= 0:
                slot = (slot + np.uint64(1)) & mask
            new_slots[slot], new_hashes[slot] = slots[k], hashes[k]
    return new_slots, new_hashes
