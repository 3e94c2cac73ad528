"""gensim's tables of words and n-grams, as `FastText` needs them (section 9-3).

Three things are different from gensim's own. A table in jamo refuses a word in syllables, for
which it would hash n-grams that were never trained. `</s>`, Facebook's end of a line, has no
n-grams. And a file decides itself which n-grams its words have.

Imported where it is used: gensim takes a second.
"""

from typing import Any

import numpy as np
from gensim.models import FastText as GensimFastText
from gensim.models import KeyedVectors
from gensim.models.fasttext import FastTextKeyedVectors

from wordemb_keras import checks
from wordemb_keras.fasttext.spelling import Spelling
from wordemb_keras.formats.fasttext_bin import FastTextBinary
from wordemb_keras.formats.fasttext_int8 import Int8FastText
from wordemb_keras.formats.ngrams import ngram_buckets
from wordemb_keras.text.hangul import is_syllable

_END_OF_SENTENCE = "</s>"
_HIERARCHICAL, _NEGATIVE = 1, 2  # of the argument `loss`; gensim trains with these
_SKIP_GRAM = 2  # of the argument `model`
_NUMBERS = 32  # of each vector, summed at a time: a copy of whole tables may not fit into memory


class SubwordTable(FastTextKeyedVectors):
    """gensim's vectors of words and n-grams.

    Args:
        vector_size: numbers in a vector.
        min_n: length of the shortest n-grams.
        max_n: length of the longest.
        bucket: rows for n-grams; 0 for none.
        spelling: how the keys are written.
    """

    def __init__(
        self, vector_size: int, min_n: int, max_n: int, bucket: int, *, spelling: Spelling
    ):
        super().__init__(vector_size, min_n, max_n, bucket)
        self.spelling = spelling
        self.given_buckets: dict[int, np.ndarray] = {}  # of words whose file says so
        self.kept: np.ndarray | None = None  # (bucket,) of a pruned file: is there a row?
        self.vectors_ngrams = np.zeros((bucket, vector_size), np.float32)
        self.vectors_vocab_lockf = self.vectors_ngrams_lockf = np.ones(1, np.float32)

    def buckets_of(self, key: str) -> list[int]:
        """The rows of the n-grams of a key."""
        if key in self.key_to_index:
            return self.buckets_word[self.key_to_index[key]].tolist()
        found = ngram_buckets(key.encode("utf-8", "replace"), self.min_n, self.max_n, self.bucket)
        return found if self.kept is None else [each for each in found if self.kept[each]]

    def recalc_char_ngram_buckets(self) -> None:
        """As gensim, called whenever words have come; see the top of the file."""
        super().recalc_char_ngram_buckets()
        if _END_OF_SENTENCE in self.key_to_index:
            self.buckets_word[self.key_to_index[_END_OF_SENTENCE]] = np.zeros(0, np.uint32)
        for index, buckets in self.given_buckets.items():
            self.buckets_word[index] = buckets

    def adjust_vectors(self) -> None:
        """As gensim, called after training: the vector of a word is the mean of its pieces."""
        self.vectors = _means(self) if self.bucket else self.vectors_vocab

    def get_vector(self, key: Any, norm: bool = False) -> np.ndarray:
        """As gensim; a `ValueError` for a word in syllables where keys are in jamo."""
        return super().get_vector(self._checked(key), norm)

    def get_index(self, key: Any, *default: Any) -> Any:
        """As `get_vector`."""
        return super().get_index(self._checked(key), *default)

    def __contains__(self, key: Any) -> bool:
        return super().__contains__(self._checked(key))

    def _checked(self, key: Any) -> Any:
        is_known = not isinstance(key, str) or key in self.key_to_index
        if self.spelling.unit == "jamo" and not is_known and any(map(is_syllable, key)):
            raise ValueError(
                f"This table is in jamo. Received: {key!r}. Ask the model itself, for example "
                f"`model.most_similar({key!r})`, or spell it: `model.spell({key!r})` is "
                f"{self.spelling.spell(key)!r}"
            )
        return key


def of_binary(reader: FastTextBinary, spelling: Spelling) -> tuple[Any, SubwordTable]:
    """Gensim's model of a `.bin` file, and its table.

    Args:
        reader: the open file.
        spelling: how its words are written.

    Returns:
        The model is None where training cannot go on: a classifier, or a quantised file.

    Raises:
        VectorFileError: a number in the file is not finite.
    """
    numbers = _first_of_equal(reader, spelling)
    table = _table(reader, spelling, numbers)
    output = reader.output()
    if output is None or reader.arguments.loss not in (_HIERARCHICAL, _NEGATIVE):
        return None, table
    if (bad := checks.first_not_finite(output)) is not None:
        raise reader.not_finite(f"output row {bad + 1}")
    return _model(reader, table, numbers, output[numbers]), table


def of_int8(reader: Int8FastText, spelling: Spelling) -> SubwordTable:
    """The table of a file in int8; nothing is there to train it further."""
    table = SubwordTable(reader.dim, reader.min_n, reader.max_n, reader.bucket, spelling=spelling)
    table.index_to_key = list(reader.keys)
    table.key_to_index = {key: index for index, key in enumerate(table.index_to_key)}
    table.vectors_vocab, table.vectors_ngrams = reader.tables()
    table.recalc_char_ngram_buckets()
    table.adjust_vectors()
    return table


def _means(table: SubwordTable) -> np.ndarray:
    """What gensim's `adjust_vectors` adds up word by word, as sparse products: the same bits.

    Row i of the sparse matrix has a 1 for word i, then one for each of its n-grams in their order,
    `(words, words + bucket)`.
    """
    from scipy.sparse import csr_matrix

    own = np.arange(len(table.buckets_word), dtype=np.int32)  # as scipy's indices: no copy of them
    counts = np.array([len(buckets) for buckets in table.buckets_word], np.int64)
    ends = np.cumsum(counts)
    buckets = np.concatenate([own[:0], *table.buckets_word], dtype=np.int32, casting="same_kind")
    columns = np.insert(buckets + np.int32(len(own)), ends - counts, own)
    starts = np.concatenate([[0], ends + own + 1])
    shape = (len(own), len(own) + table.bucket)
    pieces = csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape)
    sums = np.empty_like(table.vectors_vocab)
    for start in range(0, sums.shape[1], _NUMBERS):
        part = np.s_[:, start : start + _NUMBERS]
        sums[part] = pieces @ np.concatenate(
            [table.vectors_vocab[part], table.vectors_ngrams[part]]
        )
    return sums / (1 + counts[:, np.newaxis]).astype(np.float32)


def keyed(words: list[str], rows: np.ndarray) -> KeyedVectors:
    """Words without n-grams, `rows` of shape `(words, dim)`."""
    vectors = KeyedVectors(rows.shape[1])
    vectors.add_vectors(words, rows)
    return vectors


def _first_of_equal(reader: FastTextBinary, spelling: Spelling) -> list[int]:
    """Numbers of the words that are kept: of those that are one in NFC the first."""
    first: dict[str, int] = {}
    for number, raw in enumerate(reader.raw_words):
        first.setdefault(spelling.join(_key(raw)), number)
    return list(first.values())


def _key(raw: bytes) -> str:
    # Facebook's files hold words cut in the middle of a character: two of them stay two words.
    return raw.decode("utf-8", errors="backslashreplace")


def _table(reader: FastTextBinary, spelling: Spelling, numbers: list[int]) -> SubwordTable:
    arguments = reader.arguments
    bucket = arguments.bucket if reader.has_subwords else 0
    table = SubwordTable(arguments.dim, arguments.minn, arguments.maxn, bucket, spelling=spelling)
    table.index_to_key = [_key(reader.raw_words[number]) for number in numbers]
    table.key_to_index = {key: index for index, key in enumerate(table.index_to_key)}
    table.vectors_vocab = np.array(reader.table[numbers], np.float32)
    if bucket:
        buckets = reader.ngram_buckets
        table.vectors_ngrams[buckets] = reader.ngram_table()
        if len(buckets) < bucket:
            table.kept = np.zeros(bucket, bool)
            table.kept[buckets] = True
        if (bad := checks.first_not_finite(table.vectors_ngrams)) is not None:
            raise reader.not_finite(f"bucket {bad} of the n-grams")
    for index, number in enumerate(numbers):
        raw = reader.raw_words[number]
        buckets = np.array(reader.word_buckets(number), np.uint32)
        if table.kept is not None or raw.decode("utf-8", "replace") != table.index_to_key[index]:
            table.given_buckets[index] = buckets
    table.recalc_char_ngram_buckets()
    table.adjust_vectors()
    if (bad := checks.first_not_finite(table.vectors)) is not None:
        raise reader.not_finite(f"word {numbers[bad] + 1}")
    return table


def _model(
    reader: FastTextBinary, table: SubwordTable, numbers: list[int], output: np.ndarray
) -> Any:
    arguments = reader.arguments
    hs = arguments.loss == _HIERARCHICAL
    model = GensimFastText(
        vector_size=arguments.dim,
        window=max(arguments.ws, 1),
        epochs=max(arguments.epoch, 1),
        negative=0 if hs else arguments.neg,
        hs=int(hs),
        sg=int(arguments.model == _SKIP_GRAM),
        sample=arguments.t,
        min_n=table.min_n,
        max_n=table.max_n,
        bucket=table.bucket,
        min_count=max(arguments.min_count, 0),
    )
    model.wv = table
    model.corpus_total_words = reader.tokens
    # The words are there already; gensim works out what depends on their counts. Of a file with
    # vectors from elsewhere (`-pretrainedVectors`) rare words are kept too: `min_count=1`.
    counts = (reader.word_counts[number] for number in numbers)
    model.raw_vocab = dict(zip(table.index_to_key, counts, strict=True))
    model.prepare_vocab(update=True, min_count=1)
    if hs:
        model.syn1 = output
    else:
        model.syn1neg = output
    model.layer1_size = arguments.dim
    return model
