"""Which rows of a block of bytes may begin with a wanted word, without a loop over the rows.

The first eight bytes of every row are read as one number, the bytes from the
space on are blanked, and the number is looked up in a small table of bits. What
passes is compared exactly afterwards, so the table may err, but only to the
side of too many.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from wordemb_keras.formats.base import Array

PADDING = 16  # bytes that must follow the last row in the buffer

_U = np.uint64
_MIX = _U(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: Knuth's multiplicative hash


class PrefixFilter:
    """A table of the first eight bytes of the wanted words.

    Args:
        prefixes: the words as UTF-8 bytes; of a word with spaces what is before the first.
    """

    def __init__(self, prefixes: Sequence[bytes]):
        keys = np.array(prefixes, "S8").view("<u8")  # cut, or filled up with zero bytes
        bits = int(np.clip(np.ceil(np.log2(max(len(keys), 1))) + 6, 12, 24))
        self._shift = _U(64 - bits)
        self._table = np.zeros(1 << bits, bool)
        self._table[(keys * _MIX) >> self._shift] = True

    def candidates(self, buffer: bytearray, starts: Array, ends: Array) -> Array:
        """Indices of the rows `buffer[starts[i]:ends[i]]` that may be wanted.

        A word beyond ASCII may be written in another Unicode normal form. The
        words of a block are checked for that together, which is quick.
        """
        keys = _keys(buffer, starts)
        passed = self._table[(keys * _MIX) >> self._shift]
        others = np.flatnonzero(((keys & _U(0x8080808080808080)) != 0) & ~passed)
        if len(others):
            others = others[~_begin_alike(buffer, starts[others])]
        if len(others) and not _all_normal(buffer, starts[others], ends[others]):
            passed[others] = True
        return np.flatnonzero(passed)


def _begin_alike(buffer: bytearray, starts: Array) -> Array:
    """Whether rows begin, in their first eight bytes, as their words do in NFC; `(rows,)` bool.

    That is so, without a look at each word, for ASCII, Hangul syllables and Chinese signs, which
    stay as they are. In UTF-8 the latter two are a first byte from E4 to ED and two more. What
    could still change them is a sign that joins the one before it (a combining accent, a jamo
    for the final consonant), and such signs begin with other bytes. The last sign that reaches
    into the eight bytes ends at the tenth, so the eleventh is looked at as well.
    """
    windows = np.ndarray((len(buffer) - 15,), "V16", buffer, 0, (1,))
    seen = windows[starts].view(np.uint8).reshape(len(starts), 16)[:, :11]
    first, more = (seen >= 0xE4) & (seen <= 0xED), (seen & 0xC0) == 0x80
    belongs = np.zeros_like(more)  # to a first byte, one or two places before
    belongs[:, 1:] |= first[:, :-1]
    belongs[:, 2:] |= first[:, :-2]
    good = ((seen < 0x80) | first | more) & (more == belongs)
    # Of EA and ED only what is Hangul: U+AC00 is EA B0 80, U+D7A3 is ED 9E A3.
    before, after = seen[:, :-1], seen[:, 1:]
    good[:, :-1] &= ((before != 0xEA) | (after >= 0xB0)) & ((before != 0xED) | (after <= 0x9E))
    return good.all(axis=1)


def _all_normal(buffer: bytearray, starts: Array, ends: Array) -> bool:
    """Whether all words are UTF-8 in NFC, so that a wanted word would have the wanted bytes."""
    find, words = buffer.find, []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        space = find(b" ", start, end)
        words.append(buffer[start : space if space >= 0 else end])
    try:
        return unicodedata.is_normalized("NFC", b"\n".join(words).decode("utf-8"))
    except UnicodeDecodeError:
        return False


def first_tokens(words: Iterable[str]) -> frozenset[str]:
    """What stands before the first space of each word."""
    return frozenset(word.split(" ", 1)[0] for word in words)


def decomposed(words: Iterable[str]) -> Iterator[bytes]:
    """UTF-8 of the words in NFD, where that is another spelling: a file may hold either."""
    for word in words:
        if not word.isascii():
            yield unicodedata.normalize("NFD", word).encode("utf-8", errors="replace")


def _keys(buffer: Any, starts: Array) -> Array:
    """The eight bytes at each start, with the first space and all that follows set to 0."""
    windows = np.ndarray((len(buffer) - 7,), "S8", buffer, 0, (1,))
    key = windows[starts].view("<u8")
    other = key ^ _U(0x2020202020202020)  # a space becomes a zero byte
    zero = (other - _U(0x0101010101010101)) & ~other & _U(0x8080808080808080)
    lowest = zero & (~zero + _U(1))
    return key & ((lowest >> _U(7)) - _U(1))  # no space: 0 - 1 keeps all eight bytes
