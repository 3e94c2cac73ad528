"""Section 9-5: the numbers that the weights of a biLM start with.

They are drawn at random, except where those of a file come next: to draw 94 million for the
published model, only to replace them, would take longer than reading them.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import keras

_from_file = ContextVar("_from_file", default=False)


@contextlib.contextmanager
def of_a_file() -> Iterator[None]:
    """Layers that are built in here start with zeros; the caller assigns every weight."""
    token = _from_file.set(True)
    try:
        yield
    finally:
        _from_file.reset(token)


def random(name: str = "glorot_uniform") -> Any:
    """An initializer of Keras by its name, or zeros: see `of_a_file`."""
    drawn = keras.initializers.get(name)  # takes its seed: what is drawn later stays the same
    return keras.initializers.Zeros() if _from_file.get() else drawn
