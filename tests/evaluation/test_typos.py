"""Section 9-3: typos as people make them, and whether a model sees through them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wordemb_keras.evaluation.typos import (
    ENGLISH_KINDS,
    KOREAN_KINDS,
    MORE_KOREAN_KINDS,
    english_typos,
    korean_typos,
    sample_typos,
)
from wordemb_keras.text.hangul import join_typed, keystrokes

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=5)


def test_keys_by_hand():
    assert keystrokes("남동생") == "ㄴㅏㅁㄷㅗㅇㅅㅐㅇ"
    assert keystrokes("과값의") == "ㄱㅗㅏㄱㅏㅂㅅㅇㅡㅣ"  # two keys for ㅘ, ㅄ and ㅢ
    assert keystrokes("까") == "ㄲㅏ"  # shift and one key
    assert keystrokes("OK ㅋㅋ") == "OK ㅋㅋ"


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("ㄱㅏㄱㅅㅏ", "각사"),  # the consonant before a vowel begins the next syllable
        ("ㄱㅏㄱㅅ", "갃"),
        ("ㄱㅏㄱㅅㄷㅏ", "갃다"),
        ("ㄱㅏㄸㅏ", "가따"),  # ㄸ is never a final
        ("ㄱㅏㄸ", "가ㄸ"),
        ("ㄱㅗㅏㅏ", "과ㅏ"),
        ("ㅗㅏ", "ㅘ"),
        ("ㅋㅋㅋ", "ㅋㅋㅋ"),
    ],
)
def test_the_input_method_by_hand(keys, text):
    assert join_typed(keys) == text


def test_every_syllable_can_be_typed():
    for code in range(0xAC00, 0xD7A4):
        assert join_typed(keystrokes(chr(code))) == chr(code)


@given(SYLLABLES)
def test_every_word_of_syllables_can_be_typed(word):
    assert join_typed(keystrokes(word)) == word


def test_korean_typos_of_the_chapter():
    assert "난동생" in korean_typos("남동생", "neighbour")  # ㅁ and ㄴ are side by side
    assert "제푼" in korean_typos("제품", "neighbour")
    assert "남ㅁ동생" in korean_typos("남동생", "doubled")
    assert "나동생" in korean_typos("남동생", "missing")
    assert korean_typos("배송", "wrong") == ["베송", "빼송", "패송", "배쏭"]


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        *[("많이", "마니"), ("축하", "추카"), ("없어", "업써"), ("같이", "가치"), ("굳이", "구지")],
        *[("좋아", "조아"), ("좋다", "조타"), ("괜찮아", "괜차나"), ("싫어", "시러")],
        *[("있어", "이써"), ("닭이", "달기"), ("국물", "궁물"), ("합니다", "함니다")],
        *[("학교", "학꾜"), ("신라", "실라"), ("독립", "동닙"), ("칼날", "칼랄")],
        *[("입학", "이팍"), ("닫히다", "다치다"), ("앉아", "안자"), ("꽃", "꼿"), ("값", "갑")],
        *[("강아지", None), ("전화", None), ("영화", None), ("OK", None), ("ㅋㅋ", None)],
    ],
)
def test_words_as_they_are_heard(word, heard):
    assert korean_typos(word, "heard")[:1] == ([heard] if heard else [])


def test_each_place_is_also_heard_alone():
    assert korean_typos("없습니다", "heard") == ["업씀니다", "업씁니다", "없슴니다"]


def test_swapped_keys_by_hand():
    assert korean_typos("영화", "swapped") == ["ㅕㅇㅇ화", "ㅇ여화", "옇와", "여오하", "영하ㅗ"]


def test_spaces_by_hand():
    assert korean_typos("남동생", "spaced") == ["남 동생", "남동 생"]
    assert korean_typos("OK굿", "spaced") == korean_typos("ㅋㅋ", "spaced") == []


@given(SYLLABLES)
def test_any_word_can_be_heard_and_swapped(word):
    for kind in MORE_KOREAN_KINDS:
        typos = korean_typos(word, kind)
        assert word not in typos and len(set(typos)) == len(typos)


def test_english_typos_by_hand():
    assert english_typos("the", "missing") == ["he", "te", "th"]
    assert english_typos("see", "swapped") == ["ese"]  # two equal letters swapped are no typo
    assert english_typos("a", "neighbour") == ["q", "w", "s", "z"]
    assert english_typos("A", "neighbour") == ["Q", "W", "S", "Z"]
    assert english_typos("a-b", "doubled") == ["aa-b", "a-bb"]
    assert "appple" in english_typos("apple", "doubled")


@given(SYLLABLES, st.sampled_from(KOREAN_KINDS))
def test_a_typo_is_never_the_word(word, kind):
    typos = korean_typos(word, kind)
    assert word not in typos
    assert "" not in typos
    assert len(set(typos)) == len(typos)


@given(st.text("abcxyz", max_size=6), st.sampled_from(ENGLISH_KINDS))
def test_an_english_typo_is_never_the_word(word, kind):
    assert not {word, ""} & set(english_typos(word, kind))


def test_sample_keeps_clear_of_known_words():
    words = ["제품", "배송", "ㅋㅋ", "!!"]
    known = {"재품", "제픔"}
    typos = sample_typos(words, known=known, seed=3)
    assert not {typo.typo for typo in typos} & known
    assert [typo.original for typo in typos] == ["제품", "배송", "ㅋㅋ"]  # !! cannot be mistyped
    for typo, original, kind in typos:
        assert typo in korean_typos(original, kind)


def test_sample_is_the_same_in_a_new_process(fresh_process):
    code = (
        "from wordemb_keras.evaluation import sample_typos; "
        "print(sample_typos(['제품', '배송', '영화'], seed=7))"
    )
    outputs = {fresh_process(code, PYTHONHASHSEED=seed) for seed in ("1", "2")}
    assert outputs == {str(sample_typos(["제품", "배송", "영화"], seed=7))}


def test_clear_errors():
    with pytest.raises(ValueError, match=re.escape("`kind` must be one of ['doubled', 'heard', ")):
        korean_typos("제품", "spoken")
    with pytest.raises(ValueError, match='`language` must be "ko" or "en"'):
        sample_typos(["제품"], language="fr")
    with pytest.raises(ValueError, match="`words` must be a list of words"):
        sample_typos("제품")
