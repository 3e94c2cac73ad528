"""The compiled trainer of GloVe on a CPU (section 9-2): Hogwild AdaGrad in float32.

One step for one pair, with diff = w.w~ + b + b~ - log X and the gradient g of f(X) diff^2:

    G <- G + g^2        w <- w - learning_rate * g / sqrt(G + epsilon)

This is textbook AdaGrad, the update of `keras.optimizers.Adagrad`. Stanford's program differs: it
adds (learning_rate * g)^2 to G, divides by the G from before the step, starts every G at 1 and
leaves the learning rate out of the biases' steps.

Two things make it fast. A word's vector, bias and accumulators lie side by side in one row, and
the bias is one more dimension whose partner is the constant 1, so a step is one vector loop.
And pairs are visited tile by tile (256 words times 256 words, both in random order), so that the
rows a step needs are in the cache already. Pairs beyond memory come in parts, in another order
every epoch; the next part is read while one is trained on, so that two are in memory.

Several threads write to the same tables without locks ("Hogwild"): an update may rarely get lost
and results differ a little from run to run. With `threads=1` the same seed gives the same bits.

Reference: F. Niu et al. (2011), [Hogwild!](https://arxiv.org/abs/1106.5730);
J. Duchi et al. (2011), [AdaGrad](https://jmlr.org/papers/v12/duchi11a.html)
"""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numba
import numpy as np

from wordemb_keras.cooccurrence.counts import Parts
from wordemb_keras.glove.pairs import Pairs

MAX_ERROR = 100.0  # the error 2 f diff is cut here; Stanford's program cuts its gradients there too

_STEP_PAIRS = 1 << 19  # pairs between two looks at the progress bar and at Ctrl-C
_FAST = {"reassoc", "contract", "nsz", "arcp"}  # reorder sums, but keep NaN and infinity honest
_COMPILE_MESSAGE = "Compiling the GloVe trainer (once on this computer, some seconds) ..."


class Hogwild:
    """Tables and pairs, and the epochs over them. `GloVe.fit` is the front door.

    Args:
        parts: the `Pairs`, from `training_parts`.
        words: float32 array `(words, embedding_dim + 1)`, each vector followed by its bias.
        contexts: the same for the context table.
        word_squares: accumulators of `words`, same shape.
        context_squares: accumulators of `contexts`.
        threads: how many. Default: all the CPUs this process may use.
        seed: of the order of the pairs.
        max_error: largest |2 f(X) diff| a step may use.
        epsilon: added under the square root.
        verbose: say so if compiling takes a while.
    """

    def __init__(
        self,
        parts: Parts,
        *,
        words: np.ndarray,
        contexts: np.ndarray,
        word_squares: np.ndarray,
        context_squares: np.ndarray,
        threads: int | None = None,
        seed: int = 0,
        max_error: float = MAX_ERROR,
        epsilon: float = 1e-7,
        verbose: bool = True,
    ):
        self.parts, self.seed, self.verbose = parts, seed, verbose
        self.threads = threads or available_cpus()
        self.max_error, self.epsilon = np.float32(max_error), np.float32(epsilon)
        self.dim = words.shape[1] - 1
        self._words = _packed(words, word_squares, self.dim, one_at=self.dim + 1)
        self._contexts = _packed(contexts, context_squares, self.dim + 1, one_at=self.dim)

    def epoch(self, number: int, learning_rate: float) -> Iterator[tuple[int, float]]:
        """Train on every pair once; after each step gives (pairs so far, mean loss so far).

        Raises:
            FloatingPointError: the loss is no longer a finite number.
        """
        filled = [k for k, size in enumerate(self.parts.sizes) if size]
        order = np.random.default_rng([self.seed, number]).permutation(filled).tolist()
        before, loss = 0, 0.0
        for part, pairs in _read_ahead(self.parts, order):
            total = 0.0
            for done, total in self._visit(pairs, learning_rate, number, part):
                yield before + done, (loss + total) / (before + done)
            before, loss = before + len(pairs.rows), loss + total

    def loss(self) -> float:
        """Mean over all pairs of f(X) diff^2, with the tables as they are."""
        total = 0.0
        with ThreadPoolExecutor(self.threads) as pool:
            for pairs in self.parts:
                for _, tiles in self._steps(pairs, np.arange(len(pairs.starts) - 1)):
                    total += sum(self._run(pool, _loss_of_tiles, pairs, tiles))
        return total / sum(self.parts.sizes)

    def order(self, number: int, part: int = 0) -> np.ndarray:
        """Indices of a part's pairs in the order in which an epoch visits them on one thread."""
        starts = self.parts[part].starts
        order, key = self._tile_order(len(starts) - 1, number, part)
        return np.concatenate(
            [starts[t] + _shuffled(starts[t + 1] - starts[t], key, t) for t in order]
        )

    @property
    def steps(self) -> int:
        """Steps in an epoch."""
        return sum(self._steps_of(size) for size in self.parts.sizes if size)

    @property
    def state(self) -> dict[str, np.ndarray]:
        """The four tables, under the names of the arguments."""
        d, half = self.dim, self._words.shape[1] // 2
        word, context = [*range(d + 1)], [*range(d), d + 1]
        return {
            "words": self._words[:, word],
            "word_squares": self._words[:, [half + k for k in word]],
            "contexts": self._contexts[:, context],
            "context_squares": self._contexts[:, [half + k for k in context]],
        }

    def copy_tables(self, into: list[np.ndarray] | None = None) -> list[np.ndarray]:
        """A copy to come back to with `put_back`; give an old one to use its memory again."""
        into = into or [np.empty_like(self._words), np.empty_like(self._contexts)]
        np.copyto(into[0], self._words)
        np.copyto(into[1], self._contexts)
        return into

    def put_back(self, tables: list[np.ndarray]) -> None:
        """Undo everything since `copy_tables`."""
        np.copyto(self._words, tables[0])
        np.copyto(self._contexts, tables[1])

    def _visit(
        self, pairs: Pairs, learning_rate: float, *number: int
    ) -> Iterator[tuple[int, float]]:
        """Train on every pair once; gives (pairs so far, sum of f(X) diff^2 so far)."""
        order, key = self._tile_order(len(pairs.starts) - 1, *number)
        rate, total = np.float32(learning_rate), 0.0
        numbers = (rate, self.epsilon, self.max_error, key)
        with ThreadPoolExecutor(self.threads) as pool:
            for done, tiles in self._steps(pairs, order):
                total += sum(self._run(pool, _train_tiles, pairs, tiles, *numbers))
                if not np.isfinite(total):
                    raise FloatingPointError(not_finite(total, number[0], learning_rate))
                yield done, total

    def _steps_of(self, pairs: int) -> int:
        return max(1, -(-pairs // (_STEP_PAIRS * self.threads)))

    def _tile_order(self, tiles: int, *number: int) -> tuple[np.ndarray, np.uint64]:
        """Order of the tiles, and the key of the order inside them; from seed and numbers alone."""
        source = np.random.SeedSequence([self.seed, *number])
        order = np.random.Generator(np.random.PCG64(source)).permutation(tiles)
        return order, source.generate_state(1, np.uint64)[0]

    def _steps(self, pairs: Pairs, order: np.ndarray) -> Iterator[tuple[int, list[np.ndarray]]]:
        """Cut the tiles into steps of one share for each thread, all of about as many pairs."""
        ends = np.cumsum(np.diff(pairs.starts)[order])
        steps = self._steps_of(len(pairs.rows))
        goals = np.linspace(0, ends[-1], steps * self.threads + 1)[1:]
        cuts = np.searchsorted(ends, goals.round().astype(np.int64)) + 1
        shares = np.split(order, cuts[:-1])
        for at in range(0, len(shares), self.threads):
            stop = min(cuts[at + self.threads - 1], len(order))
            yield int(ends[stop - 1]), shares[at : at + self.threads]

    def _run(
        self, pool: Any, kernel: Any, pairs: Pairs, shares: list[np.ndarray], *numbers: Any
    ) -> list[float]:
        with _says_if_slow(_COMPILE_MESSAGE) if self.verbose else contextlib.nullcontext():
            _compile(kernel, pairs, self._words, self._contexts, numbers)
        tables = (*pairs, self._words, self._contexts, self.dim)
        if len(shares) == 1:
            return [kernel(shares[0], *tables, *numbers)]
        return list(pool.map(lambda share: kernel(share, *tables, *numbers), shares))


def available_cpus() -> int:
    """CPUs this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def not_finite(loss: float, epoch: int, learning_rate: float) -> str:
    """The message about a loss that is infinite or not a number; `epoch` counts from 0."""
    return (
        f"The loss became {loss} in epoch {epoch + 1}. Lower the learning rate "
        f"(it was {learning_rate:g}), or check the counts for huge values."
    )


# --- compiled -----------------------------------------------------------------------------------


@numba.njit(cache=True, nogil=True)
def _shuffled(size, key, tile):
    """A random order of `range(size)` (Fisher-Yates; random numbers from SplitMix64)."""
    order = np.arange(size)
    state = key ^ (np.uint64(tile) * np.uint64(0xD1342543DE82EF95))
    for k in range(size - 1, 0, -1):
        state += np.uint64(0x9E3779B97F4A7C15)
        mixed = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        other = np.int64(((mixed >> np.uint64(32)) * np.uint64(k + 1)) >> np.uint64(32))
        order[k], order[other] = order[other], order[k]
    return order


@numba.njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def _train_tiles(
    tiles, rows, columns, logs, weights, starts, words, contexts, dim, rate, epsilon, limit, key
):
    """One AdaGrad step for every pair of these tiles; returns the sum of f(X) diff^2."""
    half, one = words.shape[1] // 2, np.float32(1)
    total = 0.0
    for tile in tiles:
        for place in _shuffled(starts[tile + 1] - starts[tile], key, tile):
            pair = starts[tile] + place
            word, context = words[rows[pair]], contexts[columns[pair]]
            diff = -logs[pair]
            for k in range(half):
                diff += word[k] * context[k]
            total += weights[pair] * diff * diff
            error = np.float32(2) * weights[pair] * diff  # d loss / d diff
            error = min(max(error, -limit), limit)
            for k in range(half):
                w, c = word[k], context[k]
                gradient_w, gradient_c = error * c, error * w
                square_w = word[half + k] + gradient_w * gradient_w
                square_c = context[half + k] + gradient_c * gradient_c
                word[half + k], context[half + k] = square_w, square_c
                word[k] = w - rate * gradient_w / np.sqrt(square_w + epsilon)
                context[k] = c - rate * gradient_c / np.sqrt(square_c + epsilon)
            word[dim + 1], context[dim] = one, one  # the biases' partners stay 1
    return total


@numba.njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def _loss_of_tiles(tiles, rows, columns, logs, weights, starts, words, contexts, dim):
    """Sum of f(X) diff^2 over the pairs of these tiles."""
    total = 0.0
    for tile in tiles:
        for pair in range(starts[tile], starts[tile + 1]):
            word, context = words[rows[pair]], contexts[columns[pair]]
            diff = -logs[pair]
            for k in range(dim + 2):
                diff += word[k] * context[k]
            total += weights[pair] * diff * diff
    return total


# --- helpers ------------------------------------------------------------------------------------


def _read_ahead(parts: Parts, order: list[int]) -> Iterator[tuple[int, Pairs]]:
    """(number, part), the next one being read meanwhile."""
    with ThreadPoolExecutor(1) as reader:
        waiting = [reader.submit(parts.__getitem__, k) for k in order[:1]]
        for k, after in zip(order, [*order[1:], None], strict=True):
            ready = waiting.pop().result()
            if after is not None:
                waiting.append(reader.submit(parts.__getitem__, after))
            yield k, ready
            del ready


def _packed(values: np.ndarray, squares: np.ndarray, bias_at: int, one_at: int) -> np.ndarray:
    """Rows `[vector, bias and 1, zeros | their accumulators]`, each half a multiple of 8 long."""
    dim = values.shape[1] - 1
    half = -(-(dim + 2) // 8) * 8
    table = np.zeros((len(values), 2 * half), np.float32)
    table[:, :dim], table[:, bias_at], table[:, one_at] = values[:, :dim], values[:, dim], 1
    table[:, half:] = 1  # where there is nothing to learn: no division by zero
    table[:, half : half + dim], table[:, half + bias_at] = squares[:, :dim], squares[:, dim]
    return table


def _compile(kernel: Any, pairs: Pairs, words: Any, contexts: Any, numbers: tuple) -> None:
    """Let numba compile, or read its cache, without touching the tables."""
    if not kernel.signatures:
        nothing = np.empty(0, np.int64)
        kernel(nothing, *pairs, words, contexts, words.shape[1] // 2 - 2, *numbers)


@contextlib.contextmanager
def _says_if_slow(message: str, *, seconds: float = 0.7) -> Iterator[None]:
    """Print the message if the block takes longer than that."""
    timer = threading.Timer(seconds, lambda: print(message, file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
