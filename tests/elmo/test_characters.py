"""Section 9-5: strings to character ids, in Python and in a graph, the same ids."""

import unicodedata

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wordemb_keras.elmo import CharacterIds, SplitText, character_ids, token_ids
from wordemb_keras.elmo.characters import add_borders, token_counts

in_graph = CharacterIds()
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_a_word_by_hand():
    ids = token_ids("dog")
    assert ids.tolist() == [259, 101, 112, 104, 260] + [261] * 45
    assert [chr(i - 1) for i in ids[1:4]] == ["d", "o", "g"]


def test_korean_is_its_utf8_bytes():
    assert token_ids("안")[1:4].tolist() == [byte + 1 for byte in "안".encode()]
    assert len(token_ids("ㅋㅋ🙂")) == 50


def test_a_long_word_is_cut_even_inside_a_character():
    ids = token_ids("가" * 20)  # 60 bytes, 48 fit
    assert ids[48] == "가".encode()[2] + 1 and ids[49] == 260
    ids = token_ids("x" + "가" * 20)
    assert ids[48] == "가".encode()[1] + 1 and ids[49] == 260


def test_borders_are_tokens():
    assert token_ids("<S>")[:4].tolist() == [259, 257, 260, 261]
    assert token_ids("</S>")[:4].tolist() == [259, 258, 260, 261]


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXT.filter(bool), min_size=1, max_size=5))
@example(
    ["<S>", "</S>", "가" * 20, "x" * 48, "x" * 49, "x" * 50, "x" * 51, "ㅋㅋ", "\0a", "e\u0301"]
)
def test_the_graph_gives_the_same_ids(tokens):
    in_one_form = [unicodedata.normalize("NFC", token) for token in tokens]
    assert np.array_equal(in_graph(tf.constant(in_one_form)), character_ids([tokens])[0])


def test_ids_in_a_tf_data_pipeline():
    data = tf.data.Dataset.from_tensor_slices(["bank account", "은행"]).batch(2)
    ids = next(iter(data.map(lambda texts: in_graph(SplitText()(texts)))))
    assert np.array_equal(ids, character_ids([["bank", "account"], ["은행"]]))


def test_ids_of_a_batch_are_filled_up_with_zeros():
    ids = character_ids([["a"], [], ["b", "c"]])
    assert ids.shape == (3, 2, 50) and not ids[0, 1].any() and not ids[1].any()
    assert token_counts(ids).numpy().tolist() == [1, 0, 2]


def test_borders_go_around_each_sentence():
    bordered = add_borders(character_ids([["a"], [], ["b", "c"]])).numpy()
    assert np.array_equal(bordered[0, :3], character_ids([["<S>", "a", "</S>"]])[0])
    assert np.array_equal(bordered[1, :2], character_ids([["<S>", "</S>"]])[0])
    assert not bordered[0, 3].any() and not bordered[1, 2:].any()


def test_a_word_after_padding_is_refused():
    ids = character_ids([["a", "b"]])[:, ::-1].copy()
    ids[0, 0] = 0
    with pytest.raises(tf.errors.InvalidArgumentError, match="Padding stands before a token"):
        add_borders(ids)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="sentence 0: 'one text'"):
        character_ids(["one text"])
    with pytest.raises(ValueError, match=r"'' .* in sentence 1"):
        character_ids([["a"], ["b", ""]])
    for ids in (
        lambda n: token_ids("dog", max_characters=n),
        lambda n: character_ids([], max_characters=n),
    ):
        for n in (0, 1):
            with pytest.raises(ValueError, match=f"max_characters={n}"):
                ids(n)
    with pytest.raises(ValueError, match="max_characters=2"):
        CharacterIds(2)
    with pytest.raises(ValueError, match="whole characters"):
        token_ids("\ud83d")
