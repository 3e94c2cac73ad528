"""Hangul: syllables to jamo and back, without losing a character (section 9-3).

A Hangul syllable is an initial, a medial and an optional final jamo, and
Unicode numbers all 11,172 of them in that order:

    syllable = U+AC00 + (initial * 21 + medial) * 28 + final

`decompose` writes every syllable as exactly three characters, with `_` where
there is no final, so 자연어처리 becomes ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_. The jamo are the
"compatibility" ones (U+3131 to U+3163), those that a keyboard types.

Which way back to syllables? `compose` for what `decompose` or another program wrote, with a sign
where there is no final (or, with `empty=""`, without one). `join_typed` for what comes from a
keyboard: there ㅗ and ㅏ are two keys and one vowel, and what is not complete stays as it is.

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
from collections import Counter
from collections.abc import Iterable

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
EMPTY = "_"
HGTK = "ᴥ"  # what the package hgtk writes behind every syllable
ESCAPE = "\\"

_FIRST_SYLLABLE = 0xAC00  # 가
_SYLLABLES = len(INITIALS) * len(MEDIALS) * (len(FINALS) + 1)  # 11,172
# A backslash, or a bare initial that a bare medial follows.
_TO_ESCAPE = re.compile(rf"\\|[{INITIALS}](?=[{MEDIALS}])")
# Two keys of the 2-set keyboard, one jamo.
_TWO_KEYS = {
    **{
        "ㅘ": "ㅗㅏ",
        "ㅙ": "ㅗㅐ",
        "ㅚ": "ㅗㅣ",
        "ㅝ": "ㅜㅓ",
        "ㅞ": "ㅜㅔ",
        "ㅟ": "ㅜㅣ",
        "ㅢ": "ㅡㅣ",
    },
    **{"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ"},
    **{"ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"},
}
# Conjoining jamo (of NFD, and of kiwi's endings) and half-width ones (of old Japanese and Korean
# terminals) -> the same as compatibility jamo.
_SAME = {
    **{0x1100 + i: jamo for i, jamo in enumerate(INITIALS)},
    **{0x1161 + i: jamo for i, jamo in enumerate(MEDIALS)},
    **{0x11A8 + i: jamo for i, jamo in enumerate(FINALS)},
    **{0xFFA1 + i: chr(0x3131 + i) for i in range(30)},  # ㄱ to ㅎ, finals among them
    **{0xFFC2 + 8 * (i // 6) + i % 6: medial for i, medial in enumerate(MEDIALS)},  # six a row
}
# Jamo no longer in use have no syllables in Unicode: 나랏말ᄊᆞ미 stays in conjoining ones.
_UNUSUAL = re.compile("[\u1100-\u11ff\uffa1-\uffdc]")
_JAMO_RUN = re.compile(
    "(?P<old>[\u1100-\u115f\ua960-\ua97c]+[\u1160-\u11a7\ud7b0-\ud7c6]+[\u11a8-\u11ff\ud7cb-\ud7fb]*)"
    "|[\u1100-\u11ff\uffa1-\uffdc]"
)
_ONE_JAMO = {keys: jamo for jamo, keys in _TWO_KEYS.items()}
_VOWEL = "|".join([*(k for k in _ONE_JAMO if k[0] in MEDIALS), f"[{MEDIALS}]"])
_FINAL = "|".join([*(k for k in _ONE_JAMO if k[0] in INITIALS), f"[{FINALS}]"])
# A consonant in front of a vowel starts the next syllable; it is no final.
_TYPED = re.compile(
    rf"(?P<initial>[{INITIALS}])(?P<medial>{_VOWEL})(?:(?P<final>{_FINAL})(?![{MEDIALS}]))?"
    rf"|(?P<lone>{_VOWEL})"
)
# The beginning of a syllable, and two characters behind it.
_PAIR = re.compile(rf"(?<!\\)[{INITIALS}][{MEDIALS}](?=(.?)(.?))", re.DOTALL)


def decompose(text: str, *, empty: str = EMPTY) -> str:
    """Write every Hangul syllable as three jamo: initial, medial, final.

    Args:
        text: any text; it is normalised to NFC first.
        empty: one character that stands for "no final". `""`: nothing is written there, as in
            some files of other programs; then 각 and 가ㄱ are written alike.

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
        empty: the sign for "no final" that `decompose` was given. `""`: there is none, and a
            consonant in front of a vowel begins the next syllable.

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


def compatible(text: str) -> str:
    """The text in NFC, jamo that are in no syllable as compatibility jamo, which keyboards type.

    Conjoining and half-width jamo are changed; old Hangul (나랏말ᄊᆞ미), whose syllables are
    written in conjoining jamo, stays.

    Example:

    >>> compatible("\u1112\u1161\u11ab \u11ab") == "한 ㄴ"  # conjoining jamo
    True
    >>> compatible("ﾻﾻ")  # half as wide
    'ㅋㅋ'
    """
    text = unicodedata.normalize("NFC", text)
    if text.isascii() or not _UNUSUAL.search(text):
        return text
    return _JAMO_RUN.sub(lambda run: run["old"] or run[0].translate(_SAME), text)


def join_typed(text: str, *, empty: str = "") -> str:
    """What an input method makes of these keys of the 2-set keyboard (두벌식), each as its jamo.

    Args:
        text: jamo as they are typed, among any other text; conjoining and half-width ones are
            taken for the keys that they show.
        empty: signs that may stand behind a syllable, as in ㅇㅕㅇ_ㅎㅘ_; they are left out.

    Example:

    >>> join_typed("ㅆㅡㄹㅐㄱㅣ"), join_typed("ㄷㅏㄹㄱㄱㅗㅏ"), join_typed("ㄴㅏㅏㅁ")
    ('쓰래기', '닭과', '나ㅏㅁ')
    >>> join_typed("ㅇㅕㅇ_ㅎㅘ_", empty="_")
    '영화'
    """
    text = compatible(text)
    if not empty:
        return _TYPED.sub(_typed_syllable, text)
    parts = re.split(rf"(?<=[{INITIALS}{MEDIALS}{FINALS}])[{re.escape(empty)}]", text)
    return "".join(map(join_typed, parts))


def keystrokes(text: str) -> str:
    """The keys of the 2-set keyboard that type this text, each shown as its jamo.

    Example:

    >>> keystrokes("닭과")
    'ㄷㅏㄹㄱㄱㅗㅏ'
    """
    text = compatible(text)
    jamo = ("".join(split_syllable(c)) if is_syllable(c) else c for c in text)
    return "".join(_TWO_KEYS.get(j, j) for group in jamo for j in group)


def is_typed(text: str) -> bool:
    """Whether bare jamo in a text could be joined to a syllable.

    Example:

    >>> is_typed("ㅇㅕㅇㅎㅘ"), is_typed("영화ㅋㅋ")
    (True, False)
    """
    return _PAIR.search(compatible(text)) is not None


def find_empty(words: Iterable[str]) -> str | None:
    """How words in jamo write "no final"; None if they are not in jamo.

    Words are in jamo if no syllable is among them and some of their jamo make one. The sign is
    what stands most often behind an initial and a medial where no final does.

    Args:
        words: many words of one source.

    Returns:
        The sign, `""` if none is written, or None.

    Example:

    >>> find_empty(["ㅇㅕㅇㅎㅘ_", "ㅋㅋ"]), find_empty(["ㅇㅕㅇㅎㅘ-"]), find_empty(["ㅇㅕㅇㅎㅘ"])
    ('_', '-', '')
    >>> find_empty(["영화", "ㅇㅕㅇㅎㅘ"]) is None
    True
    """
    behind: Counter[str] = Counter()
    syllables = 0
    for word in words:
        if any(map(is_syllable, word)):
            return None
        for third, fourth in _PAIR.findall(word):
            syllables += 1
            if _position(FINALS, third) < 0:
                is_jamo = third in INITIALS + MEDIALS  # and so is "", the end of the word
                behind["" if is_jamo else third] += 1
            elif _position(MEDIALS, fourth) >= 0:  # no final: it begins the next syllable
                behind[""] += 1
    if not syllables:
        return None
    return max(behind, key=behind.__getitem__, default=EMPTY)


def sign_behind_all(words: Iterable[str]) -> str | None:
    """The sign that stands behind every syllable in jamo, with a final consonant or without.

    Example:

    >>> sign_behind_all(["ㅇㅕㅇᴥㅎㅘᴥ"]), sign_behind_all(["ㅇㅕㅇㅎㅘ_"])
    ('ᴥ', None)
    >>> sign_behind_all(["ㄱㅏㅁ!"]) is None
    True
    """
    open_ones: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    for word in words:
        for third, fourth in _PAIR.findall(word):
            if _position(FINALS, third) < 0:
                open_ones[third] += 1
            elif _position(MEDIALS, fourth) < 0:
                closed[fourth] += 1
    sign = max(closed, key=closed.__getitem__, default="")
    is_jamo = sign in INITIALS + MEDIALS + FINALS
    everywhere = closed[sign] == closed.total() and open_ones[sign] == open_ones.total()
    # Behind closed syllables alone it may be a full stop: 감. and 밥. are words of some files.
    is_sign = bool(open_ones) or sign in HGTK + EMPTY
    return sign if everywhere and is_sign and not is_jamo else None


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


def _typed_syllable(match: re.Match[str]) -> str:
    initial, medial, final, lone = match.group("initial", "medial", "final", "lone")
    if lone:
        return _ONE_JAMO.get(lone, lone)
    medial = _ONE_JAMO.get(medial, medial)
    return join_syllable(initial, medial, _ONE_JAMO.get(final or "", final or ""))


def _checked_empty(empty: str) -> str:
    if empty == "":
        return empty
    taken = not isinstance(empty, str) or len(empty) != 1
    if taken or empty in INITIALS + MEDIALS + FINALS + ESCAPE or is_syllable(empty):
        raise ValueError(
            "`empty` must be one character that is no Hangul and no backslash, such as '_', or "
            "'' for no sign. "
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
    final = f"[{FINALS}{re.escape(empty)}]" if empty else f"(?:[{FINALS}](?![{MEDIALS}]))?"
    return re.compile(rf"\\(?P<kept>[\\{INITIALS}])|(?P<jamo>[{INITIALS}][{MEDIALS}]{final})")
