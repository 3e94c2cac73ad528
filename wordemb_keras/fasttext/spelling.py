"""How a model writes words: as they are, or Hangul taken apart into jamo (section 9-3)."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from wordemb_keras import checks
from wordemb_keras.text import hangul

UNITS = ("word", "syllable", "jamo")


@dataclass(frozen=True)
class Spelling:
    """From words as people write them to the keys of a model, and back.

    Args:
        unit: see `FastText`.
        empty: the sign for "no final" in jamo; `""` if none is written.
        form: `"NFC"`, or `"NFD"` for a model that was trained on decomposed text.

    Example:

    >>> Spelling("jamo").spell("제품"), Spelling("jamo", empty="-").join("ㅈㅔ-ㅍㅜㅁ")
    ('ㅈㅔ_ㅍㅜㅁ', '제품')
    """

    unit: str = "syllable"
    empty: str = hangul.EMPTY
    form: Literal["NFC", "NFD"] = "NFC"

    def spell(self, word: str) -> str:
        """The key of a word."""
        if self.unit == "jamo":
            return hangul.decompose(word, empty=self.empty)
        return unicodedata.normalize(self.form, word)

    def join(self, key: str) -> str:
        """The word of a key, in NFC."""
        if self.unit == "jamo":
            return hangul.compose(key, empty=self.empty)
        return unicodedata.normalize("NFC", key)

    def as_typed(self, word: str) -> str:
        """The word in NFC; a jamo model takes ㅇㅕㅇㅎㅘ, as it is typed, for 영화."""
        word = unicodedata.normalize("NFC", word)
        if self.unit != "jamo" or not hangul.is_typed(word):
            return word
        return hangul.join_typed(word, empty=hangul.EMPTY + self.empty)


def spell(word: str, unit: str) -> str:
    """The word as a model of this unit reads it: in NFC, and as jamo for `"jamo"`.

    Example:

    >>> spell("제품", "jamo"), spell("제품", "syllable")
    ('ㅈㅔ_ㅍㅜㅁ', '제품')
    """
    return Spelling(check_unit(unit)).spell(word)


def unspell(word: str, unit: str) -> str:
    """The word as people read it; undoes `spell`.

    Example:

    >>> unspell("ㅈㅔ_ㅍㅜㅁ", "jamo")
    '제품'
    """
    return Spelling(check_unit(unit)).join(word)


def check_unit(unit: str) -> str:
    """The unit; `ValueError` unless it is one of `UNITS`."""
    return checks.choice("unit", unit, UNITS)
