"""A FastText model in a quarter of its size: rows of int8, each with a scale of its own (9-3).

    row = scale * [int8, int8, ...]         the scale is the largest number of the row, over 127

A `.safetensors` file (`safetensors.py`) with this in it, so that a web page reads it as well:

| | | |
|---|---|---|
| `__metadata__` | | format, unit, empty, form, min_n, max_n, bucket: as texts |
| `words` | uint8 | the keys in UTF-8, in jamo for that unit, a zero byte after each |
| `word_rows`, `word_scales` | int8 `(words, dim)`, float32 `(words,)` | each word's own row |
| `ngram_rows`, `ngram_scales` | int8 `(bucket, dim)`, float32 `(bucket,)` | rows of n-grams |

A word's vector is the mean of its own row and those of its n-grams, as in a `.bin`. Rounding the
n-grams would shift it. What they lose is put into the word's own row before that is
rounded itself, so that only this last rounding is left, over the number of rows.

Reference: Dettmers et al., [8-bit Matrix Multiplication](https://arxiv.org/abs/2208.07339),
section 2.1 (vector-wise absmax quantisation)
"""

import os
import unicodedata
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.files import atomic_write
from wordemb_keras.formats import safetensors
from wordemb_keras.formats.base import DEFAULTS, Array, Batch, VectorFile, nfc
from wordemb_keras.formats.ngrams import ngram_buckets
from wordemb_keras.formats.options import MAX_DIM, Options
from wordemb_keras.formats.safetensors import BYTES, SafeTensors
from wordemb_keras.text import hangul

FORMAT = "wordemb_keras fasttext int8"
_ARRAYS = ("words", "word_rows", "word_scales", "ngram_rows", "ngram_scales")
_NUMBERS = ("min_n", "max_n", "bucket")
_CHOICES = {"unit": ("word", "syllable", "jamo"), "form": ("NFC", "NFD")}


class Int8FastText(VectorFile):
    """Reader of such a file; see `open_vectors`.

    Attributes:
        keys: the words as the model writes them.
        unit: what a word is cut into.
        empty: in jamo, the sign for "no final".
        form: `"NFC"`, or `"NFD"` for a model of decomposed text.
        min_n: characters in the shortest n-grams.
        max_n: in the longest.
        bucket: rows of n-grams.
    """

    format = "fastText, int8"
    is_mapped = True
    has_subwords = True

    def __init__(self, file: SafeTensors, *, options: Options = DEFAULTS):
        self.path = str(file.path)
        self._read_settings(file.metadata)
        if sorted(file.arrays) != sorted(_ARRAYS):
            raise self._error(f"its arrays must be {_ARRAYS}. It has {sorted(file.arrays)}")
        self.keys = self._read_keys(file.map("words", 1, BYTES))
        self._words = _Rows(file, "word")
        self._ngrams = _Rows(file, "ngram")
        dim = self._words.rows.shape[1]
        self._check_shapes(len(self.keys), dim)
        super().__init__(self.path, dim=dim, count=len(self.keys[: options.limit]), options=options)

    def subword_vector(self, word: str) -> Array | None:
        """The mean of the rows of the word's n-grams; None for a word too short to have one."""
        buckets = self.buckets(unicodedata.normalize(self.form, word))
        return self._ngrams[buckets].mean(axis=0) if buckets else None

    def buckets(self, key: str) -> list[int]:
        """The rows of the n-grams of a word as the model writes it."""
        raw = key.encode("utf-8", "replace")
        return ngram_buckets(raw, self.min_n, self.max_n, self.bucket)

    def tables(self) -> tuple[Array, Array]:
        """Own rows of the words and rows of the n-grams, float32 of shape `(n, dim)` each."""
        everything = slice(None)
        return self._words[everything], self._ngrams[everything]

    def _read(self, wanted: frozenset[str] | None) -> Generator[Batch]:
        keys = self.keys[: self.options.limit]
        for start in range(0, len(keys), 1024):
            names, rows = [], []
            for i, key in enumerate(keys[start : start + 1024], start):
                self.report.rows += 1
                word = nfc(key)
                if wanted is None or word in wanted:
                    parts = [self._words[[i]], self._ngrams[self.buckets(key)]]
                    names.append(word)
                    rows.append(np.concatenate(parts).mean(axis=0))
            if names:
                yield names, np.stack(rows)

    def _read_settings(self, settings: Any) -> None:
        try:
            self.unit, self.empty = settings["unit"], settings["empty"]
            self.form = settings["form"]
            for name, choices in _CHOICES.items():
                checks.choice(name, settings[name], choices)
            hangul.decompose("", empty=self.empty)  # its check
            self.min_n, self.max_n, self.bucket = (int(settings[name]) for name in _NUMBERS)
        except (KeyError, ValueError, TypeError) as error:
            raise self._error(f"its settings are damaged ({error!r}); copy it again") from error
        if not (1 <= self.min_n <= self.max_n <= 1000 and self.bucket >= 1):
            raise self._error(f"n-grams of {self.min_n} to {self.max_n} in {self.bucket} rows")

    def _read_keys(self, raw: Array) -> list[str]:
        try:
            *keys, rest = raw.tobytes().decode("utf-8").split("\0")
        except UnicodeDecodeError as error:
            raise self._error(f"a word is not UTF-8 ({error}): damaged") from error
        if rest or len(set(keys)) < len(keys):
            raise self._error("a word was cut or is there twice: damaged")
        return keys

    def _check_shapes(self, words: int, dim: int) -> None:
        found = self._words.rows.shape, self._ngrams.rows.shape
        if found != ((words, dim), (self.bucket, dim)) or dim > MAX_DIM:
            raise self._error(
                f"its tables are {found[0]} and {found[1]}, for {words} words and {self.bucket} "
                "rows of n-grams: damaged"
            )


class _Rows:
    """A table `(rows, dim)` that is read like an array, as float32."""

    def __init__(self, file: SafeTensors, name: str):
        self.rows = file.map(f"{name}_rows", 2, {"I8": "i1"})
        self.scales = file.map(f"{name}_scales", 1, {"F32": "<f4"})
        if len(self.scales) != len(self.rows):
            raise file.error(f"{len(self.scales)} scales for {len(self.rows)} rows: damaged")
        if (bad := checks.first_not_finite(self.scales[:, None])) is not None:
            raise file.error(f"{name} {bad + 1}: a scale that is not finite: damaged")

    def __getitem__(self, places: Any) -> Array:
        return self.rows[places] * self.scales[places][..., None]


def quantise(rows: Array) -> tuple[Array, Array]:
    """Int8 rows and their scales; a row of zeros has the scale 0.

    Args:
        rows: `(n, dim)`.

    Returns:
        int8 `(n, dim)`, float32 `(n,)`.

    Example:

    >>> quantise(np.array([[0.5, -1.27], [0, 0]]))
    (array([[  50, -127],
           [   0,    0]], dtype=int8), array([0.01, 0.  ], dtype=float32))
    """
    scales = (np.abs(rows).max(axis=1) / 127).astype(np.float32)
    steps = np.divide(rows, scales[:, None], out=np.zeros(rows.shape), where=scales[:, None] > 0)
    return np.rint(steps).astype(np.int8), scales


def write(
    path: str | os.PathLike,
    keys: Sequence[str],
    vectors: Array,
    ngrams: Array,
    *,
    unit: str,
    empty: str,
    form: str,
    lengths: tuple[int, int],
) -> None:
    """Write such a file.

    Args:
        path: the file.
        keys: the words as the model writes them.
        vectors: the vector of each, the mean of its own row and its n-grams', `(words, dim)`.
        ngrams: the rows of the n-grams, `(bucket, dim)`.
        unit: see `FastText`.
        empty: in jamo, the sign for "no final".
        form: the normal form of the keys.
        lengths: (min_n, max_n).

    Raises:
        ValueError: a word holds a zero byte, which ends words in the file.
    """
    for key in keys:
        if "\0" in key:
            raise ValueError(f"This file ends words with a zero byte, so it cannot hold {key!r}")
    ngram_rows, ngram_scales = quantise(ngrams)
    rounded = ngram_rows * ngram_scales[:, None]
    own = np.empty(vectors.shape, np.float64)
    for i, (key, vector) in enumerate(zip(keys, vectors, strict=True)):
        buckets = ngram_buckets(key.encode("utf-8"), *lengths, len(ngrams))
        # vector = (own + sum of n-grams) / (1 + their number), the n-grams as they will be read
        own[i] = vector * (1.0 + len(buckets)) - rounded[buckets].sum(axis=0)
    word_rows, word_scales = quantise(own)
    arrays = {
        "word_scales": word_scales,
        "ngram_scales": ngram_scales,
        "word_rows": word_rows,
        "ngram_rows": ngram_rows,
        "words": np.frombuffer("".join(f"{key}\0" for key in keys).encode("utf-8"), np.uint8),
    }
    settings = {"format": FORMAT, "unit": unit, "empty": empty, "form": form}
    settings |= dict(zip(_NUMBERS, map(str, (*lengths, len(ngrams))), strict=True))
    with atomic_write(path, "wb") as file:
        safetensors.write(file, arrays, settings)
