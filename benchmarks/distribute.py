"""Where does one machine's compiled trainer stop being the better choice?

    python benchmarks/distribute.py [--epochs 3] [--words 4000 16000] [--batches 16384 65536 262144]

Measures on this machine, on corpus C1 (window 5, 1/distance, 100 numbers):
- the compiled trainer on one thread and on all,
- Keras' trainer in one process, and in two that talk over loopback
  (`MultiWorkerMirroredStrategy`; both share this machine's CPUs, so this shows what talking
  costs, not what a second machine brings),
- a biLM in one process and in two.

A step of Keras' trainer on B pairs with a table of V words takes

    k  +  B c / n  +  V u  +  s          n machines; s only for n > 1

k what every step costs, c the pairs, u AdaGrad's pass over the tables, s adding up the gradients
of all machines. k, c, u are fitted to the runs of one process (give two sizes of each). s is
calculated: a ring moves 2 (n - 1) / n times the 8 V 101 bytes of gradients at the speed of the
network. From that: pairs a second for up to 64 machines, and hours for a billion tokens. A plot
goes to build/distribute.png.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import measure
import numpy as np

DIM = 100
PAIRS_OF_C1, TOKENS_OF_C1 = 3.25e6, 0.862e6
BILLION_WORDS = 400_000

PROGRAM = """
import json, os, sys, time
import numpy as np, tensorflow as tf
workers = "TF_CONFIG" in os.environ
strategy = tf.distribute.MultiWorkerMirroredStrategy() if workers else tf.distribute.get_strategy()
import keras
from wordemb_keras.cooccurrence import Cooccurrence
from wordemb_keras.elmo import BiLM
from wordemb_keras.elmo.training import LanguageModel, batches
from wordemb_keras.glove import GloVe
from wordemb_keras.text import Vocabulary
what, corpus, words, batch, epochs = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])

class Times(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.seconds = []
    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()
    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)

times = Times()
keras.utils.set_random_seed(1)
if what == "bilm":
    with open(corpus, encoding="utf-8") as file:
        sentences = [line.split() for line, _ in zip(file, range(4000))]
    with strategy.scope():
        model = LanguageModel(BiLM(), Vocabulary.build(sentences, max_size=words))
        model.compile(optimizer=keras.optimizers.Adam(1e-3))
    data, amount = batches(sentences, batch_tokens=batch), sum(map(len, sentences))
    history = model.fit(data, epochs=epochs + 1, verbose=0, shuffle=False, callbacks=[times])
else:
    how = {"window": 5, "weighting": "inverse_distance", "max_vocabulary": words, "verbose": 0}
    X = Cooccurrence.build(corpus, **how)
    with strategy.scope():
        model = GloVe(len(X), 100, seed=1)
    how = {"trainer": "keras", "batch_size": batch} if what == "keras" else {"threads": batch}
    amount = X.matrix.nnz
    history = model.fit(X, epochs=epochs + 1, verbose=0, callbacks=[times], **how)
seconds = float(np.median(times.seconds[1:]))  # the first one compiles
print(json.dumps({
    "rate": amount / seconds, "amount": amount, "seconds": seconds,
    "loss": history.history["loss"][-1]}))
"""


def run(what, corpus, words, batch, epochs, workers=1):
    """One measurement; of several workers they run side by side, and the first one tells."""
    command = [sys.executable, "-c", PROGRAM, what, *map(str, (corpus, words, batch, epochs))]
    places = [{}] if workers == 1 else _places(workers)
    running = [
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **place},
        )
        for place in places
    ]
    outputs = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        raise RuntimeError(f"{what} in {workers} processes: {[p.returncode for p in running]}")
    return json.loads(outputs[0].splitlines()[-1])


def _places(workers):
    sockets = [socket.socket() for _ in range(workers)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    cluster = {"worker": [f"127.0.0.1:{each.getsockname()[1]}" for each in sockets]}
    for each in sockets:
        each.close()
    return [
        {"TF_CONFIG": json.dumps({"cluster": cluster, "task": {"type": "worker", "index": k}})}
        for k in range(workers)
    ]


def measured(options, corpus):
    """Pairs a second of each trainer; seconds of each kind of step of Keras' trainer."""
    from wordemb_keras.glove.hogwild import available_cpus

    compiled, steps = {}, []
    for threads in sorted({1, available_cpus()}):
        found = run("hogwild", corpus, options.words[-1], threads, options.epochs)
        compiled[threads] = found["rate"]
        print(f"compiled, {threads} threads: {found['rate'] / 1e6:.2f} M pairs/s", flush=True)
    for words in options.words:
        for batch in options.batches:
            for workers in (1, 2):
                found = run("keras", corpus, words, batch, options.epochs, workers)
                step = found["seconds"] / -(-found["amount"] // batch)
                steps.append((words, batch, workers, step))
                print(
                    f"Keras, {workers} process{'es' * (workers > 1)}, {words:>6,} words, batch "
                    f"{batch:>7,}: {found['rate'] / 1e6:.2f} M pairs/s, {1000 * step:.0f} ms a "
                    f"step, loss {found['loss']:.4f}",
                    flush=True,
                )
    return compiled, steps


def fitted(steps):
    """k, c and u of one process: least squares of relative errors, none below 0."""
    from scipy.optimize import nnls

    alone = [(batch, words, step) for words, batch, workers, step in steps if workers == 1]
    table = np.array([[1 / step, batch / step, words / step] for batch, words, step in alone])
    (k, c, u), _ = nnls(table, np.ones(len(table)))
    print(f"\na step takes {1e3 * k:.0f} ms, {1e9 * c:.0f} ns a pair and {1e9 * u:.0f} ns a word")
    return k, c, u


def rate(costs, machines, batch, words, gigabits):
    """Pairs a second of Keras' trainer on so many machines, each like this one."""
    k, c, u = costs
    traffic = 2 * (machines - 1) / machines * 8 * words * (DIM + 1)
    return batch / (k + batch * c / machines + words * u + traffic / (gigabits * 1e9 / 8))


def calculated(compiled, costs, path):
    """The curve, and hours for a billion tokens."""
    pairs = PAIRS_OF_C1 * (1e9 / TOKENS_OF_C1) ** 0.8  # the paper's |C|^0.8, section 3.2
    best = max(compiled.values())
    print(
        f"a billion tokens: {pairs / 1e6:,.0f} M pairs, 25 epochs, {BILLION_WORDS:,} words\n"
        f"  compiled trainer, this machine: {25 * pairs / best / 3600:.1f} hours"
    )
    curves = {}
    for gigabits in (10, 100):
        for batch in (65_536, 1_048_576):
            machines = 2 ** np.arange(7)
            curve = [rate(costs, n, batch, BILLION_WORDS, gigabits) for n in machines]
            curves[f"Keras, batch {batch:,}, {gigabits} Gbit/s"] = machines, curve
            hours = ", ".join(
                f"{n}: {25 * pairs / r / 3600:.1f}" for n, r in zip(machines, curve, strict=True)
            )
            print(f"  Keras, batch {batch:>9,}, {gigabits:>3} Gbit/s, hours on n machines: {hours}")
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 5.2), layout="constrained")
    for name, (machines, curve) in curves.items():
        axes.plot(machines, np.array(curve) / 1e6, marker="o", label=name)
    for threads, found in compiled.items():
        label = f"compiled, one machine, threads: {threads} (measured)"
        axes.axhline(
            found / 1e6, color="black", linestyle=":" if threads == 1 else "-", label=label
        )
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="machines like this one",
        ylabel="million pairs a second",
        title=f"GloVe, {BILLION_WORDS:,} words, {DIM} numbers",
    )
    axes.set_xticks(machines, [str(n) for n in machines])
    axes.minorticks_off()
    axes.legend(fontsize=8, loc="upper left", bbox_to_anchor=(0, -0.15), ncols=2)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=120)
    print(f"plot: {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--words", type=int, nargs="+", default=[4000, 16_000])
    parser.add_argument("--batches", type=int, nargs="+", default=[16_384, 65_536, 262_144])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "c1.txt"
        measure.write_c1(corpus)
        compiled, steps = measured(options, corpus)
        build = Path(__file__).resolve().parent.parent / "build"
        calculated(compiled, fitted(steps), build / "distribute.png")
        for workers in (1, 2):
            found = run("bilm", corpus, 5000, 2048, 2, workers)
            print(
                f"biLM, {workers} process{'es' * (workers > 1)}: {found['rate']:,.0f} tokens/s, "
                f"loss {found['loss']:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
