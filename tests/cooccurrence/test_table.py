"""Counting neighbours: the chapter's table, a brute-force count, files, limits and bad input."""

import math
import unicodedata
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, coo_matrix, csr_array, csr_matrix, triu

from wordemb_keras.cooccurrence import Cooccurrence, counting, plain
from wordemb_keras.cooccurrence.encoding import EncodedText
from wordemb_keras.cooccurrence.runs import RUN, RunMerger
from wordemb_keras.text import Vocabulary

CHAPTER = [["I", "like", "deep", "learning"], ["I", "like", "NLP"], ["I", "enjoy", "flying"]]
CHAPTER_WORDS = ["I", "like", "enjoy", "deep", "learning", "NLP", "flying"]
CHAPTER_TABLE = [
    [0, 2, 1, 0, 0, 0, 0],
    [2, 0, 0, 1, 0, 1, 0],
    [1, 0, 0, 0, 0, 0, 1],
    [0, 1, 0, 0, 1, 0, 0],
    [0, 0, 0, 1, 0, 0, 0],
    [0, 1, 0, 0, 0, 0, 0],
    [0, 0, 1, 0, 0, 0, 0],
]
KOREAN = ["나는", "밥을", "먹는다", "ㅋㅋ", "😀", "b"]


def build(source, **options):
    return Cooccurrence.build(source, **{"window": 1, "verbose": 0, **options})


def as_dict(counted):
    words, cells = counted.vocabulary.words, counted.matrix.tocoo()
    return {
        (words[i], words[k]): x for i, k, x in zip(cells.row, cells.col, cells.data, strict=True)
    }


def random_sentences(number, seed=0, words=300):
    rng = np.random.default_rng(seed)
    ids = (rng.pareto(0.7, (number, 12)) * 3).astype(int) % words
    return [[f"말{k}" for k in row[: rng.integers(1, 12)]] for row in ids]


# --- the chapter --------------------------------------------------------------------------------


def test_the_chapters_table():  # F2.02
    table = build(CHAPTER).table(CHAPTER_WORDS)
    assert table.to_numpy().tolist() == CHAPTER_TABLE
    assert table.index.tolist() == table.columns.tolist() == CHAPTER_WORDS
    assert str(table).splitlines()[1].split() == ["I", "0", "2", "1", "0", "0", "0", "0"]


def test_the_chapters_order_with_a_given_vocabulary():
    counted = build(CHAPTER, vocabulary=CHAPTER_WORDS)
    assert counted.matrix.toarray().tolist() == CHAPTER_TABLE


def test_it_equals_its_transpose():  # F2.03
    for weighting in ("count", "inverse_distance"):
        matrix = build(random_sentences(50), window=4, weighting=weighting).matrix
        assert (matrix != matrix.T).nnz == 0


def test_probabilities():  # F2.04
    counted = build(CHAPTER)
    assert counted.probability("like", given="I") == 2 / 3
    assert counted.ratio("like", "I", "NLP") == (2 / 3) / 1
    assert counted.ratio("like", "I", "enjoy") == math.inf
    assert math.isnan(counted.ratio("NLP", "I", "enjoy"))
    np.testing.assert_allclose(counted.table(probabilities=True).sum(axis=1), 1)


def test_ppmi_and_its_svd():
    counted = Cooccurrence([[0, 3], [3, 2]], ["밥", "물"])
    # X = 8, the rows' sums are 3 and 5: log(3 * 8 / (3 * 5)); 2 * 8 / (5 * 5) is below 1
    expected = [[0, math.log(1.6)], [math.log(1.6), 0]]
    np.testing.assert_allclose(counted.ppmi().toarray(), expected)
    counted = build(random_sentences(300), window=3)
    u, values, _ = np.linalg.svd(counted.ppmi().toarray())
    for power in (1, 0.5):
        mine, dense = counted.svd(9, power=power), u[:, :9] * values[:9] ** power
        np.testing.assert_allclose(mine @ mine.T, dense @ dense.T, rtol=1e-3, atol=1e-3)
        np.testing.assert_array_equal(mine, counted.svd(9, power=power))
    assert (mine[np.abs(mine).argmax(axis=0), range(9)] > 0).all()
    with pytest.raises(ValueError, match=r"`dim` must be .* at most 6\. Received: dim=7"):
        build(CHAPTER).svd(7)
    with pytest.raises(ValueError, match="No two words are together oftener than by chance"):
        build([["a"], ["b"]]).svd(1)


def test_frequent_words_are_thinned_out():
    sentences = [["the", f"말{k % 5}"] * 2 for k in range(2000)]
    counted = build(sentences, subsample=0.01, seed=1)
    # f = 1/2: sqrt(.02) + .02 = .161 stay; f = 1/10: sqrt(.1) + .1 = .416
    stay = 4000 * 0.1614 + 4000 * 0.4162
    assert 8000 - counted.settings["thinned"] == pytest.approx(stay, rel=0.05)
    assert counted.vocabulary.counts["the"] == 4000
    assert as_dict(build(sentences, subsample=0.01, seed=1)) == as_dict(counted)
    assert as_dict(build(sentences, subsample=0.01, seed=2)) != as_dict(counted)
    assert as_dict(build(sentences, subsample=1.0)) == as_dict(build(sentences))  # all stay
    pieces = build(sentences, subsample=0.01, seed=1, memory_limit=1)
    assert as_dict(pieces) == as_dict(counted)
    assert "subsample" not in build(CHAPTER).settings


# --- right by definition ------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    sentences=st.lists(st.lists(st.sampled_from(KOREAN), max_size=40), min_size=1, max_size=6),
    window=st.integers(1, 40),
    weighting=st.sampled_from(["count", "inverse_distance"]),
    symmetric=st.booleans(),
)
def test_equals_two_loops_to_the_last_bit(sentences, window, weighting, symmetric):
    if not any(sentences):
        sentences = [["나는"]]
    how = {"window": window, "weighting": weighting, "symmetric": symmetric}
    expected = plain.count_pairs(sentences, **how)
    for limit in (None, 1):
        assert as_dict(build(sentences, memory_limit=limit, **how)) == expected


def test_equals_scipy():
    sentences = random_sentences(200)
    counted = build(sentences, window=3, weighting="count")
    ids = counted.vocabulary.word_index
    pairs = [
        (ids[s[p]] - 2, ids[s[q]] - 2)
        for s in sentences
        for p in range(len(s))
        for q in range(max(0, p - 3), min(len(s), p + 4))
        if p != q
    ]
    rows, columns = np.array(pairs).T
    expected = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=counted.matrix.shape).tocsr()
    assert (counted.matrix != expected).nnz == 0
    assert counted.matrix.has_sorted_indices


def test_a_very_wide_window():
    sentence = [f"w{k}" for k in range(60)]
    counted = build([sentence], window=50)
    assert counted.count("w0", "w50") == 1 / 50
    assert counted.count("w0", "w51") == 0


@pytest.mark.parametrize(("window", "distance"), [(22, 21), (23, 23), (50, 47)])
def test_sums_beyond_32_bits(window, distance):
    """Five times 2^32 pairs of one cell at one distance, and one pair beside it: one third more."""
    weighting = counting.Weighting.of(window, "inverse_distance")
    apart = weighting.unit == 0
    keys = [distance - 1] if apart else [0]
    run = np.array([(keys[0], 2**32 * (1 if apart else weighting.weights[distance - 1]))], RUN)
    third = np.array([(2 if apart else 0, 1 if apart else weighting.weights[2])], RUN)
    with RunMerger() as merger:
        for each in (third, run, run, run, run, run):
            merger.add(each)
        ((cells, counts),) = counting.counts_of(merger.blocks(), weighting)
    assert cells.tolist() == [0]
    assert counts.tolist() == [float(5 * Fraction(2**32, distance) + Fraction(1, 3))]


def test_no_window_crosses_a_sentence():
    counted = build([["밥을"], ["먹는다", "먹는다"]], window=5)
    assert as_dict(counted) == {("먹는다", "먹는다"): 2}


@pytest.mark.parametrize("weighting", ["count", "inverse_distance"])
@pytest.mark.parametrize("symmetric", [True, False])
def test_spilling_to_disk_changes_no_bit(weighting, symmetric):
    sentences = random_sentences(3000)
    options = {"window": 4, "weighting": weighting, "symmetric": symmetric}
    whole = build(sentences, **options).matrix
    for limit in (1, 60_000, 400_000):
        pieces = build(sentences, memory_limit=limit, **options).matrix
        for name in ("data", "indices", "indptr"):
            np.testing.assert_array_equal(getattr(whole, name), getattr(pieces, name))


PEAK = """
import pathlib, re
from wordemb_keras.cooccurrence import Cooccurrence
def peak():
    status = pathlib.Path("/proc/self/status").read_text(encoding="utf-8")
    return 1024 * int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
Cooccurrence.build("few.txt", window=8, memory_limit=1, verbose=0)  # compiled, loaded
before = peak()
for limit in (10_000_000, None):
    counted = Cooccurrence.build("many.txt", window=8, memory_limit=limit, verbose=0)
    print(peak() - before - counted.matrix.data.nbytes - counted.matrix.indices.nbytes)
    del counted
"""


def test_the_memory_limit_holds(tmp_path, fresh_process):
    """Half a million words, 4 million pairs, in 10 MB beside the matrix; else it is more."""
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells the peak of a process alone, without its parent's")
    ids = np.random.default_rng(0).integers(0, 1000, (20_000, 25))
    text = "\n".join(" ".join(f"말{k}" for k in row) for row in ids)
    (tmp_path / "many.txt").write_text(text, encoding="utf-8")
    (tmp_path / "few.txt").write_text(text[:10_000], encoding="utf-8")
    limited, unlimited = map(int, fresh_process(PEAK).split())
    assert limited < 10_000_000 + 15_000_000  # words, blocks of the file, the allocator
    assert unlimited > limited + 15_000_000


# --- which words --------------------------------------------------------------------------------


def test_min_count_closes_the_window_over_rare_words():
    sentences = [["a", "rare", "b"], ["a", "b"]]
    counted = build(sentences, min_count=2)
    assert as_dict(counted) == {("a", "b"): 2, ("b", "a"): 2}
    assert counted.settings["tokens"] == 5
    assert counted.settings["skipped"] == 1


def test_frequent_words_come_first_and_ties_by_first_appearance():
    sentences = [["다", "나", "가"], ["가", "라", "나"]]
    assert build(sentences).vocabulary.words == ["나", "가", "다", "라"]
    assert build(sentences, max_vocabulary=2).vocabulary.words == ["나", "가"]
    built = Vocabulary.build(sentences)
    assert built.words == build(sentences).vocabulary.words
    assert built.counts == build(sentences).vocabulary.counts


def test_a_given_vocabulary():
    sentences = [["a", "rare", "b"], ["a", "b"]]
    with pytest.raises(
        ValueError, match=r"`vocabulary` must hold every word.*'rare'.*ignore_missing"
    ):
        build(sentences, vocabulary=["b", "a"])
    counted = build(sentences, vocabulary=["b", "a"], ignore_missing=True)
    assert counted.vocabulary.words == ["b", "a"]
    assert as_dict(counted) == as_dict(build(sentences, min_count=2))
    with pytest.raises(ValueError, match="none of them"):
        build(sentences, vocabulary=["x"], ignore_missing=True)


def test_a_generator_is_read_once():
    sentences = iter(CHAPTER)
    assert build(sentences).count("I", "like") == 2
    assert next(sentences, None) is None


def test_two_spellings_of_one_word():
    nfd = unicodedata.normalize("NFD", "한국")
    counted = build([["한국", "만세"], [nfd, "만세"]])
    assert as_dict(counted) == {("한국", "만세"): 2, ("만세", "한국"): 2}
    assert counted.count(nfd, "만세") == counted.table([nfd, "만세"]).to_numpy()[0, 1] == 2


# --- text files ---------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([*KOREAN, "a\u0085b", "c\u00a0d"]), max_size=5), min_size=1)
)
def test_a_file_gives_what_lists_give(tmp_path_factory, sentences):
    path = tmp_path_factory.mktemp("text") / "말뭉치.txt"
    path.write_bytes("\n".join(" ".join(s) for s in sentences).encode())
    with (
        EncodedText(sentences, verbose=0) as lists,
        EncodedText(path, verbose=0, block_bytes=5) as file,
    ):
        assert file.words == lists.words
        assert file.counts.tolist() == lists.counts.tolist()
        split = [
            "".join(f" {k}" if k >= 0 else "\n" for block in text.blocks(3) for k in block)
            for text in (lists, file)
        ]
        assert [line for line in split[0].split("\n") if line] == [
            line for line in split[1].split("\n") if line
        ]


def test_a_file_from_windows(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff나는 밥을\r\n나는\t물을\r\n".encode())
    with EncodedText(str(path), verbose=0) as text:
        assert text.words == ["나는", "밥을", "물을"]
        assert np.concatenate(list(text.blocks(100))).tolist() == [0, 1, -1, 0, 2, -1]


def test_a_file_that_is_not_utf8(tmp_path):
    path = tmp_path / "cp949.txt"
    path.write_bytes(b"fine\n" + "나는 밥을".encode("cp949") + b"\n")
    with pytest.raises(ValueError, match=r"cp949\.txt, line 2: not UTF-8"):
        build(path)


def test_many_words_and_hash_growth(tmp_path):
    words = [f"단어{k}" for k in range(30_000)]
    path = tmp_path / "many.txt"
    path.write_text(" ".join(words) + "\n" + " ".join(reversed(words)), encoding="utf-8")
    with EncodedText(path, verbose=0, block_bytes=1 << 12) as text:
        assert text.words == words
        assert (text.counts == 2).all()


def test_progress_is_shown_unless_verbose_is_0(capsys, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a b", encoding="utf-8")
    for source in (path, [["a", "b"]]):
        build(source)
    assert capsys.readouterr() == ("", "")
    build(path, verbose=1)
    assert "counting" in capsys.readouterr().err


# --- files of counts ----------------------------------------------------------------------------


def test_save_and_load(tmp_path, fresh_keras):
    counted = build([["나는", "밥을"], ["나는", "ㅋㅋ"]], weighting="inverse_distance")
    counted.save(tmp_path / "x.npz")
    again = Cooccurrence.load(tmp_path / "x.npz")
    assert (again.matrix != counted.matrix).nnz == 0
    assert again.vocabulary.words == counted.vocabulary.words
    assert again.vocabulary.counts == counted.vocabulary.counts
    assert again.settings == counted.settings
    code = "from wordemb_keras import Cooccurrence; print(Cooccurrence.load('x.npz').table())"
    assert fresh_keras(code) == str(counted.table()).strip()


def test_an_interrupted_save_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "x.npz"
    build(CHAPTER).save(path)
    before = path.read_bytes()

    def interrupted(file, **arrays):
        file.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(CHAPTER).save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


KILLED = """
import os, signal
import numpy as np
from wordemb_keras.cooccurrence import Cooccurrence
def killed(file, **arrays):
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
np.savez = killed
Cooccurrence.build([["나는", "물을"]], verbose=0).save("x.npz")
"""


def test_a_killed_save_keeps_the_old_file(tmp_path, start_fresh_keras):
    """What it had written has another name, and does not stand in the way."""
    path = tmp_path / "x.npz"
    for before in (None, CHAPTER):
        if before:
            build(before).save(path)
        assert start_fresh_keras(KILLED, tmp_path).wait() != 0
        assert [each.name for each in tmp_path.glob("*.npz")] == ["x.npz"] * bool(before)
    assert set(Cooccurrence.load(path).vocabulary.words) == set(CHAPTER_WORDS)


def test_loading_something_else(tmp_path):
    path = tmp_path / "x.npz"
    path.write_bytes(b"no")
    with pytest.raises(ValueError, match="was not written by"):
        Cooccurrence.load(path)
    np.savez(path, a=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match="was not written by"):
        Cooccurrence.load(path)
    with pytest.raises(FileNotFoundError):
        Cooccurrence.load(tmp_path / "missing.npz")


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": 0}, r"`window` must be a positive integer. Received: window=0 \(of type int\)"),
        ({"window": 2.5}, "`window`.*of type float"),
        ({"weighting": "distance"}, '`weighting` must be "count" or "inverse'),
        ({"min_count": 0}, "`min_count`"),
        ({"max_vocabulary": 0}, "`max_vocabulary`"),
        ({"memory_limit": -1}, "`memory_limit`"),
        ({"subsample": 0}, "`subsample` must be a finite number greater than 0"),
        ({"seed": -1}, "`seed` must be an integer of at least 0"),
        ({"min_count": 9}, "`source` must hold at least one word.*min_count=9, 10 tokens"),
    ],
)
def test_bad_arguments(options, message):
    with pytest.raises(ValueError, match=message):
        build(CHAPTER, **options)


def test_bad_sources():
    with pytest.raises(ValueError, match="`source` must hold at least one word"):
        build([])
    with pytest.raises(ValueError, match="list of tokens for each sentence"):
        build(["나는 밥을"])
    with pytest.raises(FileNotFoundError):
        build("나는 밥을 먹는다")
    with pytest.raises(ValueError, match=r"Sentence 2 of `source`.*the token 3 \(of type int\)"):
        build([["나는"], ["밥을", 3]])
    with pytest.raises(ValueError, match="Sentence 1 of `source` must be a list of strings"):
        build([[["나는", "밥을"]]])
    with pytest.raises(ValueError, match="Sentence 2 of `source` must be a list of strings"):
        build([["나는"], 3])
    with pytest.raises(ValueError, match=r"`source` holds the token '\[UNK\]'.*choose another"):
        build([["나는", "[UNK]"]])
    with pytest.raises(ValueError, match="`source` holds an empty token"):
        build([["나는", ""]])
    for bad in ("밥\n", "밥\t물", "\r", "\ud83d"):
        with pytest.raises(ValueError, match=r"`source` holds the token .* no line of a file"):
            build([["나는", bad]])
    assert build([["나는", "나는", "\n"]], min_count=2).vocabulary.words == ["나는"]
    for bad in (None, 3):
        with pytest.raises(ValueError, match="`source` must be the path of a text file or an iter"):
            build(bad)
    with pytest.raises(ValueError, match=r"Sentence 1 of `source` must be a list.*of type set"):
        build([{"나는", "밥을"}])
    own = Vocabulary(["나는", "[UNK]"], unknown="<모름>")
    assert build([["나는", "[UNK]"]], vocabulary=own).count("나는", "[UNK]") == 1


def test_half_a_table_is_no_table():
    whole = build(CHAPTER).matrix
    for half, name in ((triu(whole), "upper"), (csr_matrix(np.tril(whole.toarray())), "lower")):
        with pytest.raises(ValueError, match=rf"one triangle only, the {name} one.*matrix\.T"):
            Cooccurrence(half, CHAPTER_WORDS)
        again = Cooccurrence(half + half.T, CHAPTER_WORDS)  # as the message advises
        assert (again.matrix != whole).nnz == 0
        one_sided = Cooccurrence(half, CHAPTER_WORDS, settings={"symmetric": False})
        assert one_sided.matrix.sum() == whole.sum() / 2
    assert build([["a", "b"]], symmetric=False).n_pairs == 1


def test_the_callers_arrays_are_copied_and_kept():
    data, rows, columns = np.array([1.0, 2.0, 2.0, 0.0]), [0, 0, 1, 1], [1, 1, 0, 1]
    for kind in (csr_matrix, coo_matrix, csr_array):
        mine = kind((data.copy(), (rows, columns)), shape=(2, 2))
        before = mine.copy()
        counted = Cooccurrence(mine, ["밥", "물"])
        mine.data[:] = 9
        assert as_dict(counted) == {("밥", "물"): 3, ("물", "밥"): 2}
        assert counted.n_pairs == 2
        counted.matrix.data[:] = 5
        assert (mine.data == 9).all() and mine.nnz == before.nnz
    dense = np.array([[0.0, 1.0], [1.0, 0.0]])
    Cooccurrence(dense, ["밥", "물"]).matrix.data[:] = 7
    assert dense.max() == 1


def test_bad_matrices():
    with pytest.raises(ValueError, match=r"real numbers.*dtype=complex128"):
        Cooccurrence(np.eye(2) * 1j, ["a", "b"])
    with pytest.raises(ValueError, match=r"two axes. Received: shape=\(2,\)"):
        Cooccurrence([1, 2], ["a", "b"])
    with pytest.raises(ValueError, match=r"must be a table of numbers\. Received: counts, <Cooc"):
        Cooccurrence(build(CHAPTER), CHAPTER_WORDS)
    with pytest.raises(ValueError, match=r"`vocabulary` holds the token 'a\\n'"):
        Cooccurrence(np.ones((2, 2)), ["a\n", "b"])
    with pytest.raises(ValueError, match="`matrix` must be square"):
        Cooccurrence(np.ones((2, 3)), ["a", "b"])
    with pytest.raises(ValueError, match="`vocabulary` must name each row"):
        Cooccurrence(np.ones((3, 3)), ["a", "b"])
    for bad in (-1, np.nan, np.inf):
        with pytest.raises(ValueError, match="finite counts >= 0"):
            Cooccurrence([[0, bad], [0, 0]], ["a", "b"])


def test_bytes_and_arrays_are_tokens_too():
    expected = as_dict(build([["나는", "밥을"], ["나는", "물을"]]))
    coded = [[word.encode() for word in s] for s in (["나는", "밥을"], ["나는", "물을"])]
    assert as_dict(build(coded)) == expected
    assert as_dict(build([["나는".encode(), "밥을"], ["나는", "물을"]])) == expected
    counted = build([np.array(s) for s in (["나는", "밥을"], ["나는", "물을"])])
    assert as_dict(counted) == expected
    assert {type(word) for word in counted.vocabulary.words} == {str}
    with pytest.raises(ValueError, match=r"Sentence 2 of `source` must be .*utf-8"):
        build([["나는"], ["밥을".encode("cp949")]])
    with pytest.raises(ValueError, match=r"list of tokens for each sentence.*'나는 밥을'"):
        build(["나는 밥을".encode()])


def test_text_of_tf_data():
    tf = pytest.importorskip("tensorflow")
    lines = tf.data.Dataset.from_tensor_slices(["나는 밥을", "나는 물을 마신다"])
    expected = as_dict(build([["나는", "밥을"], ["나는", "물을", "마신다"]]))
    assert as_dict(build(lines.map(tf.strings.split))) == expected
    ragged = tf.data.Dataset.from_tensor_slices(tf.strings.split(["나는 밥을", "나는 물을 마신다"]))
    assert as_dict(build(ragged)) == expected
    with pytest.raises(ValueError, match="list of tokens for each sentence"):
        build(lines)
    with pytest.raises(ValueError, match=r"one list of strings.*dataset\.unbatch\(\)"):
        build(lines.map(tf.strings.split).padded_batch(2))


def test_an_error_of_the_callers_own_code_comes_through():
    def sentences(error):
        yield ["나는"]
        raise error

    def tokens(error):
        yield "나는"
        raise error

    for error in (TypeError("mine"), ValueError("mine"), KeyError("mine"), UnicodeError("mine")):
        for source in (sentences(error), [["밥"], tokens(error)]):
            with pytest.raises(type(error)) as caught:
                build(source)
            assert caught.value is error and caught.value.__cause__ is None


def test_unknown_words_and_lonely_words():
    counted = build([["a", "b"], ["alone"]])
    with pytest.raises(KeyError, match="`given` must be a word that was counted"):
        counted.probability("a", given="x")
    with pytest.raises(ValueError, match="nothing was counted around 'alone'"):
        counted.probability("a", given="alone")
    with pytest.raises(ValueError, match="at most 1000"):
        build([[str(k) for k in range(1001)]]).table()


# --- what comes from elsewhere -------------------------------------------------------------------


@pytest.mark.parametrize(
    "matrix, words, message",
    [
        (pd.DataFrame([[0, 2], [2, 0]], list("ba"), list("ba")), list("ab"), r"`matrix\.index`"),
        (pd.DataFrame([[0, 2], [2, 0]], list("ab"), list("ba")), list("ab"), r"`matrix\.columns`"),
        (np.ma.masked_array([[0, 5], [5, 0]], mask=[[0, 1], [1, 0]]), list("ab"), "masked cells"),
        (np.ones((2, 2)), {"a", "b"}, "must have an order"),
        (np.ones((2, 2)), {"a": 5, "b": 7}, "must number its words 0, 1, 2"),
        (np.ones((2, 2)), {"a": 0, "b": 0}, "must number its words 0, 1, 2"),
        (np.ones((2, 2)), {"a": 0, "b": None}, "must number its words 0, 1, 2"),
        (np.ones((2, 2)), 5, "a `Vocabulary` or a list of words"),
    ],
)
def test_words_and_cells_that_would_not_go_together(matrix, words, message):
    with pytest.raises(ValueError, match=message):
        Cooccurrence(matrix, words)


def test_a_table_of_pandas_and_a_dict_say_which_row_is_which():
    frame = pd.DataFrame([[0, 2], [2, 1]], ["밥", "물"], ["밥", "물"])
    assert Cooccurrence(frame, {"물": 1, "밥": 0}).count("물", "물") == 1


def test_equal_cells_are_added_up_in_float64():
    cells = (np.array([200, 100, 200, 100], np.uint8), ([0, 0, 1, 1], [1, 1, 0, 0]))
    assert Cooccurrence(coo_array(cells, shape=(2, 2)), list("ab")).count("a", "b") == 300


def test_probabilities_follow_the_matrix():
    counted = Cooccurrence([[0, 2, 2], [2, 0, 0], [2, 0, 0]], list("abc"))
    counted.matrix[0, 2] = 6
    assert counted.probability("b", given="a") == 0.25


def test_zeros_that_are_stored_are_no_pairs():
    matrix = csr_matrix(([1.0, 0, 1, 2], [1, 2, 0, 2], [0, 2, 3, 4]), shape=(3, 3))
    counted = Cooccurrence(matrix, list("abc"))
    assert matrix.nnz == 4 and counted.n_pairs == counted.matrix.nnz == 3
    counted.matrix.data[:2] = 0  # by hand, later
    assert counted.n_pairs == 1
    assert counted.ppmi().toarray().tolist() == np.zeros((3, 3)).tolist()


@pytest.mark.parametrize("power", [float("nan"), -1, "1"])
def test_powers_that_make_no_sense(power):
    with pytest.raises(ValueError, match="`power` must be a finite number of at least 0"):
        build(CHAPTER).svd(2, power=power)


def test_ignore_missing_is_true_or_false():
    with pytest.raises(ValueError, match="`ignore_missing` must be True or False"):
        Cooccurrence.build([["a", "b"]], vocabulary=["a"], ignore_missing="no", verbose=0)


@pytest.mark.parametrize("symmetric", ["no", 1, None])
def test_symmetric_is_true_or_false(symmetric):
    with pytest.raises(ValueError, match="`symmetric` must be True or False"):
        Cooccurrence.build([["a", "b"]], symmetric=symmetric, verbose=0)


@pytest.mark.parametrize("change", ["indices", "data", "indptr"])
def test_a_damaged_file_is_no_table(tmp_path, change):
    Cooccurrence([[0, 2], [2, 0]], list("ab")).save(tmp_path / "x.npz")
    with np.load(tmp_path / "x.npz") as stored:
        arrays = dict(stored)
    arrays[change] = arrays[change][:-1] if change == "indptr" else arrays[change] - 9
    np.savez(tmp_path / "x.npz", **arrays)
    with pytest.raises(ValueError, match="is damaged: "):
        Cooccurrence.load(tmp_path / "x.npz")
