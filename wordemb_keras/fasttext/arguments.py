"""What the arguments of `FastText` may be, and what they are called elsewhere (section 9-3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from wordemb_keras import checks
from wordemb_keras.text.files import LONGEST
from wordemb_keras.text.hangul import is_syllable

# (min_n, max_n). Korean: chosen on one half of the typos of benchmarks/typo_recovery.py.
JAMO_LENGTHS = (2, 4)
SYLLABLE_LENGTHS = (1, 2)
ALPHABET_LENGTHS = (3, 6)  # the chapter's, for English

_RENAMED = {
    "size": "`vector_size` (since gensim 4)",
    "iter": "`epochs`, an argument of `fit`",
    "epochs": "an argument of `fit`: `fit(sentences, epochs=5)`",
    "sentences": "the argument of `fit`: `FastText(...).fit(sentences)`",
    **{"dim": "`vector_size`", "minn": "`min_n`", "maxn": "`max_n`", "ws": "`window`"},
    **{"neg": "`negative`", "lr": "`alpha`", "minCount": "`min_count`", "buckets": "`bucket`"},
}
_PASSED_ON = {
    "batch_words", "cbow_mean", "max_final_vocab", "min_alpha", "ns_exponent", "sample",
    "shrink_windows",
}  # fmt: skip


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


def check_options(options: Mapping[str, Any]) -> None:
    """Only options that gensim takes too; a name from elsewhere is answered with ours."""
    if options.get("batch_words", 0) > LONGEST:
        raise ValueError(
            f"`batch_words` must be at most {LONGEST}: gensim leaves out, unsaid, what is beyond. "
            f"Received: batch_words={options['batch_words']}"
        )
    for name in options:
        if name in _RENAMED:
            raise TypeError(f"`{name}` is not an argument here: it is {_RENAMED[name]}")
        if name not in _PASSED_ON:
            raise TypeError(
                f"`{name}` is no argument of `FastText`, see `help(FastText)`. Options of gensim "
                f"that it takes: {', '.join(sorted(_PASSED_ON))}"
            )
