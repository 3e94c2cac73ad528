"""Training a biLM of the classroom's first size: the written-out gradient beside the derived one.

    python benchmarks/elmo_training.py [--steps 4]    3 minutes on 2 free cores
    TF_ENABLE_ONEDNN_OPTS=1 python benchmarks/elmo_training.py    with oneDNN's matrix products

Section 9-5. 512 numbers of memory, projection 128, 384 filters; a softmax of 25,000 words with
1,024 wrong ones; Adam with a clipped gradient. The text is English Wikipedia and news. "derived":
TensorFlow derives the gradient of the LSTMs' loops. Tokens for each second of CPU time, since
other work on the machine makes the clock say little; the two take turns.
"""

import argparse
import itertools
import os
import time

import keras

from wordemb_keras import Vocabulary, datasets
from wordemb_keras.elmo import BiLM
from wordemb_keras.elmo.training import LanguageModel, batches

SIZES = (2048, 8192)  # tokens in a batch, padding included; the first is the default
FILTERS = [(1, 32), (2, 32), (3, 64), (4, 128), (5, 128)]
LENGTH = 32  # of the sentences in the batches that are timed


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--steps", type=int, default=4, help="of 8,192 tokens, for each size")
    steps = arguments.parse_args().steps
    sentences = [line.split() for line in datasets.read_sentences("english")][:9000]
    known = Vocabulary.build(sentences).words
    words = [*known, *(f"word{k}" for k in range(25_000 - len(known)))][:25_000]
    ways = {"derived": make(words, derived=True), "written out": make(words, derived=False)}
    print("| tokens in a batch | gradient | tokens per CPU second | ratio | tokens a second |")
    print("|---|---|---|---|---|")
    for size in SIZES:
        found = {name: [0, 0.0, 0.0] for name in ways}
        data = batches(sentences, batch_tokens=size)
        full = (tokens for tokens in data if tokens.shape == (size // LENGTH, LENGTH))
        data = list(itertools.islice(full, 4))
        for model in ways.values():
            model.train_on_batch(data[0])  # tracing is not training
        for turn in range(steps * SIZES[-1] // size):
            for name, model in ways.items():
                tokens = data[turn % len(data)]
                cpu, clock = time.process_time(), time.perf_counter()
                model.train_on_batch(tokens)
                found[name][0] += int((tokens.numpy() != b"").sum())
                found[name][1] += time.process_time() - cpu
                found[name][2] += time.perf_counter() - clock
        first = found["derived"][0] / found["derived"][1]
        for name, (count, cpu, clock) in found.items():
            speed, ratio = count / cpu, count / cpu / first
            row = [f"{size:,}", name, f"{speed:,.0f}", f"{ratio:.2f}x", f"{count / clock:,.0f}"]
            print("|", " | ".join(row), "|", flush=True)
    print(f"oneDNN: TF_ENABLE_ONEDNN_OPTS={os.environ.get('TF_ENABLE_ONEDNN_OPTS', 'not set')}")


def make(words: list[str], *, derived: bool) -> LanguageModel:
    keras.utils.set_random_seed(0)
    bilm = BiLM(units=512, projection_dim=128, filters=FILTERS, dropout=0.1)
    if derived:
        for lstm in (*bilm.forward_layers, *bilm.backward_layers):
            walk = lstm._walk
            lstm._learn = lambda x, state, walk=walk: walk(x, state, None, keep_memories=False)[0]
    model = LanguageModel(bilm, Vocabulary(words))
    model.compile(keras.optimizers.Adam(1e-3, global_clipnorm=1.0), jit_compile=False)
    return model


if __name__ == "__main__":
    main()
