"""Tokens to numbers: words and their indices (sections 9-2 to 9-5).

Index 0 is padding and index 1 is the unknown word, as in Keras'
`TextVectorization`; a Keras `Tokenizer` has no unknown word and starts at 1
(`Vocabulary(..., unknown=None)`).

Reference: [Keras TextVectorization](
https://keras.io/api/layers/preprocessing_layers/text/text_vectorization/)
"""

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.files import atomic_write
from wordemb_keras.text.checks import (
    PADDING,
    check_signs,
    checked_sign,
    checked_tokens,
    checked_word,
    not_strings,
    stranger,
)
from wordemb_keras.text.entries import Entries, entries_of
from wordemb_keras.text.vocabulary_files import HEADER

UNKNOWN = "[UNK]"


class Vocabulary:
    """Words and their indices, shared by every part of this package.

    Args:
        words: the words, most important first. They get the indices from
            `offset` on. Normalised to NFC.
        counts: how often each word was seen, where that is known.
        unknown: the sign for words that are not in the list (index 1).
            `None`: there is none, words start at 1 and `encode` leaves unknown
            words out, as Keras' `Tokenizer` does.

    Attributes:
        words: list of str, without the padding and the unknown sign.
        counts: dict from word to count; empty if unknown.
        word_index: dict from word to index, as `Tokenizer.word_index`.
        offset: index of the first word, 2 (or 1 with `unknown=None`).

    `len(vocabulary)` counts the special rows too: it is the `input_dim` of an
    `Embedding` layer.

    Raises:
        ValueError: a word twice, an empty word, or a word equal to `unknown`; a sign `unknown`
            that is empty or holds a tab or a line end, which `save` could not write.

    Example:

    >>> vocabulary = Vocabulary.build([["I", "like", "NLP"], ["I", "fly"]])
    >>> vocabulary.words, len(vocabulary)
    (['I', 'like', 'NLP', 'fly'], 6)
    >>> vocabulary.encode(["I", "hate", "NLP"])
    [2, 1, 4]
    >>> vocabulary.decode([2, 1, 4, 0])
    ['I', '[UNK]', 'NLP', '']
    """

    def __init__(
        self,
        words: Iterable[str],
        *,
        counts: Mapping[str, int] | None = None,
        unknown: str | None = UNKNOWN,
    ):
        if isinstance(words, str):
            raise ValueError(
                f"`words` must be a list of words, not a string. Received: {words[:40]!r}. For a "
                "file: `Vocabulary.load(path)`."
            )
        self.unknown = None if unknown is None else checked_sign(unknown)
        self.words = [checked_word(word, self.unknown) for word in words]
        self.offset = 1 if unknown is None else 2
        self.word_index = {word: i for i, word in enumerate(self.words, start=self.offset)}
        if len(self.word_index) < len(self.words):
            word, times = Counter(self.words).most_common(1)[0]
            raise ValueError(
                f"`words` must all differ. Received: {word!r} {times} times. "
                "`Vocabulary.build(sentences)` counts words for you."
            )
        self.counts = {
            unicodedata.normalize("NFC", w): int(n) for w, n in dict(counts or {}).items()
        }

    # --- making one -----------------------------------------------------------------------

    @classmethod
    def build(
        cls,
        sentences: Iterable[Iterable[str]],
        *,
        min_count: int = 1,
        max_size: int | None = None,
        unknown: str | None = UNKNOWN,
    ) -> "Vocabulary":
        """Count the words of tokenised sentences, read once.

        Frequent words come first; words seen equally often stay in the order
        in which they first appeared.

        Args:
            sentences: iterable of token lists (a generator will do).
            min_count: leave out words seen less often.
            max_size: keep at most so many words (special rows not counted).
            unknown: see the class.

        Raises:
            ValueError: an argument is out of range, a sentence is a string, or a token is no
                string, empty or the sign `unknown`.
        """
        min_count = checks.integer("min_count", min_count)
        max_size = checks.optional_integer("max_size", max_size)
        counter: Counter[str] = Counter()
        for number, tokens in enumerate(sentences, start=1):
            try:
                counter.update(checked_tokens(tokens))
            except TypeError as error:
                raise ValueError(not_strings(f"Sentence {number} of `sentences`", error)) from error
        for token in counter:
            if not isinstance(token, str):
                raise ValueError(not_strings("Each of `sentences`", stranger(token)))
        kept = [(word, n) for word, n in _nfc_counts(counter).most_common() if n >= min_count]
        kept = kept[:max_size]
        check_signs("`sentences`", dict(kept), unknown)
        return cls([word for word, _ in kept], counts=dict(kept), unknown=unknown)

    @classmethod
    def from_word_index(
        cls,
        word_index: Any,
        *,
        unknown: str | None = None,
        padding: str | None = None,
    ) -> "Vocabulary":
        """From a Keras `Tokenizer.word_index`; every word keeps its index.

        A tokenizer made with `oov_token` has that sign at index 1: it becomes
        the unknown word if it is written in brackets (`"[UNK]"`, `"<OOV>"`), or if `unknown` names
        it. The tokenizer itself, given in place of its `word_index`, says what its sign is, if any.

        Args:
            word_index: dict from word to index, a list of words at their places, or any other
                vocabulary that `build_embedding_matrix` takes.
            unknown: the sign for unknown words, where it cannot be told from a word.
            padding: the sign for padding, where it cannot be told from a word.

        Raises:
            ValueError: no vocabulary; or one that is not padding, at most one unknown sign, and
                words without a gap after it.

        Example:

        >>> Vocabulary.from_word_index({"nice": 1, "great": 2}).encode(["great", "nice"])
        [2, 1]
        >>> Vocabulary.from_word_index({"": 0, "UNK": 1, "nice": 2}, unknown="UNK").encode(["no"])
        [1]
        """
        return cls._of(word_index, "word_index", unknown=unknown, padding=padding)

    @classmethod
    def from_text_vectorization(cls, layer: Any) -> "Vocabulary":
        """From an adapted `keras.layers.TextVectorization` or `StringLookup`; same indices.

        Raises:
            ValueError: the layer keeps no index for padding, has several for unknown words, or
                was not adapted.
        """
        return cls._of(layer, "layer")

    @classmethod
    def _of(cls, vocabulary: Any, name: str, **signs: str | None) -> "Vocabulary":
        entries = entries_of(vocabulary, name=name, **signs)
        unknown = entries.unknown[0][0] if entries.unknown else None
        numbered = [*entries.unknown, *sorted(entries.words.items(), key=lambda pair: pair[1])]
        strays = [(sign, index, 0) for sign, index in entries.padding if index]
        strays += [
            (word, index, place)
            for place, (word, index) in enumerate(numbered, start=1)
            if index != place or (place > 1 and (word, index) in entries.unknown)
        ]
        for word, index, place in strays:
            second = index == place  # another unknown sign stands before it
            raise ValueError(
                f"`{name}` must number its entries for a `Vocabulary` without a gap: padding 0, at "
                f"most one unknown sign 1, then the words. Received: {word!r} at index {index} "
                f"where {'a word' if second else place} is expected. `build_embedding_matrix` "
                "takes it as it is"
            )
        first = len(entries.unknown)
        words = [word for word, _ in numbered[first:]]
        return cls(words, counts=dict(entries.counts), unknown=unknown)

    @classmethod
    def from_gensim(cls, model: Any) -> "Vocabulary":
        """From a gensim model or its `KeyedVectors`: same words, same order, with counts."""
        vectors = getattr(model, "wv", model)
        # gensim leaves None where a file held a word twice
        words = [word for word in vectors.index_to_key if word is not None]
        known = "count" in vectors.expandos
        counts = {word: vectors.get_vecattr(word, "count") for word in words} if known else None
        return cls(words, counts=counts)

    @classmethod
    def load(cls, path: str | os.PathLike) -> "Vocabulary":
        """Read what `save` wrote, or another vocabulary file, such as GloVe's `vocab.txt`.

        Args:
            path: a word a line with the padding as (empty) first line; `word count` a line, as
                GloVe's C program writes it, which are numbered as in `Vocabulary(words)`; a
                `.json` with a `word_index`; a Keras 2 tokenizer; a `tokenizer.json`.

        Raises:
            ValueError: not such a file; the message names the file and the line.
        """
        return cls._of(Path(path), "path")

    # --- using it -------------------------------------------------------------------------

    def __len__(self) -> int:
        return self.offset + len(self.words)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and unicodedata.normalize("NFC", word) in self.word_index

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __getitem__(self, word: str) -> int:
        index = self.word_index.get(unicodedata.normalize("NFC", word))
        if index is not None:
            return index
        if self.unknown is None:
            raise KeyError(f"{word!r} is not in the vocabulary, which has no unknown word")
        return 1

    def __repr__(self) -> str:
        return f"<Vocabulary of {len(self.words)} words, unknown={self.unknown!r}>"

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """Indices of the tokens; unknown words become 1 (or are left out, see the class)."""
        default = None if self.unknown is None else 1
        normal = (unicodedata.normalize("NFC", token) for token in checked_tokens(tokens))
        found = (self.word_index.get(token, default) for token in normal)
        return [index for index in found if index is not None]

    def decode(self, indices: Iterable[int]) -> list[str]:
        """Words of the indices; 0 becomes `""`.

        Raises:
            IndexError: an index is not in `[0, len(vocabulary))`.
        """
        entries = self.to_list()
        indices = [int(index) for index in indices]
        for index in indices:
            if not 0 <= index < len(entries):
                raise IndexError(f"Index {index} is not in [0, {len(entries)}), the vocabulary")
        return [entries[index] for index in indices]

    def pad(
        self, sentences: Iterable[Iterable[str]], *, length: int | None = None
    ) -> "np.ndarray[Any, np.dtype[np.int32]]":
        """Encode sentences and fill them up with zeros at the end.

        Args:
            sentences: iterable of token lists.
            length: cut or fill to this length. Default: the longest sentence.

        Returns:
            int32 array of shape `(number of sentences, length)`.
        """
        import keras

        return keras.utils.pad_sequences(
            [self.encode(tokens) for tokens in sentences],
            maxlen=length,
            padding="post",
            truncating="post",
        )

    def entries(self) -> Entries:
        """Words and signs at their indices, as every door for vocabularies takes them."""
        unknown = () if self.unknown is None else ((self.unknown, 1),)
        return Entries(self.word_index, unknown, ((PADDING, 0),), len(self), self.counts)

    def to_list(self) -> list[str]:
        """All entries by index: padding, the unknown sign (if there is one), the words.

        `keras.layers.StringLookup(vocabulary=...)` and `TextVectorization` take it.
        """
        return [PADDING, *([] if self.unknown is None else [self.unknown]), *self.words]

    def text_vectorization(self, **kwargs: Any) -> Any:
        """A `keras.layers.TextVectorization` with these words at these indices.

        Strings are split at white space and not changed otherwise: give it
        text that has been through the same tokeniser as this vocabulary (and NFC).

        Args:
            **kwargs: for the layer, for example `output_sequence_length`.

        Raises:
            ValueError: this vocabulary has no unknown word, the layer needs one.
        """
        import keras

        if self.unknown is None:
            raise ValueError(
                "`TextVectorization` keeps index 1 for unknown words and this vocabulary has none. "
                "Use `keras.layers.StringLookup(vocabulary=vocabulary.words, num_oov_indices=0, "
                'mask_token="")` to keep these indices.'
            )
        options = {"standardize": None, "split": "whitespace", **kwargs}
        return keras.layers.TextVectorization(vocabulary=self.words, **options)

    def save(self, path: str | os.PathLike) -> None:
        """Write as UTF-8 text, a word and its count a line, that people can read.

        Raises:
            ValueError: a word holds a tab or a line end, which the format cannot carry.
        """
        with atomic_write(path) as file:
            file.write(f"{HEADER}\t{self.unknown or ''}\n")
            for word in self.words:
                if "\t" in word or "\n" in word or "\r" in word:
                    raise ValueError(f"A word with a tab or a line end cannot be saved: {word!r}")
                file.write(f"{word}\t{self.counts.get(word, '')}\n")


def _nfc_counts(counter: Counter[str]) -> Counter[str]:
    """Add up spellings that NFC makes equal, keeping the order of first appearance."""
    if all(unicodedata.is_normalized("NFC", word) for word in counter):
        return counter
    merged: Counter[str] = Counter()
    for word, count in counter.items():
        merged[unicodedata.normalize("NFC", word)] += count
    return merged
