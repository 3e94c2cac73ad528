"""Scores, and what they rest on."""

import math
import unicodedata

import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from wordemb_keras.evaluation import Answers, Evaluation, analogies, word_similarity
from wordemb_keras.evaluation.questions import read_analogies, read_pairs
from wordemb_keras.fasttext import FastText
from wordemb_keras.text.hangul import decompose


def vectors(words, rows):
    keyed = KeyedVectors(len(rows[0]))
    keyed.add_vectors(words, np.array(rows, np.float32))
    return keyed


KOREAN = vectors(["호랑이", "고양이", "책", "종이"], [[1, 0], [0.9, 0.1], [0, 1], [0.3, 1]])


@pytest.fixture
def pairs(tmp_path):
    path = tmp_path / "짝.tsv"
    path.write_text(
        "# 두 낱말과 점수\n호랑이\t고양이\t9\n책\t종이\t8\n호랑이\t책\t1\n호랑이\t유니콘\t5\n",
        encoding="utf-8",
    )
    return path


def test_similarity_with_both_policies(pairs):
    skipped = word_similarity(KOREAN, pairs)
    assert (skipped.score, skipped.used, skipped.skipped) == (1.0, 3, 1)
    assert str(skipped) == (
        "짝.tsv: Spearman 1.000 on 3 questions, 1 skipped (unknown words: skip; capitals: folded)"
    )
    zero = word_similarity(KOREAN, pairs, unknown="zero")
    assert (zero.used, zero.skipped, zero.unknown) == (4, 0, "zero")
    assert zero.score < 1


def test_the_sets_that_come_with_gensim():
    words = ["old", "new", "tiger", "cat", "book", "paper"]
    keyed = vectors(words, np.random.default_rng(0).normal(size=(6, 3)))
    wordsim, simlex = word_similarity(keyed), word_similarity(keyed, "simlex999", unknown="zero")
    assert (wordsim.used, wordsim.used + wordsim.skipped) == (3, 353)
    assert (simlex.used, simlex.skipped) == (999, 0)


def test_nothing_known_is_a_line_of_the_report(pairs):
    result = word_similarity(vectors(["x"], [[1, 0]]), pairs)
    assert math.isnan(result.score)
    assert str(result).startswith("짝.tsv: no Spearman, 0 questions could be used, 4 skipped")
    one = word_similarity(vectors(["책", "종이"], [[1, 0], [1, 1]]), pairs)
    assert math.isnan(one.score) and (one.used, one.skipped) == (1, 3)


@pytest.mark.parametrize("fold_case", [True, False])
def test_equal_to_gensim(fold_case, tmp_path):
    questions = read_analogies("analogies")
    words = sorted({word for section in questions.values() for four in section for word in four})
    rng = np.random.default_rng(0)
    words = [*words[::2], "greece", *(pair.first for pair in read_pairs("wordsim353")[::3])]
    words = list(dict.fromkeys(words))
    keyed = vectors(words, rng.normal(size=(len(words), 8)) + 0.7)
    mine = word_similarity(keyed, fold_case=fold_case)
    _, spearman, percent = keyed.evaluate_word_pairs(
        datapath("wordsim353.tsv"), restrict_vocab=len(words), case_insensitive=fold_case
    )
    assert mine.score == pytest.approx(spearman.statistic, abs=1e-6)
    assert mine.skipped == round(353 * percent / 100)
    path = tmp_path / "some.txt"
    some = {name: section[::25] for name, section in questions.items()}
    lines = [f": {name}\n" + "\n".join(map(" ".join, four)) for name, four in some.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    _, sections = keyed.evaluate_word_analogies(
        str(path), restrict_vocab=len(words), case_insensitive=fold_case
    )
    theirs = {s["section"]: (len(s["correct"]), len(s["incorrect"])) for s in sections}
    total = theirs.pop("Total accuracy")
    mine = analogies(keyed, path, fold_case=fold_case)
    assert {name: answers[:2] for name, answers in mine.sections.items()} == theirs
    assert mine.used == sum(total) > 20
    assert mine.used + mine.skipped == sum(map(len, some.values()))


def test_analogies(tmp_path):
    path = tmp_path / "q.txt"
    path.write_text(
        ": 수도\n서울 한국 도쿄 일본\n서울 한국 파리 프랑스\n: 빈\nx y z w\n", encoding="utf-8"
    )
    keyed = vectors(
        ["서울", "한국", "도쿄", "일본", "딴말"],
        [[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1], [0.5, -1, 0.5]],
    )
    result = analogies(keyed, path)
    sections = {"수도": Answers(1, 0, 1), "빈": Answers(0, 0, 1)}
    assert result == Evaluation("q.txt", "accuracy", 1.0, 1, 2, "skip", True, sections)
    zero = analogies(keyed, path, unknown="zero")
    assert (zero.score, zero.used, zero.skipped) == (pytest.approx(1 / 3), 3, 0)
    assert zero.sections == {"수도": Answers(1, 1, 0), "빈": Answers(0, 1, 0)}
    nothing = analogies(vectors(["x"], [[1.0]]), path)
    assert math.isnan(nothing.score)
    assert str(nothing).startswith("q.txt: no accuracy, 0 questions could be used, 3 skipped")


def test_the_papers_three_numbers():
    four = ["Athens", "Greece", "Baghdad", "Iraq", "bad", "worse", "good", "better"]
    keyed = vectors(four, np.eye(8) + [[0.1 * (k % 2)] * 8 for k in range(8)])
    table = analogies(keyed).table()
    assert table.index[-3:].tolist() == ["semantic", "syntactic", "total"]
    assert table.columns.tolist() == ["right", "wrong", "skipped", "accuracy"]
    counts = table[["right", "wrong", "skipped"]].sum(axis=1)
    assert counts[-3:].tolist() == [8869, 10675, 19544]  # as the paper has them
    assert counts["capital-world"] == 4524


def test_a_korean_set_as_others_write_it(tmp_path):
    """NFD, a byte order mark, line ends of Windows, a line of names, commas."""
    path = tmp_path / "WS353_korean.csv"
    text = "word 1,word 2,kor_score\r\n호랑이,고양이,9.00 \r\n책,종이,8\r\n호랑이,책,1\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + unicodedata.normalize("NFD", text).encode())
    assert word_similarity(KOREAN, path).score == 1.0
    decomposed = vectors(
        [unicodedata.normalize("NFD", word) for word in KOREAN.index_to_key], KOREAN.vectors
    )
    assert word_similarity(decomposed, path).used == 3
    path = tmp_path / "word_analogy_korean.txt"
    path.write_text("서울 대한민국 도쿄 일본\n", encoding="utf-8")  # no section
    assert list(analogies(KOREAN, path).sections) == ["word_analogy_korean"]


def test_every_way_to_write_a_pair(tmp_path):
    path = tmp_path / "p.txt"
    for text in (
        "New York\tBig Apple\t9\ncat\tdog\t7\n",
        '"New York","Big Apple",9\ncat,dog,7',
        "word1\tword2\tPOS\tSimLex999\tconc(w1)\nNew York\tBig Apple\tN\t9\t2\ncat\tdog\tN\t7\t1\n",
        ",a,b,score\n0,New York,Big Apple,9\n1,cat,dog,7\n",
    ):
        path.write_text(text, encoding="utf-8")
        assert read_pairs(path) == [("New York", "Big Apple", 9), ("cat", "dog", 7)]
    path.write_text("# said\ncat dog 7\n\ncat  cow  5.5\n", encoding="utf-8")
    assert read_pairs(path) == [("cat", "dog", 7), ("cat", "cow", 5.5)]


def test_a_folder_of_files_as_gloves(tmp_path):
    for name in ("family", "gram2-opposite"):
        (tmp_path / f"{name}.txt").write_text("a b c d\n", encoding="utf-8")
    keyed = vectors(list("abcd"), [[3, 1], [3, 2], [1, 3], [1, 4]])
    for questions in (tmp_path, sorted(tmp_path.glob("*.txt"))):
        found = analogies(keyed, questions)
        assert found.sections == {"family": Answers(1, 0, 0), "gram2-opposite": Answers(1, 0, 0)}
        assert found.table().loc["semantic", "right"] == 1


def test_capitals(tmp_path):
    path = tmp_path / "p.txt"
    path.write_text("Bank river 9\nbank money 1\nriver money 0\n", encoding="utf-8")
    keyed = vectors(["bank", "river", "money"], [[1, 0], [1, 0.2], [0, 1]])
    assert word_similarity(keyed, path).used == 3
    kept = word_similarity(keyed, path, fold_case=False)
    assert (kept.used, kept.skipped) == (2, 1) and "capitals: kept" in str(kept)


def test_a_glove_model_and_bad_input(pairs):
    class Model:
        def keyed_vectors(self):
            return KOREAN

    assert word_similarity(Model(), pairs).used == 3
    with pytest.raises(ValueError, match=r"`unknown` must be .skip. or .zero."):
        word_similarity(KOREAN, pairs, unknown="ignore")
    with pytest.raises(ValueError, match="`source` must be a path"):
        word_similarity(3, pairs)
    with pytest.raises(FileNotFoundError, match=r"my\.txt"):
        word_similarity("my.txt", pairs)
    with pytest.raises(FileNotFoundError, match=r"wordsim is not there.*Did you mean wordsim353"):
        word_similarity(KOREAN, "wordsim")


@pytest.mark.parametrize("measure", [word_similarity, analogies])
def test_another_encoding_names_the_file_and_the_line(tmp_path, measure):
    path = tmp_path / "짝.tsv"
    path.write_bytes(b": one\n" + "호랑이\t고양이\t9\n".encode("cp949"))
    with pytest.raises(ValueError, match=r"짝\.tsv, line 2: not UTF-8"):
        measure(KOREAN, path)


@pytest.mark.parametrize(
    "measure, content, message",
    [
        (word_similarity, "호랑이 고양이\n", r"짝\.tsv, line 1: a line must be two words and"),
        (word_similarity, "가,나,점수\n", r"짝\.tsv holds no pairs: a line must be word<TAB>"),
        (word_similarity, "a b 1\n호랑이 9\n", r"짝\.tsv, line 2: .* Received: '호랑이 9'"),
        (word_similarity, "a b 1\na b nan\n", r"짝\.tsv, line 2: a line must be two words and"),
        (analogies, "서울 한국 도쿄\n", r"짝\.tsv, line 1: a question must be four words"),
        (analogies, ": 빈\n", r"짝\.tsv holds no questions"),
    ],
)
def test_files_of_another_form(tmp_path, measure, content, message):
    path = tmp_path / "짝.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        measure(KOREAN, path)


def test_a_model_in_jamo_is_asked_in_syllables(tmp_path):
    keys = [decompose(word) for word in ("왕", "여왕", "책")]
    model = FastText("jamo", vector_size=2)
    model.wv = vectors(keys, [[1, 0], [1, 1], [0, 1]])
    path = tmp_path / "pairs.tsv"
    path.write_text("왕\t여왕\t9\n왕\t책\t1\n여왕\t책\t5\n", encoding="utf-8")
    result = word_similarity(model, path)
    assert (result.used, result.skipped) == (3, 0)
    as_dict = {"왕": [1.0, 0.0], "여왕": [1.0, 1.0], "책": [0.0, 1.0]}
    assert word_similarity(as_dict, path).score == result.score


def test_vectors_of_nan_and_of_zeros(tmp_path):
    (tmp_path / "q.txt").write_text("a b c d\n", encoding="utf-8")
    vectors = KeyedVectors(2)
    vectors.add_vectors(list("abcd"), np.array([[1, np.nan], [1, 1], [0, 1], [1, 2]]))
    for evaluate in (word_similarity, analogies):
        with pytest.raises(ValueError, match="a NaN or an infinity in the vector of 'a'"):
            evaluate(vectors)
    vectors.vectors[:] = 0  # a word without a direction is no answer, and no question
    assert analogies(vectors, tmp_path / "q.txt").skipped == 1


@pytest.mark.parametrize("line", ["tiger\tcat", "tiger  cat\t7.3", "tiger;cat;7.3"])
def test_a_broken_first_line_is_no_heading(tmp_path, line):
    (tmp_path / "q.txt").write_text(f"{line}\nbook\tcat\t1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1: a line must be two words and a number"):
        read_pairs(tmp_path / "q.txt")


def test_pairs_in_memory_are_no_set():
    with pytest.raises(ValueError, match="must be a name, the path of a file"):
        read_pairs([("tiger", "cat", 7.35)])


def test_sets_that_come_one_by_one(tmp_path):
    (tmp_path / "a.tsv").write_text("tiger\tcat\t7\ncat\tbook\t1\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("tiger cat book dog\n", encoding="utf-8")
    words = {"tiger": [1.0, 0.0], "cat": [1.0, 1.0], "book": [0.0, 1.0]}
    pairs = word_similarity(words, tmp_path.glob("*.tsv"))
    assert (pairs.name, pairs.used) == ("a.tsv", 2)
    questions = analogies(words, tmp_path.glob("*.txt"))
    assert (questions.name, questions.skipped) == ("b.txt", 1)
    for evaluate in (word_similarity, analogies):
        with pytest.raises(ValueError, match="must be a name, the path of a file, or several"):
            evaluate(words, tmp_path.glob("no such file"))
