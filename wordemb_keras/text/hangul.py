"""Hangul: syllables to jamo and back, without losing a character (section 9-3).

A Hangul syllable is an initial, a medial and an optional final jamo, and
Unicode numbers all 11,172 of them in that order:

    syllable = U+AC00 + (initial * 21 + medial) * 28 + final

`decompose` writes every syllable as exactly three characters, with `_` where
there is no final, so 자연어처리 becomes ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_. The jamo are the
"compatibility" ones (U+3131 to U+3163), those that a keyboard types.

All other text stays as it is. One case would be ambiguous: a bare consonant in
front of a bare vowel looks like the start of a syllable. It gets a backslash,
and so does a backslash itself. Hence `compose(decompose(text))` is the text in
NFC, for every Unicode string.

Reference: [The Unicode Standard, section 3.12, Conjoining Jamo Behavior](
https://www.unicode.org/versions/latest/core-spec/chapter-3/#G24646)
"""

import functools
import re
import unicodedata

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
EMPTY = "_"
ESCAPE = "\\"

_FIRST_SYLLABLE = 0xAC00  # 가
_SYLLABLES = len(INITIALS) * len(MEDIALS) * (len(FINALS) + 1)  # 11,172
# A backslash, or a bare initial that a bare medial follows.
_TO_ESCAPE = re.compile(rf"\\|[{INITIALS}](?=[{MEDIALS}])")


def decompose(text: str, *, empty: str = EMPTY) -> str:
    """Write every Hangul syllable as three jamo: initial, medial, final.

    Args:
        text: any text; it is normalised to NFC first.
        empty: one character that stands for "no final".

    Returns:
        The text with its syllables taken apart, `compose` brings it back.

    Raises:
        ValueError: `empty` is not one character, or is a jamo, a syllable or a backslash.

    Example:

    >>> decompose("자연어처리")
    'ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_'
    >>> decompose("값 OK ㅋㅋ")
    'ㄱㅏㅄ OK ㅋㅋ'
    """
    table = _to_jamo(_checked_empty(empty))
    text = unicodedata.normalize("NFC", text)
    return _TO_ESCAPE.sub(rf"{ESCAPE * 2}\g<0>", text).translate(table)


def compose(text: str, *, empty: str = EMPTY) -> str:
    r"""Put the jamo of `decompose` together again.

    Args:
        text: what `decompose` gave. Other text is welcome: any initial, medial
            and final (or `empty`) in a row become a syllable.
        empty: the sign for "no final" that `decompose` was given.

    Raises:
        ValueError: see `decompose`.

    Example:

    >>> compose("ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_")
    '자연어처리'
    >>> print(decompose("ㄱㅏ"), compose(decompose("ㄱㅏ")))  # bare jamo stay bare
    \ㄱㅏ ㄱㅏ
    """
    pattern = _syllable_or_escape(_checked_empty(empty))
    return pattern.sub(lambda match: match["kept"] or join_syllable(*match["jamo"]), text)


def split_syllable(syllable: str) -> tuple[str, str, str]:
    """Initial, medial and final of one syllable; the final is `""` if there is none.

    Raises:
        ValueError: not a single Hangul syllable.

    Example:

    >>> split_syllable("한"), split_syllable("가")
    (('ㅎ', 'ㅏ', 'ㄴ'), ('ㄱ', 'ㅏ', ''))
    """
    syllable = unicodedata.normalize("NFC", syllable)
    if not is_syllable(syllable):
        raise ValueError(f"`syllable` must be one Hangul syllable. Received: {syllable!r}")
    rest, final = divmod(ord(syllable) - _FIRST_SYLLABLE, len(FINALS) + 1)
    initial, medial = divmod(rest, len(MEDIALS))
    return INITIALS[initial], MEDIALS[medial], ["", *FINALS][final]


def join_syllable(initial: str, medial: str, final: str = "") -> str:
    """The syllable of an initial, a medial and a final.

    Anything that is not a final jamo (`""`, `"_"`) means "no final".

    Raises:
        ValueError: `initial` or `medial` is not such a jamo.

    Example:

    >>> join_syllable("ㅎ", "ㅏ", "ㄴ"), join_syllable("ㄱ", "ㅏ")
    ('한', '가')
    """
    first, second = _position(INITIALS, initial), _position(MEDIALS, medial)
    if first < 0 or second < 0:
        raise ValueError(
            "`initial` must be a consonant such as 'ㅎ' and `medial` a vowel such as 'ㅏ'. "
            f"Received: initial={initial!r}, medial={medial!r}"
        )
    third = _position(FINALS, final) + 1  # -1 (not found) becomes 0 (no final)
    return chr(_FIRST_SYLLABLE + (first * len(MEDIALS) + second) * (len(FINALS) + 1) + third)


def is_syllable(text: str) -> bool:
    """Whether the text is exactly one precomposed Hangul syllable.

    Example:

    >>> is_syllable("한"), is_syllable("ㅎ"), is_syllable("한글")
    (True, False, False)
    """
    return len(text) == 1 and 0 <= ord(text) - _FIRST_SYLLABLE < _SYLLABLES


def _position(jamo: str, character: str) -> int:
    return jamo.find(character) if len(character) == 1 else -1


def _checked_empty(empty: str) -> str:
    taken = not isinstance(empty, str) or len(empty) != 1
    if taken or empty in INITIALS + MEDIALS + FINALS + ESCAPE or is_syllable(empty):
        raise ValueError(
            "`empty` must be one character that is no Hangul and no backslash, such as '_'. "
            f"Received: empty={empty!r} (of type {type(empty).__name__})"
        )
    return empty


@functools.cache
def _to_jamo(empty: str) -> dict[int, str]:
    """A table for `str.translate`: all 11,172 syllables and their three characters."""
    finals = [empty, *FINALS]
    trios = (i + m + f for i in INITIALS for m in MEDIALS for f in finals)
    return dict(enumerate(trios, start=_FIRST_SYLLABLE))


@functools.cache
def _syllable_or_escape(empty: str) -> re.Pattern[str]:
    finals = FINALS + re.escape(empty)
    return re.compile(rf"\\(?P<kept>[\\{INITIALS}])|(?P<jamo>[{INITIALS}][{MEDIALS}][{finals}])")
