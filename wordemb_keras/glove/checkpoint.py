"""The file that lets a training of GloVe go on in another process (section 9-2).

It holds what the compiled trainer's next epoch depends on: the tables, AdaGrad's sums, the
learning rate and the number of steps taken; and the logs of the epochs so far. An `.npz` file
without pickle, replaced as a whole after every epoch.
"""

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np

from wordemb_keras.files import atomic_write, load_arrays

_FORMAT = "wordemb_keras GloVe checkpoint 2"
_LATER = ("shuffle", "start_from")  # older files of this format do not tell of these


class Checkpoint(keras.callbacks.Callback):
    """Saves after every epoch that came to its end. Put it last: what others change is saved too.

    Args:
        path: of the file.
        variables: what is kept, by name; `learning_rate` is among them.
        about: what must agree for a run to go on.
        complete: says whether the epoch came to its end.
    """

    def __init__(
        self,
        path: Any,
        variables: Mapping[str, keras.Variable],
        about: Mapping[str, Any],
        *,
        complete: Callable[[], bool],
    ):
        super().__init__()
        self.path, self.variables, self.complete = Path(path), dict(variables), complete
        self.about = {"format": _FORMAT, **about}
        self.first_rate = self._rate()
        self.epochs: list[int] = []
        self.logs: list[dict[str, float]] = []

    @property
    def next_epoch(self) -> int:
        """The number of the epoch to go on with."""
        return self.epochs[-1] + 1 if self.epochs else 0

    def resume(self) -> None:
        """Put what the file holds into the variables, if there is a file.

        Raises:
            ValueError: it is no checkpoint, or one of another run.
        """
        if not self.path.exists():
            return
        about, arrays = self._load()
        for name, value in self.about.items():
            if name in about or name not in _LATER:
                self._must_agree(name, about.get(name), value)
        # A learning rate that a callback has changed is no other run: the file knows both, what
        # the run began with and where it is.
        stored = (about["first_rate"], float(arrays["learning_rate"]))
        if not any(math.isclose(self.first_rate, rate, rel_tol=1e-6) for rate in stored):
            self._must_agree("learning_rate", stored[0], self.first_rate)
        self.first_rate, self.epochs, self.logs = stored[0], about["epochs"], about["logs"]
        for name, variable in self.variables.items():
            variable.assign(arrays[name])

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Keep the state."""
        if not self.complete():
            return
        self.epochs.append(epoch)
        self.logs.append({name: float(value) for name, value in (logs or {}).items()})
        about = {
            **self.about,
            "first_rate": self.first_rate,
            "epochs": self.epochs,
            "logs": self.logs,
        }
        text = np.frombuffer(json.dumps(about, ensure_ascii=False).encode("utf-8"), np.uint8)
        arrays: dict[str, Any] = {
            name: variable.value.numpy() for name, variable in self.variables.items()
        }
        with atomic_write(self.path, "wb") as file:
            np.savez(file, about=text, **arrays)

    def complete_history(self, history: keras.callbacks.History, earlier: int) -> None:
        """A run that was continued shows its earlier epochs too.

        Args:
            history: what Keras has recorded in this process.
            earlier: how many epochs the file held before.
        """
        if not earlier:
            return
        for name in {name for logs in self.logs[:earlier] for name in logs}:
            before = [logs[name] for logs in self.logs[:earlier] if name in logs]
            history.history[name] = before + history.history.get(name, [])
        history.epoch = [*self.epochs[:earlier], *history.epoch]

    def _load(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        try:
            arrays = load_arrays(self.path)
            return json.loads(arrays.pop("about").tobytes()), arrays
        except (ValueError, KeyError, OSError) as error:
            raise ValueError(f"`checkpoint` {self.path} is not a GloVe checkpoint") from error

    def _must_agree(self, name: str, stored: Any, here: Any) -> None:
        if stored != here:
            raise ValueError(
                f"`checkpoint` {self.path} belongs to another run: its {name} is {stored!r}, here "
                f"it is {here!r}. Delete the file to start afresh, or name another one."
            )

    def _rate(self) -> float:
        return float(self.variables["learning_rate"])
