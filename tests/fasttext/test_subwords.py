"""Section 9-3: the n-grams of a word, and their rows in the table."""

import pytest
from gensim.models.fasttext import ft_ngram_hashes
from gensim.models.fasttext_inner import compute_ngrams_bytes, ft_hash_bytes
from hypothesis import given
from hypothesis import strategies as st

from wordemb_keras.fasttext import plain
from wordemb_keras.fasttext.subwords import (
    bucket_of,
    character_ngrams,
    choose_buckets,
    fnv1a,
    shared_ngrams,
    spell,
    subwords,
    unspell,
)
from wordemb_keras.formats.ngrams import ngram_buckets

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KOREAN = st.text(st.sampled_from("안녕하세요ㅋㅠ가나 a<>😀"), max_size=8)


def test_apple_and_its_six_units():  # F3.01
    assert subwords("apple", 3, 3) == ["<ap", "app", "ppl", "ple", "le>", "<apple>"]


def test_apple_from_3_to_6():  # F3.02
    ngrams = character_ngrams("apple", 3, 6)
    assert len(ngrams) == 5 + 4 + 3 + 2
    assert set(ngrams) >= {"<ap", "<app", "<appl", "<apple", "apple>"}


def test_apple_and_appple_share_most():  # F3.04
    shared = shared_ngrams("apple", "appple", 3, 3)
    assert shared == ["<ap", "app", "ppl", "ple", "le>"]  # only ppp is new


def test_syllables_and_jamo():  # F3.06, F3.07
    word = "자연어처리"
    assert character_ngrams(word, 3, 3) == ["<자연", "자연어", "연어처", "어처리", "처리>"]
    jamo = character_ngrams(word, 3, 3, unit="jamo")
    assert jamo[:3] == ["<ㅈㅏ", "ㅈㅏ_", "ㅏ_ㅇ"]
    assert len(jamo) == 15  # 15 jamo and two marks


def test_the_marks_alone_are_no_ngrams():
    assert character_ngrams("ab", 1, 1) == ["a", "b"]
    assert character_ngrams("", 1, 2) == ["<>"]
    assert character_ngrams("", 3, 6) == []


@given(ANY_TEXT | KOREAN, st.integers(1, 6), st.integers(0, 7))
def test_same_ngrams_and_buckets_as_gensim(word, min_n, max_n):
    word = spell(word, "syllable")
    ours = character_ngrams(word, min_n, max_n)
    assert [ngram.encode() for ngram in ours] == compute_ngrams_bytes(word, min_n, max_n)
    hashes = ft_ngram_hashes(word, min_n, max_n, 1_000)
    assert [bucket_of(ngram, 1_000) for ngram in ours] == hashes


@given(ANY_TEXT | KOREAN, st.integers(0, 4), st.integers(0, 5))
def test_the_fast_rows_are_those_of_the_plain_twin(word, min_n, max_n):
    rows = [plain.fnv1a(each) % 1_000 for each in plain.ngrams(word, max(min_n, 1), max_n)]
    assert ngram_buckets(word.encode(), min_n, max_n, 1_000) == rows


def test_a_word_cut_inside_a_character_is_cut_by_bytes():
    # 안 is eb 95 88; its first two bytes count as one character.
    raw = "안".encode()[:2]
    marked = [b"<" + raw, raw + b">"]
    assert ngram_buckets(raw, 2, 2, 1_000) == [ft_hash_bytes(each) % 1_000 for each in marked]


@given(ANY_TEXT)
def test_same_hash_as_gensim(text):
    assert fnv1a(text) == ft_hash_bytes(text.encode())


def test_hash_by_hand():
    # One step of FNV-1a: (offset xor byte) * prime, modulo 2^32.
    assert fnv1a("") == 2166136261
    assert fnv1a("a") == ((2166136261 ^ 97) * 16777619) % 2**32


@given(ANY_TEXT, st.sampled_from(["word", "syllable", "jamo"]))
def test_spelling_is_undone(word, unit):
    assert unspell(spell(word, unit), unit) == spell(word, "syllable")


def test_table_size():
    words = ["제품", "제품이"]  # 2-grams: <제 제품 품> 품이 이>
    assert choose_buckets(words, 2, 2) == 4 * 5
    assert choose_buckets([], 2, 2) == 1
    assert choose_buckets((f"{n:06d}" for n in range(30_000)), 6, 6) == 100_000


def test_clear_errors():
    with pytest.raises(ValueError, match=r'`unit` must be "word", "syllable" or "jamo".*letter'):
        character_ngrams("apple", unit="letter")
    with pytest.raises(ValueError, match="`min_n` must be at least 1"):
        character_ngrams("apple", 0, 3)
    with pytest.raises(ValueError, match="`buckets` must be a positive integer"):
        bucket_of("app", 0)
