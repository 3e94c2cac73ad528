"""How a file of vectors is to be read: one set of options, whichever door the file enters by."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from wordemb_keras import checks

ERRORS = ("strict", "replace", "backslashreplace", "skip")

# No published vectors have more numbers a row; a damaged header may say anything.
MAX_DIM = 1_000_000


@dataclass(frozen=True)
class Options:
    r"""How a file is to be read; checked when it is made, before the file is looked at.

    Args:
        member: which file of a .zip. Default: the only one that holds vectors.
        dim: numbers in a row of a text, where its rows leave doubt; needed if it is 1.
        dtype: type of the numbers of a `.bin`, where its rows leave doubt: `"float16"`,
            `"float32"`, `"float64"`; `">f4"` is float32 with the highest byte first.
        errors: what to do with a word that is not UTF-8. `"strict"`: stop; `"replace"`: put
            U+FFFD for the bad bytes; `"backslashreplace"`: write them as `\xeb`, as gensim and
            `FastText.load` do; `"skip"`: leave the row out (in text files also rows with bad
            numbers). All are counted.
        spaces: what to put for a space inside a word, for example `"_"`. Default: it stays.
        empty: the sign that a model in jamo writes for a syllable without a final consonant:
            `"_"`, `"-"`, or `""` for none. Default: seen from its words.
        limit: read only so many rows, the first ones. What the header promises beyond them is
            not asked for, so that an excerpt (`head -n 1000`) can be opened.

    Raises:
        ValueError: one of them is none of these.

    Example:

    >>> Options(errors="ignore")
    Traceback (most recent call last):
    ValueError: `errors` must be "strict", "replace", "backslashreplace" or "skip". ...
    """

    member: str | None = None
    dim: int | None = None
    dtype: str | None = None
    errors: str = "strict"
    spaces: str | None = None
    empty: str | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        checked = {
            "member": _text("member", self.member, "the name of a file in a .zip", bool),
            "dim": None if self.dim is None else checks.integer("dim", self.dim, most=MAX_DIM),
            "dtype": _float_type(self.dtype),
            "errors": checks.choice("errors", self.errors, ERRORS),
            "spaces": _text(
                "spaces", self.spaces, 'a text without a space, such as "_"', _is_solid
            ),
            "empty": _text("empty", self.empty, 'one sign, such as "_" or "-", or ""', _is_sign),
            "limit": checks.optional_integer("limit", self.limit),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    def notes(self) -> dict[str, Any]:
        """What decides about the rows that are read; the member of a .zip is another file."""
        return {name: value for name, value in asdict(self).items() if name != "member"}


def _text(name: str, value: Any, rule: str, is_good: Callable[[str], bool]) -> str | None:
    if value is None or (isinstance(value, str) and is_good(value)):
        return value
    kind = type(value).__name__
    raise ValueError(f"`{name}` must be {rule}. Received: {name}={value!r} (of type {kind})")


def _is_solid(text: str) -> bool:
    return " " not in text and "\n" not in text


def _is_sign(text: str) -> bool:
    return len(text) <= 1 and not text.isspace()


def _float_type(value: Any) -> str | None:
    """A type such as `"<f4"`, its byte order kept: a file made elsewhere may have the other one."""
    if value is None:
        return None
    try:
        dtype = np.dtype(value)
    except TypeError:
        dtype = None
    if dtype is None or dtype.kind != "f" or dtype.itemsize not in (2, 4, 8):
        raise ValueError(
            '`dtype` must be "float16", "float32" or "float64" (">f4" for numbers with the highest '
            f"byte first). Received: dtype={value!r}"
        )
    return dtype.newbyteorder("<").str if dtype.isnative else dtype.str
