"""`GloVe.fit` with the compiled trainer (section 9-2): Keras' own loop, another step.

Keras' `fit` calls a train function once for each batch. Here that function is one step of the
compiled trainer, so all the rest is Keras': callbacks and their order, the progress bar,
`initial_epoch`, `validation_data`, `stop_training`, the `History`.

The model's variables are the one truth. The trainer's tables are a copy of them for one epoch:
read when its first step begins, after all callbacks had their say, and written back when its
last step is done. An epoch that does not come to its end has changed nothing. If a callback
listens to batches, the copy is good for one step, and what the model held before the epoch is
kept to go back to.

Reference: [Keras training APIs](https://keras.io/api/models/model_training_apis/)
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import keras
import numpy as np

from wordemb_keras.glove.checkpoint import Checkpoint
from wordemb_keras.glove.hogwild import LARGEST_LOSS, Hogwild, astray, is_sound

_BATCH_HOOKS = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")
_ONLY_KERAS = (
    "weight_decay",
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
    "use_ema",
    "gradient_accumulation_steps",
    "loss_scale_factor",
)


def obstacle(model: keras.Model, tables: Iterable[keras.layers.Embedding]) -> str | None:
    """Why the compiled trainer cannot stand in for Keras' `train_step`; `None` if it can.

    Args:
        model: the model.
        tables: all its tables.
    """
    optimizer = model.optimizer
    if type(optimizer) is not keras.optimizers.Adagrad:
        return f"its optimizer is {type(optimizer).__name__}, not Adagrad"
    config = optimizer.get_config()
    if not isinstance(config["learning_rate"], float):
        return "its learning rate is a schedule"
    for name in _ONLY_KERAS:
        if config.get(name):
            return f"its optimizer uses `{name}`"
    if model.run_eagerly:
        return "it was compiled with `run_eagerly=True`"
    if model.steps_per_execution != 1:
        return "it was compiled with `steps_per_execution`"
    if model.distribute_strategy.num_replicas_in_sync > 1:
        return "it lives on several devices"
    for table in tables:
        if table.lora_enabled:
            return f"its table `{table.name}` has LoRA weights"
        if not (table.trainable and table.embeddings.trainable):
            return f"its table `{table.name}` is frozen"
        if table.embeddings_constraint or table.embeddings.regularizer:
            return f"its table `{table.name}` has a constraint or a regularizer"
    if model.losses:
        return "a loss was added to it"
    return None


def run(
    keras_fit: Callable[..., keras.callbacks.History],
    steps: "CompiledSteps",
    arguments: dict[str, Any],
    saver: Checkpoint | None = None,
) -> keras.callbacks.History:
    """Keras' `fit` with the compiled steps in place of the train function.

    Args:
        keras_fit: the `fit` of `keras.Model`, bound to the model.
        steps: the steps.
        arguments: of `fit`, all by name.
        saver: keeps the state in a file.
    """
    model = steps.model
    callbacks = arguments.pop("callbacks")
    # These come first: a batch that the others see has been looked at, and written.
    steps.one_by_one = any(map(listens_to_batches, callbacks))
    guard = SoundLoss.beside(callbacks, keep=steps.one_by_one, largest=LARGEST_LOSS)
    callbacks = [guard, steps, *callbacks]
    earlier = 0
    if saver is not None:
        saver.resume()
        earlier = len(saver.epochs)
        arguments["initial_epoch"] = max(arguments.get("initial_epoch", 0), saver.next_epoch)
        callbacks.append(saver)  # last: it keeps what the others have changed, too
    of_keras, model.train_function = model.train_function, steps
    try:
        history = keras_fit(steps.dataset(), shuffle=False, callbacks=callbacks, **arguments)
    except BaseException:
        if steps.interrupted:
            guard.put_back()
        raise
    finally:
        model.train_function = of_keras
        steps.close()
    if saver is not None:
        saver.complete_history(history, earlier)
    return history


class Tables:
    """The variables of a model that the compiled trainer works on.

    Args:
        weights: the variables of words, contexts, word biases and context biases.
        optimizer: the AdaGrad that has sums of squares for each of them.
    """

    def __init__(self, weights: list[keras.Variable], optimizer: keras.optimizers.Adagrad):
        self.weights, self.optimizer = weights, optimizer
        sums = {v.path: v for v in optimizer.variables if v.path.endswith("_accumulator")}
        names = [weight.path.replace("/", "_") for weight in weights]
        self.sums = [
            next(v for path, v in sums.items() if path.endswith(f"{name}_accumulator"))
            for name in names
        ]

    def read(self, trainer: Hogwild) -> None:
        """From the model to the trainer."""
        for variable, part in self._pairs(trainer):
            part[:] = variable.value.numpy()

    def write(self, trainer: Hogwild) -> None:
        """From the trainer to the model: wholly, even if Ctrl-C comes in between."""
        try:
            self._write(trainer)
        except KeyboardInterrupt:
            self._write(trainer)
            raise

    def _write(self, trainer: Hogwild) -> None:
        for variable, part in self._pairs(trainer):
            variable.assign(part)

    def _pairs(self, trainer: Hogwild) -> Iterator[tuple[keras.Variable, np.ndarray]]:
        rows = (trainer.words, trainer.contexts)
        parts = [r.vectors for r in rows] + [r.biases for r in rows]
        squares = [r.vector_squares for r in rows] + [r.bias_squares for r in rows]
        return zip([*self.weights, *self.sums], parts + squares, strict=True)


class CompiledSteps(keras.callbacks.Callback):
    """The train function of a `fit` with the compiled trainer; a callback, to hear of epochs.

    Args:
        model: what is trained.
        trainer: has the pairs.
        tables: the variables of the model.
        metric: the model's metric of the loss.
    """

    one_by_one = False  # whether the model must be up to date before and after every step

    def __init__(
        self, model: keras.Model, trainer: Hogwild, tables: Tables, metric: keras.metrics.Mean
    ):
        super().__init__()
        self.trainer, self.tables, self.metric = trainer, tables, metric
        self.set_model(model)
        self._steps: Iterator[tuple[int, float]] | None = None
        self._epoch, self._taken = 0, 0

    def checkpoint(self, path: Any, about: Mapping[str, Any]) -> Checkpoint:
        """The file of this training; `about` is what must agree."""
        names = ("words", "contexts", "word_biases", "context_biases")
        sums = [f"{name}_squares" for name in names]
        variables = dict(
            zip([*names, *sums], [*self.tables.weights, *self.tables.sums], strict=True)
        )
        optimizer = self.tables.optimizer
        variables.update(learning_rate=optimizer.learning_rate, iterations=optimizer.iterations)
        return Checkpoint(path, variables, about, complete=lambda: self.complete)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """The model is read later, when all callbacks have heard of the epoch."""
        self.close()
        self._epoch, self._taken = epoch, 0

    def __call__(self, data: Any = None) -> dict[str, float]:
        """One step. Keras gives an iterator over the numbers of the steps, which is not needed."""
        optimizer = self.tables.optimizer
        rate = float(optimizer.learning_rate)
        if self._steps is None:
            self._steps = self.trainer.epoch(self._epoch, rate)
        if self._taken == 0 or self.one_by_one:
            self.tables.read(self.trainer)
        self.trainer.learning_rate = rate
        _, loss = next(self._steps)  # the mean of the epoch so far, as Keras shows it
        self._taken += 1
        self.metric.reset_state()
        self.metric.update_state(loss)
        if is_sound(loss) and (self.complete or self.one_by_one):
            self.tables.write(self.trainer)
            optimizer.iterations.assign_add(1 if self.one_by_one else self._taken)
        return {"loss": loss}

    def dataset(self) -> Any:
        """The numbers of the steps, for Keras to count."""
        import tensorflow as tf

        return tf.data.Dataset.range(self.trainer.steps)

    @property
    def complete(self) -> bool:
        """Whether the epoch has come to its end."""
        return self._taken == self.trainer.steps

    @property
    def interrupted(self) -> bool:
        """Whether an epoch was begun and has not come to its end."""
        return 0 < self._taken < self.trainer.steps

    def close(self) -> None:
        """Let go of an epoch's threads."""
        if self._steps is not None:
            self._steps.close()  # type: ignore[attr-defined]
        self._steps = None


class SoundLoss(keras.callbacks.Callback):
    """Stops a training that has gone astray, with advice; the model goes back to the last epoch.

    With `keras.callbacks.TerminateOnNaN` beside it, it leaves the stopping to that.

    Args:
        keep: whether to keep what the model holds before an epoch. Not needed where an
            epoch changes the model only at its end.
        largest: the largest loss allowed.

    Raises:
        FloatingPointError: the loss is no longer finite, or absurdly large.
        ValueError: the learning rate is negative or not a number.
    """

    def __init__(self, *, keep: bool = True, largest: float = math.inf):
        super().__init__()
        self.keep, self.largest = keep, largest
        self.quiet = False
        self._epoch = 0
        self._before: list[tuple[keras.Variable, np.ndarray]] = []

    @classmethod
    def beside(cls, callbacks: list[keras.callbacks.Callback], **options: Any) -> "SoundLoss":
        """One that fits the other callbacks."""
        made = cls(**options)
        made.quiet = any(isinstance(c, keras.callbacks.TerminateOnNaN) for c in callbacks)
        return made

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """A new epoch to come back to."""
        self._epoch, self._before = epoch, []

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Keep what to go back to: here, as all callbacks have heard of the epoch by now."""
        rate = self._learning_rate()
        if not 0 <= rate < math.inf:  # 0 is what a schedule may come down to
            raise ValueError(
                f"`learning_rate` must be a finite number of at least 0. Received: {rate:g}"
            )
        if self.keep and not self._before:
            variables = [*self.model.weights, *self.model.optimizer.variables]
            self._before = [(v, np.array(_number(v))) for v in variables]

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Look at the loss."""
        loss = float(logs["loss"])
        if is_sound(loss, self.largest):
            return
        rate = self._learning_rate()
        self.put_back()
        if not self.quiet or math.isfinite(loss):
            raise FloatingPointError(astray(loss, self._epoch, rate))

    def put_back(self) -> None:
        """The model as it was before the epoch."""
        for variable, value in self._before:
            variable.assign(value)

    def _learning_rate(self) -> float:
        return float(_number(self.model.optimizer.learning_rate))


def _number(variable: Any) -> np.ndarray:
    """The value of a variable; of several replicas that of the first."""
    # not `convert_to_numpy`, of which NumPy 2 warns: TensorFlow knows no `copy`
    return keras.ops.convert_to_tensor(variable).numpy()


def listens_to_batches(callback: keras.callbacks.Callback) -> bool:
    """Whether a callback may look at the model, or change it, between two batches.

    Those of Keras that only look at the loss do not, nor do those that save once an epoch.
    """
    kind = type(callback)
    if kind in (
        keras.callbacks.History,
        keras.callbacks.ProgbarLogger,
        keras.callbacks.TerminateOnNaN,
    ):
        return False
    if kind in (keras.callbacks.ModelCheckpoint, keras.callbacks.BackupAndRestore):
        return callback.save_freq != "epoch"
    return any(
        name in vars(callback) or getattr(kind, name) is not getattr(keras.callbacks.Callback, name)
        for name in _BATCH_HOOKS
    )


def flat(callbacks: Any) -> list[keras.callbacks.Callback]:
    """The callbacks given to `fit`, as a list: none, one, a list or a `CallbackList`."""
    if isinstance(callbacks, keras.callbacks.CallbackList):
        return list(callbacks.callbacks)
    return [each for each in keras.tree.flatten(callbacks) if each is not None]
