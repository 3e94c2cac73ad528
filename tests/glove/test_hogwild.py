"""The compiled trainer, step by step against NumPy."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array

from wordemb_keras.glove import hogwild
from wordemb_keras.glove.hogwild import Hogwild
from wordemb_keras.glove.pairs import matrix_parts, weighting


def counts(words=60, density=0.3, seed=0):
    matrix = random_array((words, words), density=density, rng=np.random.default_rng(seed))
    matrix.data = np.random.default_rng(seed).integers(1, 300, matrix.nnz).astype(float)
    return csr_matrix(matrix)


def tables(words=60, dim=7, seed=1, start=0.1):
    rng = np.random.default_rng(seed)
    first = {
        name: rng.normal(0, 0.3, (words, dim + 1)).astype(np.float32)
        for name in ("words", "contexts")
    }
    squares = np.full((words, dim + 1), start, np.float32)
    return {**first, "word_squares": squares, "context_squares": squares}


def trainer(matrix=None, tile=16, **options):
    matrix = counts() if matrix is None else matrix
    parts = matrix_parts(matrix, x_max=100, alpha=0.75, tile=tile)
    return Hogwild(parts, **{**tables(matrix.shape[0]), "threads": 1, "seed": 3, **options})


def numpy_epoch(state, pairs, order, rate, epsilon=1e-7, limit=100.0):
    """Textbook AdaGrad, one pair after the other, in float64."""
    w, c, sw, sc = (state[k] for k in ("words", "contexts", "word_squares", "context_squares"))
    total = 0.0
    for p in order:
        i, j, weight = pairs.rows[p], pairs.columns[p], float(pairs.weights[p])
        diff = w[i, :-1] @ c[j, :-1] + w[i, -1] + c[j, -1] - float(pairs.logs[p])
        total += weight * diff**2
        error = np.clip(2 * weight * diff, -limit, limit)
        gw, gc = error * np.append(c[j, :-1], 1), error * np.append(w[i, :-1], 1)
        sw[i] += gw**2
        sc[j] += gc**2
        w[i] -= rate * gw / np.sqrt(sw[i] + epsilon)
        c[j] -= rate * gc / np.sqrt(sc[j] + epsilon)
    return total / len(order)


def run_epoch(hog, number=0, rate=0.05):
    *_, (_, loss) = hog.epoch(number, rate)
    return loss


@pytest.mark.parametrize("dim", [1, 7, 100])
def test_equals_the_numpy_reference(dim):
    hog = trainer(**tables(dim=dim))
    expected = {name: table.astype(np.float64) for name, table in tables(dim=dim).items()}
    for epoch in range(3):
        loss = numpy_epoch(expected, hog.parts[0], hog.order(epoch), 0.05)
        assert run_epoch(hog, epoch) == pytest.approx(loss, rel=1e-4)
    for name, table in hog.state.items():
        np.testing.assert_allclose(table, expected[name], rtol=2e-3, atol=2e-4, err_msg=name)


def test_one_step_by_hand():
    # X = 1, so log X = 0 and f = (1/100)^(1/2) = 0.1; w = c = 1, biases 0: diff = 1, g = 0.2
    parts = matrix_parts(csr_matrix([[1.0]]), x_max=100, alpha=0.5)
    one = np.array([[1.0, 0.0]], np.float32)
    ones = np.ones((1, 2), np.float32)
    hog = Hogwild(
        parts, words=one, contexts=one, word_squares=ones, context_squares=ones, threads=1
    )
    assert hog.loss() == pytest.approx(0.1)
    assert run_epoch(hog, rate=0.5) == pytest.approx(0.1)
    stepped = 0.5 * 0.2 / np.sqrt(1 + 0.2**2)
    np.testing.assert_allclose(hog.state["words"], [[1 - stepped, -stepped]], rtol=1e-6)
    np.testing.assert_allclose(hog.state["word_squares"], [[1.04, 1.04]], rtol=1e-6)


def test_large_errors_are_cut():
    hog, free = trainer(max_error=0.01), trainer()
    expected = {name: table.astype(np.float64) for name, table in tables().items()}
    numpy_epoch(expected, hog.parts[0], hog.order(0), 0.05, limit=0.01)
    run_epoch(hog)
    run_epoch(free)
    np.testing.assert_allclose(hog.state["words"], expected["words"], rtol=1e-3, atol=1e-5)
    assert not np.allclose(hog.state["words"], free.state["words"])


def test_loss_is_the_formula():
    hog = trainer()
    w, c = hog.state["words"].astype(float), hog.state["contexts"].astype(float)
    cells = counts().tocoo()
    diff = (w[cells.row, :-1] * c[cells.col, :-1]).sum(1) + w[cells.row, -1] + c[cells.col, -1]
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
    np.testing.assert_array_equal(whole.state["words"], steps.state["words"])


@pytest.mark.parametrize("threads", [2, 3])
def test_more_threads_reach_the_same_loss(threads):
    one, more = trainer(counts(200)), trainer(counts(200), threads=threads)
    for epoch in range(30):
        run_epoch(one, epoch)
        run_epoch(more, epoch)
    assert more.loss() == pytest.approx(one.loss(), rel=0.1)


def test_a_seed_gives_the_same_bits_in_a_new_process(fresh_process):
    code = """
import zlib, numpy as np
from scipy.sparse import csr_matrix
from wordemb_keras.glove.pairs import matrix_parts
from wordemb_keras.glove.hogwild import Hogwild
rng = np.random.default_rng(0)
matrix = csr_matrix(rng.integers(0, 9, (300, 300)))
t = lambda: rng.normal(0, .1, (300, 21)).astype(np.float32)
s = np.ones((300, 21), np.float32)
parts = matrix_parts(matrix, x_max=10, alpha=0.75)
hog = Hogwild(parts, words=t(), contexts=t(), word_squares=s, context_squares=s, threads=1, seed=5)
for epoch in range(2):
    list(hog.epoch(epoch, 0.05))
print(zlib.crc32(hog.state["words"].tobytes()))
"""
    assert fresh_process(code) == fresh_process(code, PYTHONHASHSEED="7")


def test_a_loss_that_is_not_finite_stops_with_advice():
    broken = tables()
    broken["words"][3, 0] = np.nan
    with pytest.raises(
        FloatingPointError, match=r"became nan in epoch 5\. Lower the learning rate"
    ):
        run_epoch(trainer(**broken), 4)


def test_put_back():
    hog = trainer()
    before = hog.state
    copy = hog.copy_tables()
    run_epoch(hog)
    hog.put_back(copy)
    for name, table in hog.state.items():
        np.testing.assert_array_equal(table, before[name])
