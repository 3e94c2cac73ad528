"""Sections 9-2 and 9-3: Korean text as people write it, cut into tokens."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wordemb_keras.text import korean_token_lists, korean_tokens

REVIEW = "영화가 2번째인데도 진짜 재밌다ㅋㅋㅋㅋㅋ iPhone으로 봤음!!!!"

pytestmark = pytest.mark.xdist_group("kiwi")  # one worker loads it


def test_at_spaces_nothing_is_changed():
    assert korean_tokens(REVIEW) == REVIEW.split()
    assert korean_tokens("") == korean_tokens(" \n") == []


def test_choices_by_hand():
    assert korean_tokens("재밌다ㅋㅋㅋㅋㅋ 아ㅠㅠ ㅋㅎㅋㅎ", runs=2) == [
        "재밌다ㅋㅋ",
        "아ㅠㅠ",
        "ㅋㅎㅋㅎ",
    ]
    assert korean_tokens("하하하 1000 www", runs=1) == ["하하하", "1000", "www"]  # only signs
    assert korean_tokens("A급 갤럭시S24는 3.5점!!", scripts=True) == [
        *("A", "급", "갤럭시", "S", "24", "는", "3.5", "점", "!!"),
    ]
    assert korean_tokens("1,000원 2번", numbers="0") == ["0원", "0번"]
    assert korean_tokens("재밌다ㅋㅋㅋ", scripts=True, runs=1) == ["재밌다", "ㅋ"]


def test_kiwi_s_endings_are_compatibility_jamo(kiwi):
    tokens = korean_tokens("친구가 간 곳을 볼 때", kiwi=kiwi)
    assert {"ㄴ", "ㄹ"} <= set(tokens)  # of 간 and 볼
    assert not any("\u1100" <= character <= "\u11ff" for character in "".join(tokens))


def test_particles_are_cut_off_or_left_out(kiwi):
    text = "영화가 학교에서는 재밌다"
    apart = korean_tokens(text, kiwi=kiwi, split="particles")
    assert apart == ["영화", "가", "학교", "에서", "는", "재밌다"]
    assert korean_tokens(text, kiwi=kiwi, split="no_particles") == ["영화", "학교", "재밌다"]


def test_spaces_can_be_mended(kiwi):
    assert korean_tokens("나는학교에간다", kiwi=kiwi, split="particles", spacing=True) == [
        *("나", "는", "학교", "에", "간다"),
    ]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("영화\u200b최고", ["영화", "최고"]),  # a space of no width
        ("영화\u3164최고", ["영화", "최고"]),  # the Hangul filler
        ("\ufeff영\u200d화\u00ad", ["영화"]),
        ("\uffbb\uffbb\uffbb", ["ㅋㅋ"]),  # half as wide
        ("❤\ufe0f" * 3, ["❤\ufe0f" * 2]),
        ("👍🏽👍🏽👍🏽!", ["👍🏽👍🏽!"]),
        ("👨\u200d👩\u200d👧" * 3, ["👨\u200d👩\u200d👧" * 2]),
        ("🇰🇷" * 3, ["🇰🇷" * 2]),
        ("日本語영화", ["日本語", "영화"]),
        ("나랏말\u110a\u119e미", ["나랏말", "\u110a\u119e", "미"]),  # old Hangul stays as it is
        (unicodedata.normalize("NFD", "재밌다ㅋㅋ"), ["재밌다", "ㅋㅋ"]),
    ],
)
def test_odd_signs_by_hand(text, tokens):
    assert korean_tokens(text, scripts=True, runs=2) == tokens


@given(st.text("안녕가ㅋㅠ a1A.!_ \u11ab😀", max_size=20))
def test_scripts_lose_no_character(text):
    tokens = korean_tokens(text, scripts=True)
    assert "".join(tokens) == "".join(unicodedata.normalize("NFC", text).split()).replace(
        "\u11ab", "ㄴ"
    )


def test_many_texts_stream(kiwi):
    endless = ("이 영화 재밌다" for _ in itertools.count())
    for choices in ({}, {"kiwi": kiwi}):
        lists = korean_token_lists(endless, **choices)
        expected = korean_tokens("이 영화 재밌다", **choices)
        assert list(itertools.islice(lists, 3)) == [expected] * 3
    texts = ["영화가 좋다", "학교에 간다", ""]
    lists = list(korean_token_lists(texts, kiwi=kiwi, split="particles"))
    assert lists == [korean_tokens(text, kiwi=kiwi, split="particles") for text in texts]


def test_empty_cells_are_named(kiwi):
    for choices in ({}, {"kiwi": kiwi}):
        with pytest.raises(ValueError, match=r"Text 2 of `texts` .*nan \(of type float\).*dropna"):
            list(korean_token_lists(["좋다", float("nan")], **choices))
    with pytest.raises(ValueError, match=r"`sentence` must be a string\. Received: None"):
        korean_tokens(None)
    with pytest.raises(ValueError, match=r"must be several texts. Received one: '좋다'"):
        korean_token_lists("좋다")


def test_choices_that_need_kiwi():
    with pytest.raises(ValueError, match=r"`split` needs kiwi: .*split='particles'"):
        korean_tokens("영화가", split="particles")
    with pytest.raises(ValueError, match="`spacing` needs kiwi"):
        korean_tokens("영화가", spacing=True)
    with pytest.raises(ValueError, match='`split` must be "morphemes", "particles" or'):
        korean_tokens("영화가", split="nouns")
    with pytest.raises(ValueError, match="`runs` must be a positive integer"):
        korean_tokens("영화가", runs=0)
    with pytest.raises(ValueError, match="`numbers` must be None or what stands"):
        korean_tokens("영화가", numbers=0)
