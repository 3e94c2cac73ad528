"""Arguments, checked where they enter: each check names the argument, the rule, and what came.

Each returns the value as Python's own type, so that `np.int64(2)` is as good as `2` everywhere
after it (in a JSON file, for example).

Reference: [scikit-learn, parameter validation](https://scikit-learn.org/stable/developers/develop.html)
"""

import math
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np


def integer(name: str, value: Any, *, least: int = 1, most: int | None = None) -> int:
    """The value as an `int`, if it is a whole number of the right size.

    Args:
        name: what the argument is called.
        value: what was given for it.
        least: the smallest number allowed.
        most: the largest number allowed.

    Raises:
        ValueError: it is not, or it is a `bool`.

    Example:

    >>> integer("window", np.int64(2))
    2
    >>> integer("window", 0)
    Traceback (most recent call last):
    ValueError: `window` must be a positive integer. Received: window=0 (of type int)
    """
    whole = isinstance(value, Integral) and not isinstance(value, bool | np.bool_)
    if whole and value >= least and (most is None or value <= most):
        return int(value)
    rule = "a positive integer" if least == 1 else f"an integer of at least {least}"
    raise ValueError(_message(name, rule if most is None else f"{rule}, at most {most}", value))


def optional_integer(name: str, value: Any, *, least: int = 1) -> int | None:
    """As `integer`; `None` stays `None`."""
    return None if value is None else integer(name, value, least=least)


def positive(name: str, value: Any) -> float:
    """The value as a `float`, if it is a finite number above 0.

    Raises:
        ValueError: it is not.

    Example:

    >>> positive("x_max", float("inf"))
    Traceback (most recent call last):
    ValueError: `x_max` must be a finite number greater than 0. Received: x_max=inf (of type float)
    """
    number = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
    if number and 0 < value < math.inf:
        return float(value)
    raise ValueError(_message(name, "a finite number greater than 0", value))


def optional_positive(name: str, value: Any) -> float | None:
    """As `positive`; `None` stays `None`."""
    return None if value is None else positive(name, value)


def not_negative(name: str, value: Any) -> float:
    """The value as a `float`, if it is a finite number of at least 0.

    Raises:
        ValueError: it is not.

    Example:

    >>> not_negative("power", 0)
    0.0
    """
    number = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
    if number and 0 <= value < math.inf:
        return float(value)
    raise ValueError(_message(name, "a finite number of at least 0", value))


def seed(value: Any, *, name: str = "seed") -> int | None:
    """A seed as an `int`; `None` stays `None`.

    Raises:
        ValueError: no whole number, or a negative one, which NumPy's generators do not take.

    Example:

    >>> seed(-1)
    Traceback (most recent call last):
    ValueError: `seed` must be an integer of at least 0, or None. Received: seed=-1 (of type int)
    """
    if value is None:
        return None
    whole = isinstance(value, Integral) and not isinstance(value, bool | np.bool_)
    if whole and value >= 0:
        return int(value)
    raise ValueError(_message(name, "an integer of at least 0, or None", value))


def choice(name: str, value: Any, choices: Sequence[str]) -> str:
    """The value, if it is one of the choices.

    Raises:
        ValueError: it is not; the message lists them.

    Example:

    >>> choice("weighting", "counts", ("count", "inverse_distance"))
    Traceback (most recent call last):
    ValueError: `weighting` must be "count" or "inverse_distance". Received: weighting='counts' ...
    """
    if isinstance(value, str) and value in choices:
        return value
    quoted = [f'"{each}"' for each in choices]
    rule = " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
    raise ValueError(_message(name, rule, value))


def boolean(name: str, value: Any) -> bool:
    """The value as a `bool`, if it is one; to Python every string is true, `"no"` too.

    Raises:
        ValueError: it is none.

    Example:

    >>> boolean("fine_tune", "no")
    Traceback (most recent call last):
    ValueError: `fine_tune` must be True or False. Received: fine_tune='no' (of type str)
    """
    if isinstance(value, bool | np.bool_):
        return bool(value)
    raise ValueError(_message(name, "True or False", value))


def first_not_finite(rows: np.ndarray) -> int | None:
    """The number of the first row `(rows, dim)` with a NaN or an infinity; `None`: there is none.

    Example:

    >>> first_not_finite(np.array([[0.0, 1.0], [2.0, np.nan]]))
    1
    """
    bad = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    return int(bad[0]) if len(bad) else None


def _message(name: str, rule: str, value: Any) -> str:
    shown = repr(value)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    kind = type(value).__name__
    return f"`{name}` must be {rule}. Received: {name}={shown} (of type {kind})"
