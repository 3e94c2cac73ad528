"""The compiled trainer of GloVe on a CPU (section 9-2): Hogwild AdaGrad in float32.

One step for one pair, with diff = w.w~ + b + b~ - log X and the gradient g of f(X) diff^2:

    G <- G + g^2        w <- w - learning_rate * g / sqrt(G + epsilon)

This is textbook AdaGrad, the update of `keras.optimizers.Adagrad`. Stanford's program differs: it
adds (learning_rate * g)^2 to G, divides by the G from before the step, starts every G at 1 and
leaves the learning rate out of the biases' steps.

The step itself is in `glove.kernel`; here is the order. Pairs are visited tile by tile (256 words
times 256 words), so that the rows a step needs are in the cache already. Tiles come strip by
strip: the 256 words to the left stay the same while the contexts change. Strips, tiles and pairs
are in random order, another one every epoch. Pairs beyond memory come in parts, in random order
too; the next part is read while one is trained on, so that two are in memory.

Several threads write to the same tables without locks ("Hogwild"): an update may rarely get lost
and results differ a little from run to run. With `threads=1` the same seed gives the same bits,
on the same kind of processor.

Reference: F. Niu et al. (2011), [Hogwild!](https://arxiv.org/abs/1106.5730);
J. Duchi et al. (2011), [AdaGrad](https://jmlr.org/papers/v12/duchi11a.html)
"""

import contextlib
import math
import os
import sys
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from wordemb_keras.cooccurrence.counts import TILE, Parts
from wordemb_keras.glove.kernel import loss_of_tiles, shuffled, train_tiles
from wordemb_keras.glove.pairs import Pairs
from wordemb_keras.glove.rows import Rows

MAX_ERROR = 100.0  # the error 2 f diff is cut here; Stanford's program cuts its gradients there too

# f(X) diff^2 is below 1000 for any counts and vectors of 0: log X of a billion is 21. A mean
# above this is no training any more, though a float32 goes on for long.
LARGEST_LOSS = 1e6

_STEP_PAIRS = 1 << 19  # pairs between two looks at the progress bar and at Ctrl-C: some 0.1 s
_COMPILE_MESSAGE = "Compiling the GloVe trainer (once on this computer, some seconds) ..."


class Hogwild:
    """Two tables and the epochs over the pairs. `GloVe.fit` is the front door.

    The tables start at 0, their sums of squares at 0: fill `words` and `contexts` before an
    epoch, and read them after it.

    Args:
        parts: the `Pairs`, from `training_parts`.
        count: number of words.
        dim: numbers in a vector.
        threads: how many. Default: all the CPUs this process may use.
        seed: of the order of the pairs.
        shuffle: whether there is an order; otherwise they come as they stand, tile by tile.
        max_error: largest |2 f(X) diff| a step may use.
        epsilon: added under the square root.
        verbose: say so if compiling takes a while.

    Attributes:
        words: the `Rows` of the words.
        contexts: the `Rows` of the words as contexts.
        learning_rate: read before every step.
        steps: number of steps in an epoch.
    """

    def __init__(
        self,
        parts: Parts,
        count: int,
        dim: int,
        *,
        threads: int | None = None,
        seed: int = 0,
        shuffle: bool = True,
        max_error: float = MAX_ERROR,
        epsilon: float = 1e-7,
        verbose: bool = True,
    ):
        self.parts, self.seed, self.shuffle = parts, seed, shuffle
        self.threads = threads or available_cpus()
        self.max_error, self.epsilon = np.float32(max_error), np.float32(epsilon)
        self.verbose = verbose
        self.learning_rate = 0.0
        self.words = Rows(count, dim, bias_first=True)
        self.contexts = Rows(count, dim, bias_first=False)
        self.steps = sum(self._steps_of(size) for size in parts.sizes if size)

    def epoch(self, number: int, learning_rate: float) -> Iterator[tuple[int, float]]:
        """Train on every pair once; after each step gives (pairs so far, mean loss so far).

        The loss may be infinite or NaN; who asks for the next step then trains on that.
        """
        self.learning_rate = learning_rate
        filled = [k for k, size in enumerate(self.parts.sizes) if size]
        if self.shuffle:
            filled = np.random.default_rng([self.seed, number]).permutation(filled).tolist()
        before, loss = 0, 0.0
        # Closed here: Python would only print a Ctrl-C that comes while it clears a generator away.
        with contextlib.closing(_read_ahead(self.parts, filled)) as parts:
            for part, pairs in parts:
                total = 0.0
                with contextlib.closing(self._visit(pairs, number, part)) as steps:
                    for done, total in steps:
                        yield before + done, (loss + total) / (before + done)
                before, loss = before + len(pairs.rows), loss + total

    def loss(self) -> float:
        """Mean over all pairs of f(X) diff^2, with the tables as they are."""
        total = 0.0
        with ThreadPoolExecutor(self.threads) as pool:
            for pairs in self.parts:
                for _, tiles in self._shares(pairs, np.arange(len(pairs.starts) - 1)):
                    total += sum(self._run(pool, loss_of_tiles, pairs, tiles))
        return total / sum(self.parts.sizes)

    def order(self, number: int, part: int = 0) -> np.ndarray:
        """Indices of a part's pairs in the order in which an epoch visits them on one thread."""
        pairs = self.parts[part]
        tiles, key = self._tile_order(pairs, number, part)
        starts = pairs.starts
        return np.concatenate(
            [starts[t] + shuffled(starts[t + 1] - starts[t], key, t) for t in tiles]
        )

    def _visit(self, pairs: Pairs, *number: int) -> Generator[tuple[int, float], None, None]:
        """Train on every pair of a part; gives (pairs so far, sum of f(X) diff^2 so far)."""
        order, key = self._tile_order(pairs, *number)
        total = 0.0
        with ThreadPoolExecutor(self.threads) as pool:
            for done, tiles in self._shares(pairs, order):
                numbers = (np.float32(self.learning_rate), self.epsilon, self.max_error, key)
                total += sum(self._run(pool, train_tiles, pairs, tiles, *numbers))
                yield done, total

    def _steps_of(self, pairs: int) -> int:
        return max(1, -(-pairs // (_STEP_PAIRS * self.threads)))

    def _tile_order(self, pairs: Pairs, *number: int) -> tuple[np.ndarray, np.uint64]:
        """Order of the tiles, and the key of the order inside them; from seed and numbers alone.

        So an epoch can be begun without those before it, and a resumed training is the same.
        """
        tiles = len(pairs.starts) - 1
        if not self.shuffle:
            return np.arange(tiles), np.uint64(0)
        source = np.random.SeedSequence([self.seed, *number])
        random = np.random.Generator(np.random.PCG64(source))
        strips = pairs.rows[pairs.starts[:-1]] // TILE
        place = random.permutation(strips.max(initial=0) + 1)[strips]
        order = np.lexsort((random.permutation(tiles), place))
        return order, source.generate_state(1, np.uint64)[0]

    def _shares(self, pairs: Pairs, order: np.ndarray) -> Iterator[tuple[int, list[np.ndarray]]]:
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
        tables = (*pairs, self.words.cells, self.contexts.cells)
        with _says_if_slow(_COMPILE_MESSAGE) if self.verbose else contextlib.nullcontext():
            if not kernel.signatures:  # compile, or read Numba's cache, without touching a table
                kernel(np.empty(0, np.int64), *tables, *numbers)
        if len(shares) == 1:
            return [kernel(shares[0], *tables, *numbers)]
        return list(pool.map(lambda share: kernel(share, *tables, *numbers), shares))


def is_sound(loss: float, largest: float = LARGEST_LOSS) -> bool:
    """Whether a training with this loss can go on; NaN is not sound."""
    return math.isfinite(loss) and loss <= largest


def astray(loss: float, epoch: int, learning_rate: float) -> str:
    """The message about a loss that is not finite, or absurd; `epoch` counts from 0."""
    return (
        f"The loss became {loss:g} in epoch {epoch + 1}. Lower the learning rate "
        f"(it was {learning_rate:g}), or check the counts for huge values."
    )


def available_cpus() -> int:
    """CPUs this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _read_ahead(parts: Parts, order: list[int]) -> Generator[tuple[int, Pairs], None, None]:
    """(number, part), the next one being read meanwhile."""
    with ThreadPoolExecutor(1) as reader:
        waiting = [reader.submit(parts.__getitem__, k) for k in order[:1]]
        for k, after in zip(order, [*order[1:], None], strict=True):
            ready = waiting.pop().result()
            if after is not None:
                waiting.append(reader.submit(parts.__getitem__, after))
            yield k, ready
            del ready


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
