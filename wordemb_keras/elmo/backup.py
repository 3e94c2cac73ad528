r"""Section 9-5: a training that goes on after a kill, wherever it was stopped (F5.02).

A biLM trains for hours. Its state is one file that is written under another
name and then renamed, so that there is a whole one at any moment; the name
says how many epochs are done. (Keras' `BackupAndRestore` writes over its file
in place, keeps the epoch in a second one, and deletes both before the caller
could save the result.)

Reference: [keras.callbacks.BackupAndRestore](https://keras.io/api/callbacks/backup_and_restore/)
"""

import contextlib
import csv
import json
import os
from collections.abc import Iterator
from numbers import Integral
from pathlib import Path
from typing import Any

import keras

from wordemb_keras.files import atomic_write, check_home, check_room


class Backup(keras.callbacks.Callback):
    """Keeps the state of a training in a folder: the weights, and those of the optimizer.

    Put it behind the other callbacks: what they have written for an epoch is
    then complete before the epoch counts as done.

    Args:
        folder: where the state is kept; nothing else may be in it.
        save_freq: `"epoch"`, or a number of batches. Begun again inside an
            epoch, that epoch is read from its start, with the weights reached.
    """

    def __init__(self, folder: str | os.PathLike, *, save_freq: int | str = "epoch"):
        super().__init__()
        if save_freq != "epoch":
            save_freq = _batches(save_freq)
        self.folder = Path(folder)
        self.save_freq = save_freq
        self._epoch = self._batches = 0

    def find(self) -> tuple[Path, int] | None:
        """The newest state and the epochs it has behind it; None if there is none."""
        files = sorted(self.folder.glob(f"epoch-{'[0-9]' * 6}.weights.h5"))
        return (files[-1], int(files[-1].name[6:12])) if files else None

    def restore(self, model: keras.Model, arguments: dict[str, Any]) -> int:
        """Load the newest state into a compiled model.

        Args:
            model: the model, with its optimizer built.
            arguments: what the training was started with, as JSON can hold it.
                It is kept beside the state, and must be the same when it goes on.

        Returns:
            The number of epochs that are done, 0 if there is no state.

        Raises:
            ValueError: other arguments, or a file that cannot be read. The message
                names the folder and what to do.
        """
        check_home(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        found = self.find()
        if found is None:
            with atomic_write(self.folder / "arguments.json") as out:
                json.dump(arguments, out, indent=2)
            return 0
        file, epochs = found
        self._compare(self.arguments(), arguments)
        with self._readable(file):
            model.load_weights(file)
        return epochs

    def arguments(self) -> dict[str, Any]:
        """What the training in the folder was started with; nothing if there is none."""
        note = self.folder / "arguments.json"
        if self.find() is None:
            return {}
        with self._readable(note):
            found = json.loads(note.read_text(encoding="utf-8"))
            if not isinstance(found, dict):
                raise ValueError("it must hold names and values")
            return found

    def load(self, model: keras.Model) -> None:
        """The weights of the newest state, for a model that is not trained further."""
        file, _ = self.find()  # type: ignore[misc]
        with self._readable(file):
            model.load_weights(file)

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """The number of epochs before this one is that of the states saved in it."""
        self._epoch, self._batches = epoch, 0

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Save, if it is time."""
        self._batches += 1
        if self.save_freq != "epoch" and self._batches % self.save_freq == 0:  # type: ignore[operator]
            self._save(self._epoch)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Save after each epoch, so that it is not read again."""
        self._save(epoch + 1)

    def _save(self, epochs: int) -> None:
        before = self.find()
        new = self.folder / "new.weights.h5"
        kept = [*self.model.variables, *self.model.optimizer.variables]
        check_room(new, sum(variable.numpy().nbytes for variable in kept))
        self.model.save_weights(new, overwrite=True)
        now = new.replace(self.folder / f"epoch-{epochs:06d}.weights.h5")
        if before and before[0] != now:
            before[0].unlink()

    @contextlib.contextmanager
    def _readable(self, file: Path) -> Iterator[None]:
        try:
            yield
        except (OSError, KeyError, RuntimeError, ValueError) as error:
            raise ValueError(
                f"{file}: the state of a training cannot be read ({type(error).__name__}: "
                f"{error}). Delete the folder {self.folder} to start anew"
            ) from error

    def _compare(self, before: dict[str, Any], now: dict[str, Any]) -> None:
        now = json.loads(json.dumps(now))  # tuples are lists in JSON
        for name in sorted({*before, *now}):
            if before.get(name) != now.get(name):
                raise ValueError(
                    f"`{name}` must be what the training in {self.folder} was started with, "
                    f"{before.get(name)!r}, to go on with it. Received: {name}={now.get(name)!r}. "
                    "Name another folder, or delete this one to start anew"
                )


def _batches(value: Any) -> int:
    """The number of batches between two states as an `int`."""
    if isinstance(value, Integral) and not isinstance(value, bool) and int(value) > 0:
        return int(value)
    raise ValueError(
        '`save_freq` must be "epoch" or a positive integer, a number of batches. '
        f"Received: save_freq={value!r}"
    )


def cut_log(path: Path, epochs: int) -> None:
    """Drop the lines of a `CSVLogger` that belong to epochs which will be run again.

    Raises:
        ValueError: a line begins with no number.
    """
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file)) or [[]]
    try:
        kept = [row for row in rows if row and int(row[0]) < epochs]
    except ValueError as error:
        raise ValueError(
            f"{path} must be the log of this training, with the number of an epoch at the start "
            f"of each line ({error}). Move it away to go on without it"
        ) from error
    with atomic_write(path) as out:
        csv.writer(out, lineterminator="\n").writerows([header, *kept] if kept else [])
