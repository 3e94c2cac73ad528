"""Korean words written as they are heard: 많이 as 마니, 축하 as 추카, 없어 as 업써 (section 9-3).

What is heard differs from what is written where a final meets the next initial. Each such place
is worked out alone, by the rules of the standard pronunciation:

    ㄱ + ㅎ -> ㅋ     축하 추카      ㄶ + ㅇ -> ㄴ     많이 마니
    ㅄ + ㅇ -> ㅂ ㅆ  없어 업써      ㄱ + ㅁ -> ㅇ ㅁ  국물 궁물
    ㅌ + 이 -> 치     같이 가치      ㄴ + ㄹ -> ㄹ ㄹ  신라 실라

Reference: [표준 발음법, 국립국어원](https://korean.go.kr/kornorms/regltn/regltnView.do?regltn_code=0002)
"""

import unicodedata
from typing import Any

from wordemb_keras.text.hangul import is_syllable, join_syllable, split_syllable

# A final of two consonants: what stays, and what goes on to a vowel behind it.
_BOTH = {
    **{"ㄳ": ("ㄱ", "ㅆ"), "ㄵ": ("ㄴ", "ㅈ"), "ㄶ": ("", "ㄴ"), "ㄺ": ("ㄹ", "ㄱ")},
    **{"ㄻ": ("ㄹ", "ㅁ"), "ㄼ": ("ㄹ", "ㅂ"), "ㄽ": ("ㄹ", "ㅆ"), "ㄾ": ("ㄹ", "ㅌ")},
    **{"ㄿ": ("ㄹ", "ㅍ"), "ㅀ": ("", "ㄹ"), "ㅄ": ("ㅂ", "ㅆ"), "ㅎ": ("", "ㅇ")},
}
# Rules 8 to 11: seven finals are heard. What sounds like ㄷ is written ㅅ by those who hear it.
_HEARD = {
    **dict.fromkeys("ㄱㄲㅋㄳㄺ", "ㄱ"),
    **dict.fromkeys("ㅅㅆㅈㅊㅌ", "ㅅ"),
    **dict.fromkeys("ㅂㅍㅄㄿ", "ㅂ"),
    **dict.fromkeys("ㄴㄵㄶ", "ㄴ"),
    **dict.fromkeys("ㄹㄼㄽㄾㅀ", "ㄹ"),
    **dict.fromkeys("ㅁㄻ", "ㅁ"),
    **{"ㄷ": "ㄷ", "ㅇ": "ㅇ", "ㅎ": "ㅅ", "": ""},
}
_ASPIRATED = dict(zip("ㄱㄷㅂㅅㅈ", "ㅋㅌㅍㅌㅊ", strict=True))
_TENSE = dict(zip("ㄱㄷㅂㅅㅈ", "ㄲㄸㅃㅆㅉ", strict=True))
_NASAL = dict(zip("ㄱㄷㅅㅂ", "ㅇㄴㄴㅁ", strict=True))


def as_heard(word: str) -> list[str]:
    """How people who write by ear spell a word.

    Args:
        word: the word. Only its Hangul syllables change.

    Returns:
        List of str: first with all its places as they are heard, then with each place alone;
        empty if it is written as it sounds.

    Example:

    >>> as_heard("많이"), as_heard("축하"), as_heard("영화")
    (['마니'], ['추카'], [])
    >>> as_heard("없습니다")
    ['업씀니다', '업씁니다', '없슴니다']
    """
    word = unicodedata.normalize("NFC", word)
    places = [i for i, character in enumerate(word) if is_syllable(character)]
    heard = [_changed(word, places)]
    heard += [_changed(word, [place]) for place in places]
    return [spelling for spelling in dict.fromkeys(heard) if spelling != word]


def _changed(word: str, places: list[int]) -> str:
    """The word with what is heard at the end of these syllables."""
    parts: list[Any] = [split_syllable(c) if is_syllable(c) else c for c in word]
    for place in places:
        initial, medial, final = parts[place]
        following = parts[place + 1] if place + 1 < len(parts) else ""
        if isinstance(following, tuple):
            second, vowel, last = following
            final, second = _meet(final, second, vowel)
            parts[place + 1] = (second, vowel, last)
        else:
            final = _HEARD[final]
        parts[place] = (initial, medial, final)
    return "".join(join_syllable(*part) if isinstance(part, tuple) else part for part in parts)


def _meet(final: str, initial: str, vowel: str) -> tuple[str, str]:
    """What is heard of a final and the initial behind it."""
    if not final or (final == "ㅇ" and initial != "ㄹ"):
        return final, initial
    if initial == "ㅇ":
        return _before_vowel(final, vowel)
    if final in "ㅎㄶㅀ":
        rest = _BOTH[final][1] if final != "ㅎ" else ""
        if initial in "ㄱㄷㅈ":
            return rest, _ASPIRATED[initial]  # rule 12.1: 좋다 조타
        if initial == "ㅅ":
            return rest, "ㅆ"  # 12.2: 싫소 실쏘
    if initial == "ㅎ":
        return _before_h(final, vowel)
    return _between_consonants(_HEARD[final], initial)


def _before_vowel(final: str, vowel: str) -> tuple[str, str]:
    """The final is spoken with the vowel: rules 12.4 to 14, and 17 for 이."""
    stays, moves = _BOTH.get(final, ("", final))
    if vowel == "ㅣ" and moves in "ㄷㅌ":
        moves = "ㅈ" if moves == "ㄷ" else "ㅊ"  # 굳이 구지, 같이 가치
    return stays, moves


def _before_h(final: str, vowel: str) -> tuple[str, str]:
    """Rule 12.1: a stop and ㅎ become one sound."""
    stays, moves = _BOTH.get(final, ("", final))
    stop = {"ㅆ": "ㅅ", "ㄲ": "ㄱ"}.get(moves, moves)
    if vowel == "ㅣ" and stop in "ㄷㅌ":
        return stays, "ㅊ"  # 17: 닫히다 다치다
    if stop in _ASPIRATED and final not in "ㅄㄽㄳ":
        return stays, _ASPIRATED[stop]
    heard = _HEARD[final]
    if heard in _ASPIRATED:
        return "", _ASPIRATED[heard]
    return heard, "ㅎ"  # 전화: people keep it


def _between_consonants(final: str, initial: str) -> tuple[str, str]:
    """Rules 18 to 20, nasals and ㄹ, and 23, the tense sounds."""
    if initial == "ㄹ":
        if final in "ㄴㄹ":
            return "ㄹ", "ㄹ"  # 신라 실라
        final, initial = _NASAL.get(final, final), "ㄴ"  # 심리 심니, 독립 동닙
    elif initial in "ㄴㅁ":
        if final == "ㄹ" and initial == "ㄴ":
            return "ㄹ", "ㄹ"  # 칼날 칼랄
        final = _NASAL.get(final, final)  # 국물 궁물, 합니다 함니다
    elif final in _NASAL:
        initial = _TENSE.get(initial, initial)  # 학교 학꾜
    return final, initial
