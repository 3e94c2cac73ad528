"""A dict made by hand as a source of vectors: right, or loud about the word."""

import numpy as np
import pytest

from wordemb_keras.formats import as_vectors


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
