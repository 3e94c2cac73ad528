"""The chapter's listing and the calls of the original package."""

import unicodedata

import numpy as np
import pytest
from scipy.sparse import coo_matrix, csr_matrix

from wordemb_keras.cooccurrence import Cooccurrence
from wordemb_keras.glove_python import Corpus, Glove

SENTENCES = [
    ["왕은", "궁에", "산다"],
    ["여왕은", "궁에", "산다"],
    ["개는", "집에", "산다", "산다"],
] * 3


def fitted(**options):
    corpus = Corpus()
    corpus.fit(SENTENCES, window=5)
    glove = Glove(**{"no_components": 8, "random_state": 1, **options})
    glove.fit(corpus.matrix, epochs=30, no_threads=1)
    glove.add_dictionary(corpus.dictionary)
    return glove


def test_the_chapters_listing():  # F2.11
    result = SENTENCES
    corpus = Corpus()
    corpus.fit(result, window=5)
    glove = Glove(no_components=100, learning_rate=0.05)
    glove.fit(corpus.matrix, epochs=20, no_threads=4, verbose=True)
    glove.add_dictionary(corpus.dictionary)
    similar = glove.most_similar("왕은")
    assert len(similar) == 4
    assert "왕은" not in dict(similar)
    assert all(isinstance(word, str) and isinstance(cosine, float) for word, cosine in similar)
    cosines = [cosine for _, cosine in similar]
    assert cosines == sorted(cosines, reverse=True)


def test_the_matrix():
    corpus = Corpus()
    corpus.fit([["a", "b", "a", "c"], ["c", "b"]], window=2)
    assert corpus.dictionary == {"a": 0, "b": 1, "c": 2}
    # a-b at distance 1 twice; a-c at 3 and at 1; b-c at 2 and at 1; a-a is skipped
    assert corpus.matrix.toarray().tolist() == [[0, 2, 1], [0, 0, 1.5], [0, 0, 0]]
    assert corpus.matrix.format == "coo"
    assert corpus.matrix.dtype == np.float64
    assert (np.diff(corpus.matrix.row) >= 0).all()


def test_a_given_dictionary():
    corpus = Corpus({"c": 0, "a": 1})
    with pytest.raises(KeyError, match="'b' is not in `dictionary`"):
        corpus.fit([["a", "b", "c"]])
    corpus.fit([["a", "b", "c"]], ignore_missing=True)
    assert corpus.matrix.toarray().tolist() == [[0, 0.5], [0, 0]]  # b keeps its place
    assert corpus.dictionary == {"c": 0, "a": 1}
    for bad in ({"a": 1}, {"a": 0, "b": 2}):
        with pytest.raises(ValueError, match="without a gap"):
            Corpus(bad)
    with pytest.raises(ValueError, match="`window` must be a positive integer"):
        Corpus().fit([["a"]], window=0)


def test_vectors_and_neighbours():
    glove = fitted()
    assert glove.word_vectors.shape == (6, 8)
    assert glove.word_biases.shape == (6,)
    assert glove.inverse_dictionary[0] == "왕은"
    rows = glove.word_vectors / np.linalg.norm(glove.word_vectors, axis=1, keepdims=True)
    best = int(np.argsort(-(rows @ rows[0]))[1])
    word, cosine = glove.most_similar("왕은", number=2)[0]
    assert word == glove.inverse_dictionary[best]
    assert cosine == pytest.approx(float(rows[0] @ rows[best]), rel=1e-5)
    assert glove.most_similar("왕은", number=1) == []


def test_decomposed_words_are_the_same_words():
    glove, decomposed = fitted(), unicodedata.normalize("NFD", "왕은")
    assert glove.most_similar(decomposed) == glove.most_similar("왕은")
    named = {unicodedata.normalize("NFD", w): n for w, n in glove.dictionary.items()}
    glove.add_dictionary(named)
    assert glove.inverse_dictionary[0] == "왕은"
    assert glove.most_similar("왕은") == glove.most_similar(decomposed) != []


def test_every_fit_starts_afresh_and_a_seed_repeats():
    corpus = Corpus()
    corpus.fit(SENTENCES)
    glove = Glove(no_components=8, random_state=1)
    glove.fit(corpus.matrix, epochs=3, no_threads=1)
    first = glove.word_vectors
    glove.fit(corpus.matrix, epochs=3, no_threads=1)
    np.testing.assert_array_equal(first, glove.word_vectors)
    old = Glove(no_components=8, random_state=np.random.RandomState(1))
    old.fit(corpus.matrix, epochs=1, no_threads=1)


def test_a_cell_of_the_triangle_is_used_both_ways():
    corpus = Corpus()
    corpus.fit(SENTENCES)
    both = (corpus.matrix + corpus.matrix.T).tocoo()
    vectors = []
    for matrix in (corpus.matrix, both):
        glove = Glove(no_components=8, random_state=1)
        glove.fit(matrix, epochs=3, no_threads=1)
        vectors.append(glove.word_vectors)
    np.testing.assert_array_equal(*vectors)


def test_no_epochs_leave_the_first_vectors():
    corpus = Corpus()
    corpus.fit(SENTENCES)
    glove = Glove(no_components=8, random_state=1)
    glove.fit(corpus.matrix, epochs=0)
    assert 0 < np.abs(glove.word_vectors).max() <= 2 * 0.5 / 8
    assert not glove.word_biases.any()


def test_threads_are_cast_and_a_lower_triangle_is_a_triangle():
    corpus = Corpus()
    corpus.fit(SENTENCES)
    kept, vectors = corpus.matrix.copy(), []
    for matrix in (corpus.matrix, corpus.matrix.T):
        glove = Glove(no_components=8, random_state=1)
        glove.fit(matrix, epochs=2, no_threads="1")
        vectors.append(glove.word_vectors)
    np.testing.assert_array_equal(*vectors)
    assert (corpus.matrix.data == kept.data).all() and (corpus.matrix.row == kept.row).all()


def test_a_rate_that_throws_it_off_stops_with_advice():
    with pytest.raises(FloatingPointError, match="Lower the learning rate"):
        fitted(learning_rate=1e20)


def test_bad_input():
    glove = Glove()
    with pytest.raises(ValueError, match="must be square"):
        glove.fit(coo_matrix((2, 3)))
    with pytest.raises(ValueError, match="must be in the COO format"):
        glove.fit(csr_matrix(np.ones((2, 2))))
    with pytest.raises(ValueError, match="at least one above 0"):
        glove.fit(coo_matrix((2, 2)))
    with pytest.raises(ValueError, match="finite counts >= 0"):
        glove.fit(coo_matrix([[0, -1], [0, 0]]))
    with pytest.raises(ValueError, match="`epochs` must be an integer of at least 0"):
        glove.fit(coo_matrix([[0, 1], [0, 0]]), epochs=-1)
    with pytest.raises(ValueError, match="`no_threads` must be a positive integer"):
        glove.fit(coo_matrix([[0, 1], [0, 0]]), no_threads="two")
    with pytest.raises(ValueError, match="`random_state` must be an integer of at least 0"):
        Glove(random_state=-1).fit(coo_matrix([[0, 1], [0, 0]]))
    with pytest.raises(ValueError, match="must be fit before adding a dictionary"):
        glove.add_dictionary({})
    with pytest.raises(ValueError, match="must be fit before querying"):
        glove.most_similar("a")
    with pytest.raises(ValueError, match="`no_components` must be a positive integer"):
        Glove(no_components=0)
    glove.fit(coo_matrix([[0, 1], [0, 0]]))
    with pytest.raises(ValueError, match="No word dictionary supplied"):
        glove.most_similar("a")
    with pytest.raises(ValueError, match="smaller or equal"):
        glove.add_dictionary({"a": 0, "b": 1, "c": 2})
    glove.add_dictionary({"a": 0, "b": 1})
    with pytest.raises(Exception, match="Word not in dictionary"):
        glove.most_similar("없는말")


def test_save_and_load(tmp_path, fresh_process):
    glove = fitted()
    glove.save(tmp_path / "glove.model")
    corpus = Corpus()
    corpus.fit(SENTENCES)
    corpus.save(tmp_path / "corpus.model")
    code = """
from wordemb_keras.glove_python import Corpus, Glove
print(Glove.load("glove.model").most_similar("왕은"))
print(Corpus.load("corpus.model").matrix.sum(), *Corpus.load("corpus.model").dictionary)
"""
    lines = fresh_process(code).splitlines()
    assert lines[0] == str(glove.most_similar("왕은"))
    assert lines[1].split() == [str(corpus.matrix.sum()), *corpus.dictionary]
    with pytest.raises(ValueError, match="holds a corpus, not a glove"):
        Glove.load(tmp_path / "corpus.model")
    (tmp_path / "pickle").write_bytes(b"\x80\x04.")
    with pytest.raises(ValueError, match="pickles"):
        Glove.load(tmp_path / "pickle")


def test_load_stanford(tmp_path):
    path = tmp_path / "vectors.txt"
    path.write_text("왕은 1.0 0.5\n여왕은 1.0 0.4\n개는 -1.0 0.2\n", encoding="utf-8")
    glove = Glove.load_stanford(path)
    assert glove.most_similar("왕은", number=2)[0][0] == "여왕은"
    assert glove.no_components == 2


@pytest.mark.parametrize("dictionary", [{"a": 99}, {"a": -1}, {"a": 0, "b": 0}])
def test_a_dictionary_gives_each_word_a_row_of_its_own(dictionary):
    glove = Glove(2)
    glove.word_vectors = np.eye(2)
    with pytest.raises(ValueError, match="a row of its own, from 0 to 1"):
        glove.add_dictionary(dictionary)


@pytest.mark.parametrize("entry", [("a", "0"), ("a", 0.0), ("a", False), (0, "a"), (b"a", 0)])
def test_a_dictionary_leads_from_words_to_integers(entry):
    glove = Glove(2)
    glove.word_vectors = np.eye(2)
    for take in (glove.add_dictionary, Corpus):
        with pytest.raises(ValueError, match="must lead from words to ids, which are integers"):
            take(dict([entry]))


def test_ids_of_numpy_are_saved(tmp_path):
    words = dict(zip(["c", "a", "b"], np.arange(3), strict=True))
    corpus = Corpus(words)
    corpus.fit([["a", "b", "c"]])
    corpus.save(tmp_path / "corpus")
    glove = Glove(4, random_state=1)
    glove.fit(corpus.matrix, no_threads=1)
    glove.add_dictionary(words)
    glove.save(tmp_path / "glove")
    for kind in (Corpus, Glove):
        assert kind.load(tmp_path / kind.__name__.lower()).dictionary == {"c": 0, "a": 1, "b": 2}


def test_a_file_of_counts_is_named(tmp_path):
    path = tmp_path / "counts.npz"
    Cooccurrence.build(SENTENCES, verbose=0).save(path)
    with pytest.raises(ValueError, match=r"counts\.npz was not written by `save` here"):
        Glove.load(path)


def test_a_matrix_of_another_size_has_other_words():
    glove, corpus = fitted(), Corpus()
    glove.fit(coo_matrix(np.triu(np.ones((6, 6)))), no_threads=1)
    assert glove.dictionary is not None  # the same size: the same words, as far as can be seen
    corpus.fit([["x", "y"], ["z", "y"]])
    glove.fit(corpus.matrix, no_threads=1)
    assert glove.dictionary is glove.inverse_dictionary is None
    with pytest.raises(ValueError, match="No word dictionary supplied"):
        glove.most_similar("왕은")


def test_vectors_that_were_changed_are_seen():
    glove = fitted()
    glove.most_similar("왕은")
    near, far = glove.dictionary["개는"], glove.dictionary["집에"]
    glove.word_vectors[near] = 2 * glove.word_vectors[glove.dictionary["왕은"]]
    glove.word_vectors[far] = 0
    similar = glove.most_similar("왕은", number=6)
    assert similar[0] == ("개는", pytest.approx(1))
    assert dict(similar)["집에"] == 0


def test_what_is_no_dictionary_and_no_corpus():
    with pytest.raises(ValueError, match="must be a dict from word to id"):
        Corpus(["a"])
    for empty in ([], [[]]):
        with pytest.raises(ValueError, match="must hold at least one word"):
            Corpus().fit(empty)
