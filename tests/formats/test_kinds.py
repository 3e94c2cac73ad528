"""What each kind of file is called: read, or refused with a reason and a next step."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from wordemb_keras.formats import VectorFileError, as_vectors, info, open_vectors, write_vectors

kinds = runpy.run_path(str(Path(__file__).with_name("kinds.py")))
KINDS, WORDS, ROWS, Kind, write = (
    kinds[name] for name in ("KINDS", "WORDS", "ROWS", "Kind", "write")
)
DOCS = Path(__file__).parents[2] / "docs"
READ = [name for name, kind in KINDS.items() if kind.read]


@pytest.mark.parametrize("name", READ)
def test_what_is_read(name, tmp_path):
    path = write(KINDS[name], tmp_path)
    assert KINDS[name].says in info(path)["format"]
    with open_vectors(path) as vectors:
        found = vectors.find([*WORDS, "absent"])
        assert found.keys() == set(WORDS)
        if vectors.dim == 2:
            np.testing.assert_allclose([found[word] for word in WORDS], ROWS)
        assert set(WORDS) <= {word for word, _ in vectors}


@pytest.mark.parametrize("name", [name for name in KINDS if name not in READ])
def test_what_is_refused(name, tmp_path):
    path = write(KINDS[name], tmp_path)
    with pytest.raises(VectorFileError, match=KINDS[name].says) as raised:
        info(path)
    assert str(path) in str(raised.value)
    assert "allow_pickle" not in str(raised.value)


@pytest.mark.parametrize("page", ["files.md", "files.ko.md"])
def test_the_tables_of_the_docs_have_these_kinds(page):
    """A row for each kind in this order: read (a tick) or refused."""
    text = (DOCS / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (✓|–) \|", text, re.MULTILINE)
    if page == "files.md":
        assert [name for name, _ in rows] == list(KINDS)
    assert [mark == "✓" for _, mark in rows] == [kind.read for kind in KINDS.values()]


def test_the_advice_about_tables_works(tmp_path):
    """The call of pandas that the message spells out, for quotes, commas and semicolons."""
    import pandas

    import wordemb_keras

    for name, data in {
        "commas": kinds["lines"](","),
        "header": kinds["lines"](";", extra="word;x;y\n"),
        "quotes": kinds["lines"](words=['"the"', '"안녕"', '"great"']),
        "single": kinds["lines"](words=["'the'", "'안녕'", "'great'"]),
        "tab": re.sub(rb"(?m)^([^,]+),", rb"\1\t", kinds["lines"](",")),
    }.items():
        path = write(Kind({name: data}, ""), tmp_path)
        with pytest.raises(VectorFileError) as raised:
            open_vectors(path)
        read = re.search(r"table = (.*\)) reads it", str(raised.value))[1]
        written = re.search(r"and (wordemb_keras\..*\)) makes", str(raised.value))[1]
        table = eval(read, {"pandas": pandas, "file": path})
        new = tmp_path / f"{name}.txt"
        eval(written.replace("new.txt", str(new)), {"wordemb_keras": wordemb_keras, "table": table})
        found = open_vectors(new).find(WORDS)
        np.testing.assert_allclose([found[word] for word in WORDS], ROWS)


def test_gradual_cases_of_separators(tmp_path):
    def rows(text, **options):
        path = write(Kind({"f": text.encode()}, ""), tmp_path)
        return {word: row.tolist() for word, row in open_vectors(path, **options)}

    assert rows("2 2\na\t1.5\t2\nnew york\t3\t4\n") == {"a": [1.5, 2], "new york": [3, 4]}
    assert rows("a\t0.5 1\nb\t2 3.5\n") == {"a": [0.5, 1], "b": [2, 3.5]}
    assert rows("  a   0.5  1\nbcd  -2.0  3\n\n") == {"a": [0.5, 1], "bcd": [-2, 3]}
    assert rows("a\t1\t2\nb\t3\t4\n", dim=2) == {"a": [1, 2], "b": [3, 4]}
    assert rows("3 1\na 5\nb 4\nc 6\n") == {"a": [5], "b": [4], "c": [6]}  # the header says 1
    assert rows("3 1\na 5\nb 4\n", dim=1) == {"3": [1], "a": [5], "b": [4]}
    with pytest.raises(VectorFileError, match="`dim=1`"):
        rows("3 1\na 5\nb 4\n")
    with pytest.raises(VectorFileError, match="line 2: 1 numbers where 2"):
        rows("a\t0.5\t1\nb\t2\nc\t0.5\t2\n")
    assert list(rows("a\t0.5\t1\nb\t2\nc\t0.5\t2\n", errors="skip")) == ["a", "c"]
    with pytest.raises(VectorFileError, match="line 2: more numbers where 2"):
        rows("a  0.5  1.5\nb  0.5  2.5 7.5\nc  0.5  2.5\n")


def test_a_static_table_of_every_type(tmp_path):
    """Numbers by hand: bfloat16 is the upper half of a float32; rows times their weight."""
    bfloat = (ROWS.view(np.uint32) >> 16).astype("<u2")
    for name, array in [("F64", ROWS.astype("<f8")), ("BF16", bfloat), ("F32", ROWS)]:
        folder = tmp_path / name
        folder.mkdir()
        table = kinds["safetensors"](
            embeddings=(name, array),
            mapping=("I64", np.array([2, 0, 1], "<i8")),
            weights=("F64", np.array([1.0, 2, 4])),
        )
        path = write(Kind({"m": table, "tokenizer.json": kinds["tokenizer"]()}, ""), folder)
        found = open_vectors(path).find(WORDS)
        rows = [ROWS[2], 2 * ROWS[0], 4 * ROWS[1]]
        np.testing.assert_array_equal([found[word] for word in WORDS], rows)


def test_words_of_tokenizers(tmp_path):
    """A piece that begins a word is the word; one that goes on a word is not."""
    signs = {"WordPiece": ["the", "##the", "[PAD]"], "Unigram": ["▁the", "the", "<s>"]}
    signs["BPE"] = ["Ġthe", "the", "ìķĪëħķ"]  # the bytes of 안녕
    words = {"Unigram": ["the", "##the", "<s>"], "BPE": ["the", "##the", "##안녕"]}
    for kind, tokens in signs.items():
        files = {"m": kinds["safetensors"](e=("F32", ROWS))}
        files["tokenizer.json"] = kinds["tokenizer"](tokens, kind)
        path = write(Kind(files, ""), tmp_path)
        assert [word for word, _ in open_vectors(path)] == words.get(kind, tokens)


def test_a_table_and_a_tokenizer_of_different_models(tmp_path):
    files = {"m": kinds["safetensors"](e=("F32", ROWS[:2]))}
    path = write(Kind({**files, "tokenizer.json": kinds["tokenizer"]()}, ""), tmp_path)
    with pytest.raises(VectorFileError, match="of another model"):
        open_vectors(path)


def test_vectors_bin_of_another_training(tmp_path):
    files = {"vectors.bin": kinds["stanford"](), "vocab.txt": b"the 5\n" * 7}
    with pytest.raises(VectorFileError, match="has 7 words, which do not fit"):
        open_vectors(write(Kind(files, ""), tmp_path))


def test_what_was_written_here_is_read_here(tmp_path):
    """A vector of one number: the header says so."""
    write_vectors(tmp_path / "one", {"a": [1.5], "b": [2.0]})
    assert open_vectors(tmp_path / "one").find(["b"])["b"].tolist() == [2]


@pytest.mark.parametrize(
    "text",
    [
        "  the 0.5 1\n great 2 0.25\n",  # aligned to the right
        "the 0.5\t1\ngreat 2\t0.25\n",
        "2 2\n  the 0.5 1\n great 2 0.25\n",
    ],
)
def test_rows_that_are_separated_oddly_and_read(tmp_path, text):
    (tmp_path / "f").write_text(text)
    found = open_vectors(tmp_path / "f").find(["the", "great"])
    assert {word: row.tolist() for word, row in found.items()} == {
        "the": [0.5, 1],
        "great": [2, 0.25],
    }


@pytest.mark.parametrize("words", [["1월", "2월", "3월"], ["1st", "2nd", "3rd"], ["1", "2", "3"]])
def test_words_that_count_are_words(tmp_path, words):
    (tmp_path / "f").write_text("".join(f"{word} 0.5 1\n" for word in words), encoding="utf-8")
    assert [word for word, _ in open_vectors(tmp_path / "f")] == words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # Read as float16 it would fill its 24 bytes: 2 rows of 3 numbers and their words.
        ("2 3\nthe 1.5 2\ncat 3.5 4\n", "line 2: 2 numbers after the word where 3"),
        ("0 the 0.5 1\n1 of 2 3.5\n2 and 1 2\n", "begin with their number, such as '0 the'"),
        ("\t0\t1\nthe\t0.5\t1\ngreat\t2\t3\n", "first line numbers its columns, 0 1"),
        ('"" 0 1\nthe 0.5 1\ngreat 2 3.5\n', "first line numbers its columns, 0 1"),
        ("word 1 2\nthe 0.5 1\ngreat 2 3.5\n", "first line numbers its columns, 1 2"),
        ("0 1 2\nthe 0.5 1\ngreat 2 3.5\n", "first line numbers its columns, 1 2"),
        ("0\tthe\t[-0.5 1.5\n 2 3]\n1\t안녕\t[0.5 1\n 2 3]\n", "in brackets"),
        ("the np.float32(0.5) np.float32(1.0)\n", r"in brackets .*np.float32\(0.5\)"),
        ("the 1,000.5 1\ngreat 1,200.5 2\n", "'1,000.5' stands where a number should"),
        ("the\u00a00.5\u00a01\ngreat\u00a02\u00a03\n", "put simple spaces for them"),
        ("the\u30000.5\u30001\ngreat\u30002\u30003\n", "put simple spaces for them"),
    ],
)
def test_rows_that_are_written_oddly_are_named(tmp_path, text, message):
    (tmp_path / "f").write_bytes(text.encode())
    with pytest.raises(VectorFileError, match=message):
        list(open_vectors(tmp_path / "f"))


def test_words_and_numbers_of_other_types_are_named():
    with pytest.raises(ValueError, match=r"place 1: b'the' \(of type bytes\)\. Bytes become words"):
        as_vectors((["a", b"the"], ROWS[:2]))
    with pytest.raises(ValueError, match=r"must be strings.*3 \(of type int\)"):
        as_vectors({3: [1.0, 2.0]})
    with pytest.raises(ValueError, match=r"must hold numbers.*array of <U1"):
        as_vectors((["a"], np.array([["1", "2"]])))
