"""Section 9-3: syllables to jamo and back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wordemb_keras import hangul
from wordemb_keras.text.hangul import (
    compose,
    decompose,
    find_empty,
    is_syllable,
    join_syllable,
    split_syllable,
)

ALL_SYLLABLES = [chr(code) for code in range(ord("가"), ord("힣") + 1)]

# Text that is hard on purpose: jamo of all three kinds, the mark, the escape, parts of syllables.
HARD_TEXT = st.text(
    st.sampled_from("ㄱㅏㄴㅋㅠㄳㅘ가각뷁힣__\\\\ aA1각ᄀ́😀")
    | st.characters(exclude_categories=["Cs"])
)


def test_the_chapter():
    assert decompose("자연어처리") == "ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_"
    assert compose("ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_") == "자연어처리"


@pytest.mark.parametrize(
    ("text", "jamo"),
    [
        ("남동생", "ㄴㅏㅁㄷㅗㅇㅅㅐㅇ"),
        ("값", "ㄱㅏㅄ"),
        ("ㅋㅋ ㅠㅠ", "ㅋㅋ ㅠㅠ"),
        ("제품ㅋ", "ㅈㅔ_ㅍㅜㅁㅋ"),
        ("OK 2024 😀", "OK 2024 😀"),
        ("a_b", "a_b"),  # the mark alone cannot be mistaken
        ("", ""),
        # These would read as syllables, so the first jamo gets a backslash.
        ("ㄱㅏ", "\\ㄱㅏ"),
        ("ㄱㅏ_", "\\ㄱㅏ_"),
        ("ㅎㅏㄴ", "\\ㅎㅏㄴ"),
        ("\\", "\\\\"),
        ("\\가", "\\\\ㄱㅏ_"),
    ],
)
def test_by_hand(text, jamo):
    assert decompose(text) == jamo
    assert compose(jamo) == text


def test_every_syllable_is_three_characters_and_comes_back():
    assert len(ALL_SYLLABLES) == 11_172
    for syllable in ALL_SYLLABLES:
        jamo = decompose(syllable)
        assert len(jamo) == 3
        assert compose(jamo) == syllable
        assert join_syllable(*split_syllable(syllable)) == syllable
    assert len({decompose(syllable) for syllable in ALL_SYLLABLES}) == 11_172


def test_parts_agree_with_unicode():
    # NFKD is an independent way to the parts; its jamo are of the conjoining kind.
    for syllable in ALL_SYLLABLES[::7]:
        parts = [unicodedata.name(c).split()[-1] for c in unicodedata.normalize("NFD", syllable)]
        ours = [unicodedata.name(c).split()[-1] for c in split_syllable(syllable) if c]
        assert ours == parts


def test_nfd_text_is_composed_first():
    nfd = unicodedata.normalize("NFD", "한국어")
    assert nfd != "한국어"
    assert decompose(nfd) == decompose("한국어")


@given(HARD_TEXT)
def test_any_text_comes_back_in_nfc(text):
    assert compose(decompose(text)) == unicodedata.normalize("NFC", text)


@given(HARD_TEXT, st.sampled_from("_-^]0 ∅"))
def test_any_text_comes_back_with_any_mark(text, empty):
    jamo = decompose(text, empty=empty)
    assert compose(jamo, empty=empty) == unicodedata.normalize("NFC", text)
    assert not any(is_syllable(character) for character in jamo)


@pytest.mark.parametrize("word", ["영화", "값이", "까치", "쓰레기", "가따", "닭과"])
def test_without_a_mark_a_word_of_syllables_comes_back(word):
    jamo = decompose(word, empty="")
    assert jamo == decompose(word).replace("_", "")
    assert compose(jamo, empty="") == word


@given(st.text(st.sampled_from(ALL_SYLLABLES), max_size=8))
def test_without_a_mark_any_word_of_syllables_comes_back(word):
    assert compose(decompose(word, empty=""), empty="") == word


@given(
    st.lists(st.sampled_from(ALL_SYLLABLES), min_size=8, max_size=30, unique=True),
    st.sampled_from(["_", "-", "e", ""]),
)
def test_the_mark_of_a_file_is_found(syllables, empty):
    syllables += ["가", "나나", "ㅋㅋ", "the"]
    assert find_empty([decompose(word, empty=empty) for word in syllables]) == empty
    assert find_empty(syllables) is None


def test_words_without_jamo_or_with_bare_ones_are_not_in_jamo():
    assert find_empty(["the", "cat", "2024"]) is None
    assert find_empty(["ㅋㅋ", "ㅠㅠ", "ㅇㅇ"]) is None
    assert find_empty([]) is None


@given(HARD_TEXT)
def test_compose_takes_any_text(text):
    assert isinstance(compose(text), str)


@pytest.mark.parametrize("empty", ["__", "ㄱ", "ㅏ", "가", "\\", None])
def test_a_mark_that_would_be_ambiguous_is_refused(empty):
    with pytest.raises(ValueError, match="`empty` must be one character"):
        decompose("한글", empty=empty)
    with pytest.raises(ValueError, match="`empty` must be one character"):
        compose("ㅎㅏㄴ", empty=empty)


def test_clear_errors():
    with pytest.raises(ValueError, match="`syllable` must be one Hangul syllable"):
        split_syllable("ㅋ")
    with pytest.raises(ValueError, match="`initial` must be a consonant"):
        join_syllable("ㅏ", "ㄱ")
    assert (len(hangul.INITIALS), len(hangul.MEDIALS), len(hangul.FINALS)) == (19, 21, 27)


def test_half_width_and_old_jamo():
    assert hangul.compatible("\uffa1\uffa4\uffbe\uffc2\uffdc") == "ㄱㄴㅎㅏㅣ"
    assert hangul.join_typed("\uffa1\uffc2") == "가"
    assert hangul.compatible("\u1112\u119e\u11ab") == "\u1112\u119e\u11ab"  # ᄒᆞᆫ, an old syllable
    assert hangul.compatible("\u1112 \u11ab") == "ㅎ ㄴ"
    assert hangul.is_typed("\uffa1\uffc2") and hangul.keystrokes("\uffbb") == "ㅋ"


@given(st.text(st.sampled_from("\u1100\u1161\u11a8\u119e\ua960\uffa1\uffc2가ㄱㅏa ")))
def test_compatible_is_settled_after_once(text):
    once = hangul.compatible(text)
    assert hangul.compatible(once) == once
