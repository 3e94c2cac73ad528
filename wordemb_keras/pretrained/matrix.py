"""From a file of vectors to a Keras `Embedding` layer (section 9-4).

Row `i` of the matrix is the vector of the word with index `i`:

    matrix[word_index[word]] = vector of word        matrix[0] = 0 (padding)

A word that the source does not have keeps a row of zeros, or gets one by a
policy that is chosen and reported: nothing is filled in silently.

Reference: Pennington et al., [GloVe](https://aclanthology.org/D14-1162/);
[Keras Embedding](https://keras.io/api/layers/core_layers/embedding/)
"""

import contextlib
import itertools
import unicodedata
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.formats import VectorFile, as_vectors
from wordemb_keras.formats.base import nfc
from wordemb_keras.pretrained.coverage import Coverage
from wordemb_keras.pretrained.table import EmbeddingMatrix
from wordemb_keras.text.entries import Entries, entries_of

Array = np.ndarray[Any, Any]

_NOT_FOUND = np.iinfo(np.int32).max
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


Spelling = Callable[[str], str | None]


def build_embedding_matrix(
    source: Any,
    vocabulary: Any,
    *,
    unknown: str | None = None,
    padding: str | None = None,
    oov: str | Callable[[str], Any] = "zeros",
    fallbacks: str | Spelling | Sequence[str | Spelling] = (),
    seed: int | None = None,
    counts: Mapping[str, int] | None = None,
    quantize: str | None = None,
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
        vocabulary: words and their indices. A `Vocabulary`; a dict such as the `word_index` of a
            Keras `Tokenizer`, or the `Tokenizer`; an adapted `TextVectorization` or
            `StringLookup`; a list, array or Series of words, whose places are their indices
            (`["", *words]` numbers them 1, 2, 3, ...); or the path of a file: what
            `Vocabulary.save` wrote, an entry a line, GloVe's `vocab.txt`, a `word_index` or a
            tokenizer as `.json`. A layer, its `get_vocabulary()` and a dict of that give the same
            matrix.

            Signs for padding (`""`, `[PAD]`, `<pad>`) and for unknown words (`[UNK]`, `<unk>`,
            `<OOV>`) may stand anywhere. Padding has a row of zeros. Index 0 is for padding: a
            word there is an error.
        unknown: the sign for unknown words, if it looks like a word (`"UNK"`).
        padding: the sign for padding, if it looks like a word.
        oov: the row of a word that is not in the source. `"zeros"`; `"mean"`, the
            mean of the rows found; `"random"`, normal with the mean and spread of
            the rows found; `"subwords"`, from its n-grams (a FastText source),
            zeros if it has none; or a function from the word to its vector (or
            None for zeros). The unknown sign gets such a row too, except for
            `"subwords"`, if the source does not have it as a word.
        fallbacks: other spellings to look up before that, in this order:
            `"lower"`, `"upper"`, `"capitalize"`, `"nfkc"`, `"no_accents"`, or
            functions from word to word (or None, for no other spelling).
        seed: for `oov="random"`.
        counts: how often each word occurs, to list missing words by frequency.
            Default: the counts of a `Vocabulary`.
        quantize: `"int8"` keeps each row in whole numbers from -127 to 127 times a step of its
            own: a quarter of the memory, and no float32 copy on the way (1,290,000 rows of 300
            numbers: 390 MB).
        verbose: 1 shows a progress bar while a file is read.
        **options: for `open_vectors`, if the source is a file.

    Returns:
        An `EmbeddingMatrix` of shape `(largest index + 1, dim)`. Rows of padding, and of indices
        that no word has, are zeros.

    Raises:
        ValueError: an argument is none of these; the message names the entry of `vocabulary`.
        VectorFileError: the file is damaged.

    Warns:
        UserWarning: no word was found, which leaves all rows without vectors; or words of the
            vocabulary begin or end with white space.

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
    >>> layer_list = ["", "[UNK]", "great", "nice"]  # as `get_vocabulary()` gives it
    >>> np.asarray(build_embedding_matrix(vectors, layer_list)).tolist()
    [[0.0, 0.0], [0.0, 0.0], [3.0, 4.0], [1.0, 2.0]]
    """
    alone = isinstance(fallbacks, str) or callable(fallbacks)
    rules = [_rule(each) for each in ([fallbacks] if alone else fallbacks or ())]  # type: ignore
    entries = entries_of(vocabulary, unknown=unknown, padding=padding)
    if quantize is not None:
        checks.choice("quantize", quantize, ("int8",))
    seed = checks.seed(seed)
    reader = as_vectors(source, **options)
    usual, reader.verbose = reader.verbose, verbose
    try:
        _check_policy(oov, reader)
        coverage = Coverage(counts=dict(entries.counts if counts is None else counts))
        matrix = EmbeddingMatrix.zeros(
            entries.size,
            reader.dim,
            quantize=quantize,
            coverage=coverage,
            zero_is_padding=entries.zero_is_padding,
        )
        ranks = _fill_found(matrix, reader, entries, rules)
        coverage.report = reader.report
        _note(coverage, entries, ranks, rules)
        coverage.filled = _fill_missing(matrix, reader, entries, ranks, oov, seed)
        if not coverage.fraction and set(coverage.filled.values()) <= {"zeros", "mean", "random"}:
            _warn_nothing_found(reader, coverage)
    finally:
        reader.verbose = usual  # of a reader that is the caller's own
        if reader is not source:
            reader.close()
    return matrix


# --- the rules -----------------------------------------------------------------------------------


def _rule(fallback: str | Spelling) -> tuple[str, Spelling]:
    if callable(fallback):
        return getattr(fallback, "__name__", "a function"), fallback
    if fallback not in SPELLINGS:
        raise ValueError(
            f"`fallbacks` must be of {sorted(SPELLINGS)} or functions. Received: {fallback!r}"
        )
    return fallback, SPELLINGS[fallback]


def _check_policy(oov: Any, reader: VectorFile) -> None:
    if not callable(oov) and not (isinstance(oov, str) and oov in POLICIES):
        step = "" if np.ndim(oov) == 0 else ". One vector for all: `lambda word: vector`"
        raise ValueError(
            f"`oov` must be one of {POLICIES} or a function. Received: oov={oov!r:.60}{step}"
        )
    if oov == "subwords" and not reader.has_subwords:
        raise ValueError(
            f'`oov="subwords"` needs vectors of n-grams, and {reader.path} has none '
            f"({reader.format}): a .vec holds whole words only, open the .bin of the same model"
        )


# --- filling the rows -------------------------------------------------------------------------


def _fill_found(
    matrix: EmbeddingMatrix, reader: VectorFile, entries: Entries, rules: list[tuple[str, Any]]
) -> Array:
    """Fill the rows of words that are found; for each index the rank of the spelling that was.

    Rank 0 is the word as it is written, rank r the r-th fallback. A row
    found by a later rule gives way to one found by an earlier rule, so the file is read only once
    and nothing but the matrix is kept.
    """
    # Which rows a spelling is wanted for, as rank * size + index: a number is half the memory of
    # a pair, and there may be millions.
    places: dict[str, tuple[int, ...]] = {}
    ways = [("as written", str), *rules]
    for rank, (_, spell) in enumerate(ways):
        for word, index in itertools.chain(entries.words.items(), entries.unknown):
            spelling = _spelled(spell, word)
            if spelling is None:
                continue
            places[spelling] = (*places.get(spelling, ()), rank * entries.size + index)
    ranks = np.full(entries.size, _NOT_FOUND, np.int32)
    for names, rows in reader.batches(places):
        wanted = [places[name] for name in names]
        found, at = np.divmod(np.fromiter(itertools.chain(*wanted), np.int64), entries.size)
        origin = np.repeat(np.arange(len(names)), list(map(len, wanted)))
        # Of two rows of this batch for one index the better one is written last.
        order = np.argsort(-found, kind="stable")
        order = order[found[order] < ranks[at[order]]]
        ranks[at[order]] = found[order]
        matrix[at[order]] = rows[origin[order]]
    return ranks


def _spelled(spell: Spelling, word: str) -> str | None:
    """Another spelling of a word, in NFC; None where a rule has none."""
    spelling = spell(word)
    if spelling is not None and not isinstance(spelling, str):
        raise ValueError(
            f"A function of `fallbacks` must return a word or None. Received for {word!r}: "
            f"{spelling!r:.60} (of type {type(spelling).__name__})"
        )
    return None if spelling is None else nfc(spelling)


def _fill_missing(
    matrix: EmbeddingMatrix,
    reader: VectorFile,
    entries: Entries,
    ranks: Array,
    oov: str | Callable[[str], Any],
    seed: int | None,
) -> dict[str, str]:
    """Fill the other rows by the policy; says for each word which it was."""
    found = np.flatnonzero(ranks < _NOT_FOUND)
    mean, spread = _moments(matrix, found) if oov in ("mean", "random") else (0, 0)
    random = np.random.default_rng(seed) if oov == "random" else None
    makers: dict[str, Callable[[str], Any]] = {
        "zeros": lambda word: None,
        "mean": lambda word: mean,
        "random": lambda word: random.normal(mean, spread),  # type: ignore[union-attr]
        "subwords": reader.subword_vector,
    }
    has_row = (ranks < _NOT_FOUND).tolist()
    signs = dict.fromkeys(index for _, index in entries.unknown)
    make = makers[oov] if isinstance(oov, str) else oov
    name = oov if isinstance(oov, str) else getattr(oov, "__name__", "a function")
    filled = {}
    for word, index in [*entries.unknown, *entries.words.items()]:
        if has_row[index]:
            continue
        from_ngrams_of_sign = oov == "subwords" and index in signs
        row = None if from_ngrams_of_sign else make(word)
        if row is not None:
            matrix[index] = _checked_row(row, matrix.shape[1], word)
        if index not in signs:
            filled[word] = "zeros" if row is None else name
    return filled


def _moments(matrix: EmbeddingMatrix, found: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of each column over the rows found; zeros for no rows.

    In pieces: the rows of an int8 table are never all there as floats.
    """
    if not len(found):
        return np.zeros(matrix.shape[1]), np.zeros(matrix.shape[1])
    pieces = np.array_split(found, len(found) // 65_536 + 1)
    mean = sum(matrix[piece].sum(axis=0, dtype=np.float64) for piece in pieces) / len(found)
    squares = sum(((matrix[piece] - mean) ** 2).sum(axis=0) for piece in pieces) / len(found)
    return mean, np.sqrt(squares)


def _checked_row(row: Any, dim: int, word: str) -> Array:
    try:
        made = np.asarray(row, np.float32)
    except (ValueError, TypeError):  # words, or lists of different lengths
        made = np.empty(0, np.float32)
    if made.shape != (dim,) or not np.isfinite(made).all():
        raise ValueError(
            f"`oov` must return {dim} finite numbers or None. Received for {word!r}: {row!r:.200}"
        )
    return made


def _note(coverage: Coverage, entries: Entries, ranks: Array, rules: list[tuple[str, Any]]) -> None:
    """Write down which words were found, and by which spelling."""
    rank_of = ranks.tolist()
    for word, index in entries.words.items():
        rank = rank_of[index]
        if rank == _NOT_FOUND:
            coverage.missing.append(word)
        elif rank == 0:
            coverage.found.append(word)
        else:
            name, rule = rules[rank - 1]
            coverage.respelled[word] = (name, nfc(rule(word)))
    coverage.missing.sort(key=lambda word: -coverage.counts.get(word, 0))


def _warn_nothing_found(reader: VectorFile, coverage: Coverage) -> None:
    """Name words of both sides, which shows most often why they do not meet.

    The first rows of the source are read without looking for words, and so without leniency: of a
    file that is no vectors, or is damaged, that raises an error.
    """
    reader.verbose = 0
    with contextlib.closing(reader.batches()) as batches:
        theirs, _ = next(batches, ([], None))
    warnings.warn(
        f"None of the {len(coverage.missing):,} words of `vocabulary` is in {reader.path} "
        f"({reader.format}), so no row is a vector of it. Words of the vocabulary: "
        f"{_some(coverage.missing)}; of the vectors: {_some(theirs)}. If they differ in capitals "
        '`fallbacks="lower"` finds them',
        stacklevel=3,
    )


def _some(words: list[str]) -> str:
    return ", ".join(map(repr, words[:3])) or "none"
