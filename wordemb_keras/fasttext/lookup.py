"""Which rows of a trained model a word is made of, known or not (section 9-3).

    배숑  ->  key ㅂㅐ_ㅅㅛㅇ  ->  n-grams <ㅂㅐ, ㅂㅐ_, ...  ->  buckets  ->  rows of the table

The vector of the word is the mean of the rows; its own row is the last one, if it was in training.

Reference: Bojanowski et al., [Enriching Word Vectors with Subword Information](
https://arxiv.org/abs/1607.04606), section 3.2
"""

import unicodedata
from functools import cached_property
from typing import Any

import numpy as np

from wordemb_keras.fasttext.plain import ngrams
from wordemb_keras.fasttext.spelling import Spelling
from wordemb_keras.fasttext.subwords import Explanation, Piece, bucket_of


class Lookup:
    """The words and n-grams that a model has now; made anew when it has learned.

    Args:
        table: gensim's `KeyedVectors`, with n-grams (`SubwordTable`) or without.
        spelling: how its keys are written.
    """

    def __init__(self, table: Any, spelling: Spelling):
        self.table, self.spelling = table, spelling
        self.bucket: int = getattr(table, "bucket", 0)  # rows for n-grams; 0: there are none

    @cached_property
    def words(self) -> list[str]:
        """The words of the vocabulary, in syllables, in the order of their rows."""
        return [self.spelling.join(key) for key in self.table.index_to_key]

    def row(self, word: str) -> int | None:
        """The row of a word of the vocabulary, under whichever spelling its key has."""
        return self._places.get(unicodedata.normalize("NFC", word))

    def key_of(self, word: str) -> str:
        """The key of a word, as the table has it, whether the word is known or not."""
        row = self.row(word)
        if row is not None:
            return self.table.index_to_key[row]
        return self.spelling.spell(self.spelling.as_typed(word))

    def rows(self, key: str) -> np.ndarray:
        """The vectors that a word is made of, its own last: `(pieces, vector_size)`."""
        index = [self.table.key_to_index[key]] if key in self.table.key_to_index else []
        own = getattr(self.table, "vectors_vocab", self.table.vectors)[index]
        buckets = self._buckets(key)
        return np.concatenate([self.table.vectors_ngrams[buckets], own]) if buckets else own

    def vector_of_key(self, key: str) -> np.ndarray:
        """The mean of the rows of a key; `KeyError` if it has none."""
        rows = self.rows(self.spelling.spell(key) if self.spelling.unit != "jamo" else key)
        if not len(rows):
            raise KeyError(self.why_no_vector(key))
        return rows.mean(axis=0)

    def explain(self, word: str) -> Explanation:
        """What the vector of a word is made of; the word must have one."""
        key = self.key_of(word)
        rows = self.rows(key)
        vector = rows.mean(axis=0)
        # r . v / (n v . v) of all n rows r: they add up to 1, as v is the mean of the rows
        shares = rows @ vector / (len(rows) * float(vector @ vector) or 1.0)
        parts = self._ngrams(key)
        names = [*parts, f"<{key}>"][: len(rows)]
        buckets: list[int | None] = [bucket_of(each, self.bucket) for each in parts]
        buckets = [*buckets, None][: len(rows)]
        pieces = [
            Piece(name, bucket is None or name in self._all_words, bucket, float(share))
            for name, bucket, share in zip(names, buckets, shares, strict=True)
        ]
        return Explanation(word, key in self.table.key_to_index, pieces)

    def why_no_vector(self, word: str) -> str:
        """The message about a word without a row."""
        if not self.bucket:
            return (
                f"Key {word!r} not present in vocabulary, and this model has no n-grams to build "
                "it from (a .vec file, or the unit 'word'; a .bin file has them)"
            )
        return (
            f"Key {word!r} not present in vocabulary, and too short for an n-gram: "
            f"<{self.key_of(word)}> has none of {self.table.min_n} to {self.table.max_n} characters"
        )

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def _all_words(self) -> str:
        """The whole vocabulary as one text, to look n-grams up in."""
        return "\n".join(f"<{word}>" for word in self.table.index_to_key)

    def _buckets(self, key: str) -> list[int]:
        """Rows of the n-grams: `plain.fnv1a`, in gensim's compiled version."""
        return self.table.buckets_of(key) if self.bucket else []

    def _ngrams(self, key: str) -> list[str]:
        """The n-grams of a key that have a row, in the order of `_buckets`."""
        if not (buckets := set(self._buckets(key))):
            return []
        found = ngrams(key, max(self.table.min_n, 1), self.table.max_n)
        return [each for each in found if bucket_of(each, self.bucket) in buckets]
