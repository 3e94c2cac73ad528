"""The compiled trainer, step by step against its plain twin."""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, random_array

from wordemb_keras.glove import hogwild, plain
from wordemb_keras.glove.hogwild import Hogwild
from wordemb_keras.glove.lanes import adagrad, tune_for_lanes
from wordemb_keras.glove.pairs import matrix_parts, weighting
from wordemb_keras.glove.rows import Rows


@numba.njit
def one_step(word, context, half, rate, error):
    tune_for_lanes()
    adagrad(word, context, half, rate, error, np.float32(0), word, context)


def counts(words=60, density=0.3, seed=0):
    matrix = random_array((words, words), density=density, rng=np.random.default_rng(seed))
    matrix.data = np.random.default_rng(seed).integers(1, 300, matrix.nnz).astype(float)
    return csr_matrix(matrix)


PARTS = ("vectors", "biases", "vector_squares", "bias_squares")


def fill(hog, seed=1, start=0.1):
    """Random vectors and biases; AdaGrad's sums as Keras starts them."""
    rng = np.random.default_rng(seed)
    for table in (hog.words, hog.contexts):
        table.vectors[:] = rng.normal(0, 0.3, table.vectors.shape)
        table.biases[:] = rng.normal(0, 0.3, table.biases.shape)
        table.vector_squares[:] = table.bias_squares[:] = start
    return hog


def trainer(matrix=None, tile=16, dim=7, **options):
    matrix = counts() if matrix is None else matrix
    parts = matrix_parts(matrix, x_max=100, alpha=0.75, tile=tile)
    return fill(Hogwild(parts, matrix.shape[0], dim, **{"threads": 1, "seed": 3, **options}))


def state(hog):
    return [getattr(table, part).copy() for table in (hog.words, hog.contexts) for part in PARTS]


def plain_words(table):
    """A table as the plain twin wants it, in float64."""
    parts = (getattr(table, part).astype(np.float64) for part in PARTS)
    return [
        plain.Word(vector, float(bias[0]), squares, float(bias_squares[0]))
        for vector, bias, squares, bias_squares in zip(*parts, strict=True)
    ]


def plain_epoch(words, contexts, matrix, pairs, order, rate, **options):
    """The plain twin, one pair after the other."""
    total = 0.0
    for i, j in zip(pairs.rows[order], pairs.columns[order], strict=True):
        how = {"learning_rate": rate, "x_max": 100, **options}
        total += plain.step(words[i], contexts[j], matrix[i, j], **how)
    return total / len(order)


def assert_same(table, words, **tolerance):
    for part, name in zip(PARTS, ("vector", "bias", "vector_squares", "bias_squares"), strict=True):
        expected = np.array([np.atleast_1d(getattr(word, name)) for word in words])
        np.testing.assert_allclose(getattr(table, part), expected, err_msg=part, **tolerance)


def run_epoch(hog, number=0, rate=0.05):
    *_, (_, loss) = hog.epoch(number, rate)
    return loss


@pytest.mark.parametrize("dim", [1, 7, 100])
def test_equals_the_plain_twin(dim):
    """Within a part in a thousand: the inverse root is an approximation."""
    hog, matrix = trainer(counts(30), dim=dim), counts(30)
    words, contexts = plain_words(hog.words), plain_words(hog.contexts)
    for epoch in range(2):
        loss = plain_epoch(words, contexts, matrix, hog.parts[0], hog.order(epoch), 0.05)
        assert run_epoch(hog, epoch) == pytest.approx(loss, rel=1e-3)
    assert_same(hog.words, words, rtol=3e-3, atol=1e-3)
    assert_same(hog.contexts, contexts, rtol=3e-3, atol=1e-3)


def test_one_step_by_hand():
    # X = 1, so log X = 0 and f = (1/100)^(1/2) = 0.1; w = c = 1, biases 0: diff = 1, g = 0.2
    parts = matrix_parts(csr_matrix([[1.0]]), x_max=100, alpha=0.5)
    hog = Hogwild(parts, 1, 1, threads=1)
    for table in (hog.words, hog.contexts):
        table.vectors[:] = table.vector_squares[:] = table.bias_squares[:] = 1
    assert hog.loss() == pytest.approx(0.1)
    assert run_epoch(hog, rate=0.5) == pytest.approx(0.1)
    stepped = 0.5 * 0.2 / np.sqrt(1 + 0.2**2)
    assert hog.words.vectors[0, 0] == pytest.approx(1 - stepped, rel=1e-3)
    assert hog.words.biases[0, 0] == pytest.approx(-stepped, rel=1e-3)
    assert hog.words.vector_squares[0, 0] == hog.words.bias_squares[0, 0] == np.float32(1.04)


@settings(deadline=None)
@given(st.floats(2**-100, 2**90, width=32))
def test_a_step_divides_by_the_root_within_four_in_ten_thousand(squares):
    """From w = 0 with a gradient of 1 and a rate of 1, w becomes -1 / sqrt(G + 1)."""
    rows = [Rows(1, 1, bias_first=first) for first in (True, False)]
    rows[1].vectors[:], rows[0].vector_squares[:] = 1, squares
    one_step(*(table.cells.ctypes.data for table in rows), 64, np.float32(1), np.float32(1))
    expected = -1 / np.sqrt(np.float32(squares) + np.float32(1), dtype=np.float64)
    assert rows[0].vectors[0, 0] == pytest.approx(expected, rel=4e-4)


def test_the_constant_one_stays_one():
    rows = [Rows(1, 1, bias_first=first) for first in (True, False)]
    for table in rows:
        table.biases[:] = 1000
    one_step(*(table.cells.ctypes.data for table in rows), 64, np.float32(100), np.float32(100))
    assert rows[0].cells[0, 2] == rows[1].cells[0, 1] == 1


def test_large_errors_are_cut():
    hog, free, matrix = trainer(counts(30), max_error=0.01), trainer(counts(30)), counts(30)
    words, contexts = plain_words(hog.words), plain_words(hog.contexts)
    plain_epoch(words, contexts, matrix, hog.parts[0], hog.order(0), 0.05, max_error=0.01)
    run_epoch(hog)
    run_epoch(free)
    assert_same(hog.words, words, rtol=1e-3, atol=1e-5)
    assert not np.allclose(hog.words.vectors, free.words.vectors)


def test_loss_is_the_formula():
    hog = trainer()
    (w, b, _, _, c, d, _, _), cells = (
        (array.astype(float) for array in state(hog)),
        counts().tocoo(),
    )
    diff = (w[cells.row] * c[cells.col]).sum(1) + b[cells.row, 0] + d[cells.col, 0]
    diff -= np.log(cells.data)
    expected = np.mean(weighting(cells.data, x_max=100) * diff**2)
    assert hog.loss() == pytest.approx(expected, rel=1e-5)


def test_every_pair_once_an_epoch_in_another_order():
    hog = trainer()
    first, second = hog.order(0), hog.order(1)
    everything = np.arange(counts().nnz)
    np.testing.assert_array_equal(np.sort(first), everything)
    np.testing.assert_array_equal(np.sort(second), everything)
    assert (first != second).any()
    assert (trainer(seed=4).order(0) != first).any()


def test_tiles_hold_all_cells_and_their_rows_are_near():
    pairs = matrix_parts(counts(), x_max=10, alpha=0.75, tile=16)[0]
    rebuilt = csr_matrix((np.exp(pairs.logs), (pairs.rows, pairs.columns)), shape=(60, 60))
    np.testing.assert_allclose(rebuilt.toarray(), counts().toarray(), rtol=1e-5)
    for start, stop in zip(pairs.starts, pairs.starts[1:], strict=False):
        assert len(np.unique(pairs.rows[start:stop] // 16)) == 1
        assert len(np.unique(pairs.columns[start:stop] // 16)) == 1


def test_stored_zeros_are_no_pairs():
    matrix = csr_matrix(([0.0, 2.0], ([0, 1], [1, 0])), shape=(2, 2))
    assert len(matrix_parts(matrix, x_max=10, alpha=0.75)[0].rows) == 1


def test_the_size_of_a_step_does_not_matter_on_one_thread(monkeypatch):
    whole = trainer()
    run_epoch(whole)
    monkeypatch.setattr(hogwild, "_STEP_PAIRS", 50)
    steps = trainer()
    shown = list(steps.epoch(0, 0.05))
    assert len(shown) == steps.steps > 10
    assert shown[-1][0] == counts().nnz
    np.testing.assert_array_equal(whole.words.cells, steps.words.cells)


@pytest.mark.parametrize("threads", [2, 3])
def test_more_threads_reach_the_same_loss(threads):
    one, more = trainer(counts(100)), trainer(counts(100), threads=threads)
    for epoch in range(20):
        run_epoch(one, epoch)
        run_epoch(more, epoch)
    assert more.loss() == pytest.approx(one.loss(), rel=0.1)


def test_a_seed_gives_the_same_bits_in_a_new_process(fresh_process, capsys):
    code = """
import zlib, numpy as np
from scipy.sparse import csr_matrix
from wordemb_keras.glove.pairs import matrix_parts
from wordemb_keras.glove.hogwild import Hogwild
rng = np.random.default_rng(0)
parts = matrix_parts(csr_matrix(rng.integers(0, 9, (300, 300))), x_max=10, alpha=0.75)
hog = Hogwild(parts, 300, 20, threads=1, seed=5)
for table in (hog.words, hog.contexts):
    table.vectors[:], table.vector_squares[:] = rng.normal(0, .1, (300, 20)), 1
for epoch in range(2):
    list(hog.epoch(epoch, 0.05))
print(zlib.crc32(hog.words.cells.tobytes()))
"""
    exec(code, {})
    assert fresh_process(code, PYTHONHASHSEED="7") == capsys.readouterr().out.strip() != ""


def test_a_broken_table_shows_in_the_loss():
    hog = trainer()
    hog.words.vectors[3, 0] = np.nan
    assert np.isnan(run_epoch(hog))


def test_without_shuffling_pairs_come_as_they_stand():
    hog = trainer(shuffle=False)
    np.testing.assert_array_equal(hog.order(0), np.arange(counts().nnz))
    np.testing.assert_array_equal(hog.order(1), np.arange(counts().nnz))


def test_tiles_come_strip_by_strip():
    """All tiles of the same 256 words, then those of others: their rows stay in the cache."""
    parts = matrix_parts(csr_matrix(np.ones((600, 600))), x_max=10, alpha=0.75)
    hog = Hogwild(parts, 600, 2, threads=1, seed=1)
    strips = parts[0].rows[hog.order(0)] // 256
    assert np.count_nonzero(np.diff(strips)) == 2
    others = [parts[0].rows[hog.order(epoch)][0] // 256 for epoch in range(9)]
    assert set(others) == {0, 1, 2}


def test_rows_hold_bias_and_one_where_the_other_table_has_them():
    words, contexts = (Rows(1, 3, bias_first=first) for first in (True, False))
    words.vectors[:], contexts.vectors[:] = [1, 2, 3], [1, 1, 1]
    words.biases[:], contexts.biases[:] = 10, 100
    half = words.cells.shape[1] // 2
    assert words.cells[0, :half] @ contexts.cells[0, :half] == 6 + 10 + 100
    assert half == 16 and words.cells.ctypes.data % 64 == 0


def test_a_learning_rate_is_heeded_from_step_to_step(monkeypatch):
    monkeypatch.setattr(hogwild, "_STEP_PAIRS", 300)
    hog = trainer()
    epoch = hog.epoch(0, 0.0)
    next(epoch)
    before = state(hog)[0]
    hog.learning_rate = 0.05
    next(epoch)
    epoch.close()
    assert (before != state(hog)[0]).any()
    np.testing.assert_array_equal(before, state(trainer())[0])  # the first step had a rate of 0
