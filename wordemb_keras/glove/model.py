"""GloVe (section 9-2): vectors whose dot products give the logarithms of co-occurrence counts.

    J = sum over i, j of  f(X_ij) (w_i . w~_j + b_i + b~_j - log X_ij)^2        (equation 8)
    f(x) = min(1, (x / x_max)^alpha)                                            (equation 9)

The sum goes over the cells of the count matrix that are not zero, so log 0 never comes up.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/); [original program](
https://github.com/stanfordnlp/GloVe)
"""

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

from wordemb_keras import checks
from wordemb_keras.cooccurrence.counts import Counts
from wordemb_keras.distribute import DistributedFit
from wordemb_keras.glove.pairs import BATCH_SIZE, pairs_dataset, weighting
from wordemb_keras.glove.scores import scores
from wordemb_keras.text.entries import entries_of
from wordemb_keras.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

    from wordemb_keras.formats import VectorFile

__all__ = ["GloVe", "pairs_dataset", "weighting"]

TRAINERS = ("auto", "hogwild", "keras")
_WORDS_FILE = "vocabulary.txt"


@keras.saving.register_keras_serializable(package="wordemb_keras")
class GloVe(DistributedFit):
    """The GloVe model: two tables of vectors and two of biases, one row for each word.

    Called with a pair of index tensors it returns `w_i . w~_j + b_i + b~_j`, the model's
    estimate of log X_ij. It is a Keras model like any other: `fit` takes a `tf.data` pipeline of
    `((i, j), log X, f(X))`, the shape `(inputs, target, sample_weight)` that Keras expects, with
    any optimizer, callback, device and `tf.distribute` strategy.

    Given a `Cooccurrence` instead, `fit` makes the pairs itself and on a CPU trains these same
    weights with a compiled trainer (see `wordemb_keras.glove.hogwild`), many times as fast. Counts
    that memory does not hold come as `PairFiles`, to `fit`, `evaluate` and `dataset` alike.

    The loss that is minimised is the **sum** over the batch, as in the paper: a mean would leave
    AdaGrad with gradients too small to move. What is **reported** as `loss`, by `fit` and by
    `evaluate`, is the mean over pairs of f(X) diff^2, which does not depend on the batch size.

    The model comes compiled with AdaGrad and a learning rate of 0.05, as in the paper; call
    `compile` to change that. It is always in float32, whatever `keras.config` says: in half
    precision the steps of AdaGrad would be rounded to nothing.

    To load a saved model in another program, import this class first, so that Keras knows it:

        from wordemb_keras import GloVe
        model = keras.saving.load_model("glove.keras")

    Args:
        vocabulary_size: number of words, `len(cooccurrence)`. Row r is the word
            `cooccurrence.vocabulary.words[r]`; there are no rows for padding and unknown words.
        embedding_dim: numbers in a vector.
        x_max: see `weighting`.
        alpha: see `weighting`.
        seed: of the first values and of the order of the pairs. Default: from Python's `random`,
            which `keras.utils.set_random_seed` sets.
        **kwargs: for `keras.Model`, such as `name`; `dtype` may only be `"float32"`.

    Input shape:
        Two integer tensors of shape `(batch_size,)`: words i and context words j.

    Output shape:
        `(batch_size,)`.

    Attributes:
        vocabulary: the `Vocabulary` of the last counts it was trained on, saved with the model;
            None before that.

    Raises:
        ValueError: a size or a weighting parameter that is not positive, a seed that is no
            integer, or another `dtype`.

    Example:

    >>> from wordemb_keras import Cooccurrence
    >>> sentences = [["ice", "is", "solid"], ["steam", "is", "gas"]] * 5
    >>> X = Cooccurrence.build(sentences, window=2, verbose=0)
    >>> model = GloVe(len(X), 8, seed=1)
    >>> history = model.fit(X, epochs=50, threads=1, verbose=0)
    >>> history.history["loss"][-1] < 0.01 * history.history["loss"][0]
    True
    >>> model.vectors.shape
    (5, 8)
    """

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
        self.supports_jit = False  # XLA compiles no sparse matrices
        self.seed = random.randrange(2**31) if seed is None else seed
        self.vocabulary: Vocabulary | None = None
        self.words = self._table("words", embedding_dim, 0)
        self.contexts = self._table("contexts", embedding_dim, 1)
        self.word_biases = self._table("word_biases", 1, 2)
        self.context_biases = self._table("context_biases", 1, 3)
        self.mean_loss = keras.metrics.Mean(name="loss")
        self.built = True
        self.compile(optimizer=keras.optimizers.Adagrad(learning_rate=0.05))

    def compile(self, optimizer: Any = "rmsprop", **kwargs: Any) -> None:
        """Choose the optimizer. As `keras.Model.compile`, but the loss is the model's own.

        Args:
            optimizer: an optimizer or its name.
            **kwargs: for Keras' `compile`: `run_eagerly`, `steps_per_execution`.

        Raises:
            ValueError: a loss or metrics, which would have no effect, or `jit_compile=True`.
        """
        for name in ("loss", "loss_weights", "metrics", "weighted_metrics"):
            if kwargs.get(name):
                raise ValueError(
                    f"`{name}` must be left out: GloVe minimises equation 8 of its paper and "
                    f"reports that as `loss`. Received: {name}={kwargs[name]!r}"
                )
        if kwargs.get("jit_compile") is True:
            raise ValueError(
                "`jit_compile` must be left out: XLA cannot compile the sparse matrices of "
                "GloVe's gradient. Received: jit_compile=True"
            )
        super().compile(optimizer, **kwargs)

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Keras calls this on loading."""
        self.compile(**keras.saving.deserialize_keras_object(config))
        self.optimizer.build(self.trainable_variables)

    def call(self, inputs: Any) -> Any:
        """Estimate log X for pairs of words."""
        i, j = (tf.convert_to_tensor(index) for index in inputs)
        tables = (self.words, self.contexts, self.word_biases, self.context_biases)
        return scores(*(tf.convert_to_tensor(table.embeddings) for table in tables), i, j)

    def compute_output_shape(self, input_shape: Any) -> tuple:
        """One number for each pair."""
        return tuple(input_shape[0])

    @property
    def metrics(self) -> list:
        """The reported loss, reset by Keras at the start of every epoch."""
        return [self.mean_loss]

    def train_step(self, data: Any) -> dict[str, Any]:
        """One optimizer step on the sum over the batch of f(X) diff^2."""
        with tf.GradientTape() as tape:
            squares = self._weighted_squares(data)
            loss = self.optimizer.scale_loss(tf.reduce_sum(squares))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        self.mean_loss.update_state(squares)
        return {"loss": self.mean_loss.result()}

    def test_step(self, data: Any) -> dict[str, Any]:
        """The mean over pairs of f(X) diff^2."""
        self.mean_loss.update_state(self._weighted_squares(data))
        return {"loss": self.mean_loss.result()}

    def fit(
        self,
        x: Any = None,
        *args: Any,
        trainer: str = "auto",
        threads: int | None = None,
        checkpoint: str | os.PathLike | None = None,
        **kwargs: Any,
    ) -> keras.callbacks.History:
        """Train. As `keras.Model.fit`, and takes a `Cooccurrence` or `PairFiles` too.

        Args:
            x: a `Cooccurrence` or `PairFiles`, or anything Keras' `fit` takes. The following
                arguments need counts.
            *args: for Keras' `fit`.
            trainer: `"hogwild"`: the compiled trainer; `"keras"`: the model's own `train_step`;
                `"auto"`: the compiled one on a CPU with plain AdaGrad, otherwise Keras.
            threads: of the compiled trainer. Default: all CPUs. With 1 the result depends on
                nothing but the seed; with more, threads overwrite each other now and then, and
                the last digits differ from run to run.
            checkpoint: path of a file that keeps the state after every epoch of the compiled
                trainer. If it is there already, training goes on from it.
            **kwargs: for Keras' `fit`: `epochs`, `verbose`, `callbacks`, `initial_epoch`,
                `batch_size` (only the Keras trainer has batches).

        Returns:
            Keras `History`; `history["loss"]` is the mean of f(X) diff^2 over the epoch, taken
            while the weights move, as Keras does. `evaluate` gives it for the final weights.

        Raises:
            ValueError: the counts do not fit the model, or the trainer does not fit the optimizer.
            FloatingPointError: the loss became infinite or not a number. The model then holds the
                weights from before that epoch.
        """
        from wordemb_keras.glove.training import train, watched

        if not isinstance(x, Counts):
            _check_no_text(x)
            _check_only_for_counts(trainer=trainer, threads=threads, checkpoint=checkpoint)
            return super().fit(**watched(self, x, *args, **kwargs))
        self._adopt(x)
        if self._trainer(trainer, args, kwargs) == "hogwild":
            return train(self, x, threads=threads, checkpoint=checkpoint, **kwargs)
        if threads is not None or checkpoint is not None:
            raise ValueError(
                "`threads` and `checkpoint` belong to the compiled trainer. For the Keras trainer "
                "use the callback `keras.callbacks.BackupAndRestore`."
            )
        batch_size = kwargs.pop("batch_size", None) or BATCH_SIZE
        pairs = self.dataset(x, batch_size=batch_size)
        return super().fit(**watched(self, pairs, *args, shuffle=False, **kwargs))

    def evaluate(self, x: Any = None, *args: Any, **kwargs: Any) -> Any:
        """As `keras.Model.evaluate`, and takes a `Cooccurrence` or `PairFiles` too."""
        if isinstance(x, Counts):
            _check_size(self, x)
            batch_size = kwargs.pop("batch_size", None) or BATCH_SIZE
            x = self.dataset(x, batch_size=batch_size, shuffle=False)
        return super().evaluate(x, *args, **kwargs)

    def dataset(
        self,
        cooccurrence: Counts,
        *,
        batch_size: int = BATCH_SIZE,
        shuffle: bool = True,
    ) -> tf.data.Dataset:
        """Batches of `((i, j), log X, f(X))`, in another order every epoch."""
        devices = self.distribute_strategy.num_replicas_in_sync
        batch_size = min(batch_size, cooccurrence.n_pairs)
        batch_size = max(devices, batch_size - batch_size % devices)  # each its equal share
        return pairs_dataset(
            cooccurrence,
            batch_size=batch_size,
            x_max=self.x_max,
            alpha=self.alpha,
            seed=self.seed if shuffle else None,
        )

    @property
    def vectors(self) -> np.ndarray:
        """The word vectors, w + w~, of shape `(vocabulary_size, embedding_dim)`."""
        return self.words.embeddings.value.numpy() + self.contexts.embeddings.value.numpy()

    def vector_file(self) -> "VectorFile":
        """The words and their vectors, for all that takes vectors: see `as_vectors`."""
        from wordemb_keras.formats.sources import ModelVectors

        return ModelVectors(self._named_by(None).words, self.vectors, name=type(self).__name__)

    def keyed_vectors(self, vocabulary: Vocabulary | None = None) -> "KeyedVectors":
        """The vectors as gensim `KeyedVectors`: neighbours, analogies, evaluation, files.

        Args:
            vocabulary: names of the rows. Default: those of the counts it was trained on.
        """
        from gensim.models import KeyedVectors

        vocabulary = self._named_by(vocabulary)
        vectors = KeyedVectors(self.embedding_dim)
        vectors.add_vectors(vocabulary.words, self.vectors)
        if vocabulary.counts:
            for word in vocabulary.words:
                vectors.set_vecattr(word, "count", vocabulary.counts.get(word, 0))
        return vectors

    def embedding(
        self,
        vocabulary: Any = None,
        *,
        trainable: bool = False,
        mask_zero: bool = True,
    ) -> keras.layers.Embedding:
        """The vectors as a Keras `Embedding` for the indices of a vocabulary.

        The rows of padding, of the unknown word, and of words that were not counted are zeros.

        Args:
            vocabulary: see `build_embedding_matrix`. Default: that of the counts it was trained
                on. Where it was trained on none, the words, by their indices, name the rows.
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
        source = (own.words, self.vectors)
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

    def _weighted_squares(self, data: Any) -> Any:
        inputs, logs, weights = keras.utils.unpack_x_y_sample_weight(data)
        squares = (self(inputs) - tf.cast(logs, self.compute_dtype)) ** 2
        return squares if weights is None else tf.cast(weights, self.compute_dtype) * squares

    def _adopt(self, counts: Counts) -> None:
        _check_size(self, counts)
        self.vocabulary = counts.vocabulary

    def _trainer(self, trainer: str, args: tuple, kwargs: dict[str, Any]) -> str:
        from wordemb_keras.glove.training import obstacle

        if trainer not in TRAINERS:
            raise ValueError(f"`trainer` must be one of {TRAINERS}. Received: {trainer!r}")
        if trainer == "keras":
            return trainer
        reason = obstacle(self, args, kwargs)
        if reason and trainer == "hogwild":
            raise ValueError(
                f'`trainer="hogwild"` cannot train this model: {reason}. Use `trainer="keras"`.'
            )
        on_gpu = trainer == "auto" and bool(tf.config.list_logical_devices("GPU"))
        return "keras" if reason or on_gpu else "hogwild"

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


def _check_no_text(x: Any) -> None:
    """Sentences, or a file of them, are to be counted first."""
    first = next(iter(x), None) if isinstance(x, list | tuple) else x
    if isinstance(first, str | os.PathLike) or (
        isinstance(first, list | tuple) and first and isinstance(first[0], str)
    ):
        raise ValueError(
            "`x` must be counts, not text: `model.fit(Cooccurrence.build(text, ...))`. "
            f"Received: {str(x)[:60]!r}"
        )


def _checked_dtype(dtype: Any) -> Any:
    policy = keras.dtype_policies.get(dtype)
    if (policy.variable_dtype, policy.compute_dtype) != ("float32", "float32"):
        raise ValueError(
            f'`dtype` must be "float32", or left out: GloVe trains in that. Received: {dtype!r}'
        )
    return policy


def _check_only_for_counts(**arguments: Any) -> None:
    given = [name for name, value in arguments.items() if value not in (None, "auto", "keras")]
    if given:
        raise ValueError(f"`{given[0]}` needs a `Cooccurrence` as `x`, not pairs made elsewhere")


def _check_size(model: GloVe, counts: Counts) -> None:
    if len(counts) != model.vocabulary_size:
        raise ValueError(
            f"`vocabulary_size` must be the number of words counted, {len(counts)}. "
            f"Received: vocabulary_size={model.vocabulary_size}"
        )
    if not counts.n_pairs:
        raise ValueError("`x` must hold at least one count above 0: there is nothing to learn from")
