"""What a vocabulary is, whatever it comes as: words and signs, each at its index (section 9-4).

    ["", "[UNK]", "the", "cat"]                    a list: the place of a word is its index
    {"": 0, "[UNK]": 1, "the": 2, "cat": 3}        a dict: the same
    TextVectorization, StringLookup, Tokenizer     the same, as the layer numbers its words
    words.txt, tokenizer.json, vocab.txt           the same, a word a line (or what JSON says)

All become the same `Entries`. Index 0 belongs to padding in Keras (`mask_zero=True` masks it): a
word there would never be seen by the layers after an `Embedding`, so it is an error.

Reference: [Keras Embedding](https://keras.io/api/layers/core_layers/embedding/)
"""

import math
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Any

import numpy as np

from wordemb_keras.text.checks import PADDING
from wordemb_keras.text.vocabulary_kinds import Source, short, source_of

# A name in brackets as vocabularies write their signs: [PAD] <pad> <|pad|> {pad} _PAD_ __PAD__
_SIGN = re.compile(r"\[(.+)]|<\|(.+)\|>|<(.+)>|\{(.+)}|__(\w+)__|_(\w+)_")
_OPENING = set("[<{_")
_PADDING_NAMES = {"pad", "padding"}
_UNKNOWN_NAMES = {"unk", "unknown", "oov"}
# These are padding only where nothing else can be meant: at index 0. [MASK] hides a word in BERT.
_PADDING_FIRST = {"mask", "blank", "null", "none", "empty"}
# A sign of another name at index 1 is the unknown word, as `Tokenizer(oov_token="<모름>")` puts it,
# unless the source says that it has none: tweets have `<user>` there, as their most frequent word.
_OTHER_NAMES = {"s", "/s", "bos", "eos", "sos", "go", "start", "end", "cls", "sep", "mask"}

# A table of a million rows with one row in a hundred in use: the indices are hashes, code points
# or counts, and the other rows only fill the memory.
_MANY_ROWS, _ROWS_A_WORD = 1_000_000, 100


@dataclass(frozen=True)
class Entries:
    """Words and signs at their indices.

    Attributes:
        words: dict from word, as it is written, to its index.
        unknown: signs for unknown words with their indices (a `StringLookup` may have several).
        padding: signs for padding with their indices.
        size: largest index + 1, the `input_dim` of an `Embedding`.
        counts: how often each word was seen, where that is known.
        zero_is_padding: whether index 0 is padding, which `mask_zero=True` takes it for.
    """

    words: dict[str, int]
    unknown: tuple[tuple[str, int], ...] = ()
    padding: tuple[tuple[str, int], ...] = ()
    size: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    zero_is_padding: bool = True


def entries_of(
    vocabulary: Any,
    *,
    unknown: str | None = None,
    padding: str | None = None,
    name: str = "vocabulary",
) -> Entries:
    """The words of a vocabulary and their indices: one rule for whatever it comes as.

    Args:
        vocabulary: a `Vocabulary`; a dict from word to index; a list, tuple, array, Series or
            other iterable of words, whose places are their indices; a `TextVectorization`,
            `StringLookup` or Keras 2 `Tokenizer`; a tokenizer of Hugging Face; or the path of a
            file (see `read_listing`).
        unknown: the sign for unknown words, if it is neither of the kind `[UNK]`, `<unk>`,
            `<OOV>` nor what a layer or tokenizer says.
        padding: the sign for padding, if it is neither `""` nor of the kind `[PAD]`, `<pad>`.
        name: what the argument is called in messages.

    Raises:
        ValueError: it is none of these; a word stands at index 0; there are no words; or an entry
            is no word, stands there twice, or has no index of its own. The message names it.

    Example:

    >>> entries = entries_of(["", "[UNK]", "the", "cat"])
    >>> entries.words, entries.unknown, entries.size
    ({'the': 2, 'cat': 3}, (('[UNK]', 1),), 4)
    >>> entries_of({"": 0, "[UNK]": 1, "the": 2, "cat": 3}) == entries
    True
    >>> entries_of(["the", "cat"])
    Traceback (most recent call last):
    ValueError: `vocabulary` has 'the' at index 0, which Keras keeps for padding...
    """
    if callable(own := getattr(vocabulary, "entries", None)):  # a `Vocabulary`
        if unknown is not None or padding is not None:
            raise ValueError(
                f"`{name}` is a Vocabulary, which has its own signs: leave out `unknown` and "
                f"`padding`. Received: unknown={unknown!r}, padding={padding!r}"
            )
        entries: Entries = own()
        if not entries.words:
            raise ValueError(f"`{name}` holds no words. Received: {vocabulary!r}")
        return entries
    source = source_of(vocabulary, name)
    pairs = _pairs(source.numbered, name)
    for argument, sign in (("unknown", unknown), ("padding", padding)):
        if sign is not None and not any(
            isinstance(entry, str) and entry == sign for entry, _ in pairs
        ):
            raise ValueError(
                f"`{argument}` must be an entry of `{name}`. Received: {argument}={sign!r}"
            )
    signs = _Signs(
        source.unknown if unknown is None else unknown,
        source.padding if padding is None else padding,
        source.only_these,
    )
    return _numbered(pairs, signs, source, name)


# --- one rule for all ---------------------------------------------------------------------------


def _pairs(numbered: Any, name: str) -> list[tuple[Any, int]]:
    """Each entry with its index: the place in a list, or what a mapping says."""
    if not isinstance(numbered, Mapping):
        return [(entry, index) for index, entry in enumerate(numbered)]
    pairs = []
    for word, index in numbered.items():
        if type(index) is int and index >= 0:  # nearly always; the rest is for messages
            pairs.append((word, index))
            continue
        if isinstance(index, str) and (isinstance(word, Integral) or str(word).isdecimal()):
            raise ValueError(
                f"`{name}` leads from index to word. Turn it round: `{{word: int(index) for index, "
                f"word in vocabulary.items()}}`. Received: {{{word!r}: {index!r}}}"
            )
        whole = isinstance(index, Integral) and not isinstance(index, bool | np.bool_)
        if not whole or index < 0:
            raise ValueError(
                f"`{name}` must give each word an index, a whole number from 1 on (0 is padding). "
                f"Received: {short(index)} for {short(word)} (of type {type(index).__name__})"
            )
        pairs.append((word, int(index)))
    return pairs


class _Signs:
    """Tells signs from words; `unknown` and `padding` are those that somebody has named."""

    def __init__(self, unknown: str | None, padding: str | None, only_these: bool):
        self.named = {PADDING: "padding", padding: "padding", unknown: "unknown"}
        self.only_these = only_these

    def kind(self, word: str, index: int) -> str | None:
        """`"padding"`, `"unknown"`, or None for a word."""
        if word in self.named or self.only_these:
            return self.named.get(word)
        name = name_of(word)
        if name in _UNKNOWN_NAMES:
            return "unknown"
        first = index == 0 and (name in _PADDING_FIRST or word == "PAD")
        return "padding" if first or name in _PADDING_NAMES else None

    def is_unknown_at_1(self, word: str) -> bool:
        """Whether a sign of any name is the unknown word, given that it stands at index 1."""
        return not self.only_these and name_of(word) not in ("", *_OTHER_NAMES)


def _numbered(pairs: list[tuple[Any, int]], signs: _Signs, source: Source, name: str) -> Entries:
    """Tell words from signs, and check that each has an index of its own."""
    words: dict[str, int] = {}
    unknown: list[tuple[str, int]] = []
    padding: list[tuple[str, int]] = []
    at: dict[int, str] = {}
    seen: dict[str, int] = {}
    for entry, index in pairs:
        word = _checked_word(entry, index, name)
        if index in at:
            raise ValueError(
                f"`{name}` must give each word an index of its own. Received: {index} for "
                f"{at[index]!r} and for {word!r} (if these are counts: `Vocabulary(words, "
                "counts=counts)`)"
            )
        at[index] = word
        kind = signs.kind(word, index)
        if kind == "unknown":  # several of them is what `num_oov_indices` gives
            unknown.append((word, index))
            continue
        if word in seen:
            raise ValueError(
                f"`{name}` must hold different words. Received: {word!r} at index "
                f"{seen[word]} and at index {index}"
            )
        seen[word] = index
        if kind == "padding":
            padding.append((word, index))
        else:
            words[word] = index
    _check_zero(at.get(0), padding, unknown, source, name)
    second = at.get(1, "")
    may_guess = source.has_unknown and not unknown
    if may_guess and second in words and signs.is_unknown_at_1(second):
        unknown.append((second, words.pop(second)))
    if not words:
        step = " Adapt it first: `layer.adapt(texts)`" if source.is_layer else ""
        raise ValueError(f"`{name}` holds no words. Received: {list(at.values())[:5]}.{step}")
    _warn_of_spaces(words, name)
    _warn_of_counts(words, name)
    return Entries(
        words,
        tuple(unknown),
        tuple(padding),
        _checked_size(at, name),
        source.counts,
        zero_is_padding=0 not in at or (at[0], 0) in padding,
    )


def _checked_word(entry: Any, index: int, name: str) -> str:
    if isinstance(entry, str):
        return str(entry)  # a np.str_ becomes Python's own
    step = ""
    if isinstance(entry, bytes):
        step = ". Bytes become words with `.decode('utf-8')`"
    elif entry is None or _is_nan(entry) or type(entry).__name__ in ("NAType", "NaTType"):
        step = (
            ". pandas takes an empty cell, and the words null and NA, for a missing number: leave "
            "it out with `.dropna()`, or read the file with `keep_default_na=False`"
        )
    elif isinstance(entry, tuple | list) and len(entry) == 2:
        step = (
            ". Pairs of words and indices become a dict with `dict(pairs)`, of words and counts a "
            "list with `[word for word, _ in pairs]`"
        )
    elif hasattr(entry, "as_py"):
        step = ". Words of Arrow: `.to_pylist()`"
    elif hasattr(entry, "numpy"):
        step = ". Words of a tensor: `[word.decode('utf-8') for word in tensor.numpy()]`"
    elif isinstance(entry, Real):
        step = ". A dict leads from words to indices (a Series of indices: `.to_dict()`)"
    raise ValueError(
        f"`{name}` must hold words only. Received at index {index}: {short(entry)} (of type "
        f"{type(entry).__name__}){step}"
    )


def _check_zero(
    first: str | None,
    padding: list[tuple[str, int]],
    unknown: list[tuple[str, int]],
    source: Source,
    name: str,
) -> None:
    """Index 0 is free or padding; another sign may stand there if padding has another place."""
    if first is None or (first, 0) in padding:
        return
    is_unknown = (first, 0) in unknown
    if padding and (is_unknown or name_of(first)):
        return
    named = "" if is_unknown else f". If {first!r} is the sign for padding: `padding={first!r}`"
    raise ValueError(
        f"`{name}` has {first!r} at index 0, which Keras keeps for padding. {source.mend}{named}"
    )


def _checked_size(at: dict[int, str], name: str) -> int:
    largest = max(at)
    if largest >= _MANY_ROWS and largest > _ROWS_A_WORD * len(at):
        raise ValueError(
            f"`{name}` leaves nearly all indices free: {len(at):,} entries, and {at[largest]!r} "
            f"has the index {largest:,}. Number the words without large gaps: "
            '`["", *words]` does'
        )
    return largest + 1


def _warn_of_spaces(words: dict[str, int], name: str) -> None:
    """White space at an end comes from a text that was cut at commas; few vectors have such words.

    A space alone is a word where characters are the words, and " the" is one where words carry
    their space.
    """
    wide = [word for word in words if word.strip(" \t\r\n") not in (word, "")]
    if wide:
        warnings.warn(
            f"`{name}` holds words with white space at an end, {len(wide):,} of {len(words):,}: "
            f"{wide[0]!r} at index {words[wide[0]]}. They are looked up as they are. `.strip()` "
            "removes it",
            stacklevel=5,
        )


def _warn_of_counts(words: dict[str, int], name: str) -> None:
    """Numbers that fall from far above the number of words: counts, the most frequent first."""
    numbers = list(words.values())
    if numbers[0] > 2 * len(numbers) > 3 and numbers == sorted(numbers, reverse=True):
        first = next(iter(words))
        warnings.warn(
            f"The indices of `{name}` fall from word to word, from {numbers[0]:,} for {first!r} to "
            f"{numbers[-1]:,}, as counts do. Words with counts: `Vocabulary(list(counts), "
            "counts=counts)`",
            stacklevel=5,
        )


def name_of(word: str) -> str:
    """The name inside the brackets of a sign, in small letters; empty if it is no sign."""
    found = _SIGN.fullmatch(word) if word[:1] in _OPENING else None
    return found[found.lastindex or 0].lower() if found else ""


def _is_nan(entry: Any) -> bool:
    return isinstance(entry, Real) and math.isnan(entry)
