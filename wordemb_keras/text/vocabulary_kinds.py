"""The things that people have for a vocabulary, and how each numbers its entries.

`source_of` asks a layer, a tokenizer, a file, a dict or a list for its entries and for the signs
it has for padding and unknown words. What is a word and what a sign is decided by `entries_of`,
in one way for all.
"""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wordemb_keras.text.checks import PADDING
from wordemb_keras.text.vocabulary_files import read_listing


@dataclass
class Source:
    """What a vocabulary came as, before words are told from signs.

    Args:
        numbered: a list, in which the place is the index, or a mapping to indices.
        mend: what to do about a word at index 0.
        unknown: its own sign for unknown words, if it has one.
        padding: its own sign for padding, if it has one.
        counts: how often each word was seen, where that is known.
        is_layer: whether it is a layer, which may have to be adapted.
        only_these: no other entry is a sign, whatever it looks like.
        has_unknown: False if it says itself that it has no sign for unknown words.
    """

    numbered: Any
    mend: str
    unknown: str | None = None
    padding: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    is_layer: bool = False
    only_these: bool = False
    has_unknown: bool = True


_MEND_DICT = (
    "Count from 1, in the encoded texts too: `{word: index + 1 for word, index in "
    "vocabulary.items()}`"
)
_MEND_LIST = (
    '`["", *words]` numbers the words from 1, `Vocabulary(words)` from 2. If the list is that of a '
    '`StringLookup`, make the layer with `mask_token=""`'
)
_MEND_LAYER = 'Make the layer with `mask_token=""`'
_MEND_LINES = (
    "Begin the file with an empty line: the words are then numbered from 1. If it is the file of a "
    "`TextVectorization(vocabulary=file)`, which numbers them from 2, begin it with an empty line "
    "and a line [UNK], or give the layer itself"
)
_MEND_JSON = "Number the words from 1 in the file, and the encoded texts in the same way"


def source_of(vocabulary: Any, name: str) -> Source:
    """What a vocabulary holds, by what it is.

    Args:
        vocabulary: see `entries_of`.
        name: what the argument is called in messages.

    Raises:
        ValueError: it is no vocabulary, or one that numbers nothing (a set, a `Counter`).
    """
    if isinstance(vocabulary, str | os.PathLike):
        path = _existing(vocabulary, name)
        listing = read_listing(path)
        mend = _MEND_JSON if path.suffix.lower() == ".json" else _MEND_LINES
        return Source(
            listing.entries,
            mend,
            listing.unknown,
            listing.padding,
            listing.counts,
            only_these=listing.only_these,
            has_unknown=listing.has_unknown,
        )
    if isinstance(vocabulary, type):  # `TextVectorization` instead of an adapted layer
        return Source(_checked_list(vocabulary, name), _MEND_LIST)
    if callable(getattr(vocabulary, "get_vocabulary", None)):
        return _of_layer(vocabulary, name)
    if callable(getattr(vocabulary, "get_vocab", None)):  # a tokenizer of Hugging Face
        unknown, padding = (getattr(vocabulary, sign, None) for sign in ("unk_token", "pad_token"))
        return Source(vocabulary.get_vocab(), _MEND_DICT, unknown, padding)
    if hasattr(getattr(vocabulary, "wv", vocabulary), "key_to_index"):
        raise ValueError(
            f"`{name}` is a gensim model, which numbers its words from 0, where padding belongs. "
            "`Vocabulary.from_gensim(model)` numbers them from 2"
        )
    if isinstance(index := getattr(vocabulary, "word_index", None), Mapping):  # Keras 2 Tokenizer
        unknown = getattr(vocabulary, "oov_token", None)
        says_none = unknown is None and hasattr(vocabulary, "oov_token")
        return Source(index, _MEND_DICT, unknown, has_unknown=not says_none)
    if isinstance(vocabulary, Counter):
        raise ValueError(
            f"`{name}` is a Counter: its numbers are counts, not indices. Number the words first: "
            "`Vocabulary([word for word, _ in counter.most_common()], counts=counter)`"
        )
    if isinstance(vocabulary, Mapping):
        return Source(vocabulary, _MEND_DICT)
    return Source(_checked_list(vocabulary, name), _MEND_LIST)


def _existing(path: str | os.PathLike, name: str) -> Path:
    try:
        if Path(path).is_file():
            return Path(path)
    except (OSError, ValueError):  # too long for a file name, or it holds a zero byte
        pass
    if isinstance(path, os.PathLike):
        raise FileNotFoundError(f"`{name}` is the path of a file that is not there: {path}")
    raise ValueError(
        f"`{name}` must be a list of words, not a string, unless it is the path of a file. "
        f"Received: {short(path)}, and there is no such file. The words of a text: "
        "`Vocabulary.build([text.split()])`"
    )


def _of_layer(layer: Any, name: str) -> Source:
    config = layer.get_config()
    if (mode := config.get("output_mode", "int")) != "int":
        raise ValueError(
            f'`{name}` must be a layer that gives indices: make it with `output_mode="int"`. '
            f"Received: output_mode={mode!r} (of type {type(layer).__name__})"
        )
    # A TextVectorization has no such options: its signs are always "" and [UNK].
    unknown, padding = config.get("oov_token"), config.get("mask_token", PADDING)
    has_unknown = config.get("num_oov_indices") != 0
    return Source(
        list(layer.get_vocabulary()),
        _MEND_LAYER,
        unknown if has_unknown else None,
        padding,
        is_layer=True,
        has_unknown=has_unknown,
    )


def _checked_list(vocabulary: Any, name: str) -> list[Any]:
    received = f"Received: {short(vocabulary)} (of type {type(vocabulary).__name__})"
    if isinstance(vocabulary, set | frozenset):
        raise ValueError(
            f"`{name}` is a set, which has no order to number its words by. "
            f'`["", *sorted(words)]` has one. {received}'
        )
    if isinstance(vocabulary, bytes) or not isinstance(vocabulary, Iterable):
        raise ValueError(
            f"`{name}` must be a Vocabulary, a dict from word to index, a list (array, Series) of "
            "words, a TextVectorization or StringLookup layer, or the path of a file. "
            f"{received}"
        )
    if len(shape := getattr(vocabulary, "shape", (0,))) != 1:
        raise ValueError(
            f"`{name}` must have one dimension: take one column of a table, such as "
            f'`table["word"]`. Received: shape {tuple(shape)} (of type {type(vocabulary).__name__})'
        )
    return list(vocabulary)


def short(value: Any) -> str:
    """How a value stands in a message."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
