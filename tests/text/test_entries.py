"""One rule for a vocabulary, whatever it comes as: a dict, a list, a layer, a file."""

import json
import unicodedata
from collections import Counter
from types import SimpleNamespace

import keras
import numpy as np
import pandas as pd
import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wordemb_keras.pretrained import build_embedding_matrix
from wordemb_keras.text import Vocabulary
from wordemb_keras.text.entries import entries_of

VECTORS = {"the": [1.0, 1.0], "cat": [2.0, 2.0]}
RIGHT = [[0, 0], [0, 0], [1, 1], [2, 2]]
GUIDE = ["", "[UNK]", "the", "cat"]


def adapted():
    layer = keras.layers.TextVectorization(standardize=None)
    layer.adapt(["the the cat"])
    return layer


def lookup(**options):
    return keras.layers.StringLookup(vocabulary=["the", "cat"], **options)


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        content = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_text(content, encoding="utf-8", newline="")
        return path

    return write


# --- the right answer --------------------------------------------------------------------------


def test_the_idiom_of_the_keras_guide():
    """https://keras.io/examples/nlp/pretrained_word_embeddings/"""
    layer = adapted()
    names = layer.get_vocabulary()
    for vocabulary in (layer, names, dict(zip(names, range(len(names)), strict=True))):
        assert build_embedding_matrix(VECTORS, vocabulary).tolist() == RIGHT
    assert Vocabulary.from_word_index(dict(zip(names, range(4), strict=True))).to_list() == GUIDE


@pytest.mark.parametrize(
    "vocabulary",
    [
        GUIDE,
        tuple(GUIDE),
        iter(GUIDE),
        (word for word in GUIDE),
        np.array(GUIDE),
        np.array(GUIDE, dtype=object),
        pd.Series(GUIDE),
        pd.Index(GUIDE),
        dict.fromkeys(GUIDE).keys(),
        Vocabulary(["the", "cat"]),
        Vocabulary(["the", "cat"], unknown="모름"),
        {"the": 2, "cat": 3},
        {"cat": np.int64(3), "the": np.uint8(2)},
        {"[PAD]": 0, "[UNK]": 1, "the": 2, "cat": 3},
        {"<pad>": 0, "<unk>": 1, "the": 2, "cat": 3},
        {"<|pad|>": 0, "<|unk|>": 1, "the": 2, "cat": 3},
        {"PAD": 0, "__UNK__": 1, "the": 2, "cat": 3},
        {"<OOV>": 1, "the": 2, "cat": 3},
        {"<unk>": 0, "<pad>": 1, "the": 2, "cat": 3},
        {"<s>": 0, "<pad>": 1, "the": 2, "cat": 3},
        lookup(mask_token=""),
        lookup(mask_token="[MASK]"),
        lookup(mask_token="없음", oov_token="모름"),
        lookup(mask_token="", invert=True),
        SimpleNamespace(word_index={"<OOV>": 1, "the": 2, "cat": 3}, oov_token="<OOV>"),
        SimpleNamespace(get_vocab=lambda: {"[PAD]": 0, "[UNK]": 1, "the": 2, "cat": 3}),
    ],
    ids=lambda vocabulary: type(vocabulary).__name__,
)
def test_all_kinds_give_the_same_matrix(vocabulary):
    matrix = build_embedding_matrix(VECTORS, vocabulary)
    assert matrix.tolist() == RIGHT
    assert set(matrix.coverage.found) == {"the", "cat"}


def test_several_unknown_indices_and_none():
    for vocabulary in (
        (several := lookup(mask_token="", num_oov_indices=3)),
        several.get_vocabulary(),
    ):
        assert build_embedding_matrix(VECTORS, vocabulary)[4:].tolist() == [[1, 1], [2, 2]]
    none = lookup(mask_token="", num_oov_indices=0)
    for vocabulary in (none, none.get_vocabulary(), ["", "the", "cat"]):
        assert build_embedding_matrix(VECTORS, vocabulary).tolist() == [[0, 0], [1, 1], [2, 2]]


def test_signs_stand_where_they_stand():
    """Padding has a row of zeros, whatever the source has for it; the unknown sign may have one."""
    source = {**VECTORS, "<pad>": [9.0, 9.0], "<unk>": [5.0, 5.0]}
    entries = {"the": 1, "<pad>": 2, "cat": 4, "<unk>": 5}
    matrix = build_embedding_matrix(source, entries)
    assert matrix.tolist() == [[0, 0], [1, 1], [0, 0], [0, 0], [2, 2], [5, 5]]
    assert build_embedding_matrix(VECTORS, entries, oov="mean")[5].tolist() == [1.5, 1.5]


def test_a_sign_that_looks_like_a_word_is_named():
    names = {"nothing": 0, "UNK": 1, "the": 2, "cat": 3}
    for vocabulary in (names, list(names)):
        found = entries_of(vocabulary, unknown="UNK", padding="nothing")
        assert (found.words, found.unknown) == ({"the": 2, "cat": 3}, (("UNK", 1),))
    assert entries_of(["", "<모름>", "영화"]).unknown == (("<모름>", 1),)
    assert entries_of(["", "<s>", "영화"]).words == {"<s>": 1, "영화": 2}
    for argument in ("unknown", "padding"):
        with pytest.raises(ValueError, match=f"`{argument}` must be an entry.*'OOV'"):
            entries_of(GUIDE, **{argument: "OOV"})
    with pytest.raises(ValueError, match="has its own signs"):
        entries_of(Vocabulary(["the"]), unknown="the")


def tweets(oov_token=None):
    """A tokenizer of texts whose most frequent word looks like a sign."""
    from tensorflow.keras.preprocessing.text import Tokenizer

    tokenizer = Tokenizer(filters="", oov_token=oov_token)
    tokenizer.fit_on_texts(["<user> <user> the", "<user> the cat"])
    return tokenizer


@pytest.mark.parametrize("form", ["tokenizer", "json", "word_index", "layer"])
def test_no_sign_is_guessed_where_the_source_says_that_it_has_none(write, form):
    tokenizer = tweets()
    vocabulary = {
        "tokenizer": lambda: tokenizer,
        "json": lambda: write("tokenizer.json", tokenizer.to_json()),
        "word_index": lambda: write(
            "index.json", {"word_index": tokenizer.word_index, "oov_token": None}
        ),
        "layer": lambda: keras.layers.StringLookup(
            vocabulary=["<user>", "the", "cat"], mask_token="", num_oov_indices=0, oov_token="cat"
        ),
    }[form]()
    found = entries_of(vocabulary)
    assert (found.words, found.unknown) == ({"<user>": 1, "the": 2, "cat": 3}, ())
    numbered = Vocabulary.from_word_index(vocabulary)
    assert numbered.unknown is None
    assert numbered.encode(["dog", "<user>", "cat"]) == [1, 3]
    assert tokenizer.texts_to_sequences(["dog <user> cat"]) == [[1, 3]]
    assert build_embedding_matrix(VECTORS, vocabulary).coverage.missing == ["<user>"]
    assert entries_of(vocabulary, unknown="<user>").unknown == (("<user>", 1),)


def test_a_sign_at_index_1_is_guessed_where_nothing_is_said():
    tokenizer = tweets(oov_token="<모름>")
    assert entries_of(tokenizer).unknown == entries_of(tokenizer.word_index).unknown
    for vocabulary in (["", "<user>", "the"], {"<user>": 1, "the": 2}):
        assert entries_of(vocabulary).unknown == (("<user>", 1),)


def test_a_mask_is_refused_where_index_0_is_not_padding():
    matrix = build_embedding_matrix(VECTORS, {"<unk>": 0, "<pad>": 1, "the": 2})
    with pytest.raises(ValueError, match=r"layer\(mask_zero=False\)"):
        matrix.layer()
    assert matrix.layer(mask_zero=False)(np.array([2])).numpy().tolist() == [[1, 1]]


def test_spellings_that_nfc_makes_equal_have_the_same_row():
    composed, decomposed = "한글", unicodedata.normalize("NFD", "한글")
    matrix = build_embedding_matrix({"한글": [1.0]}, ["", composed, decomposed])
    assert matrix.tolist() == [[0], [1], [1]]
    with pytest.raises(ValueError, match="`words` must all differ"):
        Vocabulary.from_word_index(["", composed, decomposed])


WORDS = st.lists(
    st.text("abc가나 .", min_size=1, max_size=4).filter(lambda word: word == word.strip()),
    min_size=1,
    max_size=6,
    unique=True,
)


@settings(max_examples=40, deadline=None)
@given(WORDS, st.booleans(), st.sampled_from(["", "[PAD]"]))
def test_a_dict_a_list_and_a_layer_agree(words, has_unknown, padding):
    layer = keras.layers.StringLookup(
        vocabulary=words, mask_token=padding, num_oov_indices=int(has_unknown)
    )
    names = layer.get_vocabulary()
    vectors = {word: [float(i), 1.0] for i, word in enumerate([*words, "zz"])}
    by_word = dict(zip(names, range(len(names)), strict=True))
    expected = [vectors.get(name, [0, 0]) for name in names]
    for vocabulary in (layer, names, by_word, Vocabulary.from_text_vectorization(layer)):
        assert build_embedding_matrix(vectors, vocabulary).tolist() == expected
    assert entries_of(layer) == entries_of(names) == entries_of(by_word)
    assert [int(layer(word)) for word in words] == [by_word[word] for word in words]


# --- files -------------------------------------------------------------------------------------


def keras_tokenizer(word_index, oov_token=None):
    """What `tokenizer.to_json()` of Keras 2 gives: JSON in JSON."""
    config = {"num_words": None, "oov_token": oov_token, "word_index": json.dumps(word_index)}
    return json.dumps({"class_name": "Tokenizer", "config": config})


HUGGING_FACE = {
    "added_tokens": [{"id": 0, "content": "[PAD]"}, {"id": 1, "content": "[UNK]"}],
    "model": {"type": "WordPiece", "unk_token": "[UNK]", "vocab": {"the": 2, "cat": 3}},
}


def tokenizer_with(**parts):
    return json.dumps({"model": {"vocab": {"a": 1}}, **parts})


UNIGRAM = {
    "added_tokens": None,
    "padding": {"pad_token": "<blank>", "pad_id": 0},
    "model": {
        "type": "Unigram",
        "unk_id": 1,
        "vocab": [["<blank>", 0.0], ["<??>", 0.0], ["the", -3.5], ["cat", -4.0]],
    },
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("words.txt", "\n[UNK]\nthe\ncat\n"),
        ("windows.txt", "\ufeff\r\n[UNK]\r\nthe\r\ncat\r\n\r\n"),
        ("bert.txt", "[PAD]\n[UNK]\nthe\ncat"),
        ("vocab.txt", "the 1061396\ncat 12\n"),
        ("index.json", {"the": 2, "cat": 3}),
        ("list.json", GUIDE),
        ("keras.json", keras_tokenizer({"<OOV>": 1, "the": 2, "cat": 3}, "<OOV>")),
        ("keras_twice.json", keras_tokenizer({"oov": 1, "the": 2, "cat": 3}, "oov")),
        ("dumped.json", json.dumps(keras_tokenizer({"the": 2, "cat": 3}))),
        ("tokenizer.json", HUGGING_FACE),
        ("unigram.json", UNIGRAM),
    ],
)
def test_files_give_the_same_matrix(write, name, content):
    path = write(name, content)
    for vocabulary in (path, str(path)):
        assert build_embedding_matrix(VECTORS, vocabulary).tolist() == RIGHT
    assert "oov" not in build_embedding_matrix(VECTORS, path).coverage.missing


def test_a_real_keras_tokenizer(write):
    from tensorflow.keras.preprocessing.text import Tokenizer

    tokenizer = Tokenizer(oov_token="<OOV>")
    tokenizer.fit_on_texts(["the the cat"])
    for content in (tokenizer.to_json(), json.dumps(tokenizer.to_json())):
        path = write("tokenizer.json", content)
        assert entries_of(path) == entries_of(tokenizer)
        assert Vocabulary.load(path).word_index == {"the": 2, "cat": 3}
    assert build_embedding_matrix(VECTORS, tokenizer).tolist() == RIGHT


def test_the_vocabulary_of_glove_s_c_program_has_counts(write):
    vocabulary = Vocabulary.load(write("vocab.txt", "the 12\n영화 3\n\u00a0 3\n"))
    assert vocabulary.words == ["the", "영화", "\u00a0"]
    assert vocabulary.counts == {"the": 12, "영화": 3, "\u00a0": 3}
    assert vocabulary.encode(["영화", "없다"]) == [3, 1]


def test_what_was_saved_is_told_exactly(write, tmp_path):
    """GloVe's vectors have a word <unk>: no sign, unless the vocabulary says so."""
    vocabulary = Vocabulary(["<unk>", "[PAD]", "the"], counts={"the": 2}, unknown=None)
    vocabulary.save(tmp_path / "v.txt")
    assert Vocabulary.load(tmp_path / "v.txt").words == ["<unk>", "[PAD]", "the"]
    assert entries_of(tmp_path / "v.txt").words == entries_of(vocabulary).words


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("v.txt", "the\ncat\n", "'the' at index 0.*Begin the file with an empty line"),
        ("v.txt", "[UNK]\ncat\n", r"'\[UNK\]' at index 0"),
        ("v.txt", "\nthe\n\ncat\n", "line 3: expected one word a line"),
        ("v.txt", "the\t1\n", "line 1: expected one word a line"),
        ("v.txt", "the 0.1 0.2\ncat 1 2\n", "line 1: not a vocabulary.*`open_vectors`"),
        ("v.txt", "the 1\ncat 2\n", "line 2: expected a word and its count.*'cat' 2 after 'the' 1"),
        ("v.txt", "\nthe\nthe\n", "'the' at index 1 and at index 2"),
        ("v.txt", "nice\rgreat\r", r"v\.txt has the line ends of an old Mac"),
        (
            "v.txt",
            "nice 9\nnew york 5\ngreat 3\n",
            "line 2: expected a word, a space and its count",
        ),
        ("v.txt", "nice 9\n\ngreat 3\n", "line 2: .* as in most lines. Received: ''"),
        ("v.txt", "nice 9\ngreat  5\nno 3\n", "line 2: .* Received: 'great  5'"),
        ("v.txt", "", "holds no words"),
        ("v.json", "{", "is no JSON"),
        ("v.json", '{"the": 1, "the": 2}', "names 'the' twice"),
        ("v.json", '{"0": "", "1": "the"}', "from index to word"),
        ("v.json", '{"the": 0}', "'the' at index 0.*Number the words from 1 in the file"),
        ("v.json", '{"the": 1.5}', "Received: 1.5 for 'the'"),
        ("v.json", '{"the": [1, 2]}', "must hold a `word_index`"),
        ("v.json", '{"model": {"type": "BPE"}}', "'BPE' without a list of words"),
        ("v.json", "[" * 100_000, "v.json is no JSON: .*recursion"),
        ("v.json", tokenizer_with(added_tokens=["x"]), "v.json is a damaged tokenizer: TypeError"),
        ("v.json", tokenizer_with(added_tokens=[{"content": "x"}]), "tokenizer: KeyError.'id'"),
        ("v.json", tokenizer_with(padding="x"), "v.json is a damaged tokenizer: AttributeError"),
        ("v.json", tokenizer_with(padding={"pad_token": ["x"]}), "a damaged tokenizer: TypeError"),
        ("v.json", json.dumps({"model": {"vocab": [["a", 0.1], [["x"], 1]]}}), "damaged tokenizer"),
        ("v.json", json.dumps({"model": {"vocab": {"a": 1}, "unk_token": []}}), r"unk_token \[\]"),
        ("v.json", "3", "must hold a `word_index`"),
        ("v.json", keras_tokenizer({}), "holds no words"),
    ],
)
def test_no_vocabulary_in_a_file(write, name, content, message):
    path = write(name, content)
    for door in (entries_of, Vocabulary.load, lambda it: build_embedding_matrix(VECTORS, it)):
        with pytest.raises(ValueError, match=message):
            door(path)


def test_the_steps_for_a_file_of_words_give_the_indices_that_are_said(write):
    path = write("words.txt", "the\ncat\n")
    layer = keras.layers.TextVectorization(vocabulary=str(path), standardize=None)
    with pytest.raises(
        ValueError, match=r"`TextVectorization\(vocabulary=file\)`.* a line \[UNK\]"
    ):
        entries_of(path)
    assert entries_of(write("from_1.txt", "\nthe\ncat\n")).words == {"the": 1, "cat": 2}
    of_the_layer = write("from_2.txt", "\n[UNK]\nthe\ncat\n")
    assert entries_of(of_the_layer) == entries_of(layer)
    assert entries_of(layer).words["cat"] == int(layer("cat")[0])


def test_a_few_words_and_numbers_are_a_list_of_words(write):
    found = entries_of(write("v.txt", "\n[UNK]\nwindows 10\nnice\n"))
    assert found.words == {"windows 10": 2, "nice": 3}


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"`vocabulary` is the path.*v\.txt"):
        entries_of(tmp_path / "v.txt")
    with pytest.raises(ValueError, match=r"not a string.*'the cat', and there is no such file"):
        entries_of("the cat")
    with pytest.raises(ValueError, match="not a string"):
        entries_of("the\0cat")


# --- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vocabulary", "message"),
    [
        (["the", "cat"], r"'the' at index 0, .*`\[\"\", \*words\]` numbers the words from 1"),
        (["[UNK]", "the"], r"'\[UNK\]' at index 0"),
        (["<s>", "the"], "'<s>' at index 0"),
        ({"the": 0, "cat": 1}, r"'the' at index 0, .*Count from 1.*index \+ 1"),
        ({"a": 1, "the": 0, "<pad>": 2}, "'the' at index 0"),
        (lookup(), r"'\[UNK\]' at index 0, .*`mask_token=\"\"`"),
        (lookup(num_oov_indices=0), "'the' at index 0"),
        (lookup(output_mode="multi_hot"), "output_mode='multi_hot'"),
        (keras.layers.TextVectorization(output_mode="count"), "output_mode='count'"),
        (keras.layers.TextVectorization(), "holds no words.*adapt"),
        (keras.layers.StringLookup(mask_token=""), "holds no words.*adapt"),
        (keras.layers.IntegerLookup(vocabulary=[5, 6], mask_token=0), "index 0: 0 .of type int"),
        ({}, r"`vocabulary` holds no words. Received: \[\]"),
        ([], "holds no words"),
        (["", "[UNK]"], "holds no words"),
        (Vocabulary([]), "holds no words"),
        (Counter(["the", "the", "cat"]), r"is a Counter.*counter\.most_common"),
        ({"the": 7, "cat": 7}, "Received: 7 for 'the' and for 'cat'"),
        (["", "a", b"the"], r"index 2: b'the' .of type bytes.*\.decode"),
        (["", 3], r"index 1: 3 \(of type int\).*to_dict"),
        (pd.Series({"the": 1, "cat": 2}), r"index 0: 1.*to_dict"),
        (["", None], "index 1: None.*keep_default_na=False"),
        ([("a", 1), ("b", 2)], r"index 0: \('a', 1\).*`dict\(pairs\)`"),
        (pyarrow.array(["", "a"]), r"StringScalar\)\. Words of Arrow: `\.to_pylist\(\)`"),
        (dict, "`vocabulary` must be a Vocabulary, a dict"),
        (["", "a", float("nan")], r"index 2: nan.*dropna"),
        (["", pd.NA], "index 1: <NA>.*dropna"),
        (["", ["the"]], r"index 1: \['the'\] \(of type list\)"),
        (["", np.array([1, 2])], r"index 1: array"),
        ({None: 1}, "index 1: None"),
        ({b"the": 1}, "index 1: b'the'"),
        ({"the": -1}, "-1 for 'the'"),
        ({"the": 1, "cat": 2.0}, r"2.0 for 'cat' \(of type float\)"),
        ({"the": True}, "True for 'the' .of type bool"),
        ({"the": "1"}, "'1' for 'the' .of type str"),
        ({"the": None}, "None for 'the'"),
        (VECTORS, r"\[1.0, 1.0\] for 'the' \(of type list\)"),
        ({0: "", 1: "the"}, "from index to word.*Turn it round"),
        ({"the": 1, "cat": 10**12}, "'cat' has the index 1,000,000,000,000"),
        (["", "the", "cat", "the"], "'the' at index 1 and at index 3"),
        (["", "the", ""], "'' at index 0 and at index 2"),
        ({"the", "cat"}, "is a set.*sorted"),
        (np.array([["", "the"]]), r"one dimension.*shape \(1, 2\)"),
        (pd.DataFrame({"word": ["the"]}), r'`table\["word"\]`'),
        (b"the", "must be a Vocabulary"),
        (7, "must be a Vocabulary.*Received: 7 .of type int"),
        (None, "must be a Vocabulary.*None"),
    ],
)
def test_errors_name_the_argument_and_the_culprit(vocabulary, message):
    with pytest.raises(ValueError, match=message):
        entries_of(vocabulary)
    with pytest.raises(ValueError, match="`word_index`"):
        Vocabulary.from_word_index(vocabulary)
    with pytest.raises(ValueError, match="`vocabulary`"):
        build_embedding_matrix(VECTORS, vocabulary)


def test_the_steps_that_the_errors_name_work():
    words, counter = ["the", "cat"], Counter(["the", "the", "cat"])
    assert entries_of(["", *words]).words == {"the": 1, "cat": 2}
    assert entries_of(Vocabulary(words)).words == {"the": 2, "cat": 3}
    vocabulary = {"the": 0, "cat": 1}
    assert entries_of({word: index + 1 for word, index in vocabulary.items()}).words["cat"] == 2
    vocabulary = Vocabulary([word for word, _ in counter.most_common()], counts=counter)
    assert entries_of(vocabulary).counts == {"the": 2, "cat": 1}
    vocabulary = {0: "", 1: "the"}
    assert entries_of({word: int(index) for index, word in vocabulary.items()}).words == {"the": 1}
    assert entries_of(pd.Series({"the": 1}).to_dict()).words == {"the": 1}
    assert entries_of(pd.Series(["", "the", None]).dropna()).words == {"the": 1}


def test_a_gensim_model_is_led_to_its_own_door():
    from gensim.models import KeyedVectors

    vectors = KeyedVectors(2)
    vectors.add_vectors(["the", "cat"], np.eye(2))
    for model in (vectors, SimpleNamespace(wv=vectors)):
        with pytest.raises(ValueError, match=r"`Vocabulary\.from_gensim\(model\)`"):
            entries_of(model)
        assert entries_of(Vocabulary.from_gensim(model)).words == {"the": 2, "cat": 3}


def test_words_with_white_space_at_an_end_are_said():
    with pytest.warns(UserWarning, match=r"1 of 2: 'the ' at index 1.*\.strip\(\)"):
        assert entries_of({"the ": 1, "cat": 2}).words == {"the ": 1, "cat": 2}


def test_single_characters_may_be_white_space(recwarn):
    assert entries_of(["", "[UNK]", " ", "a", "\n"]).words == {" ": 2, "a": 3, "\n": 4}
    assert not recwarn


def test_a_vocabulary_class_numbers_without_gaps():
    for vocabulary, message in [
        ({"a": 1, "b": 3}, "'b' at index 3 where 2 is expected"),
        (["", "[UNK]", "[UNK]", "a"], r"'\[UNK\]' at index 2"),
        ({"a": 1, "[UNK]": 2}, r"'\[UNK\]' at index 2"),
        ({"a": 1, "<pad>": 2}, "'<pad>' at index 2 where 0 is expected"),
    ]:
        with pytest.raises(ValueError, match=f"without a gap.*{message}"):
            Vocabulary.from_word_index(vocabulary)
        assert entries_of(vocabulary).words["a"]


def test_a_table_of_words_and_indices_is_no_list_of_words(write):
    path = write("words.csv", "word,index\nthe,1\ncat,2\n")
    with pytest.raises(ValueError, match=r"words and numbers with ',' between.*\.json.*'the,1'"):
        build_embedding_matrix(VECTORS, path)
    path = write("saved.json", '{"word_index": {"the": 1, "cat": 2}}')
    assert np.asarray(build_embedding_matrix(VECTORS, path)).tolist() == [[0, 0], [1, 1], [2, 2]]


def test_counts_in_the_place_of_indices_are_said():
    with pytest.warns(UserWarning, match="fall from word to word, from 120 for 'the' to 3"):
        build_embedding_matrix(VECTORS, {"the": 120, "cat": 7, "dog": 3})
