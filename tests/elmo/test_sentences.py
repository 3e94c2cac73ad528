"""Section 9-5: text through one door, whatever it comes in."""

import unicodedata

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wordemb_keras.elmo import SplitText, split_text, text_batch
from wordemb_keras.elmo.sentences import TokenMask, as_tensor, counted, iter_sentences

TEXTS = ["안녕 bank", "free prize"]
SPLIT = [["안녕", "bank"], ["free", "prize"]]
NFD = [unicodedata.normalize("NFD", text) for text in TEXTS]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def table(tensor):
    return [[token.decode() for token in row] for row in tensor.numpy().tolist()]


@settings(deadline=None, max_examples=40)
@given(TEXT)
@example("a\u0085b\u00a0c\u3000d\x1ce \t\n\v\f\rf")
@example("안녕 ㅋㅋ x\u0302 \u1100 café 가 각\u11a8 🙂")
def test_python_and_the_graph_split_alike(text):
    text = unicodedata.normalize("NFC", text)
    (tokens,) = table(SplitText()(tf.constant([text])))
    assert [token for token in tokens if token] == split_text(text)


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS,
        tuple(TEXTS),
        np.array(TEXTS),
        np.array(TEXTS, object),
        np.array(TEXTS, object).reshape(-1, 1),
        np.array([text.encode() for text in TEXTS]),
        pd.Series(TEXTS),
        pd.DataFrame({"v2": TEXTS}),
        tf.constant(TEXTS),
        tf.constant(TEXTS)[:, None],
        [text.encode() for text in TEXTS],
        NFD,
    ],
    ids=lambda x: type(x).__name__,
)
def test_strings_in_any_container(texts):
    batch = text_batch(texts)
    assert batch.shape == (2,)
    assert [text.decode() for text in batch.numpy()] == TEXTS
    assert list(iter_sentences(texts)) == SPLIT


@pytest.mark.parametrize(
    "tokens",
    [
        SPLIT,
        tuple(map(tuple, SPLIT)),
        [np.array(row) for row in SPLIT],
        pd.Series(SPLIT),
        tf.ragged.constant(SPLIT),
        [text.split() for text in NFD],
    ],
    ids=lambda x: type(x).__name__,
)
def test_token_lists_in_any_container(tokens):
    for explicit in (False, True):
        assert table(text_batch(tokens, tokens=explicit)) == SPLIT
        assert list(iter_sentences(tokens, tokens=explicit)) == SPLIT


@pytest.mark.parametrize("kind", [np.array, lambda rows: np.array(rows, object), tf.constant])
def test_the_rows_of_an_array_are_tokens_if_one_says_so(kind):
    rows = kind([["New York", "bank", ""], ["a", "", ""]])
    assert list(iter_sentences(rows, tokens=True)) == [["New York", "bank"], ["a"]]
    assert table(text_batch(rows, tokens=True)) == [["New York", "bank"], ["a", ""]]
    for door in (text_batch, lambda x: list(iter_sentences(x))):
        with pytest.raises(ValueError, match=r"shape=\(2, 3\).*say so: `tokens=True`"):
            door(rows)
    frame = pd.DataFrame([["New York", "bank"], ["a", ""]])
    assert list(iter_sentences(frame, tokens=True)) == [["New York", "bank"], ["a"]]


def test_what_is_split_does_not_hang_on_the_width():
    assert list(iter_sentences([["New York"]])) == [["New York"]]
    assert list(iter_sentences([["New York"], ["a", "b"]])) == [["New York"], ["a", "b"]]
    assert table(as_tensor([["New York"]]).to_tensor("")) == [["New York"]]
    # As a tensor it shows no more what it was: a layer for texts must not take it.
    with pytest.raises(ValueError, match=r"give the layer `tokens=True`"):
        SplitText()(text_batch([["New York"]]))
    assert table(SplitText(tokens=True)(text_batch([["New York"]]))) == [["New York", ""]]
    assert list(iter_sentences(["New York", ["New York"]])) == [["New", "York"], ["New York"]]


def test_ragged_rows_and_empty_ones():
    assert table(text_batch([["은행", "계좌"], ["bank"], []])) == [
        ["은행", "계좌"],
        ["bank", ""],
        ["", ""],
    ]
    assert list(iter_sentences(tf.ragged.constant([["a"], [], ["b", "c"]]))) == [
        ["a"],
        [],
        ["b", "c"],
    ]
    assert text_batch([]).shape == (0,)
    assert text_batch([], tokens=True).shape == (0, 2)


def test_an_empty_text_is_one_place_that_counts():
    assert table(SplitText()(tf.constant(["", " "]))) == [[""], [""]]
    mask = TokenMask()(tf.constant(["a b", "", "c"])).numpy()
    assert mask.tolist() == [[True, True], [True, False], [True, False]]
    assert counted(np.zeros((2, 3), bool)).numpy().tolist() == [[True, False, False]] * 2


@pytest.mark.parametrize("door", [text_batch, lambda texts: list(iter_sentences(texts))])
@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("one text", "not one string"),
        (np.array("one text"), "not one string"),
        (tf.constant("one text"), "not one string"),
        (["a", None], r"None .* sentence 1.*fillna"),
        (["a", 3], r"3 \(of type int\) as sentence 1"),
        (np.array(["a", None], object), r"None .* sentence 1"),
        (pd.Series([np.nan, "a"]), r"nan .* sentence 0"),
        (pd.Series(["a", pd.NA]), r"(?i)na.* sentence 1"),
        ([["a"], ["b", ""]], r"non-empty.*'' .* sentence 1"),
        ([["", "b"]], r"non-empty.*'' .* sentence 0"),
        (tf.ragged.constant([["a", "", "b"]]), r"non-empty.*'' .* sentence 0"),
        ([["a"], ["b", ["c"]]], r"non-empty.*\['c'\].* sentence 1"),
        (["a", "half \ud83d"], r"whole characters.* row 1, .* at place 5.*'replace'"),
        ([["half \ud83d"]], r"whole characters.* sentence 0"),
        ([b"a", "은행".encode("cp949")], r"UTF-8.* row 1 .*cp949"),
        ({"v1": ["a"]}, "of type dict"),
        ({"a"}, "of type set"),
        (3, r"texts=3|sentences=3"),
        (np.array([[["a"]]]), r"shape=\(1, 1, 1\)"),
        (pd.DataFrame({"v1": ["ham"], "v2": ["a"]}), r"columns \['v1', 'v2'\]"),
        (tf.data.Dataset.from_tensors("a"), "as_numpy_iterator"),
    ],
    ids=str,
)
def test_every_door_refuses_the_same_and_names_it(door, texts, message):
    with pytest.raises(ValueError, match=message):
        door(texts)


def test_what_the_messages_advise_works():
    broken = "half \ud83d"
    assert split_text(broken.encode("utf-8", "replace").decode("utf-8")) == ["half", "?"]
    column = pd.Series(["a", None]).fillna("")
    assert list(iter_sentences(column)) == [["a"], []]


@pytest.mark.parametrize("batched", [False, True])
@pytest.mark.parametrize(
    "columns", [TEXTS, (TEXTS, range(len(TEXTS))), {"text": TEXTS}], ids=["texts", "pairs", "dict"]
)
def test_what_the_message_about_a_dataset_advises_works(columns, batched):
    columns = (columns[0], list(columns[1])) if isinstance(columns, tuple) else columns
    data = tf.data.Dataset.from_tensor_slices(columns)
    data = data.batch(2) if batched else data
    with pytest.raises(ValueError, match="Of a dataset take") as caught:
        text_batch(data)
    advised = str(caught.value).split("Of a dataset take ")[1]
    assert list(iter_sentences(eval(advised, {"data": data}))) == SPLIT


def test_strings_where_tokens_were_announced():
    with pytest.raises(ValueError, match=r"With `tokens=True`.*'New York' in row 0"):
        text_batch(["New York"], tokens=True)
    with pytest.raises(ValueError, match=r"With `tokens=True`.*shape=\(1,\)"):
        SplitText(tokens=True)(tf.constant(["New York"]))
    with pytest.raises(ValueError, match="Text must come as"):
        SplitText()(tf.constant([[["a"]]]))


def test_a_running_model_refuses_what_it_cannot_mend():
    tokens = keras.Input((3,), dtype="string")
    model = keras.Model(tokens, SplitText(tokens=True)(tokens))
    assert table(model(tf.constant([["a", "b", ""]]))) == [["a", "b", ""]]
    for row in (["", "a", "b"], ["a", "", "b"]):
        with pytest.raises(tf.errors.InvalidArgumentError, match="before another one"):
            model.predict(tf.constant([row]), verbose=0)


@pytest.mark.parametrize(
    "text",
    [
        "은행 계좌",
        "가\u11a8",
        "café",
        "š ą",
        "Tiếng Việt",
        "ά",
        "が",
        "कि \u0958",
        "\u212b",
        "\uf90a",
    ],
)
def test_a_running_model_refuses_letters_in_pieces(text):
    text = (
        text if unicodedata.normalize("NFC", text) != text else unicodedata.normalize("NFD", text)
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be in NFC"):
        SplitText()(tf.constant([text]))
    assert table(SplitText()(text_batch([text])))[0] == split_text(text)


def test_a_running_model_refuses_bytes_of_another_encoding():
    for raw in ("café".encode("latin-1"), "은행".encode("cp949"), b"\xed\xa0\xbd"):
        with pytest.raises(tf.errors.InvalidArgumentError, match="must be UTF-8"):
            SplitText()(tf.constant(["fine", raw]))
    mended = tf.strings.unicode_transcode(tf.constant([b"caf\xe9"]), "ISO-8859-1", "UTF-8")
    assert table(SplitText()(mended)) == [["café"]]
