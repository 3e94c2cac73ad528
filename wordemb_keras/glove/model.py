"""GloVe (section 9-2): vectors whose dot products give the logarithms of co-occurrence counts.

    J = sum over i, j of  f(X_ij) (w_i . w~_j + b_i + b~_j - log X_ij)^2        (equation 8)
    f(x) = min(1, (x / x_max)^alpha)                                            (equation 9)

The sum goes over the cells of the count matrix that are not zero, so log 0 never comes up.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/); [original program](
https://github.com/stanfordnlp/GloVe)
"""

import inspect
import os
from typing import TYPE_CHECKING, Any

import keras
import tensorflow as tf

from wordemb_keras import checks
from wordemb_keras.cooccurrence.counts import Counts
from wordemb_keras.glove.arguments import (
    check_arguments,
    check_compiled,
    check_counts,
    check_no_matrix,
    check_optimizer,
    check_pairs,
)
from wordemb_keras.glove.pairs import BATCH_SIZE, pairs_dataset, training_parts, weighting
from wordemb_keras.glove.tables import TwoTables

if TYPE_CHECKING:
    from wordemb_keras.glove.training import CompiledSteps

__all__ = ["GloVe", "pairs_dataset", "weighting"]

TRAINERS = ("auto", "hogwild", "keras")
# What a subclass may change about a step; the compiled trainer would pass it over.
_OF_A_STEP = ("train_step", "call", "compute_loss", "make_train_function", "metrics")


@keras.saving.register_keras_serializable(package="wordemb_keras")
class GloVe(TwoTables):
    """The GloVe model: two tables of vectors and two of biases, one row for each word.

    Called with a pair of index tensors it returns `w_i . w~_j + b_i + b~_j`, the model's
    estimate of log X_ij. It is a Keras model like any other: `fit` takes a `tf.data` pipeline of
    `((i, j), log X, f(X))`, the shape `(inputs, target, sample_weight)` that Keras expects, with
    any optimizer, callback, device and `tf.distribute` strategy.

    Given a `Cooccurrence` instead, `fit` makes the pairs itself and trains these same weights
    with a compiled trainer (see `wordemb_keras.glove.training`), many times as fast: one step of
    it takes the place of `train_step`, all the rest of `fit` is Keras' own. Counts that memory
    does not hold come as `PairFiles`, to `fit`, `evaluate` and `dataset` alike.

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
        vocabulary: the `Vocabulary` of the counts it was trained on, saved with the model; None
            before that.

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

    def compile(self, optimizer: Any = None, **kwargs: Any) -> None:
        """Choose the optimizer. As `keras.Model.compile`, but the loss is the model's own.

        Args:
            optimizer: an optimizer or its name. Default: AdaGrad with the paper's learning rate
                of 0.05, as the model comes.
            **kwargs: for Keras' `compile`: `run_eagerly`, `steps_per_execution`.

        Raises:
            ValueError: a loss or metrics, which would have no effect; `jit_compile=True`; or a
                learning rate that is not a finite number above 0, or an `epsilon` or
                `initial_accumulator_value` below 0.
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
        optimizer = keras.optimizers.get(optimizer or keras.optimizers.Adagrad(learning_rate=0.05))
        config = optimizer.get_config()
        if isinstance(config.get("learning_rate"), float):  # not a schedule
            checks.positive("learning_rate", config["learning_rate"])
        for name in ("epsilon", "initial_accumulator_value"):
            checks.not_negative(name, config.get(name, 0))
        super().compile(optimizer, **kwargs)

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Keras calls this on loading."""
        self.compile(**keras.saving.deserialize_keras_object(config))
        self.optimizer.build(self.trainable_variables)

    @property
    def metrics(self) -> list:
        """The reported loss, reset by Keras at the start of every epoch."""
        return [self.mean_loss]

    def train_step(self, data: Any) -> dict[str, Any]:
        """One optimizer step on `compute_loss`."""
        inputs, logs, weights = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            estimates = self(inputs)
            loss = self.compute_loss(inputs, logs, estimates, weights)
            loss = self.optimizer.scale_loss(loss)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        self.mean_loss.update_state(_weighted_squares(logs, estimates, weights))
        return {"loss": self.mean_loss.result()}

    def test_step(self, data: Any) -> dict[str, Any]:
        """The mean over pairs of f(X) diff^2."""
        inputs, logs, weights = keras.utils.unpack_x_y_sample_weight(data)
        self.mean_loss.update_state(_weighted_squares(logs, self(inputs), weights))
        return {"loss": self.mean_loss.result()}

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """What a step makes smaller: the sum over the batch of f(X) diff^2, and added losses.

        Args:
            x: the words i and j.
            y: log X.
            y_pred: the model's estimates of it.
            sample_weight: f(X). Default: 1 for all.
            training: not used.
        """
        return tf.add_n([tf.reduce_sum(_weighted_squares(y, y_pred, sample_weight)), *self.losses])

    def fit(
        self,
        x: Any = None,
        *args: Any,
        trainer: str = "auto",
        threads: int | None = None,
        checkpoint: str | os.PathLike | None = None,
        start_from: Any = None,
        **kwargs: Any,
    ) -> keras.callbacks.History:
        """Train. As `keras.Model.fit`, and takes a `Cooccurrence` or `PairFiles` too.

        Args:
            x: a `Cooccurrence` or `PairFiles`, or anything Keras' `fit` takes. The following
                arguments need counts.
            *args: for Keras' `fit`.
            trainer: `"hogwild"`: the compiled trainer; `"keras"`: the model's own `train_step`;
                `"auto"`: the compiled one wherever it does the same as the model's own step,
                which takes plain AdaGrad and a class that overrides nothing of a step. A GPU
                does not change that: what Keras would do there nobody has measured, and its
                large batches learn less in an epoch than a step for each pair.
            threads: of the compiled trainer. Default: all CPUs. With 1 the result depends on
                nothing but the seed; with more, threads overwrite each other now and then, and
                the last digits differ from run to run.
            checkpoint: path of a file that keeps the state after every epoch of the compiled
                trainer. If it is there already, training goes on from it; the counts, `shuffle`
                and `start_from` must be what they were.
            start_from: vectors to start from, where they know a word: anything that holds word
                vectors (see `wordemb_keras.formats.sources.as_vectors`). Each becomes
                w + w~ of its word. See `StayNear` for keeping them near.
            **kwargs: for Keras' `fit`: `epochs`, `verbose`, `callbacks`, `initial_epoch`,
                `shuffle`, `validation_data` (counts or pairs), `batch_size` (only the Keras
                trainer has batches).

        Returns:
            Keras `History`; `history["loss"]` is the mean of f(X) diff^2 over the epoch, taken
            while the weights move, as Keras does. `evaluate` gives it for the final weights.

        Raises:
            ValueError: the counts do not fit the model, the trainer does not fit the optimizer, or
                that belongs to another model.
            FloatingPointError: the loss became infinite, not a number or absurdly large. The model
                then holds the weights from before that epoch.
        """
        from wordemb_keras.glove import training

        bound = inspect.signature(keras.Model.fit).bind(self, x, *args, **kwargs).arguments
        arguments = {name: value for name, value in bound.items() if name not in ("self", "x")}
        arguments["callbacks"] = callbacks = training.flat(arguments.get("callbacks"))
        if not self.optimizer.built:  # so that every callback finds the optimizer's variables
            with self.distribute_strategy.scope():
                self.optimizer.build(self.trainable_variables)
        check_optimizer(self.optimizer, self.trainable_variables)
        if not isinstance(x, Counts):
            only = {"threads": threads, "checkpoint": checkpoint, "start_from": start_from}
            check_pairs(x, trainer=trainer, **only)
            callbacks.insert(0, training.SoundLoss.beside(callbacks))
            return super().fit(x, **arguments)

        check_counts(x, self.vocabulary_size, self.vocabulary)
        check_arguments(arguments)
        compiled = self._chosen(trainer, arguments) == "hogwild"
        arguments.update(self._held_out(arguments.get("validation_data"), x))
        batch_size, shuffle = arguments.pop("batch_size", None), arguments.pop("shuffle", True)
        if compiled:
            check_compiled(batch_size, threads)
        elif threads is not None or checkpoint is not None:
            raise ValueError(
                "`threads` and `checkpoint` belong to the compiled trainer. For the Keras trainer "
                "use the callback `keras.callbacks.BackupAndRestore`."
            )
        started = None
        if start_from is not None:
            started = self._start_from(start_from, x.vocabulary.words)
        self.vocabulary = x.vocabulary
        if compiled:
            steps = self._compiled_steps(x, threads, shuffle, arguments)
            saver = None
            if checkpoint is not None:
                about = {**self._identity(x), "shuffle": bool(shuffle), "start_from": started}
                saver = steps.checkpoint(checkpoint, about)
            return training.run(super().fit, steps, arguments, saver)
        callbacks.insert(0, training.SoundLoss.beside(callbacks, largest=training.LARGEST_LOSS))
        pairs = self.dataset(x, batch_size=batch_size or BATCH_SIZE, shuffle=bool(shuffle))
        return super().fit(pairs, shuffle=False, **arguments)

    def evaluate(self, x: Any = None, *args: Any, **kwargs: Any) -> Any:
        """As `keras.Model.evaluate`, and takes a `Cooccurrence` or `PairFiles` too."""
        if isinstance(x, Counts):
            check_counts(x, self.vocabulary_size, self.vocabulary)
            batch_size = checks.optional_integer("batch_size", kwargs.pop("batch_size", None))
            batch_size = batch_size or BATCH_SIZE
            x = self.dataset(x, batch_size=batch_size, shuffle=False)
        check_no_matrix(x)
        return super().evaluate(x, *args, **kwargs)

    def dataset(
        self,
        cooccurrence: Counts,
        *,
        batch_size: int = BATCH_SIZE,
        shuffle: bool = True,
    ) -> tf.data.Dataset:
        """Batches of `((i, j), log X, f(X))`, in another order every epoch."""
        batch_size = checks.integer("batch_size", batch_size)
        shuffle = checks.boolean("shuffle", shuffle)
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

    def _chosen(self, trainer: str, arguments: dict[str, Any]) -> str:
        """The trainer: "hogwild" or "keras"."""
        from wordemb_keras.glove.training import obstacle

        if trainer not in TRAINERS:
            raise ValueError(f"`trainer` must be one of {TRAINERS}. Received: {trainer!r}")
        if trainer == "keras":
            return trainer
        changed = [n for n in _OF_A_STEP if getattr(type(self), n) is not getattr(GloVe, n)]
        changed += [n for n in _OF_A_STEP if n in vars(self)]
        if changed:
            reason: str | None = f"it has a `{changed[0]}` of its own"
        elif arguments.get("steps_per_epoch"):
            reason = "it does not take `steps_per_epoch`"
        else:
            reason = obstacle(self, self._tables())
        if reason and trainer == "hogwild":
            raise ValueError(
                f'`trainer="hogwild"` cannot train this model: {reason}. Use `trainer="keras"`.'
            )
        return "keras" if reason else "hogwild"

    def _held_out(self, counts: Any, trained: Counts) -> dict[str, Any]:
        """Counts as `validation_data`, as pairs."""
        if not isinstance(counts, Counts):
            check_no_matrix(counts, "validation_data")
            return {}
        vocabulary = trained.vocabulary
        check_counts(
            counts,
            self.vocabulary_size,
            vocabulary,
            name="validation_data",
            same="x.vocabulary",
        )
        return {"validation_data": self.dataset(counts, shuffle=False)}

    def _compiled_steps(
        self, counts: Counts, threads: int | None, shuffle: bool, arguments: dict[str, Any]
    ) -> "CompiledSteps":
        from wordemb_keras.glove.hogwild import Hogwild
        from wordemb_keras.glove.training import CompiledSteps, Tables

        trainer = Hogwild(
            training_parts(counts, x_max=self.x_max, alpha=self.alpha),
            self.vocabulary_size,
            self.embedding_dim,
            threads=threads,
            seed=self.seed,
            shuffle=bool(shuffle),
            epsilon=self.optimizer.epsilon,
            verbose=arguments.get("verbose") != 0,
        )
        weights = [table.embeddings for table in self._tables()]
        return CompiledSteps(self, trainer, Tables(weights, self.optimizer), self.mean_loss)

    def _identity(self, counts: Counts) -> dict[str, Any]:
        """What must agree for a training to go on from a file."""
        names = ("vocabulary_size", "embedding_dim", "x_max", "alpha", "seed")
        return {
            **{name: getattr(self, name) for name in names},
            "epsilon": self.optimizer.epsilon,
            "checksum of the counts": counts.checksum,
        }


def _weighted_squares(logs: Any, estimates: Any, weights: Any) -> Any:
    """f(X) diff^2 of each pair, equation 8."""
    squares = (estimates - tf.cast(logs, estimates.dtype)) ** 2
    return squares if weights is None else tf.cast(weights, estimates.dtype) * squares
