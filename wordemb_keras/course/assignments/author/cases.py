"""Generated cases: the model solution and a student's get the same inputs and are compared.

A hidden cell holds generators of inputs and no right answer:

    @case("같은 번호가 두 번 나옵니다.", "An index comes twice.")
    def repeats(rng, answer):
        answer.one_hot(rng.integers(0, 4, size=9), 4)

    typed("zeros_after", "8번부터 셉니다.", "Count from number 8.")    # a value, not a function

`collect` runs them where the solution is: in the process of the submission. What comes
back is plain data: what each call returned or raised, and its arguments afterwards.
`judge.py` compares that with what the model solution gave for the same seed, in the
process of the grader. So neither the model solution nor a comparison is ever within
reach of a submission, and forging a report takes the right answers.
"""

import contextlib
import io
import json
import unicodedata
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

MIME = "application/vnd.wordemb.cases+json"
REPEAT = 3  # times that each case runs, with new inputs
MOST = 200_000  # numbers of one result


class Answer:
    """The functions and values of a solution; every call is recorded as plain data.

    Args:
        names: the namespace of the notebook.
    """

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = names
        self.calls: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments, **options: self.call(name, *arguments, **options)

    def call(
        self,
        name: str,
        *arguments: Any,
        order: bool = True,
        then: Callable[[Any], Any] | None = None,
        **options: Any,
    ) -> None:
        """Call a function of the solution.

        Args:
            name: of the function.
            *arguments: its arguments; they must be the same afterwards.
            order: False where the result may come in any order.
            then: what to look at, where the result itself is no plain data.
            **options: its keyword arguments.
        """
        record: dict[str, Any] = {"name": name, "order": order}
        try:
            if name not in self._names:
                raise NameError(name)
            result = self._names[name](*arguments, **options)
            record["value"] = plain(result if then is None or result is None else then(result))
        except (Exception, SystemExit) as error:
            record["raises"] = [kind.__name__ for kind in type(error).__mro__[:-2]]
            record["text"] = f"{type(error).__name__}: {_text(error)}"
        record["after"] = [plain(a) for a in (*arguments, *options.values()) if not _used_up(a)]
        self.calls.append(record)

    def value(self, name: str, *, order: bool = True) -> None:
        """Look at a value that was typed by hand (see `composed`).

        Args:
            name: of the variable.
            order: False where it may come in any order.
        """
        value = composed(plain(self._names.get(name)))
        record = {"name": name, "order": order, "value": value, "after": [], "typed": True}
        self.calls.append(record)


def collect(names: dict[str, Any], source: str, seed: int) -> list[dict[str, Any]]:
    """Run the cases of a hidden cell on the solution in `names`.

    Args:
        names: the namespace of the notebook.
        source: the hidden cell.
        seed: of the inputs.

    Returns:
        A record for each case: its name, its rule and its calls, as plain data.
    """
    records = []
    for name, ko, en, repeat, generate in _cases(source):
        answer = Answer(names)
        for run in range(repeat):
            rng = np.random.default_rng([seed, zlib.crc32(name.encode()), run])
            with _quiet():
                generate(rng, answer)
        records.append({"case": name, "rule": {"ko": ko, "en": en}, "calls": answer.calls})
    return records


def asking(source: str, seed: int, hide: Iterable[str]) -> str:
    """The text of a cell that runs hidden cases and shows their records (see `reported`).

    Args:
        source: the hidden cell.
        seed: of the inputs.
        hide: names of the visible checks, which a solution must not read.
    """
    arguments = f"{source!r}, {seed!r}, {sorted(hide)!r}"
    return f"from {__name__} import report as _report\n_report(globals(), {arguments})"


def report(names: dict[str, Any], source: str, seed: int, hide: Iterable[str]) -> None:
    """Run hidden cases and show their records as an output of the cell."""
    from IPython.display import display

    for name in hide:
        names.pop(name, None)
    display({MIME: json.dumps(collect(names, source, seed))}, raw=True)


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


def _used_up(value: Any) -> bool:
    return isinstance(value, Iterator)


def _text(error: BaseException) -> str:
    try:
        return str(error)[:300]
    except Exception:  # a student's own __str__ may fail
        return ""


def _cases(source: str) -> list[tuple[str, str, str, int, Callable[..., None]]]:
    """The generators of a hidden cell, in order, in a namespace of their own."""
    found: list[tuple[str, str, str, int, Callable[..., None]]] = []

    def case(ko: str, en: str, *, repeat: int = REPEAT) -> Callable[..., Any]:
        def keep(generate: Callable[..., None]) -> Callable[..., None]:
            found.append((generate.__name__, ko, en, repeat, generate))
            return generate

        return keep

    def typed(name: str, ko: str, en: str, *, order: bool = True) -> None:
        look = lambda rng, answer: answer.value(name, order=order)  # noqa: E731
        found.append((name, f"{name}: {ko}", f"{name}: {en}", 1, look))

    names = {"__name__": "cases", "np": np, "case": case, "typed": typed}
    exec(compile(source, "<cases>", "exec"), names)
    return found


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Solutions print and warn; that is neither right nor wrong."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield
