"""Training a biLM of the classroom's first size: how much larger batches save. Section 9-5.

    python benchmarks/elmo_training.py [--steps 4]    3 minutes on 2 free cores

512 numbers of memory, projection 128, 384 filters; a softmax of 25,000 words with 1,024 wrong
ones; Adam with a clipped gradient. The text is English Wikipedia and news. Tokens for each second
of CPU time, since other work on the machine makes the clock say little; the sizes take turns.
"""

import argparse
import os
import time

import keras

from wordemb_keras import Vocabulary, datasets
from wordemb_keras.elmo import BiLM
from wordemb_keras.elmo.training import LanguageModel, batches

SIZES = (2048, 4096, 8192)  # tokens in a batch, padding included; the first is the default
FILTERS = [(1, 32), (2, 32), (3, 64), (4, 128), (5, 128)]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--steps", type=int, default=4, help="of 8,192 tokens, for each size")
    steps = arguments.parse_args().steps
    sentences = [line.split() for line in datasets.read_sentences("english")]
    known = Vocabulary.build(sentences).words
    words = [*known, *(f"word{k}" for k in range(25_000 - len(known)))][:25_000]
    bilm = BiLM(units=512, projection_dim=128, filters=FILTERS, dropout=0.1)
    model = LanguageModel(bilm, Vocabulary(words))
    model.compile(keras.optimizers.Adam(1e-3, global_clipnorm=1.0), jit_compile=False)
    found = {size: [0, 0.0, 0.0] for size in SIZES}
    data = {size: list(batches(sentences, batch_tokens=size).take(40)) for size in SIZES}
    for size in SIZES:  # tracing is not training
        model.train_on_batch(data[size][-1])
    for turn in range(steps):
        for size in SIZES:
            count = SIZES[-1] // size
            some = data[size][turn * count : (turn + 1) * count]
            cpu, clock = _cpu(), time.perf_counter()
            for tokens in some:
                model.train_on_batch(tokens)
            found[size][0] += sum(int((tokens.numpy() != b"").sum()) for tokens in some)
            found[size][1] += _cpu() - cpu
            found[size][2] += time.perf_counter() - clock
    first = found[SIZES[0]][0] / found[SIZES[0]][1]
    print("| tokens in a batch | tokens per CPU second | ratio | tokens a second |")
    print("|---|---|---|---|")
    for size, (tokens, cpu, clock) in found.items():
        speed = tokens / cpu
        print(f"| {size:,} | {speed:,.0f} | {speed / first:.2f}x | {tokens / clock:,.0f} |")


def _cpu() -> float:
    times = os.times()
    return times.user + times.system


if __name__ == "__main__":
    main()
