"""Section 9-3: FastText for words, syllables and jamo."""

import gzip
import re
import runpy
import struct
import threading
import tomllib
import unicodedata
from pathlib import Path

import gensim.models
import numpy as np
import pytest
from gensim.models.fasttext import FastText as GensimFastText
from gensim.models.fasttext import save_facebook_model
from gensim.test.utils import datapath
from hypothesis import given, settings
from hypothesis import strategies as st

from wordemb_keras import datasets
from wordemb_keras.evaluation import (
    UnknownWordError,
    corrections,
    neighbors,
    sample_typos,
    typo_recovery,
)
from wordemb_keras.fasttext import FastText
from wordemb_keras.fasttext.subwords import bucket_of
from wordemb_keras.formats import VectorFileError, as_vectors, fasttext_int8, open_vectors
from wordemb_keras.text import Vocabulary, hangul

pytestmark = pytest.mark.xdist_group("fasttext")  # one worker trains the models

SAMPLE = Path(__file__).parents[2] / "data" / "ko_reviews_sample.tsv"
fuzz_formats = runpy.run_path(str(Path(__file__).parents[1] / "formats" / "fuzz.py"))


@pytest.fixture(scope="module")
def reviews():
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t")[1].split() for line in lines]


@pytest.fixture(scope="module")
def news():
    lines = Path(datapath("lee_background.cor")).read_text(encoding="utf-8").splitlines()
    return [re.findall("[a-z]+", line.lower()) for line in lines]


@pytest.fixture(scope="module")
def jamo(reviews):
    model = FastText("jamo", vector_size=20, min_count=2, workers=1, seed=1)
    return model.fit(reviews, epochs=6, verbose=0)


@pytest.fixture(scope="module")
def english(news):
    model = FastText(vector_size=20, workers=1, seed=1)  # n from 3 to 6: most words are no Hangul
    return model.fit(news, epochs=8, verbose=0)


# --- the chapter --------------------------------------------------------------------------


def test_a_word_never_seen_has_an_answer(english, news):  # F3.03, F3.05
    word2vec = gensim.models.Word2Vec(news, vector_size=20, min_count=5, workers=1, epochs=1)
    with pytest.raises(KeyError, match="'electrofishing' not present"):
        word2vec.wv.most_similar("electrofishing")
    assert not english.is_known("electrofishing")
    assert len(english.most_similar("electrofishing")) == 10
    assert not english.is_known("birthplace")  # seen once: fewer than `min_count` times
    assert "place" in [word for word, _ in english.most_similar("birthplace", topn=3)]


def test_mean_and_sum_point_the_same_way(english):  # F3.02
    for word in ("people", "peopple"):
        mean, total = english.vector(word), english.vector(word, combine="sum")
        pieces = len(english.explain(word).pieces)
        np.testing.assert_allclose(total, mean * pieces, rtol=1e-4, atol=1e-5)


def test_a_typo_is_near_its_word(english):  # F3.04
    assert "people" in [word for word, _ in english.most_similar("peopple", topn=3)]


def test_answers_come_in_syllables(jamo):  # F3.08
    assert "ㅇㅕㅇㅎㅘ_" in jamo.wv.key_to_index  # as the model reads it
    assert "영화" in jamo.words
    near = [word for word, _ in jamo.most_similar("영홰")]
    assert set(near) <= set(jamo.words)
    assert near[0].startswith("영화")
    assert jamo.similarity("영화", "영화ㅋ") > 0.5
    assert jamo.similarity("영화", "영화") == pytest.approx(1)


def test_nfd_is_the_same_word(jamo):
    nfd = unicodedata.normalize("NFD", "영화")
    assert jamo.is_known(nfd)
    np.testing.assert_array_equal(jamo[nfd], jamo["영화"])


# --- parity with gensim -------------------------------------------------------------------


@pytest.mark.parametrize("sg", [0, 1])
def test_same_numbers_as_bare_gensim(reviews, sg):
    same = {"vector_size": 10, "min_count": 2, "sg": sg, "alpha": 0.05, "workers": 1, "seed": 3}
    same |= {"min_n": 1, "max_n": 3, "bucket": 500}
    ours = FastText("syllable", **same).fit(reviews, epochs=2, verbose=0)
    bare = GensimFastText(reviews, epochs=2, **same)
    assert ours.wv.index_to_key == bare.wv.index_to_key
    np.testing.assert_array_equal(ours.wv.vectors, bare.wv.vectors)
    for word in ("영화", "처음보는말ㅋㅋ"):
        np.testing.assert_allclose(ours[word], bare.wv[word], rtol=1e-4, atol=1e-6)
    theirs = bare.wv.most_similar("처음보는말ㅋㅋ", topn=5)
    assert ours.most_similar("처음보는말ㅋㅋ", topn=5) == [
        (word, pytest.approx(cosine, abs=1e-5)) for word, cosine in theirs
    ]


def test_without_ngrams_it_is_word2vec(reviews):
    same = {"vector_size": 10, "min_count": 2, "sg": 1, "alpha": 0.05, "workers": 1, "seed": 3}
    words = FastText("word", **same).fit(reviews, epochs=1, verbose=0)
    assert words.wv.vectors_ngrams.shape == (0, 10)
    assert "영화" in words
    assert "영하ㅋ" not in words
    with pytest.raises(KeyError, match=r"'영하ㅋ' not present in vocabulary.*no n-grams"):
        words["영하ㅋ"]


def test_loss_by_hand_before_and_falling_after(reviews):
    model = FastText("syllable", vector_size=10, min_count=2, workers=1, alpha=0.1)
    losses = model.fit(reviews, epochs=8, verbose=0).history["loss"]
    assert len(losses) == 8
    # A model that knows nothing says one half to each of 1 true and 5 random words.
    assert losses[-1] < losses[0] < 6 * np.log(2) + 0.1


def test_progress_bar_shows_the_loss(reviews, capsys):
    FastText("jamo", vector_size=4, workers=1).fit(reviews, epochs=2, verbose=1)
    assert re.search(r"epoch 2/2, loss \d\.\d{4}", capsys.readouterr().err)


def test_training_that_diverges_stops(reviews):
    model = FastText("syllable", vector_size=4, sg=0, workers=1, alpha=1.0)
    with pytest.raises(FloatingPointError, match=r"diverged.*Lower `alpha`.*alpha=1\.0"):
        model.fit(reviews, verbose=0)


# --- reproducible -------------------------------------------------------------------------

TRAIN = """
from wordemb_keras.fasttext import FastText
sentences = [["빠른", "배송", "좋아요"], ["배송", "느려요", "ㅠㅠ"], ["빠른", "답장"]] * 20
model = FastText("jamo", vector_size=6, min_count=1, workers=1, seed=5)
print(model.fit(iter(sentences), epochs=3, verbose=0)["배숑"].tobytes().hex(), model.history)
"""


def test_one_worker_and_a_seed_reproduce_in_a_new_process(fresh_process, capsys):
    """Where strings have other hashes."""
    exec(TRAIN, {})
    assert fresh_process(TRAIN, PYTHONHASHSEED="7") == capsys.readouterr().out.strip() != ""


def test_a_second_fit_starts_from_the_beginning(reviews):
    model = FastText("syllable", vector_size=4, workers=1)
    first = model.fit(reviews, epochs=1, verbose=0)["영화"]
    np.testing.assert_array_equal(model.fit(reviews, epochs=1, verbose=0)["영화"], first)


# --- explain ------------------------------------------------------------------------------


def test_explain_adds_up(jamo):
    for word in ("영화", "영화ㅋ", "영하"):
        explanation = jamo.explain(word)
        assert explanation.known == jamo.is_known(word)
        assert sum(piece.share for piece in explanation.pieces) == pytest.approx(1, abs=1e-4)
        for piece in explanation.pieces:
            if piece.bucket is not None:
                assert piece.bucket == bucket_of(piece.text, jamo.wv.bucket)


def test_explain_tells_seen_from_unseen(english):
    explanation = english.explain("peopqle")
    state = {piece.text: piece.seen for piece in explanation.pieces}
    assert state["<peo"] and state["peop"]
    assert not state["opq"]
    assert str(explanation).splitlines()[0].startswith("peopqle: unknown, ")
    known = english.explain("people").pieces[-1]
    assert known.text == "<people>"
    assert known.bucket is None


# --- sizes --------------------------------------------------------------------------------


def test_a_class_model_is_small(jamo, tmp_path):
    assert jamo.wv.bucket < 50_000
    jamo.save(tmp_path / "jamo.bin")
    # Words, n-grams and output vectors of 20 numbers.
    rows = 2 * len(jamo.words) + jamo.wv.bucket
    assert (tmp_path / "jamo.bin").stat().st_size < rows * 20 * 4 + 60 * len(jamo.words)


def test_default_lengths(jamo, english):
    assert (jamo.wv.min_n, jamo.wv.max_n) == (2, 4)
    assert (english.wv.min_n, english.wv.max_n) == (3, 6)


# --- Keras --------------------------------------------------------------------------------


def test_embedding_layer_gives_unknown_words_ngram_vectors(jamo):
    vocabulary = Vocabulary(["영화", "영화ㅋ", "배우"])
    layer = jamo.embedding_layer(vocabulary)
    rows = np.asarray(layer(np.array([[0, 1, 2, 3, 4]])))[0]
    assert not rows[:2].any()  # padding and the unknown sign
    for index, word in enumerate(vocabulary.words, start=2):
        np.testing.assert_allclose(rows[index], jamo[word], rtol=1e-6)
    assert layer.trainable_weights == []
    assert np.asarray(layer.compute_mask(np.array([[0, 2]]))).tolist() == [[False, True]]


def test_embedding_rows_without_a_vector_are_counted(reviews):
    words = FastText("word", vector_size=4, min_count=2, workers=1).fit(reviews, verbose=0)
    with pytest.warns(UserWarning, match=r"1 of 2 words have no vector and stay zero: \['영홬'\]"):
        matrix = words.embedding_matrix({"영화": 1, "영홬": 2})
    assert matrix.shape == (3, 4)
    assert matrix[1].any() and not matrix[2].any()


# --- files --------------------------------------------------------------------------------

LOAD = """
import sys
from wordemb_keras.fasttext import FastText
model = FastText.load(sys.argv[1])
print(model.unit, model["영하ㅋ"].tobytes().hex(), model.most_similar("영하")[:3])
"""


def test_bin_in_a_fresh_process(jamo, tmp_path, fresh_keras):
    path = tmp_path / "모델.bin"
    jamo.save(path)
    printed = fresh_keras(f"import sys; sys.argv[1:] = [{str(path)!r}]\n{LOAD}")
    near = jamo.most_similar("영하")[:3]
    assert printed == f"jamo {jamo['영하ㅋ'].tobytes().hex()} {near}"


@pytest.mark.parametrize("unit", ["word", "syllable", "jamo"])
def test_bin_brings_everything_back(reviews, unit, tmp_path):
    model = FastText(unit, vector_size=6, min_count=2, workers=1).fit(reviews, verbose=0)
    model.save(tmp_path / "model.bin")
    loaded = FastText.load(tmp_path / "model.bin")
    assert loaded.unit == unit
    assert loaded.words == model.words
    np.testing.assert_array_equal(loaded.wv.vectors, model.wv.vectors)
    np.testing.assert_array_equal(loaded.wv.vectors_ngrams, model.wv.vectors_ngrams)
    np.testing.assert_array_equal(loaded.model.syn1neg, model.model.syn1neg)
    assert (loaded.window, loaded.min_count, loaded.sg) == (5, 2, 1)
    loaded.save(tmp_path / "again.bin")
    assert (tmp_path / "again.bin").read_bytes() == (tmp_path / "model.bin").read_bytes()


def test_gensim_and_we_read_each_other(jamo, reviews, tmp_path):
    jamo.save(tmp_path / "ours.bin")
    theirs = gensim.models.fasttext.load_facebook_vectors(tmp_path / "ours.bin")
    np.testing.assert_allclose(theirs[jamo.spell("영하")], jamo["영하"], rtol=1e-5, atol=1e-7)

    bare = GensimFastText(reviews, vector_size=6, min_count=2, min_n=1, max_n=2, bucket=99)
    save_facebook_model(bare, str(tmp_path / "theirs.bin"))
    loaded = FastText.load(tmp_path / "theirs.bin")
    assert loaded.unit == "syllable"
    np.testing.assert_allclose(loaded["영하ㅋ"], bare.wv["영하ㅋ"], rtol=1e-5, atol=1e-7)


def test_files_of_facebooks_tool():
    """gensim's test data holds a model of Facebook's tool, as `.bin` and as `.vec`."""
    full = FastText.load(datapath("crime-and-punishment.bin"))
    words = FastText.load(datapath("crime-and-punishment.vec"))
    assert (full.unit, words.unit) == ("syllable", "word")
    assert full.words == words.words
    for word in set(full.words) - {"</s>"}:  # Facebook's end of line has no n-grams
        np.testing.assert_allclose(full[word], words[word], atol=1e-4)
    assert full["преступник"].any()  # an unknown word


KOREAN = Path(__file__).parents[1] / "data" / "ko_facebook.bin"

# What Facebook's tool answered for words that its model does not know.
UNKNOWN = {
    "영홰": [-0.874761, 0.820656, -0.231998, -0.0330884, 0.321841],
    "재밌ㅋㅋ": [-1.33959, 1.25738, -0.355898, -0.049006, 0.493176],
    "강추합니다": [-1.81751, 1.70581, -0.48242, -0.0673799, 0.668469],
    "😀": [-0.654976, 0.614318, -0.174787, -0.0236661, 0.241701],
}


def test_korean_files_of_facebooks_tool():
    """One of the words is cut inside a character: its bytes stay readable."""
    full, words = FastText.load(KOREAN), FastText.load(KOREAN.with_suffix(".vec"))
    assert (full.unit, words.unit, full.wv.min_n, full.wv.max_n) == ("syllable", "word", 1, 2)
    assert full.words == words.words
    assert len(full.words) == 550 and r"안\xeb\x85" in full.words
    for word in set(full.words) - {"</s>", r"안\xeb\x85"}:
        np.testing.assert_allclose(full[word], words[word], rtol=1e-4, atol=1e-4)
    with open_vectors(KOREAN, errors="replace") as stream:
        in_text = open_vectors(KOREAN.with_suffix(".vec"), errors="replace")
        for (word, row), (name, rounded) in zip(stream, in_text, strict=True):
            assert word == name
            np.testing.assert_allclose(row, rounded, rtol=1e-4, atol=1e-4)
        for word, row in UNKNOWN.items():
            assert not full.is_known(word)
            np.testing.assert_allclose(full[word], row, rtol=1e-5)
            np.testing.assert_allclose(stream.subword_vector(word), row, rtol=1e-5)


def test_a_file_of_2016_is_read(scratch):
    """Without the magic number and the version, as the first releases wrote it."""
    old, new = (fuzz_formats["fasttext"](old=old) for old in (True, False))
    loaded = []
    for content in (old, new):
        scratch.write_bytes(content)
        loaded.append(FastText.load(scratch))
    assert loaded[0].words == loaded[1].words == fuzz_formats["WORDS"]
    np.testing.assert_array_equal(loaded[0]["처음보는말"], loaded[1]["처음보는말"])
    scratch.write_bytes(old[:300])
    with pytest.raises(ValueError, match=r"model\.bin, byte \d+: a damaged fastText"):
        FastText.load(scratch)


def test_vec_holds_syllables_and_no_ngrams(jamo, tmp_path):
    jamo.save(tmp_path / "jamo.vec")
    header, first = (tmp_path / "jamo.vec").read_text(encoding="utf-8").splitlines()[:2]
    assert header == f"{len(jamo.words)} 20"
    assert first.split(" ")[0] == jamo.words[0]
    loaded = FastText.load(tmp_path / "jamo.vec")
    assert loaded.words == jamo.words
    np.testing.assert_array_equal(loaded.wv.vectors, jamo.wv.vectors)
    near = [word for word, _ in jamo.most_similar("영화")]
    assert near[0] in [word for word, _ in loaded.most_similar("영화")]
    with pytest.raises(KeyError, match=r"no n-grams.*a \.bin file has them"):
        loaded["영하ㅋ"]
    with pytest.raises(ValueError, match="has no n-grams to save"):
        loaded.save(tmp_path / "jamo.bin")


def test_jamo_vec_of_another_tool_is_recognised(tmp_path):
    path = tmp_path / "jamo.vec"
    path.write_text("2 2\nㅇㅕㅇㅎㅘ_ 1 0\nㅋㅋ 0 1\n", encoding="utf-8")
    loaded = FastText.load(path)
    assert (loaded.unit, loaded.words) == ("jamo", ["영화", "ㅋㅋ"])
    assert loaded["영화"].tolist() == [1, 0]


@pytest.mark.parametrize("unit", ["syllable", "jamo"])
def test_int8_answers_as_the_model_it_was_made_of(reviews, unit, tmp_path):
    model = FastText(unit, vector_size=20, min_count=2, bucket=5_000, workers=1, seed=1)
    model.fit(reviews, epochs=3, verbose=0).save(tmp_path / "m.safetensors")
    small = FastText.load(tmp_path / "m.safetensors")
    assert (small.unit, small.min_n, small.max_n) == (unit, model.wv.min_n, model.wv.max_n)
    assert small.words == model.words
    assert (tmp_path / "m.safetensors").stat().st_size < 0.3 * model.wv.vectors_ngrams.nbytes + 1e5
    for word in ("영화", "영홰", "재밌어욬ㅋ"):  # known or not
        assert np.allclose(small[word], model[word], rtol=0, atol=0.01 * np.abs(model[word]).max())
    kept = [
        len(dict(small.most_similar(word)).keys() & dict(model.most_similar(word)).keys())
        for word in model.words[:200]
    ]
    assert np.mean(kept) >= 9.9
    with open_vectors(tmp_path / "m.safetensors") as file:
        assert file.format.startswith("fastText, int8")
        assert np.allclose(file.find(["영화"])["영화"], small["영화"], atol=1e-6)
        assert np.allclose(file.subword_vector("영홰"), small["영홰"], atol=1e-6)


def test_int8_by_hand(tmp_path):
    # The n-grams lose .004 and .002; the word's own row takes that up before it is rounded.
    ngrams = np.array([[1.27, 0.104], [1.27, 0.202]], np.float32)
    file = tmp_path / "m.safetensors"
    fasttext_int8.write(
        file,
        ["가"],
        np.array([[1.27, 0.2]], np.float32),
        ngrams,
        **{"unit": "syllable", "empty": "_", "form": "NFC", "lengths": (2, 2)},
    )
    with open_vectors(file) as reader:
        own, rows = reader.tables()
        assert np.allclose(rows, [[1.27, 0.10], [1.27, 0.20]])
        pieces = rows[reader.buckets("가")]  # <가 and 가>
        assert np.allclose(own[0], 3 * np.array([1.27, 0.2]) - pieces.sum(axis=0), atol=0.005)
        assert np.allclose(reader.find(["가"])["가"], [1.27, 0.2], atol=0.002)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"unit": "jamo"', '"unit": "jamu"'),
        ('"form": "NFC"', '"form": "NFK"'),
        ('"empty": "_"', '"empty": "가"'),
        ('"min_n": "', '"min_n": "x'),
    ],
)
def test_int8_with_damaged_settings(jamo, tmp_path, old, new):
    jamo.save(tmp_path / "m.safetensors")
    raw = (tmp_path / "m.safetensors").read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = raw[8 : 8 + length].decode().replace(old, new).encode()
    assert len(header) >= length and header != raw[8 : 8 + length]
    (tmp_path / "bad").write_bytes(struct.pack("<Q", len(header)) + header + raw[8 + length :])
    with pytest.raises(VectorFileError, match="bad: its settings are damaged"):
        open_vectors(tmp_path / "bad")


def test_int8_says_how_it_is_written(jamo, tmp_path):
    jamo.save(tmp_path / "m.safetensors")
    assert FastText.load(tmp_path / "m.safetensors", unit="jamo", empty="_").unit == "jamo"
    with pytest.raises(ValueError, match="says that its unit is 'jamo'; leave `unit` out"):
        FastText.load(tmp_path / "m.safetensors", unit="syllable")
    for door in (FastText.load, open_vectors):
        with pytest.raises(VectorFileError, match="sign for no final is '_'; leave `empty` out"):
            door(tmp_path / "m.safetensors", empty="-")


def test_int8_is_not_trained_on(jamo, tmp_path):
    jamo.save(tmp_path / "m.safetensors")
    small = FastText.load(tmp_path / "m.safetensors")
    with pytest.raises(ValueError, match=r"load the \.bin"):
        small.fit([["영화"]] * 9, update=True, verbose=0)
    with pytest.raises(ValueError, match="no output vectors"):
        small.save(tmp_path / "m.bin")
    small.save(tmp_path / "again.safetensors")
    assert np.allclose(
        FastText.load(tmp_path / "again.safetensors")["영화"], small["영화"], atol=0.01
    )


def test_words_that_a_format_cannot_hold_are_refused(tmp_path):
    model = FastText("syllable", vector_size=4, min_count=1, workers=1)
    model.fit([["새 해", "복"]] * 9, verbose=0).save(tmp_path / "a.bin")  # a .bin can
    assert FastText.load(tmp_path / "a.bin").is_known("새 해")
    with pytest.raises(ValueError, match=r"separates by spaces.*'새 해'"):
        model.save(tmp_path / "a.vec")
    assert not (tmp_path / "a.vec").exists()
    model.fit([["a\0b", "복"]] * 9, verbose=0)
    with pytest.raises(ValueError, match="ends words with a zero byte"):
        model.save(tmp_path / "b.bin")


@pytest.fixture(scope="module")
def small_bin(tmp_path_factory):
    model = FastText("jamo", vector_size=3, min_count=1, workers=1, bucket=7)
    path = tmp_path_factory.mktemp("small") / "model.bin"
    model.fit([["영화", "최고"]] * 5, epochs=1, verbose=0).save(path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("scratch") / "model.bin"


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_cut_file_is_refused(small_bin, scratch, data):
    cut = data.draw(st.integers(0, len(small_bin) - 1))
    scratch.write_bytes(small_bin[:cut])
    with pytest.raises(ValueError, match=r"model\.bin"):
        FastText.load(scratch)


@pytest.mark.filterwarnings("ignore:.*encountered:RuntimeWarning")  # a changed number may be huge
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_file_is_read_or_refused(small_bin, scratch, data):
    place = data.draw(st.integers(0, len(small_bin) - 1))
    changed = bytearray(small_bin)
    changed[place] = data.draw(st.integers(0, 255))
    scratch.write_bytes(changed)
    try:
        FastText.load(scratch)
    except ValueError as error:
        assert "model.bin" in str(error)


@pytest.mark.parametrize("place", [44, 48])  # minn, maxn
def test_no_ngram_has_fewer_than_no_letters(small_bin, scratch, place):
    scratch.write_bytes(small_bin[:place] + b"\xfe\xff\xff\xff" + small_bin[place + 4 :])
    with pytest.raises(ValueError, match=r"model\.bin.*promises n-grams of"):
        FastText.load(scratch)


def test_broken_utf8_is_kept_readable(small_bin, scratch):
    jamo_word = "ㅊㅚ_ㄱㅗ_".encode()
    scratch.write_bytes(small_bin.replace(jamo_word, jamo_word[:-2] + b"a", 1))
    assert any("\\x" in word for word in FastText.load(scratch).wv.index_to_key)


def test_files_that_are_something_else(tmp_path):
    with pytest.raises(ValueError, match="is not a fastText file but GloVe text"):
        FastText.load(datapath("test_glove.txt"))
    with pytest.raises(ValueError, match=r"is not a fastText file but word2vec binary"):
        FastText.load(datapath("euclidean_vectors.bin"))
    (tmp_path / "empty.bin").write_bytes(b"")
    with pytest.raises(ValueError, match=r"empty\.bin is empty"):
        FastText.load(tmp_path / "empty.bin")


DATA = KOREAN.parent

# What Facebook's tool answers for these files; 없는말 and 좋 are unknown to them.
CLASSIFIER = {
    "영화": [-0.0231561, 0.0210605, -0.017218, -0.00585545, 0.0134955, 0.00325055],
    "없는말": [-2.44913e-05, -0.000168554, 1.18499e-06, -4.36354e-05, -8.20783e-06, -2.02887e-05],
    "</s>": [0.153673, 0.118149, -0.0686495, -0.0287573, 0.00490685, 0.0964528],
    "좋": [0.000987273, 0.00689966, 0.000192997, 0.00165058, 0.000342784, 0.0005331],
}
LEFT = [-2.85732e-05, -0.000196647, 1.38249e-06, -5.0908e-05, -9.5758e-06, -2.36701e-05]


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("ko_classifier.bin", CLASSIFIER),
        ("ko_classifier_all.ftz", CLASSIFIER),
        ("ko_classifier.ftz", CLASSIFIER | {"없는말": LEFT}),  # one of its n-grams was pruned
    ],
)
def test_classifiers_quantised_and_pruned_files_answer_as_facebooks_tool(name, answers):
    model = FastText.load(DATA / name)
    assert len(model.words) == 16  # and two labels
    with open_vectors(DATA / name) as stream:
        found = stream.find(answers)
        for word, row in answers.items():
            np.testing.assert_allclose(model[word], row, rtol=1e-4, atol=1e-8)
            other = found[word] if word in found else stream.subword_vector(word)
            np.testing.assert_allclose(other, row, rtol=1e-4, atol=1e-8)
    with pytest.raises(ValueError, match=r"a classifier or a \.safetensors no output vectors"):
        model.save("no.bin")
    with pytest.raises(ValueError, match=r"`update=True` goes on from a model with all its tables"):
        model.fit([["영화"]], update=True)


def test_a_classifier_in_gensim_s_test_data():
    model = FastText.load(datapath("pang_lee_polarity_fasttext.bin"))
    with open_vectors(
        datapath("pang_lee_polarity_fasttext.bin"), errors="backslashreplace"
    ) as stream:
        for word, row in list(stream)[:200]:  # number 149 is a byte that is no UTF-8
            np.testing.assert_allclose(model[word], row, rtol=1e-5, atol=1e-7)


def both_doors(path):
    """The words and vectors by `FastText.load` and by `open_vectors`; they must be equal."""
    model = FastText.load(path)
    with open_vectors(path, errors="backslashreplace") as stream:
        rows = dict(stream)
        assert list(rows) == model.words
        for word, row in rows.items():
            np.testing.assert_allclose(model[word], row, rtol=1e-5, atol=1e-7)
        unknown = stream.subword_vector("처음보는말")
        np.testing.assert_allclose(model["처음보는말"], unknown, rtol=1e-5, atol=1e-7)
    return model, rows


def test_the_end_of_a_line_has_no_ngrams(scratch):
    scratch.write_bytes(fuzz_formats["fasttext"](words=["</s>", "영화"]))
    model, rows = both_doors(scratch)
    assert rows["</s>"].tolist() == [0, 1 / 8, 2 / 8, 3 / 8]  # its own row alone
    assert len(model.explain("영화").pieces) > 1


def test_of_equal_words_the_first_counts(scratch):
    scratch.write_bytes(fuzz_formats["fasttext"](words=["영화", "최고", "영화"]))
    _, rows = both_doors(scratch)
    assert list(rows) == ["영화", "최고"]
    with open_vectors(scratch) as stream:
        assert len(list(stream)) == 2 and stream.report.duplicates == 1


def test_words_in_nfd_are_found_and_have_the_ngrams_of_their_file(scratch):
    nfd = [unicodedata.normalize("NFD", word) for word in ("영화", "최고", "the")]
    scratch.write_bytes(fuzz_formats["fasttext"](words=nfd))
    model, rows = both_doors(scratch)
    assert list(rows) == ["영화", "최고", "the"]
    marked = unicodedata.normalize("NFD", "<최근>")
    assert [p.text for p in model.explain("최근").pieces][:2] == [marked[:2], marked[:3]]


def test_a_number_that_is_not_finite_is_named(scratch):
    content = bytearray(fuzz_formats["fasttext"](words=["영화", "최고"]))
    place = content.index((np.arange(4, 8, dtype="<f4") / 8).tobytes())  # row 2
    content[place : place + 4] = np.float32("nan").tobytes()
    scratch.write_bytes(content)
    for read in (FastText.load, lambda path: list(open_vectors(path))):
        with pytest.raises(ValueError, match=r"model\.bin, word 2: .*not finite"):
            read(scratch)


def test_compressed_files_are_read(jamo, tmp_path):
    for name in ("jamo.bin", "jamo.vec"):
        jamo.save(tmp_path / name)
        packed = tmp_path / f"{name}.gz"
        packed.write_bytes(gzip.compress((tmp_path / name).read_bytes()))
        assert FastText.load(packed).words == jamo.words
    bom = tmp_path / "bom.vec"
    bom.write_bytes(b"\xef\xbb\xbf" + (tmp_path / "jamo.vec").read_bytes())
    assert FastText.load(bom).words == jamo.words


@pytest.mark.parametrize("mode", [1, 2])
def test_floret_s_files(scratch, mode):
    content = fuzz_formats["fasttext"]()
    place = 8 + 11 * 4  # behind `maxn`
    scratch.write_bytes(content[:place] + struct.pack("<2i", mode, 1) + content[place:])
    if mode == 2:
        for read in (FastText.load, open_vectors):
            with pytest.raises(ValueError, match="a model of floret in its mode `floret`"):
                read(scratch)
    else:
        assert both_doors(scratch)[0].words == fuzz_formats["WORDS"]


def test_a_table_of_floret_is_named(scratch):
    """Its rows are named 0, 1, 2, ...: they would pass for words."""
    scratch.write_text("3 2 2 3 2 2166136261 < >\n0 0.1 1\n1 0.5 1\n2 0.3 1\n", encoding="utf-8")
    for read in (FastText.load, open_vectors):
        with pytest.raises(ValueError, match=r"a table of floret.*--mode floret"):
            read(scratch)


@pytest.mark.parametrize("empty", ["-", ""])
def test_jamo_with_another_sign_for_no_final(tmp_path, empty):
    words = ["영화", "배우", "값", "최고"]
    spelled = [hangul.decompose(word, empty=empty) for word in words]
    path = tmp_path / "model.bin"
    path.write_bytes(fuzz_formats["fasttext"](words=spelled))
    for model in (FastText.load(path), FastText.load(path, unit="jamo", empty=empty)):
        assert (model.unit, model.words) == ("jamo", words)
        assert model.is_known("배우")
    model, _ = both_doors(path)
    assert [piece.text for piece in model.explain("배구").pieces][:2] == ["<ㅂ", "<ㅂㅐ"]


# --- jamo as people type them -------------------------------------------------------------


def test_jamo_as_they_are_typed_are_their_syllables(jamo):
    for typed in ("ㅇㅕㅇㅎㅘ", "ㅇㅕㅇㅎㅗㅏ", "ㅇㅕㅇ_ㅎㅘ_", "ㅇㅕㅇㅎㅘ_"):
        assert jamo.is_known(typed)
        assert jamo.most_similar(typed) == jamo.most_similar("영화")
        assert neighbors(jamo, typed) == neighbors(jamo, "영화")
    assert not jamo.is_known("ㅇㅕㅇㅎㅙ")
    np.testing.assert_array_equal(jamo["ㅇㅕㅇㅎㅙ"], jamo["영홰"])


def test_the_table_of_a_jamo_model_refuses_syllables(jamo, tmp_path):
    jamo.save(tmp_path / "model.bin")
    for model in (jamo, FastText.load(tmp_path / "model.bin")):
        own = model.wv[model.spell("영화")]
        np.testing.assert_allclose(own, model["영화"], rtol=1e-5)
        for ask in (model.wv.get_vector, model.wv.most_similar, lambda w, t=model.wv: w in t):
            with pytest.raises(ValueError, match=r"table is in jamo.*most_similar\('영화'\)"):
                ask("영화")
        assert as_vectors(model.wv).find(["영화"])["영화"].shape == (20,)


# --- going on -----------------------------------------------------------------------------


def test_training_goes_on_with_new_words(reviews, tmp_path):
    more = [["새로운", "영화", "넷플릭스"], ["넷플릭스", "드라마"]] * 20
    first = FastText("jamo", vector_size=6, min_count=2, workers=1, seed=2, sample=0)
    first.fit(reviews, epochs=2, verbose=0).save(tmp_path / "first.bin")
    loaded = FastText.load(tmp_path / "first.bin")
    for model in (first, loaded):
        before, words = model["영화"], model.words
        assert not model.is_known("넷플릭스")
        model.fit(more, epochs=3, update=True, verbose=0)
        assert model.words[: len(words)] == words
        assert {"넷플릭스", "드라마", "새로운"} < set(model.words)
        assert not np.array_equal(model["영화"], before)
        assert len(model.history["loss"]) == 3
    model.save(tmp_path / "more.bin")
    assert FastText.load(tmp_path / "more.bin").words == model.words
    with pytest.raises(ValueError, match="nothing to learn from"):
        model.fit([["처음보는말"]], update=True, verbose=0)
    with pytest.raises(ValueError, match="not trained yet"):
        FastText().fit(more, update=True)


def test_going_on_that_fails_changes_nothing(reviews):
    model = FastText("jamo", vector_size=6, workers=1)
    model.fit(reviews, epochs=1, verbose=0)
    before, words, history = model["영화"], model.words, model.history
    more = [["새로운", "영화", "넷플릭스"]] * 20
    with pytest.raises(OSError, match="the disk is gone"):
        model.fit(Walks(more, broken(more)), update=True, verbose=0)
    with pytest.raises(ValueError, match="0 later"):
        model.fit(Walks(more, []), update=True, verbose=0)
    model.alpha = 1e3
    with pytest.raises(FloatingPointError, match="Lower `alpha`"):
        model.fit(more, update=True, verbose=0)
    np.testing.assert_array_equal(model["영화"], before)
    assert (model.words, model.history) == (words, history)
    model.alpha = 0.05
    assert model.fit(more, update=True, verbose=0).history["loss"][-1] < 6


def test_hierarchical_softmax_cannot_go_on(reviews, tmp_path):
    theirs = GensimFastText(reviews, vector_size=6, hs=1, negative=0, workers=1, bucket=100)
    save_facebook_model(theirs, str(tmp_path / "hs.bin"))
    model = FastText.load(tmp_path / "hs.bin")
    before, words = model["영화"], model.words
    with pytest.raises(ValueError, match=r"hierarchical softmax \(`-loss hs`\)"):
        model.fit([["새말", "영화"]] * 9, update=True, verbose=0)
    np.testing.assert_array_equal(model["영화"], before)
    np.testing.assert_allclose(before, theirs.wv["영화"], rtol=1e-5)
    assert model.words == words
    model.fit(reviews, epochs=1, verbose=0)  # from the start
    assert model.negative == 5


# --- clear answers ------------------------------------------------------------------------


def test_a_word_without_any_ngram(news):
    model = FastText(vector_size=4, min_n=4, max_n=5, workers=1).fit(news, epochs=1, verbose=0)
    assert "q" not in model
    with pytest.raises(KeyError, match="too short for an n-gram: <q> has none of 4 to 5"):
        model.most_similar("q")


def test_an_empty_word(jamo):
    assert "" not in jamo
    with pytest.raises(ValueError, match="`word` must be a string that is not empty"):
        jamo[""]


def test_untrained(tmp_path):
    with pytest.raises(ValueError, match=r"not trained yet: call `fit"):
        FastText()["영화"]
    with pytest.raises(ValueError, match="not trained yet"):
        FastText().save(tmp_path / "a.bin")
    with pytest.raises(ValueError, match="not trained yet"):
        FastText().most_similar("영화")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 100}, "`size` is not an argument here: it is `vector_size`"),
        ({"iter": 5}, "it is `epochs`, an argument of `fit`"),
        ({"minn": 3}, "it is `min_n`"),
        ({"hs": 1}, "`hs` is no argument of `FastText`"),
    ],
)
def test_old_names_are_answered_with_the_new(arguments, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        FastText(**arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"unit": "letter"}, '`unit` must be "word", "syllable" or "jamo"'),
        ({"unit": 3}, "`unit` must be"),
        ({"sg": 2}, "`sg` must be an integer of at least 0, at most 1"),
        ({"seed": -1}, "`seed` must be an integer of at least 0"),
        ({"seed": 1.5}, "Received: seed=1.5"),
        ({"sample": -1}, "`sample` must be"),
        ({"cbow_mean": 3}, "`cbow_mean` must be"),
        ({"ns_exponent": float("nan")}, "`ns_exponent` must be"),
        ({"vector_size": 0}, "`vector_size` must be a positive integer"),
        ({"window": 2.5}, "Received: window=2.5 (of type float)"),
        ({"min_n": 4, "max_n": 3}, "`max_n` must not be smaller than `min_n`"),
        ({"min_n": 4}, "must both be given, or neither"),
        ({"unit": "word", "min_n": 1, "max_n": 3}, 'unit="word" has no n-grams'),
        ({"window": 2**31}, "`window` must be a positive integer, at most 1000000000"),
        ({"alpha": 1e39}, "`alpha` must be at most 1: it is a learning rate. Received: 1e+39"),
        ({"min_alpha": 2}, "`min_alpha` must be at most 1"),
        ({"alpha": 0.0}, "`alpha` must be a finite number greater than 0"),
        ({"alpha": "0.1"}, "`alpha` must be a finite number greater than 0. Received: alpha='0.1'"),
        ({"batch_words": 30_000}, "`batch_words` must be at most 10000"),
    ],
)
def test_wrong_values(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        FastText(**arguments)


def test_the_chapter_s_call_is_answered_with_the_call_to_write():  # F3.05
    result = [["electro", "fishing"]]
    message = "FastText(vector_size=100, window=5, min_count=5, workers=4, sg=1).fit(sentences)"
    with pytest.raises(TypeError, match=re.escape(message)):
        FastText(result, size=100, window=5, min_count=5, workers=4, sg=1)
    with pytest.raises(TypeError, match=r"fit\(sentences, epochs=3\)"):
        FastText(iter(result), iter=3)


def test_a_seed_is_drawn_where_none_is_given():
    assert FastText(seed=None).seed != FastText(seed=None).seed
    assert FastText(seed=np.int64(3)).seed == 3


def test_wrong_sentences():
    with pytest.raises(ValueError, match="Received a string where a sentence should be: '이 영화'"):
        FastText().fit(["이 영화", "저 영화"], verbose=0)
    for stranger, message in ((3, r"the token 3 \(of type int\)"), (["a"], "unhashable")):
        with pytest.raises(ValueError, match=f"Sentence 2 of `sentences` must be.*{message}"):
            FastText(min_count=1).fit([["이", "영화"], ["이", stranger]], verbose=0)
    for stranger in ({"이", "영화"}, {"이": 1, "영화": 2}):
        with pytest.raises(
            ValueError, match=r"Sentence 1 of `sentences` must be a list of strings"
        ):
            FastText(min_count=1).fit([stranger], verbose=0)
    with pytest.raises(ValueError, match="Sentence 2 of `sentences` holds an empty token ''"):
        FastText(min_count=1).fit([["이", "영화"], ["이", "", "영화"]], verbose=0)
    for unit in ("word", "jamo"):  # no file could hold its words
        with pytest.raises(
            ValueError, match=r"Sentence 1 of `sentences` holds 'a\\ud800', with half"
        ):
            FastText(unit, min_count=1).fit([["a\ud800", "영화"]], verbose=0)
    with pytest.raises(ValueError, match="`min_count`=5 leaves none of the 2 different words"):
        FastText().fit([["이", "영화"]], verbose=0)
    with pytest.raises(ValueError, match=r"Received: 'my\.txt'.*`TokenFile\(path\)`"):
        FastText().fit("my.txt")


class Walks:
    """Sentences whose second walk gives something else."""

    def __init__(self, first, second):
        self.walks = [first, second]

    def __iter__(self):
        yield from self.walks.pop(0)


def broken(sentences):
    yield from sentences
    raise OSError("the disk is gone")


@pytest.mark.parametrize("later", [[], [["이", "영화"]] * 49])
def test_sentences_that_can_be_walked_only_once(later):
    """The words would be counted, and nothing learned of them."""
    model = FastText("word", vector_size=4, workers=1)
    with pytest.raises(ValueError, match=f"`sentences` must give.*: 50 of.*, {len(later)} later"):
        model.fit(Walks([["이", "영화"]] * 50, later), epochs=2, verbose=0)
    assert model.wv is None
    with pytest.raises(ValueError, match="50 of them the first time, 0 later"):
        model.fit(tuple(iter(["이", "영화"]) for _ in range(50)), verbose=0)


def test_an_error_while_training_comes_through():
    """It rises in a thread of gensim, for which `fit` would wait for ever."""
    sentences = [["이", "영화"]] * 50
    raised = []

    def fit():
        with pytest.raises(OSError, match="the disk is gone") as caught:
            FastText("word", vector_size=4, workers=1).fit(
                Walks(sentences, broken(sentences)), epochs=2, verbose=0
            )
        raised.append(caught)

    thread = threading.Thread(target=fit, daemon=True)
    thread.start()
    thread.join(60)
    assert raised


def test_no_word_of_a_long_sentence_is_lost():
    """gensim trains on the first 10,000 words of a sentence and is silent about the others."""
    sentence = ["이", "영화"] * 5_000 + ["참", "좋다"] * 5_000
    model = FastText("word", vector_size=4, workers=1, seed=1, sample=0).fit([sentence], verbose=0)
    two = FastText("word", vector_size=4, workers=1, seed=1, sample=0)
    two.fit([sentence[:10_000], sentence[10_000:]], verbose=0)
    assert model.model.corpus_count == 2
    assert np.array_equal(model["좋다"], two["좋다"])


# --- typos --------------------------------------------------------------------------------


def test_jamo_see_through_typos_better_than_syllables(reviews, jamo):
    same = {"vector_size": 20, "min_count": 2, "workers": 1, "bucket": jamo.wv.bucket}
    syllable = FastText("syllable", **same).fit(reviews, epochs=6, verbose=0)
    words = FastText("word", vector_size=20, min_count=2, workers=1).fit(reviews, verbose=0)
    typos = sample_typos([word for word in jamo.words[:300]], known=jamo.words)
    found = [typo_recovery(model, typos).within(10) for model in (words, syllable, jamo)]
    assert found[0] == 0
    assert found[2] > found[1] + 0.1


# --- handed over --------------------------------------------------------------------------


class MyFastText(FastText):
    """A user's own subclass, in a module of another name."""


def test_a_subclass_hands_its_vectors_over(jamo):
    own = MyFastText("jamo", vector_size=20)
    own.model, own.wv = jamo.model, jamo.wv
    reader = as_vectors(own)
    np.testing.assert_allclose(reader.find(["영화"])["영화"], jamo["영화"], rtol=1e-5)
    np.testing.assert_array_equal(reader.subword_vector("영홰"), jamo["영홰"])
    assert [word for word, _ in reader] == jamo.words
    assert neighbors(own, "영홰")[0][0].startswith("영화")


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u3000 "])
def test_spaces_are_no_word(jamo, blank):
    for ask in (jamo.most_similar, jamo.explain, lambda word: corrections(jamo, word)):
        with pytest.raises(ValueError, match="not empty and no space"):
            ask(blank)
    with pytest.raises(UnknownWordError):
        neighbors(jamo, blank)
    assert blank not in jamo


def test_spaces_that_were_in_training_are_a_word():
    """A .bin of Facebook's tool, which cuts at ASCII spaces only, may hold U+3000."""
    model = FastText("syllable", vector_size=4, min_count=1, workers=1, bucket=50)
    model.fit([["\u3000", "a"]] * 9, verbose=0)
    assert "\u3000" in model and " " not in model
    assert {word for word, _ in model.most_similar("\u3000")} == {"a"}


# --- the model that ships -----------------------------------------------------------------


@pytest.fixture(scope="module")
def korean():
    return FastText.from_pretrained("korean")


def test_the_model_that_ships_is_small_and_korean(korean):
    file = datasets.sample_folder() / "fasttext_korean.safetensors"
    assert file.stat().st_size < 10_000_000
    assert korean.unit == "jamo" and len(korean.words) > 20_000
    assert korean.model is None  # to ask, not to train on
    with open_vectors(file) as reader:
        assert np.allclose(reader.find(["영화"])["영화"], korean["영화"], atol=1e-6)


@pytest.mark.parametrize(
    ("word", "near"),
    [("남동생", "여동생"), ("재밌다", "재미있다"), ("주인공", "여주인공"), ("음악", "배경음악")],
)
def test_its_neighbours(korean, word, near):
    assert near in dict(korean.most_similar(word, topn=10))


@pytest.mark.parametrize(
    ("typo", "meant"), [("남동쉥", "남동생"), ("영홰", "영화"), ("연끼", "연기"), ("제푼", "제품")]
)
def test_it_sees_through_typos(korean, typo, meant):
    assert not korean.is_known(typo)
    assert corrections(korean, typo)[0].word == meant


def test_the_wheel_carries_it():
    settings = tomllib.loads((SAMPLE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    targets = settings["tool"]["hatch"]["build"]["targets"]
    assert targets["wheel"]["force-include"]["data"] == "wordemb_keras/data"


def test_another_name_is_refused():
    with pytest.raises(ValueError, match='`name` must be "korean"'):
        FastText.from_pretrained("english")
