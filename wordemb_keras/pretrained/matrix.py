"""From a file of vectors to a Keras `Embedding` layer (section 9-4).

Row `i` of the matrix is the vector of the word with index `i`:

    matrix[word_index[word]] = vector of word        matrix[0] = 0 (padding)

A word that the source does not have keeps a row of zeros, or gets one by a
policy that is chosen and reported: nothing is filled in silently.

Reference: Pennington et al., [GloVe](https://aclanthology.org/D14-1162/);
[Keras Embedding](https://keras.io/api/layers/core_layers/embedding/)
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from wordemb_keras.formats import VectorFile, as_vectors
from wordemb_keras.formats.base import nfc
from wordemb_keras.pretrained.coverage import Coverage
from wordemb_keras.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    import keras

Array = np.ndarray[Any, Any]

POLICIES = ("zeros", "mean", "random", "subwords")

# What else to look up for a word that is not there. The order is that of `fallbacks`.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "capitalize": str.capitalize,
    "nfkc": lambda word: unicodedata.normalize("NFKC", word),
    "no_accents": lambda word: nfc(
        "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    ),
}


class EmbeddingMatrix(np.ndarray):
    """A matrix of word vectors that knows how much of the vocabulary it covers.

    It is a NumPy array of shape `(input_dim, output_dim)`; its rows and all
    that is calculated from it are plain arrays. `build_embedding_matrix` makes it.

    Attributes:
        coverage: a `Coverage`: which words were found, and how.
    """

    coverage: Coverage

    def __new__(cls, rows: Array, coverage: Coverage) -> "EmbeddingMatrix":
        """View `rows` as an `EmbeddingMatrix`."""
        matrix = np.asarray(rows).view(cls)
        matrix.coverage = coverage
        return matrix

    def __array_finalize__(self, source: Any) -> None:
        if isinstance(source, EmbeddingMatrix) and source.shape == self.shape:
            self.coverage = source.coverage

    def __reduce__(self) -> Any:
        return EmbeddingMatrix, (np.asarray(self), self.coverage)

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return array[()] if return_scalar else np.asarray(array)

    def __getitem__(self, key: Any) -> Any:
        return np.asarray(self)[key]

    def layer(
        self, *, trainable: bool = False, mask_zero: bool = True, **kwargs: Any
    ) -> "keras.layers.Embedding":
        """A plain `keras.layers.Embedding` that holds these vectors.

        A model with it can be saved and loaded without this package. The layer's
        config holds no matrix: the vectors are weights like any other.

        Args:
            trainable: whether training may change the vectors ("fine-tuning").
                `False`: the layer has no trainable weights ("frozen").
            mask_zero: whether index 0 is padding that later layers skip.
            **kwargs: for the layer, for example `name` or `dtype`.

        Input shape:
            `(batch_size, sequence_length)`, integers below `input_dim`.

        Output shape:
            `(batch_size, sequence_length, output_dim)`; with a mask if `mask_zero`.
        """
        import keras

        layer = keras.layers.Embedding(
            *self.shape,
            embeddings_initializer="zeros",  # not drawn at random just to be overwritten
            mask_zero=mask_zero,
            trainable=trainable,
            **kwargs,
        )
        layer.build((None,))
        layer.set_weights([np.asarray(self)])
        return layer


def build_embedding_matrix(
    source: Any,
    vocabulary: Any,
    *,
    oov: str | Callable[[str], Any] = "zeros",
    fallbacks: Sequence[str | Callable[[str], str]] = (),
    seed: int | None = None,
    counts: Mapping[str, int] | None = None,
    verbose: int = 0,
    **options: Any,
) -> EmbeddingMatrix:
    """The vectors of a vocabulary's words, a row for each index.

    A file is read in a stream: only the rows that are wanted are parsed, and
    reading stops when all are found.

    Args:
        source: a path, a dataset name (`"glove.6B.100d"`), a reader from
            `open_vectors`, a gensim model or `KeyedVectors`, a model of this
            package, a dict, or a pair `(words, array)`.
        vocabulary: a `Vocabulary`; a `word_index` dict as of Keras' `Tokenizer`;
            an adapted `TextVectorization` or `StringLookup`; or a list, array or
            Series of words, which get the indices 1, 2, 3, ... (a list that begins with `""`, as
            `get_vocabulary()` gives it, keeps its own indices).
        oov: the row of a word that is not in the source. `"zeros"`; `"mean"`, the
            mean of the rows found; `"random"`, normal with the mean and spread of
            the rows found; `"subwords"`, from its n-grams (a FastText source),
            zeros if it has none; or a function from the word to its vector (or
            None for zeros). The unknown sign gets such a row too, except for
            `"subwords"`, if the source does not have it as a word.
        fallbacks: other spellings to look up before that, in this order:
            `"lower"`, `"upper"`, `"capitalize"`, `"nfkc"`, `"no_accents"`, or
            functions from word to word.
        seed: for `oov="random"`.
        counts: how often each word occurs, to list missing words by frequency.
            Default: the counts of a `Vocabulary`.
        verbose: 1 shows a progress bar while a file is read.
        **options: for `open_vectors`, if the source is a file.

    Returns:
        An `EmbeddingMatrix`, float32 of shape `(largest index + 1, dim)`. Row 0 is zero.

    Raises:
        ValueError: an argument is none of these.
        VectorFileError: the file is damaged.

    Example:

    >>> vectors = {"nice": [1.0, 2.0], "great": [3.0, 4.0]}
    >>> matrix = build_embedding_matrix(vectors, {"nice": 1, "great": 2, "Nice": 3, "no": 4},
    ...                                 fallbacks=["lower"])
    >>> matrix.shape, matrix[3].tolist(), matrix[0].tolist()
    ((5, 2), [1.0, 2.0], [0.0, 0.0])
    >>> print(matrix.coverage)
    3 of 4 words have a vector (75.0%)
      by the spelling lower: 1 (Nice)
      missing, row filled with zeros: 1 (no)
    """
    rules = [_rule(fallback) for fallback in fallbacks]
    entries = _entries(vocabulary)
    reader = as_vectors(source, **options)
    reader.verbose = verbose
    try:
        _check_policy(oov, reader)
        matrix = np.zeros((entries.size, reader.dim), np.float32)
        found = _fill_found(matrix, reader, entries, rules)
        coverage = _coverage(entries, found, rules, reader, dict(counts or entries.counts))
        coverage.filled = _fill_missing(matrix, reader, entries, found, oov, seed)
    finally:
        if reader is not source:
            reader.close()
    return EmbeddingMatrix(matrix, coverage)


# --- the vocabulary ---------------------------------------------------------------------------


@dataclass
class _Entries:
    """Words and signs for the unknown with their indices; `size` rows in all."""

    words: dict[str, int]
    signs: list[tuple[str, int]]
    size: int
    counts: dict[str, int]


def _entries(vocabulary: Any) -> _Entries:
    if isinstance(vocabulary, Vocabulary):
        signs = [] if vocabulary.unknown is None else [(vocabulary.unknown, 1)]
        return _Entries(vocabulary.word_index, signs, len(vocabulary), vocabulary.counts)
    if isinstance(vocabulary, Mapping):
        return _of_word_index(vocabulary)
    if hasattr(vocabulary, "get_vocabulary"):
        sign = getattr(vocabulary, "oov_token", "[UNK]")
        return _of_list([str(word) for word in vocabulary.get_vocabulary()], sign, is_layer=True)
    is_column = hasattr(vocabulary, "tolist") and np.ndim(vocabulary) == 1  # array or Series
    if is_column or (isinstance(vocabulary, Sequence) and not isinstance(vocabulary, str | bytes)):
        return _of_list(vocabulary.tolist() if is_column else list(vocabulary), "[UNK]")
    raise ValueError(
        "`vocabulary` must be a Vocabulary, a word_index dict, a list (array, Series) of words, a "
        "TextVectorization or StringLookup layer; `textfiles.read_vocabulary` reads a file. "
        f"Received: {vocabulary!r} (of type {type(vocabulary).__name__})"
    )


def _of_word_index(word_index: Mapping[str, int]) -> _Entries:
    words = {word: int(index) for word, index in word_index.items()}
    if min(words.values(), default=1) < 1 or len(set(words.values())) < len(words):
        raise ValueError(
            "`vocabulary` must give each word an index of its own from 1 on (0 is padding). "
            f"Received: {dict(list(words.items())[:5])}"
        )
    signs = [(w, i) for w, i in words.items() if i == 1 and w[:1] + w[-1:] in ("[]", "<>")]
    for sign, _ in signs:
        del words[sign]
    return _Entries(words, signs, 1 + max([*words.values(), *(i for _, i in signs)], default=0), {})


def _of_list(entries: list[str], sign: str, *, is_layer: bool = False) -> _Entries:
    for place, word in enumerate(entries):
        if not isinstance(word, str):
            raise ValueError(
                f"`vocabulary` must hold words only. Received at place {place}: {word!r} "
                f"(of type {type(word).__name__})"
            )
    if entries[:1] != [""]:
        if is_layer:
            raise ValueError(
                "`vocabulary` must keep index 0 for padding: a StringLookup needs "
                f'`mask_token=""`, a TextVectorization must be adapted. Received: {entries[:3]}'
            )
        entries = ["", *entries]
    first = 1
    while entries[first : first + 1] == [sign]:
        first += 1
    words = {word: index for index, word in enumerate(entries[first:], start=first)}
    if len(words) < len(entries) - first or "" in words:
        raise ValueError(
            f"`vocabulary` must hold different, non-empty words. Received: {entries[:5]}"
        )
    return _Entries(words, [(sign, i) for i in range(1, first)], len(entries), {})


def _rule(fallback: str | Callable[[str], str]) -> tuple[str, Callable[[str], str]]:
    if callable(fallback):
        return getattr(fallback, "__name__", "a function"), fallback
    if fallback not in SPELLINGS:
        raise ValueError(
            f"`fallbacks` must be of {sorted(SPELLINGS)} or functions. Received: {fallback!r}"
        )
    return fallback, SPELLINGS[fallback]


def _check_policy(oov: Any, reader: VectorFile) -> None:
    if not callable(oov) and oov not in POLICIES:
        raise ValueError(f"`oov` must be one of {POLICIES} or a function. Received: oov={oov!r}")
    if oov == "subwords" and not reader.has_subwords:
        raise ValueError(
            f'`oov="subwords"` needs vectors of n-grams, and {reader.path} has none '
            f"({reader.format}): a .vec holds whole words only, open the .bin of the same model"
        )


# --- filling the rows -------------------------------------------------------------------------


def _fill_found(
    matrix: Array, reader: VectorFile, entries: _Entries, rules: list[tuple[str, Any]]
) -> dict[int, int]:
    """Fill the rows of words that are found; for each its spelling's rank, 0 = as written.

    A row found by a later rule gives way to one found by an earlier rule, so
    the file is read only once and nothing but the matrix is kept.
    """
    places: dict[str, list[tuple[int, int]]] = {}
    for word, index in [*entries.words.items(), *entries.signs]:
        places.setdefault(nfc(word), []).append((index, 0))
        for rank, (_, rule) in enumerate(rules, start=1):
            places.setdefault(nfc(rule(word)), []).append((index, rank))
    found: dict[int, int] = {}
    for names, rows in reader.batches(places):
        targets, origins = [], []
        for row, name in enumerate(names):
            for index, rank in places[name]:
                if rank < found.get(index, len(rules) + 1):
                    found[index] = rank
                    targets.append(index)
                    origins.append(row)
        matrix[targets] = rows[origins]  # of two rows for one index the later is the better
    return found


def _fill_missing(
    matrix: Array,
    reader: VectorFile,
    entries: _Entries,
    found: dict[int, int],
    oov: str | Callable[[str], Any],
    seed: int | None,
) -> dict[str, str]:
    """Fill the other rows by the policy; says for each word which it was."""
    mean, spread = _moments(matrix, found) if oov in ("mean", "random") else (0, 0)
    random = np.random.default_rng(seed) if oov == "random" else None
    makers: dict[str, Callable[[str], Any]] = {
        "zeros": lambda word: None,
        "mean": lambda word: mean,
        "random": lambda word: random.normal(mean, spread),  # type: ignore[union-attr]
        "subwords": reader.subword_vector,
    }
    signs = dict.fromkeys(index for _, index in entries.signs)
    make = makers[oov] if isinstance(oov, str) else oov
    name = oov if isinstance(oov, str) else getattr(oov, "__name__", "a function")
    filled = {}
    for word, index in [*entries.signs, *entries.words.items()]:
        if index in found:
            continue
        from_ngrams_of_sign = oov == "subwords" and index in signs
        row = None if from_ngrams_of_sign else make(word)
        if row is not None:
            matrix[index] = _checked_row(row, matrix.shape[1], word)
        if index not in signs:
            filled[word] = "zeros" if row is None else name
    return filled


def _moments(matrix: Array, found: dict[int, int]) -> tuple[Array, Array]:
    """Mean and standard deviation of each column over the rows found; zeros for no rows."""
    if not found:
        return np.zeros(matrix.shape[1]), np.zeros(matrix.shape[1])
    rows = matrix[sorted(found)]
    return rows.mean(axis=0, dtype=np.float64), rows.std(axis=0, dtype=np.float64)


def _checked_row(row: Any, dim: int, word: str) -> Array:
    row = np.asarray(row, np.float32)
    if row.shape != (dim,) or not np.isfinite(row).all():
        raise ValueError(
            f"`oov` must return {dim} finite numbers or None. Received for {word!r}: {row!r}"
        )
    return row


def _coverage(
    entries: _Entries,
    found: dict[int, int],
    rules: list[tuple[str, Any]],
    reader: VectorFile,
    counts: dict[str, int],
) -> Coverage:
    coverage = Coverage(counts=counts, report=reader.report)
    for word, index in entries.words.items():
        rank = found.get(index)
        if rank is None:
            coverage.missing.append(word)
        elif rank == 0:
            coverage.found.append(word)
        else:
            name, rule = rules[rank - 1]
            coverage.respelled[word] = (name, nfc(rule(word)))
    coverage.missing.sort(key=lambda word: -counts.get(word, 0))
    return coverage
