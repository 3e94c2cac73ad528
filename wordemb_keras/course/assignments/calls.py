"""Calls of a solution as plain data: what goes to a submission, and what comes back.

Inputs are made by the grader and go to the process of the submission as JSON (`encode`,
`decode`); there `perform` calls the student's function, and what it returned or raised
comes back as JSON again (`plain`). Nothing is pickled, and no comparison is made here.
"""

import contextlib
import io
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

MOST = 200_000  # numbers of one result


@dataclass(frozen=True)
class Made:
    """An object that is made where the solution is, by a definition that goes along.

    Args:
        name: of the definition.
        arguments: what it is called with.
        options: its keyword arguments.
    """

    name: str
    arguments: tuple[Any, ...]
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """A definition that goes along with the calls; calling it says how to make an object."""

    name: str

    def __call__(self, *arguments: Any, **options: Any) -> Made:
        """An object to be made with these arguments."""
        return Made(self.name, arguments, options)


def encode(value: Any) -> Any:
    """An input as JSON, its type kept.

    Args:
        value: numbers, strings, arrays, and containers of them.

    Raises:
        TypeError: it is something else.

    Example:

    >>> encode((1, np.array([0.5])))
    {'tuple': [1, {'array': [0.5], 'dtype': 'float64', 'shape': [1]}]}
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) is list:
        return [encode(item) for item in value]
    if type(value) is tuple:
        return {"tuple": [encode(item) for item in value]}
    if type(value) is dict:
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if type(value) in (set, frozenset):
        return {"set": sorted((encode(item) for item in value), key=str)}
    if isinstance(value, np.generic):
        return {"scalar": value.item(), "dtype": str(value.dtype)}
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufU":
        return {"array": value.tolist(), "dtype": str(value.dtype), "shape": list(value.shape)}
    if isinstance(value, Made):
        arguments, options = encode(list(value.arguments)), encode(value.options)
        return {"made": value.name, "arguments": arguments, "options": options}
    if isinstance(value, Given):
        return {"given": value.name}
    if isinstance(value, Iterator):
        return {"iterator": [encode(item) for item in value]}
    raise TypeError(f"a case cannot pass a {type(value).__name__}; define it with @given")


def decode(data: Any, given: Mapping[str, Callable[..., Any]]) -> Any:
    """The input that `encode` has written.

    Args:
        data: from `encode`.
        given: the definitions that went along.
    """
    if isinstance(data, list):
        return [decode(item, given) for item in data]
    if not isinstance(data, dict):
        return data
    if "tuple" in data:
        return tuple(decode(data["tuple"], given))
    if "dict" in data:
        return {decode(key, given): decode(item, given) for key, item in data["dict"]}
    if "set" in data:
        return set(decode(data["set"], given))
    if "scalar" in data:
        return np.dtype(data["dtype"]).type(data["scalar"])
    if "array" in data:
        return np.array(data["array"], dtype=data["dtype"]).reshape(data["shape"])
    if "made" in data:
        arguments, options = decode(data["arguments"], given), decode(data["options"], given)
        return given[data["made"]](*arguments, **options)
    if "given" in data:
        return given[data["given"]]
    return iter(decode(data["iterator"], given))


def definitions(source: str) -> dict[str, Any]:
    """Run the definitions that go along with calls.

    Args:
        source: their text.
    """
    names: dict[str, Any] = {"__name__": "given", "np": np}
    exec(compile(source, "<given>", "exec"), names)
    return names


def perform(
    names: Mapping[str, Any], call: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Call a function of a solution, or look at a value that was typed by hand.

    Args:
        names: the namespace of the notebook.
        call: `name`, `arguments`, `options` and `then`, as `encode` writes them.
        given: from `definitions`.

    Returns:
        `value`, or `raises` and `text`; `after`, the arguments as they are then; `origin`, the
        module of the function.
    """
    name = call["name"]
    if call.get("typed"):
        return {"value": composed(plain(names.get(name))), "after": []}
    arguments, options = decode(call["arguments"], given), decode(call["options"], given)
    then = decode(call["then"], given)
    record: dict[str, Any] = {}
    with quiet():
        try:
            if name not in names:
                raise NameError(name)
            function = names[name]
            if not callable(function):
                raise TypeError(f"{name} is not a function")
            record["origin"] = str(getattr(function, "__module__", ""))[:100]
            result = function(*arguments, **options)
            record["value"] = plain(result if then is None or result is None else then(result))
        except (Exception, SystemExit) as error:
            record["raises"] = [kind.__name__ for kind in type(error).__mro__[:-2]]
            record["text"] = f"{type(error).__name__}: {text_of(error)[:300]}"
        after = [*arguments, *options.values()]
        record["after"] = [plain(a) for a in after if not isinstance(a, Iterator)]
    return record


def plain(value: Any, depth: int = 0) -> Any:
    """A result as JSON can carry it: arrays, tensors, tables and tuples all become lists.

    Args:
        value: whatever a function returned.
        depth: of nesting so far.

    Example:

    >>> plain((np.arange(2), {"a": np.float32(0.5)}, iter("xy")))
    [[0, 1], {'dict': [['a', 0.5]]}, ['x', 'y']]
    """
    if value is None or isinstance(value, bool | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, np.generic):
        return plain(value.item(), depth)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Real | Decimal):  # fractions, too
        return float(value)
    if depth > 20:
        return {"type": "too deep"}
    if isinstance(value, bytes | bytearray):
        return {"type": "bytes"}
    if isinstance(value, Mapping):
        return {"dict": [[plain(k, depth + 1), plain(v, depth + 1)] for k, v in value.items()]}
    if isinstance(value, Set) and not hasattr(value, "mapping"):
        return {"set": sorted((plain(v, depth + 1) for v in value), key=str)}
    if hasattr(value, "toarray"):  # sparse matrices
        value = value.toarray()
    if hasattr(value, "__array__") and not isinstance(value, np.ndarray):
        value = np.asarray(value)
    if isinstance(value, np.ndarray):
        if value.size > MOST:
            return {"type": "too large"}
        return plain(value.tolist(), depth)
    if isinstance(value, Iterable):
        made = []
        for item in value:
            made.append(plain(item, depth + 1))
            if len(made) > MOST:
                return {"type": "too large"}
        return made
    return {"type": type(value).__name__}


def composed(value: Any) -> Any:
    """Plain data as a person means it: strings in NFC, no space around them, small letters."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip().lower()
    if isinstance(value, list):
        return [composed(item) for item in value]
    if isinstance(value, dict):
        return {key: composed(item) for key, item in value.items()}
    return value


def text_of(error: BaseException) -> str:
    """The message of an error."""
    try:
        return str(error)
    except Exception:  # a student's own __str__ may fail
        return ""


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Solutions print and warn; that is neither right nor wrong."""
    nowhere = _Nowhere()
    with (
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield
