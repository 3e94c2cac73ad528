"""`GloVe.fit` with the compiled trainer (section 9-2): weights in, epochs, weights out.

Everything a Keras `fit` promises holds: it starts from the model's weights and the optimizer's
accumulators and leaves both where training ended, calls callbacks, shows Keras' progress bar,
heeds `stop_training` and a learning rate that a callback changes, and returns a `History`.

Reference: [Keras training APIs](https://keras.io/api/models/model_training_apis/)
"""

import inspect
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from wordemb_keras import checks
from wordemb_keras.files import atomic_write
from wordemb_keras.glove.hogwild import Hogwild, not_finite
from wordemb_keras.glove.pairs import training_parts

if TYPE_CHECKING:
    from wordemb_keras.cooccurrence.counts import Counts
    from wordemb_keras.glove.model import GloVe

_FORMAT = "wordemb_keras GloVe checkpoint 1"
_NOTHING: Mapping[str, Any] = {}
_ARGUMENTS = ("epochs", "initial_epoch", "callbacks", "verbose", "batch_size")
_ONLY_KERAS = (
    "weight_decay",
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
    "use_ema",
    "gradient_accumulation_steps",
    "loss_scale_factor",
)


def obstacle(model: "GloVe", args: tuple = (), kwargs: Mapping[str, Any] = _NOTHING) -> str | None:
    """Why the compiled trainer cannot stand in for Keras here; `None` if it can.

    Args:
        model: the model.
        args: positional arguments of `fit` after the counts.
        kwargs: its keyword arguments.
    """
    unknown = [*args, *(f"`{name}`" for name in kwargs if name not in _ARGUMENTS)]
    if unknown:
        return f"it does not take {unknown[0]}"
    optimizer = model.optimizer
    if type(optimizer) is not keras.optimizers.Adagrad:
        return f"its optimizer is {type(optimizer).__name__}, not Adagrad"
    config = optimizer.get_config()
    if not isinstance(config["learning_rate"], float):
        return "its learning rate is a schedule"
    for name in _ONLY_KERAS:
        if config.get(name):
            return f"its optimizer uses `{name}`"
    if model.distribute_strategy.num_replicas_in_sync > 1:
        return "it lives on several devices"
    if model.dtype_policy.variable_dtype != "float32":
        return f"its weights are {model.dtype_policy.variable_dtype}"
    if not all(table.trainable for table in _tables(model)):
        return "some of its tables are frozen"
    return None


def train(
    model: "GloVe",
    counts: "Counts",
    *,
    epochs: int = 1,
    initial_epoch: int = 0,
    threads: int | None = None,
    callbacks: Any = None,
    verbose: int | str = "auto",
    checkpoint: str | os.PathLike | None = None,
    batch_size: None = None,
) -> keras.callbacks.History:
    """Train the model's weights; the arguments are those of `GloVe.fit`.

    Raises:
        ValueError: an argument out of range, or a checkpoint of another run.
        FloatingPointError: the loss is no longer finite.
        KeyboardInterrupt: after Ctrl-C; the model holds the weights of the last full epoch.
    """
    _check(epochs, initial_epoch, threads, batch_size)
    run = _Run(model, counts, checkpoint)
    run.resume()
    trainer = _trainer(model, counts, threads=threads, verbose=verbose != 0)
    shown = keras.callbacks.CallbackList(
        callbacks,
        add_history=True,
        add_progbar=verbose != 0,
        model=model,
        verbose=1 if verbose == "auto" else verbose,
        epochs=epochs,
        steps=trainer.steps,
    )
    first = max(initial_epoch, len(run.losses))
    before = trainer.copy_tables()
    model.stop_training = False
    shown.on_train_begin()
    try:
        for epoch in range(first, epochs):
            run.losses.append(_epoch(model, trainer, epoch, shown, before))
            if callbacks:  # they may look at the weights
                _write(model, trainer.state)
            run.save(trainer)
            shown.on_epoch_end(epoch, {"loss": run.losses[-1]})
            if model.stop_training:
                break
    finally:
        _write(model, trainer.state)
    shown.on_train_end({"loss": run.losses[-1]} if run.losses else None)
    return _whole_history(model.history, run.losses, initial_epoch)


def _trainer(model: "GloVe", counts: "Counts", **options: Any) -> Hogwild:
    """The compiled trainer for counts in memory or in files, with the model's weights."""
    options.update(_read(model), seed=model.seed, epsilon=model.optimizer.epsilon)
    return Hogwild(training_parts(counts, x_max=model.x_max, alpha=model.alpha), **options)


def _epoch(
    model: "GloVe", trainer: Hogwild, epoch: int, shown: Any, before: list[np.ndarray]
) -> float:
    """One epoch; if it does not come to its end, the tables are as they were before it."""
    trainer.copy_tables(into=before)
    shown.on_epoch_begin(epoch)
    loss = float("nan")
    try:
        rate = float(model.optimizer.learning_rate.value)
        for step, (_, loss) in enumerate(trainer.epoch(epoch, rate)):
            shown.on_train_batch_begin(step)
            shown.on_train_batch_end(step, {"loss": loss})
    except BaseException:
        trainer.put_back(before)
        raise
    return loss


def watched(model: "GloVe", *args: Any, **kwargs: Any) -> dict[str, Any]:
    """The arguments of Keras' `fit`, all by name, with a `FiniteLoss` among the callbacks.

    Makes the optimizer's variables, so that every callback finds them.
    """
    if not model.optimizer.built:
        with model.distribute_strategy.scope():
            model.optimizer.build(model.trainable_variables)
    arguments = inspect.signature(keras.Model.fit).bind(model, *args, **kwargs).arguments
    del arguments["self"]
    given = arguments.get("callbacks")
    if isinstance(given, keras.callbacks.CallbackList):
        given.append(FiniteLoss())
    else:
        given = [] if given is None else given if isinstance(given, list | tuple) else [given]
        arguments["callbacks"] = [*given, FiniteLoss()]
    return arguments


class FiniteLoss(keras.callbacks.Callback):
    """Stops Keras' own trainer as the compiled one stops: with advice, the last epoch kept.

    Raises:
        FloatingPointError: the loss is no longer finite.
    """

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Keep what to go back to."""
        self.epoch = epoch
        self.before = [(v, keras.ops.convert_to_numpy(v)) for v in self._variables()]

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Look at the loss."""
        loss = float(logs["loss"])
        if np.isfinite(loss):
            return
        for variable, value in self.before:
            variable.assign(value)
        rate = float(self.model.optimizer.learning_rate)
        raise FloatingPointError(not_finite(loss, self.epoch, rate))

    def _variables(self) -> list[Any]:
        return [*self.model.trainable_variables, *self.model.optimizer.variables]


class _Run:
    """The losses so far, and the file that outlives the process."""

    def __init__(self, model: "GloVe", counts: "Counts", path: Any):
        self.model, self.path = model, None if path is None else Path(path)
        self.losses: list[float] = []
        if self.path is not None:
            self.about = _description(model, counts)

    def resume(self) -> None:
        """Put the stored tables into the model, if there are any."""
        if self.path is None or not self.path.exists():
            return
        try:
            with np.load(self.path, allow_pickle=False) as stored:
                arrays = dict(stored)
            about = json.loads(arrays.pop("about").tobytes())
        except (ValueError, KeyError, EOFError, OSError) as error:
            raise ValueError(f"`checkpoint` {self.path} is not a GloVe checkpoint") from error
        for name, value in self.about.items():
            if about.get(name) != value:
                raise ValueError(
                    f"`checkpoint` {self.path} belongs to another run: its {name} is "
                    f"{about.get(name)!r}, here it is {value!r}. Delete the file to start afresh, "
                    "or name another one."
                )
        self.losses = arrays.pop("losses").tolist()
        _write(self.model, arrays)

    def save(self, trainer: Hogwild) -> None:
        """Keep the state after an epoch."""
        if self.path is None:
            return
        about = np.frombuffer(json.dumps(self.about, ensure_ascii=False).encode("utf-8"), np.uint8)
        with atomic_write(self.path, "wb") as file:
            arrays: dict[str, Any] = {"losses": np.array(self.losses), **trainer.state}
            np.savez(file, about=about, **arrays)


def _description(model: "GloVe", counts: "Counts") -> dict[str, Any]:
    """What must agree for a run to go on: the model, the optimizer and the counts."""
    config = model.optimizer.get_config()
    return {
        "format": _FORMAT,
        "vocabulary_size": model.vocabulary_size,
        "embedding_dim": model.embedding_dim,
        "x_max": float(model.x_max),
        "alpha": float(model.alpha),
        "seed": model.seed,
        "learning_rate": round(config["learning_rate"], 7),
        "epsilon": config["epsilon"],
        "checksum of the counts": counts.checksum,
    }


# --- between the Keras model and the trainer's tables -------------------------------------------


def _tables(model: "GloVe") -> list[keras.layers.Embedding]:
    return [model.words, model.contexts, model.word_biases, model.context_biases]


def _accumulators(model: "GloVe") -> list[keras.Variable]:
    """AdaGrad's sums of squares, in the order of `_tables`."""
    optimizer = model.optimizer
    if not optimizer.built:
        optimizer.build(model.trainable_variables)
    sums = [v for v in optimizer.variables if v.path.endswith("_accumulator")]
    of_variable = dict(zip((v.path for v in model.trainable_variables), sums, strict=True))
    return [of_variable[table.embeddings.path] for table in _tables(model)]


def _read(model: "GloVe") -> dict[str, Any]:
    """Vectors with their bias as one more column, under the names `Hogwild` takes."""
    weights = [table.embeddings.value.numpy() for table in _tables(model)]
    squares = [sums.value.numpy() for sums in _accumulators(model)]
    return {
        "words": np.hstack([weights[0], weights[2]]),
        "contexts": np.hstack([weights[1], weights[3]]),
        "word_squares": np.hstack([squares[0], squares[2]]),
        "context_squares": np.hstack([squares[1], squares[3]]),
    }


def _write(model: "GloVe", state: dict[str, np.ndarray]) -> None:
    """The reverse of `_read`."""
    names = ("words", "contexts", "word_squares", "context_squares")
    values = [state[name] for name in names]
    targets = [table.embeddings for table in _tables(model)], _accumulators(model)
    for (vector_a, vector_b, bias_a, bias_b), (a, b) in zip(
        targets, (values[:2], values[2:]), strict=True
    ):
        for vector, bias, value in ((vector_a, bias_a, a), (vector_b, bias_b, b)):
            vector.assign(value[:, :-1])
            bias.assign(value[:, -1:])


def _whole_history(
    history: keras.callbacks.History, losses: list[float], initial_epoch: int
) -> keras.callbacks.History:
    """A run that was continued shows its earlier epochs too."""
    missing = len(losses) - len(history.epoch)
    if missing > 0:
        history.epoch = [*range(initial_epoch, initial_epoch + missing), *history.epoch]
        history.history["loss"] = losses
    return history


def _check(epochs: int, initial_epoch: int, threads: int | None, batch_size: Any) -> None:
    checks.integer("epochs", epochs)
    checks.optional_integer("threads", threads)
    checks.integer("initial_epoch", initial_epoch, least=0)
    if batch_size is not None:
        raise ValueError(
            "`batch_size` has no meaning for the compiled trainer, which takes a step for each "
            f'pair. Received: batch_size={batch_size}. Use `trainer="keras"` for batches.'
        )
