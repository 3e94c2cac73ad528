"""The two tables of GloVe (section 9-2): what is trained, and what comes out.

A word has a vector w and a bias b, and another pair w~ and b~ for where it is a context. Their

    w_i . w~_j + b_i + b~_j

is the estimate of log X_ij; w + w~ is the vector of the word.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/)
"""

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

from wordemb_keras import checks
from wordemb_keras.cooccurrence.counts import Counts, checksum_of
from wordemb_keras.distribute import DistributedFit
from wordemb_keras.glove.scores import scores
from wordemb_keras.text.entries import entries_of
from wordemb_keras.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

    from wordemb_keras.formats import VectorFile

PARTS = ("sum", "words", "contexts")
LARGEST_SEED = 2**32 - 1  # as of `keras.utils.set_random_seed`

_WORDS_FILE = "vocabulary.txt"
_NO_QUANTIZING = (
    "GloVe is trained and read in float32 and cannot be quantized. Quantize the layer that you "
    'use: `layer = model.embedding()`, then `layer.quantize("int8")`.'
)


class TwoTables(DistributedFit):
    """The part of `GloVe` that knows nothing of training. See `GloVe` for the arguments."""

    def __init__(
        self,
        vocabulary_size: int,
        embedding_dim: int = 100,
        *,
        x_max: float = 10.0,
        alpha: float = 0.75,
        seed: int | None = None,
        **kwargs: Any,
    ):
        if isinstance(vocabulary_size, Counts):
            raise ValueError(
                "`vocabulary_size` must be the number of words, `len(counts)`. Received: the "
                f"counts, {vocabulary_size!r}"
            )
        super().__init__(dtype=_checked_dtype(kwargs.pop("dtype", "float32")), **kwargs)
        self.vocabulary_size = checks.integer("vocabulary_size", vocabulary_size)
        self.embedding_dim = checks.integer("embedding_dim", embedding_dim)
        self.x_max, self.alpha = checks.positive("x_max", x_max), checks.positive("alpha", alpha)
        seed = checks.seed(seed)
        if seed is not None:
            checks.integer("seed", seed, least=0, most=LARGEST_SEED)
        self.supports_jit = False  # XLA compiles no sparse matrices
        self.seed = random.randrange(2**31) if seed is None else seed
        self.vocabulary: Vocabulary | None = None
        self.words = self._table("words", self.embedding_dim, 0)
        self.contexts = self._table("contexts", self.embedding_dim, 1)
        self.word_biases = self._table("word_biases", 1, 2)
        self.context_biases = self._table("context_biases", 1, 3)
        self.mean_loss = keras.metrics.Mean(name="loss")
        self.built = True
        self.compile()

    def call(self, inputs: Any) -> Any:
        """Estimate log X for pairs of words."""
        i, j = (tf.convert_to_tensor(index) for index in inputs)
        return scores(*(tf.convert_to_tensor(table.embeddings) for table in self._tables()), i, j)

    def quantize(self, *args: Any, **kwargs: Any) -> None:
        """Not for a model that is trained and read in float32; quantize the layer that is used.

        Raises:
            ValueError: always.
        """
        raise ValueError(_NO_QUANTIZING)

    def compute_output_shape(self, input_shape: Any) -> tuple:
        """One number for each pair."""
        return tuple(input_shape[0])

    @property
    def vectors(self) -> np.ndarray:
        """The word vectors, w + w~, of shape `(vocabulary_size, embedding_dim)`."""
        return self._vectors_of("sum")

    def vector_file(self) -> "VectorFile":
        """The words and their vectors, for all that takes vectors: see `as_vectors`."""
        from wordemb_keras.formats.sources import ModelVectors

        return ModelVectors(self._named_by(None).words, self.vectors, name=type(self).__name__)

    def keyed_vectors(
        self, vocabulary: Vocabulary | None = None, *, part: str = "sum"
    ) -> "KeyedVectors":
        """The vectors as gensim `KeyedVectors`: neighbours, analogies, evaluation, files.

        Args:
            vocabulary: names of the rows. Default: those of the counts it was trained on.
            part: `"sum"`: w + w~, as the paper; `"words"`: w alone; `"contexts"`: w~ alone.
        """
        from gensim.models import KeyedVectors

        vocabulary = self._named_by(vocabulary)
        vectors = KeyedVectors(self.embedding_dim)
        vectors.add_vectors(vocabulary.words, self._vectors_of(part))
        if vocabulary.counts:
            for word in vocabulary.words:
                vectors.set_vecattr(word, "count", vocabulary.counts.get(word, 0))
        return vectors

    def embedding(
        self,
        vocabulary: Any = None,
        *,
        part: str = "sum",
        trainable: bool = False,
        mask_zero: bool = True,
    ) -> keras.layers.Embedding:
        """The vectors as a Keras `Embedding` for the indices of a vocabulary.

        The rows of padding, of the unknown word, and of words that were not counted are zeros.

        Args:
            vocabulary: see `build_embedding_matrix`. Default: that of the counts it was trained
                on. Where it was trained on none, the words, by their indices, name the rows.
            part: see `keyed_vectors`.
            trainable: whether the layer goes on learning.
            mask_zero: whether padding is masked.

        Raises:
            ValueError: there is no vocabulary, or it does not name the rows of this model.
        """
        from wordemb_keras.pretrained.matrix import build_embedding_matrix

        own = self.vocabulary
        if own is None and vocabulary is not None:
            words = entries_of(vocabulary).words
            own = Vocabulary(sorted(words, key=words.__getitem__))
        own = self._named_by(own)
        source = (own.words, self._vectors_of(part))
        matrix = build_embedding_matrix(source, own if vocabulary is None else vocabulary)
        return matrix.layer(trainable=trainable, mask_zero=mask_zero)

    def get_config(self) -> dict[str, Any]:
        """The arguments of the constructor."""
        names = ("vocabulary_size", "embedding_dim", "x_max", "alpha", "seed")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}

    def save_assets(self, folder: str) -> None:
        """Keras calls this on saving: the words go along as a text file."""
        if self.vocabulary is not None:
            self.vocabulary.save(Path(folder) / _WORDS_FILE)

    def load_assets(self, folder: str) -> None:
        """Keras calls this on loading."""
        if (path := Path(folder) / _WORDS_FILE).exists():
            self.vocabulary = Vocabulary.load(path)

    def _table(self, name: str, dim: int, number: int) -> keras.layers.Embedding:
        """First values as in the original program: uniform within 0.5 / embedding_dim."""
        limit = 0.5 / self.embedding_dim
        first = keras.initializers.RandomUniform(-limit, limit, seed=self.seed + number)
        layer = keras.layers.Embedding(
            self.vocabulary_size, dim, embeddings_initializer=first, name=name, dtype="float32"
        )
        layer.build((None,))
        return layer

    def _tables(self) -> list[keras.layers.Embedding]:
        """All four, if they are tables of float32 still."""
        tables = [self.words, self.contexts, self.word_biases, self.context_biases]
        if any(table.quantization_mode for table in tables):
            raise ValueError(_NO_QUANTIZING)
        return tables

    def _vectors_of(self, part: str) -> np.ndarray:
        checks.choice("part", part, PARTS)
        words, contexts, *_ = self._tables()
        chosen = {"sum": [words, contexts], "words": [words], "contexts": [contexts]}[part]
        # `embeddings` of a table with LoRA weights has their product in it. The sum is a new array.
        return np.sum([tf.convert_to_tensor(table.embeddings).numpy() for table in chosen], axis=0)

    def _start_from(self, source: Any, words: list[str]) -> str:
        """Half of the vector is w, the other half w~, for the words that the source knows.

        Returns:
            A checksum of these vectors.
        """
        from wordemb_keras.glove.warm_start import known_rows

        rows, vectors = known_rows(source, words, self.embedding_dim)
        for table in self._tables()[:2]:
            values = np.array(table.embeddings.value.numpy())
            values[rows] = vectors / 2
            table.embeddings.assign(values)
        return checksum_of([words[row] for row in rows], vectors)

    def _named_by(self, vocabulary: Vocabulary | None) -> Vocabulary:
        vocabulary = vocabulary or self.vocabulary
        if vocabulary is None:
            raise ValueError(
                "`vocabulary` must name the rows: this model was not trained on a `Cooccurrence`"
            )
        if len(vocabulary.words) != self.vocabulary_size:
            raise ValueError(
                f"`vocabulary` must name each of the {self.vocabulary_size} rows. Received: "
                f"{len(vocabulary.words)} words"
            )
        return vocabulary


def _checked_dtype(dtype: Any) -> Any:
    policy = keras.dtype_policies.get(dtype)
    if (policy.variable_dtype, policy.compute_dtype) != ("float32", "float32"):
        raise ValueError(
            f'`dtype` must be "float32", or left out: GloVe trains in that. Received: {dtype!r}'
        )
    return policy
