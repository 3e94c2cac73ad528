"""FastText for words, syllables and jamo (section 9-3).

Each n-gram g of a word w has a vector z_g (`subwords.py` lists them), and the
word is their mean, its own vector z_w included. Skip-gram with negative
sampling trains them: for a word w, a word c beside it and k random words n,

    h = mean(z_w, z_g ...)    loss = -log s(h . v_c) - sum_n log s(-h . v_n)

with s the sigmoid. A word never seen still has n-grams, and so a vector. gensim's
compiled code does the training; this class adds Korean jamo, a table of sensible
size, the loss, and answers in syllables.

Reference: Bojanowski et al., [Enriching Word Vectors with Subword Information](
https://arxiv.org/abs/1607.04606)
"""

import os
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from wordemb_keras import checks, datasets
from wordemb_keras.fasttext import files as fasttext_files
from wordemb_keras.fasttext import training as fasttext_training
from wordemb_keras.fasttext.arguments import (
    LARGEST_WINDOW,
    check_lengths,
    check_no_sentences,
    check_options,
    check_rate,
    check_seed,
)
from wordemb_keras.fasttext.lookup import Lookup
from wordemb_keras.fasttext.spelling import Spelling, check_unit
from wordemb_keras.fasttext.subwords import Explanation
from wordemb_keras.formats import VectorFile
from wordemb_keras.formats.jamo import in_syllables
from wordemb_keras.formats.sources import ModelVectors
from wordemb_keras.pretrained import EmbeddingMatrix, build_embedding_matrix


class FastText:
    """Word vectors made of n-gram vectors, also for words never seen.

    Args:
        unit: what a word is cut into. `"syllable"`: n-grams of characters, which
            for Korean are syllables. `"jamo"`: Hangul is taken apart into
            initial, medial and final first, so that a typo changes only a few
            of its n-grams. `"word"`: no n-grams at all, as Word2Vec.
        vector_size: length of a vector.
        window: how many words to each side count as neighbours.
        min_count: words seen less often are left out.
        sg: 1 for skip-gram, 0 for CBOW (the mean of the neighbours predicts the word).
        min_n: length of the shortest n-grams, in characters or jamo.
        max_n: length of the longest n-grams. Default: both None; then n is 2 to 4
            for jamo, and for characters 1 to 2 if most words are Hangul, 3 to 6
            (the chapter's English example) if not.
        bucket: rows of the n-gram table. Default: None, four for each different
            n-gram of the vocabulary, at most 100,000 (40 MB at 100 numbers a
            row, where fastText's own 2,000,000 take 800 MB).
        negative: random words drawn against each true neighbour.
        alpha: learning rate at the start, at most 1; it falls to nearly 0. 0.05 is fastText's
            own; gensim's 0.025 leaves the n-grams of a small text half trained.
        workers: threads. Only `workers=1` gives the same numbers every time.
        seed: for the first vectors and the random draws. None: drawn anew.
        **options: further options of `gensim.models.FastText`: `sample`,
            `ns_exponent`, `min_alpha`, `cbow_mean`, `shrink_windows`,
            `max_final_vocab`, `batch_words`.

    Attributes:
        wv: gensim's `KeyedVectors`. A jamo model's keys are in jamo (`spell`); asked for a word
            in syllables it raises a `ValueError`.
        model: the gensim model behind it; None after loading a `.vec`, a `.ftz` or a classifier.
        history: `{"loss": [...]}`, the mean loss after each epoch on a fixed
            sample of 1,000 pairs of neighbours (gensim computes none itself).

    Raises:
        ValueError: an argument is out of range.
        TypeError: an argument has another name here, or text where the unit should be (that goes
            to `fit`); the message is the call to write.

    Example:

    >>> sentences = [["빠른", "배송", "좋아요"], ["배송", "빠르고", "좋아요"]] * 50
    >>> model = FastText("jamo", vector_size=8, workers=1, seed=1)
    >>> model = model.fit(sentences, epochs=2, verbose=0)
    >>> model.is_known("배숑"), model["배숑"].shape
    (False, (8,))
    >>> model.most_similar("배숑", topn=1)[0][0]
    '배송'

    Reference: [gensim's FastText](https://radimrehurek.com/gensim/models/fasttext.html)
    """

    def __init__(
        self,
        unit: str = "syllable",
        *,
        vector_size: int = 100,
        window: int = 5,
        min_count: int = 5,
        sg: int = 1,
        min_n: int | None = None,
        max_n: int | None = None,
        bucket: int | None = None,
        negative: int = 5,
        alpha: float = 0.05,
        workers: int = 4,
        seed: int = 1,
        **options: Any,
    ):
        check_no_sentences(
            unit, options, window=window, min_count=min_count, workers=workers, sg=sg
        )
        self.spelling = Spelling(check_unit(unit))
        self.vector_size = checks.integer("vector_size", vector_size)
        self.window = checks.integer("window", window, most=LARGEST_WINDOW)
        self.min_count = checks.integer("min_count", min_count)
        self.sg = checks.integer("sg", sg, least=0, most=1)
        check_lengths(unit, min_n, max_n)
        self.min_n = min_n
        self.max_n = max_n
        self.bucket = checks.optional_integer("bucket", bucket)
        self.negative = checks.integer("negative", negative)
        self.alpha = check_rate("alpha", alpha)
        self.workers = checks.integer("workers", workers)
        self.seed = check_seed(seed)
        self.options = check_options(options)
        self.model: Any = None
        self.wv: Any = None
        self.history: dict[str, list[float]] = {}
        self._made: Lookup | None = None

    @property
    def unit(self) -> str:
        """What a word is cut into."""
        return self.spelling.unit

    def fit(
        self,
        sentences: Iterable[Iterable[str]],
        *,
        epochs: int = 5,
        update: bool = False,
        verbose: int = 1,
    ) -> "FastText":
        """Train on tokenised sentences, from the start.

        Args:
            sentences: list of lists of words, or anything that can be walked
                through again and again, such as a `TokenFile` of
                `wordemb_keras.text.files`; a generator is read into a list first.
                A sentence of more than 10,000 words comes in pieces of that length.
            epochs: how often to go through them.
            update: go on with a copy of the vectors there are, also those of a loaded `.bin`:
                words that are new, and not rare (`min_count`), are added.
            verbose: 0: silent, 1: a progress bar with the loss.

        Returns:
            The model itself.

        Raises:
            ValueError: a sentence is a string or holds an empty token, there are fewer sentences
                from the second time on, or no word is frequent enough; with `update`, there is
                nothing to go on from.
            FloatingPointError: the loss is no longer a number.

        A `fit` that fails leaves the model as it was before.
        """
        epochs = checks.integer("epochs", epochs)
        if update and self._lookup and self.model is None:
            raise ValueError(
                "`update=True` goes on from a model with all its tables. A .vec, a .ftz, a "
                ".safetensors and a classifier lack the output vectors: load the .bin of "
                "`skipgram` or `cbow`"
            )
        if update and getattr(self.model, "hs", False):
            raise ValueError(
                "`update=True` cannot go on from a file that was trained with hierarchical softmax "
                "(`-loss hs`): here only negative sampling (`-loss ns`) is trained. Its vectors "
                "can be asked; leave `update` out to train new ones"
            )
        self.model, losses = fasttext_training.train(
            sentences, self, epochs=epochs, model=self.model if update else None, verbose=verbose
        )
        self.wv = self.model.wv
        self.history = {"loss": losses}
        return self

    # --- asking it ------------------------------------------------------------------------

    @property
    def words(self) -> list[str]:
        """The words of the vocabulary, frequent ones first, in syllables."""
        return list(self._lookup.words)

    def spell(self, word: str) -> str:
        """The word as this model reads it: NFC, and jamo in a jamo model.

        Jamo as they are typed (ㅇㅕㅇㅎㅘ) are read as their syllables, unless the vocabulary
        holds them as they are.
        """
        if not self._is_word(word):
            raise ValueError(
                f"`word` must be a string that is not empty and no space. Received: {word!r}"
            )
        if self.wv is None:
            return self.spelling.spell(self.spelling.as_typed(word))
        return self._lookup.key_of(word)

    def is_known(self, word: str) -> bool:
        """Whether the word was in the vocabulary, so that it has a vector of its own."""
        return self.spell(word) in self._lookup.table.key_to_index

    def __contains__(self, word: Any) -> bool:
        """Whether `model[word]` has an answer: the word is known, or long enough for an n-gram."""
        return self._is_word(word) and len(self._lookup.rows(self.spell(word))) > 0

    def __getitem__(self, word: str) -> np.ndarray:
        return self.vector(word)

    def vector(self, word: str, *, combine: str = "mean") -> np.ndarray:
        """The vector of any word.

        Args:
            word: a word, seen in training or not.
            combine: `"mean"` of its n-gram vectors (and its own, if known), as
                fastText and gensim compute it, or `"sum"`, as the paper writes
                it. They differ only in length: all cosines are the same.

        Returns:
            float32 array of shape `(vector_size,)`.

        Raises:
            KeyError: the word is unknown and too short for any n-gram, or the
                model has no n-grams.
            ValueError: the word is empty, or `combine` is neither.
        """
        checks.choice("combine", combine, ("mean", "sum"))
        rows = self._lookup.rows(self.spell(word))
        if not len(rows):
            raise KeyError(self._lookup.why_no_vector(word))
        return rows.mean(axis=0) if combine == "mean" else rows.sum(axis=0)

    def similarity(self, first: str, second: str) -> float:
        """Cosine of the vectors of two words, known or not."""
        a, b = self.vector(first), self.vector(second)
        return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))

    def most_similar(self, word: str, *, topn: int = 10) -> list[tuple[str, float]]:
        """The words of the vocabulary nearest to any word, by cosine.

        Args:
            word: a word, known or not.
            topn: how many.

        Returns:
            List of (word, cosine), nearest first, without the word itself.

        Raises:
            KeyError: see `vector`.
        """
        topn = checks.integer("topn", topn)
        found = self._lookup.table.similar_by_vector(self.vector(word), topn=topn + 1)
        spelled, join = self.spell(word), self.spelling.join
        return [(join(key), float(cos)) for key, cos in found if key != spelled][:topn]

    def explain(self, word: str) -> Explanation:
        """Where the vector of a word comes from: see `Explanation`.

        Raises:
            KeyError: see `vector`.
        """
        self.vector(word)  # its checks
        return self._lookup.explain(word)

    # --- into Keras -----------------------------------------------------------------------

    def vector_file(self) -> VectorFile:
        """The words, in syllables, and their vectors, for all that takes vectors.

        `as_vectors`, and so `build_embedding_matrix`, `neighbors` and the others, call it.
        """
        known = self._lookup
        reader = ModelVectors(
            known.table.index_to_key,
            known.table.vectors,
            name=type(self).__name__,
            subwords=known.vector_of_key,
        )
        return in_syllables(reader, empty=self.spelling.empty) if self.unit == "jamo" else reader

    def embedding_matrix(self, vocabulary: Any) -> EmbeddingMatrix:
        """A row for each index of a vocabulary; unknown words get n-gram vectors.

        Args:
            vocabulary: see `build_embedding_matrix`, which does the work.

        Returns:
            An `EmbeddingMatrix`, float32 of shape `(largest index + 1, vector_size)`.
            Padding, the unknown sign, and words without a vector (a warning
            counts those) are zero.
        """
        matrix = build_embedding_matrix(self, vocabulary, oov="subwords")
        coverage = matrix.coverage
        zeros = [word for word in coverage.missing if coverage.filled[word] == "zeros"]
        if zeros:
            total = len(coverage.found) + len(coverage.missing)
            some = f"{zeros[:5]}{'...' if len(zeros) > 5 else ''}"
            message = f"{len(zeros)} of {total} words have no vector and stay zero: {some}"
            warnings.warn(message, stacklevel=2)
        return matrix

    def embedding_layer(
        self, vocabulary: Any, *, trainable: bool = False, mask_zero: bool = True
    ) -> Any:
        """A `keras.layers.Embedding` with the rows of `embedding_matrix`.

        Args:
            vocabulary: see `build_embedding_matrix`.
            trainable: whether training may change the vectors.
            mask_zero: whether index 0 is padding that later layers skip.
        """
        return self.embedding_matrix(vocabulary).layer(trainable=trainable, mask_zero=mask_zero)

    # --- files ----------------------------------------------------------------------------

    def save(self, path: str | os.PathLike) -> None:
        """Write a Facebook fastText file, or a small one.

        Args:
            path: ends in `.bin`: everything, n-grams included; in `.vec`: text,
                only the vectors of the known words, in syllables; or in `.safetensors`: words
                and n-grams rounded to int8 (an eighth of the `.bin`), to ask, not to train on.

        Raises:
            ValueError: another ending, or a word that `.vec` cannot carry.
        """
        words = self._lookup.words
        fasttext_files.write(path, words, self.model, self.wv, self.spelling)

    @classmethod
    def load(
        cls, path: str | os.PathLike, *, unit: str | None = None, empty: str | None = None
    ) -> "FastText":
        """Read a file of this class, of gensim or of Facebook's tool.

        Args:
            path: a `.bin`, `.ftz` or `.vec`, also in a .gz or .zip, or the `.safetensors` of
                `save`. What it is shows in its first bytes.
            unit: the unit of the model. Default: None, told from its words:
                `"word"` if it has no n-grams, `"jamo"` if they are in jamo.
            empty: the sign for "no final" in its jamo; `""` if it writes none. Default: told
                from its words.

        Raises:
            ValueError: not such a file, or damaged; the message says where.
            FileNotFoundError: there is no such file; the message names what is spelled alike.
        """
        model, vectors, spelling = fasttext_files.read(path, unit=unit, empty=empty)
        loaded = cls(spelling.unit, vector_size=vectors.vector_size)
        loaded.model, loaded.wv, loaded.spelling = model, vectors, spelling
        if getattr(vectors, "bucket", 0):
            loaded.min_n, loaded.max_n = vectors.min_n, vectors.max_n
        for name in ("window", "min_count", "negative", "sg"):
            setattr(loaded, name, getattr(model, name, getattr(loaded, name)))
        loaded.negative = loaded.negative or 5  # hierarchical softmax has none
        return loaded

    @classmethod
    def from_pretrained(cls, name: str = "korean") -> "FastText":
        """A model that comes with the package, no download needed.

        Args:
            name: `"korean"`: 26,000 words in jamo, trained on 150,000 film reviews (NSMC, see
                `data/README.md`), for neighbours and for words that were mistyped.

        Raises:
            ValueError: there is no such model.

        Example:

        >>> model = FastText.from_pretrained("korean")
        >>> model.is_known("남동쉥"), model.most_similar("남동쉥", topn=1)[0][0]
        (False, '남동생')
        """
        checks.choice("name", name, tuple(fasttext_files.PRETRAINED))
        return cls.load(datasets.sample_folder() / fasttext_files.PRETRAINED[name])

    def __repr__(self) -> str:
        if self.wv is None:
            return f"<FastText unit={self.unit!r}, not trained>"
        ngrams = f"n-grams {self.wv.min_n}-{self.wv.max_n}" if self._lookup.bucket else "no n-grams"
        return f"<FastText unit={self.unit!r}, {ngrams}, {len(self.wv.index_to_key)} words>"

    def _is_word(self, word: Any) -> bool:
        """Whether there is more to it than spaces, or it was in training as it is."""
        if not isinstance(word, str):
            return False
        return word.strip() != "" or (self.wv is not None and self._lookup.row(word) is not None)

    @property
    def _lookup(self) -> Lookup:
        """The words and n-grams there are now."""
        if self.wv is None:
            raise ValueError("This model is not trained yet: call `fit(sentences)` first.")
        if self._made is None or self._made.table is not self.wv:
            self._made = Lookup(self.wv, self.spelling)
        return self._made
