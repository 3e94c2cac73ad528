"""A dict made by hand as a source of vectors: right, or loud about the word."""

import numpy as np
import pandas
import pytest
from scipy import sparse

from wordemb_keras.formats import VectorFileError, as_vectors


def test_a_dict_of_lists_or_arrays():
    found = as_vectors({"밥": [1, 2], "물": np.array([3.0, 4.0])}).find(["물"])
    np.testing.assert_array_equal(found["물"], [3, 4])


@pytest.mark.parametrize("wrong", [None, [], [1], [1, 2, 3], [1, [2]], ["1", "2"], [[1, 2]], 1.0])
def test_what_is_no_vector_is_named(wrong):
    with pytest.raises(ValueError, match=r"a vector of numbers, all of one length.* for '물'"):
        as_vectors({"밥": [1, 2], "물": wrong})


@pytest.mark.parametrize("source", [{"밥": []}, (["밥"], np.zeros((1, 0)))])
def test_vectors_without_numbers_are_none(source):
    with pytest.raises(ValueError, match="at least one number for each word"):
        as_vectors(source)


ROWS = np.array([[1.0, 2.0], [3.0, 4.0]])
MASKED = np.ma.array(ROWS, mask=[[False, True], [False, False]])


@pytest.mark.parametrize(
    ("words", "vectors", "message"),
    [
        # A set and a dict have an order of their own, which is not that of the rows.
        ({"밥", "물"}, ROWS, r"`words` must be in the order of the rows, and a set has none"),
        ({"물": 1, "밥": 0}, ROWS, r"`sorted\(words, key=words.get\)` of a dict"),
        ("밥물", ROWS, "`words` must be a list of words, not a string"),
        (["밥", "물"], MASKED, r"no masked cells: `vectors.filled\(0\)`.*Received: 1 of them"),
        (["밥", "물"], pandas.DataFrame(ROWS, index=["물", "밥"]), r"labels are not `words`.*물"),
        (["밥", "물"], sparse.csr_array(ROWS), r"`vectors.toarray\(\)` is a full array"),
        (["밥", "물"], [[1, 2], [3]], r"one row for each word, all of one length.*list"),
        (("밥", [1, 2]), ("물", [3, 4]), r"one row for each word, all of one length"),
    ],
)
def test_pairs_whose_rows_might_be_those_of_other_words(words, vectors, message):
    with pytest.raises(ValueError, match=message):
        as_vectors((words, vectors))


def test_the_steps_that_the_messages_say_work():
    words, by_index = ["밥", "물"], {"물": 1, "밥": 0}
    table = pandas.DataFrame(ROWS, index=words)
    for pair in [
        (sorted(by_index, key=by_index.get), ROWS),
        (words, sparse.csr_array(ROWS).toarray()),
        (words, table),
        (words, table.reset_index(drop=True)),
        (table.index, table.to_numpy()),
        (words, np.ma.array(ROWS)),
    ]:
        assert as_vectors(pair).find(["물"])["물"].tolist() == [3, 4]


def test_numbers_too_large_for_float32_are_named():
    with pytest.raises(VectorFileError, match="'밥' holds a number that is not finite"):
        list(as_vectors({"물": [1.0, 2.0], "밥": [1e300, 1.0]}))
    with pytest.raises(ValueError, match=r"a vector of numbers.* for '밥'"):
        as_vectors({"밥": MASKED[0]})
