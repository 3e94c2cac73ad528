"""The compiled loop of GloVe against the same loop with square roots, and against memory.

    python benchmarks/glove_kernel.py [--repeats 5]

Corpus C1, window 5, min_count 5, 1/distance, 100 numbers, x_max 10, one thread; pairs per CPU
second, both loops in turns. `plain loop` is the loop as it was before: tiles in random order,
sqrt and division, no prefetching. The last line is a roofline: the bytes that a step reads and
writes, and how many steps the machine's memory could feed if no row were ever in a cache.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import measure
import numba
import numpy as np

from wordemb_keras import Cooccurrence
from wordemb_keras.glove.hogwild import Hogwild
from wordemb_keras.glove.kernel import loss_of_tiles, shuffled, train_tiles
from wordemb_keras.glove.pairs import training_parts

DIM = 100


@numba.njit(nogil=True, fastmath={"reassoc", "contract", "nsz", "arcp"}, error_model="numpy")
def plain_loop(
    tiles, rows, columns, logs, weights, starts, words, contexts, rate, epsilon, limit, key
):
    half = words.shape[1] // 2
    total = 0.0
    for tile in tiles:
        for place in shuffled(starts[tile + 1] - starts[tile], key, tile):
            pair = starts[tile] + place
            word, context = words[rows[pair]], contexts[columns[pair]]
            diff = -logs[pair]
            for k in range(half):
                diff += word[k] * context[k]
            total += weights[pair] * diff * diff
            error = min(max(np.float32(2) * weights[pair] * diff, -limit), limit)
            for k in range(half):
                w, c = word[k], context[k]
                gradient_w, gradient_c = error * c, error * w
                square_w = word[half + k] + gradient_w * gradient_w
                square_c = context[half + k] + gradient_c * gradient_c
                word[half + k], context[half + k] = square_w, square_c
                word[k] = w - rate * gradient_w / np.sqrt(square_w + epsilon)
                context[k] = c - rate * gradient_c / np.sqrt(square_c + epsilon)
    return total


def trainer(parts, words):
    made, rng = Hogwild(parts, words, DIM, threads=1, seed=1), np.random.default_rng(1)
    for table in (made.words, made.contexts):
        for values in (table.vectors, table.biases):
            values[:] = rng.uniform(-0.5 / DIM, 0.5 / DIM, values.shape)
        table.vector_squares[:] = table.bias_squares[:] = 0.1
    return made


def epoch(made, kernel, number):
    """CPU seconds of one epoch."""
    pairs = made.parts[0]
    order, key = made._tile_order(pairs, number, 0)
    if kernel is plain_loop:
        order = np.random.default_rng(number).permutation(order)
    tables = (*pairs, made.words.cells, made.contexts.cells)
    numbers = (np.float32(0.05), made.epsilon, made.max_error, key)
    kernel(order[:0], *tables, *numbers)  # compile
    start = time.process_time()
    kernel(order, *tables, *numbers)
    return time.process_time() - start


def bandwidth():
    """Bytes a CPU second that one thread copies, read and written, far beyond the caches."""
    source = np.ones(1 << 25)
    target = np.empty_like(source)
    target[:] = source
    times = []
    for _ in range(5):
        start = time.process_time()
        target[:] = source
        times.append(time.process_time() - start)
    return 2 * source.nbytes / statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "c1.txt"
        measure.write_c1(corpus)
        how = {"window": 5, "min_count": 5, "weighting": "inverse_distance", "verbose": 0}
        counts = Cooccurrence.build(corpus, **how)
    parts = training_parts(counts, x_max=10, alpha=0.75)
    kernels = {"compiled trainer": train_tiles, "plain loop": plain_loop}
    trainers = {name: trainer(parts, len(counts)) for name in kernels}
    rates = {name: [] for name in kernels}
    for number in range(options.repeats):
        for name, kernel in kernels.items():
            rates[name].append(counts.n_pairs / epoch(trainers[name], kernel, number))
    medians = {name: statistics.median(found) for name, found in rates.items()}
    for name, rate in medians.items():
        made, pairs = trainers[name], parts[0]
        tables = (*pairs, made.words.cells, made.contexts.cells)
        cost = loss_of_tiles(np.arange(len(pairs.starts) - 1), *tables) / counts.n_pairs
        print(f"{name:<18}{rate:>12,.0f} pairs/CPU s   cost {cost:.5f} after {options.repeats}")
    ratio = medians["compiled trainer"] / medians["plain loop"]
    print(f"ratio {ratio:.2f}; of each pair of turns: ", end="")
    print(" ".join(f"{a / b:.2f}" for a, b in zip(*rates.values(), strict=True)))
    step = 4 * trainers["plain loop"].words.cells.itemsize * made.words.cells.shape[1]
    moved = bandwidth()
    print(f"a step reads and writes {step:,} bytes; memory moves {moved / 1e9:.1f} GB/s, which is")
    print(
        f"{moved / step:,.0f} steps a second; the trainer does {medians['compiled trainer']:,.0f}"
    )


if __name__ == "__main__":
    main()
