"""Sentences, tokens and the vocabulary."""

import unicodedata

import gensim
import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wordemb_keras import text
from wordemb_keras.text import Vocabulary

KOREAN = ["안녕", "재밌다ㅋㅋ", "영화", "🙂", "U.S."]
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)


def test_sentences_know_abbreviations():
    found = list(text.sentences('Dr. Kim said "Hi." Then he left. 3.14 is pi!\n\nNew paragraph'))
    assert found == ['Dr. Kim said "Hi."', "Then he left.", "3.14 is pi!", "New paragraph"]


def test_korean_sentences():
    found = list(text.sentences("안녕하세요. 저는 학생입니다! 반가워요", language="ko"))
    assert found == ["안녕하세요.", "저는 학생입니다!", "반가워요"]


def test_english_pipeline_of_the_chapter():
    assert text.english_tokens("Here's (Laughter) No. 2!") == ["here", "s", "no", "2"]
    assert text.english_tokens("안녕 (박수)") == []


def test_korean_tokens_are_composed_first():
    decomposed = unicodedata.normalize("NFD", "나는 학생")
    assert text.korean_tokens(decomposed) == ["나는", "학생"]


@pytest.mark.xdist_group("kiwi")
def test_kiwi_morphemes(kiwi):
    assert text.korean_tokens("영화가 재밌다", kiwi=kiwi) == ["영화", "가", "재밌", "다"]


def test_frequent_first_and_ties_by_first_appearance():
    vocabulary = Vocabulary.build([["b", "a", "c"], ["c", "a", "d"], ["c"]])
    assert vocabulary.words == ["c", "a", "b", "d"]
    assert vocabulary.counts == {"c": 3, "a": 2, "b": 1, "d": 1}


def test_build_reads_a_generator_once():
    assert Vocabulary.build(iter([iter(["a", "b"]), iter(["a"])])).words == ["a", "b"]


def test_min_count_and_max_size():
    sentences = [["a"] * 3 + ["b"] * 2 + ["c"] * 2 + ["d"]]
    assert Vocabulary.build(sentences, min_count=2).words == ["a", "b", "c"]
    assert Vocabulary.build(sentences, max_size=2).words == ["a", "b"]


def test_decomposed_spellings_count_as_one():
    both = ["나는", unicodedata.normalize("NFD", "나는")]
    vocabulary = Vocabulary.build([both])
    assert vocabulary.counts == {"나는": 2}
    assert vocabulary.encode(both) == [2, 2]
    assert vocabulary[both[1]] == 2
    assert both[0] in vocabulary and both[1] in vocabulary
    assert 3 not in vocabulary


def test_the_unknown_sign_is_one_sign_however_it_is_typed(tmp_path):
    decomposed = unicodedata.normalize("NFD", "<모름>")
    vocabulary = Vocabulary(["영화"], unknown=decomposed)
    assert vocabulary.unknown == "<모름>"
    for word in ("<모름>", decomposed):
        with pytest.raises(ValueError, match="without the padding and unknown signs"):
            Vocabulary([word], unknown=decomposed)
    vocabulary.save(tmp_path / "v.txt")
    assert Vocabulary.load(tmp_path / "v.txt").unknown == "<모름>"


@given(st.lists(words, unique_by=lambda w: unicodedata.normalize("NFC", w)))
def test_decode_undoes_encode(some_words):
    vocabulary = Vocabulary(w for w in some_words if w != text.UNKNOWN)
    assert vocabulary.decode(vocabulary.encode(vocabulary.words)) == vocabulary.words
    assert len(vocabulary) == 2 + len(vocabulary.words)


def test_unknown_words():
    assert Vocabulary(["a"]).encode(["x", "a"]) == [1, 2]
    without = Vocabulary(["a"], unknown=None)
    assert without.encode(["x", "a"]) == [1]
    with pytest.raises(KeyError, match="has no unknown word"):
        without["x"]


def test_same_numbers_as_keras_tokenizer():
    from tensorflow.keras.preprocessing.text import Tokenizer

    sentences = ["나는 영화 영화", "나는 좋다", "안녕 영화"]
    for oov in (None, "<OOV>"):
        tokenizer = Tokenizer(oov_token=oov)
        tokenizer.fit_on_texts(sentences)
        vocabulary = Vocabulary.from_word_index(tokenizer.word_index)
        lists = [sentence.split() for sentence in [*sentences, "처음 영화"]]
        assert [vocabulary.encode(x) for x in lists] == tokenizer.texts_to_sequences(
            map(" ".join, lists)
        )
        assert vocabulary.unknown == oov


def test_to_and_from_text_vectorization():
    vocabulary = Vocabulary(KOREAN)
    layer = vocabulary.text_vectorization(output_sequence_length=4)
    ids = np.asarray(layer(["영화 재밌다ㅋㅋ 뭐지 U.S."]))
    assert (
        ids.tolist()
        == [[4, 3, 1, 6]]
        == [vocabulary.encode(["영화", "재밌다ㅋㅋ", "뭐지", "U.S."])]
    )
    assert Vocabulary.from_text_vectorization(layer).words == KOREAN
    lookup = keras.layers.StringLookup(vocabulary=KOREAN, mask_token="")
    assert Vocabulary.from_text_vectorization(lookup).word_index == vocabulary.word_index


def test_to_and_from_gensim():
    sentences = [["가", "나", "가"], ["나", "가", "다"]] * 3
    ours = Vocabulary.build(sentences)
    model = gensim.models.Word2Vec(vector_size=4, min_count=1)
    model.build_vocab_from_freq(ours.counts)
    theirs = Vocabulary.from_gensim(model)
    assert theirs.words == ours.words and theirs.counts == ours.counts


def test_pad_makes_the_matrix_of_the_chapter():  # F4.04
    vocabulary = Vocabulary(["nice", "great", "best", "amazing", "stop"], unknown=None)
    padded = vocabulary.pad([["nice", "great", "best", "amazing"], ["stop"]])
    assert padded.tolist() == [[1, 2, 3, 4], [5, 0, 0, 0]]
    assert vocabulary.pad([["nice", "great", "best"]], length=2).tolist() == [[1, 2]]


@pytest.mark.parametrize("unknown", ["[UNK]", "<모름>", None])
def test_save_and_load(tmp_path, unknown):
    path = tmp_path / "단어.txt"
    vocabulary = Vocabulary([*KOREAN, "a b"], counts={"안녕": 3}, unknown=unknown)
    vocabulary.save(path)
    loaded = Vocabulary.load(path)
    assert loaded.words == vocabulary.words and loaded.unknown == unknown
    assert loaded.counts == {"안녕": 3}
    assert "안녕\t3\n" in path.read_text(encoding="utf-8")


def test_a_windows_editor_may_have_saved_it(tmp_path):
    path = tmp_path / "v.txt"
    Vocabulary(KOREAN).save(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert Vocabulary.load(path).words == KOREAN


def test_another_encoding_is_named(tmp_path):
    path = tmp_path / "v.txt"
    path.write_bytes("# wordemb_keras vocabulary\n안녕\t3\n".encode("utf-16"))
    with pytest.raises(ValueError, match=r"v\.txt is text in UTF-16\. Save it as UTF-8"):
        Vocabulary.load(path)


def test_a_string_is_no_list_of_words():
    with pytest.raises(ValueError, match=r"Received: 'words\.txt'.*`Vocabulary\.load\(path\)`"):
        Vocabulary("words.txt")


def test_bad_files_name_the_line(tmp_path):
    path = tmp_path / "v.txt"
    path.write_text("the 0.1 0.2\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"v\.txt, line 1: not a vocabulary"):
        Vocabulary.load(path)
    path.write_text("# wordemb_keras vocabulary\t[UNK]\na\t1\nb\tmany\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"v\.txt, line 3"):
        Vocabulary.load(path)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Vocabulary(["a", "a"]), "'a' 2 times"),
        (lambda: Vocabulary([""]), "non-empty"),
        (lambda: Vocabulary([3]), "of type int"),
        (lambda: Vocabulary(["a"], unknown=""), "`unknown` must be None or a sign.*unknown=''"),
        (lambda: Vocabulary(["a"], unknown="a\nb"), "`unknown` must be"),
        (lambda: Vocabulary(["a"], unknown="a\tb"), "`unknown` must be"),
        (lambda: Vocabulary(["a"], unknown=1), r"unknown=1 \(of type int\)"),
        (lambda: Vocabulary.build([["a", "[UNK]"]]), "`sentences` holds the token '\\[UNK\\]'"),
        (lambda: Vocabulary.build([["a", ""]]), "`sentences` holds an empty token"),
        (lambda: Vocabulary.build([["a"], ["b", 3]]), "`sentences` must be .*token 3 .*type int"),
        (lambda: Vocabulary.build([["a"], [["b"]]]), "Sentence 2 of `sentences` must be a list"),
        (lambda: Vocabulary.build(["I like NLP"]), "list of tokens, not a string"),
        (lambda: Vocabulary(["a"]).encode("abc"), "list of tokens, not a string"),
        (lambda: Vocabulary.build([], min_count=0), "`min_count`"),
        (lambda: Vocabulary.build([], max_size=0), "`max_size`"),
        (lambda: Vocabulary.from_word_index({"a": 1, "b": 3}), "without a gap"),
        (lambda: Vocabulary(["a"], unknown=None).text_vectorization(), "StringLookup"),
        (lambda: Vocabulary.from_text_vectorization(keras.layers.StringLookup()), "mask_token"),
    ],
)
def test_bad_arguments_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_word_that_the_file_cannot_carry(tmp_path):
    with pytest.raises(ValueError, match="tab or a line end"):
        Vocabulary(["a\tb"]).save(tmp_path / "v.txt")
    assert not (tmp_path / "v.txt").exists()


def test_an_index_out_of_range():
    with pytest.raises(IndexError, match=r"Index 3 is not in \[0, 3\)"):
        Vocabulary(["a"]).decode([3])
