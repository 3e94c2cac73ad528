"""What the arguments of `FastText` may be, and what they are called elsewhere (section 9-3)."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any

from wordemb_keras import checks
from wordemb_keras.text.files import LONGEST
from wordemb_keras.text.hangul import is_syllable

# (min_n, max_n). Korean: chosen on one half of the typos of benchmarks/typo_recovery.py.
JAMO_LENGTHS = (2, 4)
SYLLABLE_LENGTHS = (1, 2)
ALPHABET_LENGTHS = (3, 6)  # the chapter's, for English
LARGEST_WINDOW = 10**9  # gensim adds to it in 32 bits

_RENAMED = {
    "size": "`vector_size` (since gensim 4)",
    "iter": "`epochs`, an argument of `fit`",
    "epochs": "an argument of `fit`: `fit(sentences, epochs=5)`",
    "sentences": "the argument of `fit`: `FastText(...).fit(sentences)`",
    **{"dim": "`vector_size`", "minn": "`min_n`", "maxn": "`max_n`", "ws": "`window`"},
    **{"neg": "`negative`", "lr": "`alpha`", "minCount": "`min_count`", "buckets": "`bucket`"},
}


def check_rate(name: str, value: Any) -> float:
    """A learning rate; large ones make NaNs, with which gensim reads outside of its tables.

    Raises:
        ValueError: it is none, or above 1.
    """
    rate = checks.positive(name, value)
    if rate > 1:
        raise ValueError(f"`{name}` must be at most 1: it is a learning rate. Received: {value!r}")
    return rate


def _least_rate(name: str, value: Any) -> float:
    return 0.0 if isinstance(value, Real) and value == 0 else check_rate(name, value)


def _zero_or_one(name: str, value: Any) -> int:
    return checks.integer(name, int(value) if isinstance(value, bool) else value, least=0, most=1)


def _number(name: str, value: Any) -> float:
    return 0.0 if isinstance(value, Real) and value == 0 else checks.positive(name, value)


def _any_number(name: str, value: Any) -> float:
    is_other = isinstance(value, Real) and -math.inf < float(value) <= 0
    return float(value) if is_other else checks.positive(name, value)


# Options of gensim, and the check of each: it would fail long after, or train on nonsense.
_PASSED_ON: dict[str, Callable[[str, Any], Any]] = {
    "batch_words": checks.integer,
    "cbow_mean": _zero_or_one,
    "max_final_vocab": checks.optional_integer,
    "min_alpha": _least_rate,
    "ns_exponent": _any_number,
    "sample": _number,
    "shrink_windows": _zero_or_one,
}


def check_no_sentences(unit: Any, options: Mapping[str, Any], **arguments: Any) -> None:
    """Answer the call of gensim and of the chapter: `FastText(result, size=100, ...)`.

    Raises:
        TypeError: the first argument is no unit but text; the message is the call to write.
    """
    if isinstance(unit, str) or not hasattr(unit, "__iter__"):
        return
    size = options.get("size", options.get("vector_size", 100))
    given = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    epochs = options.get("iter", options.get("epochs"))
    fit = "sentences" if epochs is None else f"sentences, epochs={epochs!r}"
    raise TypeError(
        "`FastText` takes its sentences in `fit`, and gensim 3's `size` and `iter` are "
        f"`vector_size` and `epochs` now: FastText(vector_size={size!r}, {given}).fit({fit}). "
        f"Received as `unit`: an object of type {type(unit).__name__}"
    )


def default_lengths(unit: str, words: Sequence[str]) -> tuple[int, int]:
    """(min_n, max_n) for a vocabulary when none are given; `words` as the model reads them.

    Example:

    >>> default_lengths("syllable", ["영화", "최고"]), default_lengths("syllable", ["movie"])
    ((1, 2), (3, 6))
    """
    if unit == "word":
        return 1, 0
    if unit == "jamo":
        return JAMO_LENGTHS
    hangul = sum(any(map(is_syllable, word)) for word in words)
    return SYLLABLE_LENGTHS if 2 * hangul > len(words) else ALPHABET_LENGTHS


def check_lengths(unit: str, min_n: int | None, max_n: int | None) -> None:
    """Both lengths or neither, in order, and none for whole words."""
    received = f"Received: unit={unit!r}, min_n={min_n}, max_n={max_n}"
    if unit == "word" and (min_n, max_n) != (None, None):
        raise ValueError(
            'unit="word" has no n-grams, so `min_n` and `max_n` must stay None. '
            f'{received}. Use unit="syllable" for n-grams.'
        )
    if (min_n is None) != (max_n is None):
        raise ValueError(f"`min_n` and `max_n` must both be given, or neither. {received}")
    if min_n is not None and max_n is not None:
        checks.integer("min_n", min_n)
        if checks.integer("max_n", max_n) < min_n:
            raise ValueError(f"`max_n` must not be smaller than `min_n`. {received}")


def check_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Only options that gensim takes too, checked; a name from elsewhere is answered with ours."""
    for name in options:
        if name in _RENAMED:
            raise TypeError(f"`{name}` is not an argument here: it is {_RENAMED[name]}")
        if name not in _PASSED_ON:
            raise TypeError(
                f"`{name}` is no argument of `FastText`, see `help(FastText)`. Options of gensim "
                f"that it takes: {', '.join(sorted(_PASSED_ON))}"
            )
    checked = {name: _PASSED_ON[name](name, value) for name, value in options.items()}
    if checked.get("batch_words", 0) > LONGEST:
        raise ValueError(
            f"`batch_words` must be at most {LONGEST}: gensim leaves out, unsaid, what is beyond. "
            f"Received: batch_words={options['batch_words']}"
        )
    return checked


def check_seed(seed: Any) -> int:
    """The seed, or one drawn for None; NumPy's older generator, in gensim, takes 32 bits.

    Raises:
        ValueError: it is none.
    """
    if checks.seed(seed) is None:
        return random.randrange(2**31)
    return checks.integer("seed", seed, least=0, most=2**32 - 2)  # one more is used for n-grams
