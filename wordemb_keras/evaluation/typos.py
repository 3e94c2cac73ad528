"""Typing errors as people make them (section 9-3).

A Korean typo happens at the keyboard, not in the text: the word is turned into
the keys of the 2-set (두벌식) layout, one stroke goes wrong, and the strokes are
put together again the way an input method does it. So a missing ㅁ turns 남동생
into 나동생, and a doubled ㅁ makes 남ㅁ동생.

Two more kinds happen before the keyboard: a word is written as it is heard (많이 as 마니, see
`hearing.py`), and a space stands inside it. `recovery.py` asks a model about the typos.

Reference: Piktus et al., [Misspelling Oblivious Word Embeddings](
https://arxiv.org/abs/1905.09755), which measures the same for English
"""

import functools
import random
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from wordemb_keras import checks
from wordemb_keras.evaluation.hearing import as_heard
from wordemb_keras.text.hangul import (
    is_syllable,
    join_syllable,
    join_typed,
    keystrokes,
    split_syllable,
)

KOREAN_KINDS = ("wrong", "missing", "doubled", "neighbour")
MORE_KOREAN_KINDS = ("swapped", "heard", "spaced")  # also drawn if `kinds` says so
ENGLISH_KINDS = ("swapped", "missing", "doubled", "neighbour")


class Typo(NamedTuple):
    """A typo, the word that was meant, and what went wrong."""

    typo: str
    original: str
    kind: str


def korean_typos(word: str, kind: str) -> list[str]:
    """All spellings of a Korean word with one slip of this kind.

    Args:
        word: the word. Only its Hangul syllables are mistyped.
        kind: `"wrong"`: a jamo that sounds alike (ㅐ for ㅔ, ㄱ for ㄲ).
            `"missing"`: a key not hit. `"doubled"`: a key hit twice.
            `"neighbour"`: the key beside it on the 2-set keyboard.
            `"swapped"`: two keys in the wrong order. `"heard"`: as it is spoken, not as
            it is written (많이 as 마니), see `hearing.py`. `"spaced"`: a space inside it.

    Returns:
        List of str, each once, in the order of the slips; empty if there is none.

    Raises:
        ValueError: no such kind.

    Example:

    >>> korean_typos("제품", "wrong")
    ['재품', '쩨품', '체품', '제붐', '제뿜']
    >>> korean_typos("제품", "missing")
    ['ㅔ품', 'ㅈ품', '제ㅜㅁ', '젶ㅁ', '제푸']
    >>> "난동생" in korean_typos("남동생", "neighbour")
    True
    >>> [korean_typos("배우", kind) for kind in ("swapped", "heard", "spaced")]
    [['ㅐㅂ우', 'ㅂ애ㅜ', '배ㅜㅇ'], [], ['배 우']]
    >>> korean_typos("없어", "heard")
    ['업써']
    """
    makers: dict[str, Callable[[str], Iterable[str]]] = {
        "wrong": _alike_syllables,
        "missing": lambda w: map(join_typed, _missing(keystrokes(w))),
        "doubled": lambda w: map(join_typed, _doubled(keystrokes(w))),
        "neighbour": lambda w: map(join_typed, _neighbours(keystrokes(w), _korean_keys())),
        "swapped": lambda w: map(join_typed, _swapped(keystrokes(w))),
        "heard": as_heard,
        "spaced": _spaced,
    }
    word = unicodedata.normalize("NFC", word)
    return _different(_chosen(makers, kind)(word), word)


def english_typos(word: str, kind: str) -> list[str]:
    """All spellings of an English word with one slip of this kind.

    Args:
        word: the word. Only its letters a-z and A-Z are mistyped.
        kind: `"swapped"`: two letters in the wrong order. `"missing"`: a
            letter left out. `"doubled"`: a letter typed twice.
            `"neighbour"`: the key beside it on the QWERTY keyboard.

    Returns:
        List of str, each once, in the order of the slips.

    Raises:
        ValueError: no such kind.

    Example:

    >>> english_typos("apple", "doubled")
    ['aapple', 'appple', 'applle', 'applee']
    >>> english_typos("the", "swapped")
    ['hte', 'teh']
    """
    makers: dict[str, Callable[[str], Iterable[str]]] = {
        "swapped": _swapped,
        "missing": _missing,
        "doubled": _doubled,
        "neighbour": lambda w: _neighbours(w, _english_keys()),
    }
    return _different(_chosen(makers, kind)(word), word)


def sample_typos(
    words: Iterable[str],
    *,
    language: str = "ko",
    kinds: Sequence[str] | None = None,
    known: Collection[str] = (),
    seed: int = 0,
) -> list[Typo]:
    """One typo for each word, its kind and place drawn at random.

    A typo that is itself a known word (제품 mistyped as 제푼 is fine, 배 as 베 is
    not) would have neighbours of its own; it is drawn again. A word all of
    whose typos are known, or that has no letter to mistype, is left out.

    Args:
        words: the words, as they should be spelled.
        language: `"ko"` or `"en"`.
        kinds: the kinds to draw from. Default: the four slips of the keyboard; for Korean
            `"swapped"`, `"heard"` and `"spaced"` can be asked for too.
        known: words that may not come out, for example a model's vocabulary.
        seed: the same seed gives the same typos, in every process.

    Returns:
        List of `Typo(typo, original, kind)`, at most one a word.

    Raises:
        ValueError: an unknown language or kind, or one word in the place of several.

    Example:

    >>> sample_typos(["제품", "배송"], known={"체품"}, seed=1)
    [Typo(typo='ㅔ품', original='제품', kind='missing'),
     Typo(typo='배공', original='배송', kind='neighbour')]
    """
    if isinstance(words, str):
        raise ValueError(f"`words` must be a list of words. Received: {words!r:.60} (of type str)")
    checks.choice("language", language, ("ko", "en"))
    make = korean_typos if language == "ko" else english_typos
    kinds = kinds or (KOREAN_KINDS if language == "ko" else ENGLISH_KINDS)
    known = known if isinstance(known, set | frozenset | dict) else set(known)
    generator = random.Random(checks.seed(seed))
    drawn = (_draw(word, make, kinds, known, generator) for word in words)
    return [typo for typo in drawn if typo is not None]


def has_bare_jamo(word: str) -> bool:
    """Whether a jamo stands in a word that is in no syllable.

    Example:

    >>> has_bare_jamo("남ㅁ동생"), has_bare_jamo("나동생")
    (True, False)
    """
    return any("ㄱ" <= character <= "ㅣ" for character in word)


# --- the keyboard -------------------------------------------------------------------------

_QWERTY = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KOREAN = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
_ROW_SHIFT = (0.0, 0.25, 0.75)  # each row starts a little further right, in key widths
_WITH_SHIFT = dict(zip("ㅂㅈㄷㄱㅅㅐㅔ", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
# Jamo that are written for one another because they sound (nearly) alike.
_ALIKE_INITIALS = ("ㄱㄲㅋ", "ㄷㄸㅌ", "ㅂㅃㅍ", "ㅅㅆ", "ㅈㅉㅊ")
_ALIKE_MEDIALS = ("ㅐㅔ", "ㅒㅖ", "ㅙㅚㅞ", "ㅢㅣ")
_ALIKE_FINALS = ("ㄱㄲㅋ", "ㄷㅅㅆㅈㅊㅌ", "ㅂㅍ", "ㄴㄶ", "ㄹㅀ")


def _beside(rows: Sequence[str]) -> dict[str, str]:
    """For each key the keys around it: centres at most 1.3 key widths apart."""
    places = [
        (key, column + _ROW_SHIFT[row], row)
        for row, keys in enumerate(rows)
        for column, key in enumerate(keys)
    ]
    return {
        key: "".join(k for k, i, j in places if 0 < (x - i) ** 2 + (y - j) ** 2 < 1.3**2)
        for key, x, y in places
    }


@functools.cache
def _korean_keys() -> dict[str, str]:
    plain = _beside(_KOREAN)
    held = {
        shifted: "".join(_WITH_SHIFT.get(key, key) for key in plain[base])
        for base, shifted in _WITH_SHIFT.items()
    }
    return plain | held


@functools.cache
def _english_keys() -> dict[str, str]:
    plain = _beside(_QWERTY)
    return plain | {key.upper(): keys.upper() for key, keys in plain.items()}


# --- one slip -----------------------------------------------------------------------------


def _missing(keys: str) -> Iterable[str]:
    return (keys[:i] + keys[i + 1 :] for i, key in enumerate(keys) if _is_key(key))


def _doubled(keys: str) -> Iterable[str]:
    return (keys[: i + 1] + keys[i:] for i, key in enumerate(keys) if _is_key(key))


def _neighbours(keys: str, beside: dict[str, str]) -> Iterable[str]:
    return (
        keys[:i] + other + keys[i + 1 :]
        for i, key in enumerate(keys)
        for other in beside.get(key, "")
    )


def _swapped(word: str) -> Iterable[str]:
    places = (i for i in range(len(word) - 1) if _is_key(word[i]) and _is_key(word[i + 1]))
    return (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in places)


def _spaced(word: str) -> Iterable[str]:
    places = (i for i in range(1, len(word)) if is_syllable(word[i - 1]) and is_syllable(word[i]))
    return (f"{word[:i]} {word[i:]}" for i in places)


def _alike_syllables(word: str) -> Iterable[str]:
    for i, character in enumerate(word):
        if is_syllable(character):
            initial, medial, final = split_syllable(character)
            others = [join_syllable(initial, m, final) for m in _alike(medial, _ALIKE_MEDIALS)]
            others += [join_syllable(j, medial, final) for j in _alike(initial, _ALIKE_INITIALS)]
            others += [join_syllable(initial, medial, f) for f in _alike(final, _ALIKE_FINALS)]
            yield from (word[:i] + other + word[i + 1 :] for other in others)


def _alike(jamo: str, groups: Sequence[str]) -> str:
    return "".join(other for group in groups if jamo and jamo in group for other in group)


def _is_key(character: str) -> bool:
    return character in _korean_keys() or character in _english_keys()


def _different(spellings: Iterable[str], word: str) -> list[str]:
    return [spelling for spelling in dict.fromkeys(spellings) if spelling not in (word, "")]


def _chosen(makers: dict[str, Callable], kind: str) -> Callable[[str], Iterable[str]]:
    if kind not in makers:
        raise ValueError(f"`kind` must be one of {sorted(makers)}. Received: kind={kind!r}")
    return makers[kind]


def _draw(
    word: str,
    make: Callable[[str, str], list[str]],
    kinds: Sequence[str],
    known: Collection[str],
    generator: random.Random,
) -> Typo | None:
    for kind in generator.sample(list(kinds), len(kinds)):
        choice = [typo for typo in make(word, kind) if typo not in known]
        if choice:
            return Typo(generator.choice(choice), unicodedata.normalize("NFC", word), kind)
    return None
