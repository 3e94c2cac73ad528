"""Training GloVe: ours against naive Keras, mittens and Stanford's C, in one run.

    python benchmarks/glove_training.py [--stanford FOLDER] [--ofast FOLDER]
                                        [--epochs 20] [--repeats 3] [--quality SEEDS]

Corpus C1 (0.86 million tokens), window 5, min_count 5, 1/distance, 100 numbers,
x_max 10, learning rate 0.05. FOLDER holds Stanford's `vocab_count`, `cooccur`,
`shuffle` and `glove` (stock flags, and with -Ofast). What is absent is named.

Cost is one formula for all, taken over all pairs with the final weights:
mean of f(X) (w.w~ + b + b~ - log X)^2. Stanford's own display halves it.
--quality trains with several seeds on C1 and scores WordSim-353 and analogies.
"""

import argparse
import importlib.util
import tempfile
from pathlib import Path

import measure
import numpy as np

SETUP = """
import json, resource, sys, time
import numpy as np, keras
from wordemb_keras import Cooccurrence, GloVe
counts, epochs, seed, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
X = Cooccurrence.load(counts)
def now():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime
def done(start, model, **more):
    wall, cpu = (b - a for a, b in zip(start, now()))
    model.keyed_vectors(X.vocabulary).save_word2vec_format(out)
    cost = model.evaluate(X, verbose=0)
    print(json.dumps({"wall": wall, "cpu": cpu, "cost": cost, "pairs": int(X.matrix.nnz), **more}))
"""

OURS = """
small = Cooccurrence.build([["a", "b", "c"]] * 3, verbose=0)
GloVe(3, 100, seed=1).fit(small, epochs=1, verbose=0)  # load the compiled code
model = GloVe(len(X), 100, x_max=10, seed=seed)
start = now()
model.fit(X, epochs=epochs, trainer=sys.argv[5], verbose=1)
done(start, model)
"""

NAIVE = """
import tensorflow as tf
from wordemb_keras.glove import weighting
size = len(X)
cells = X.matrix.tocoo()
i, j = keras.Input((), dtype="int32"), keras.Input((), dtype="int32")
def table(dim, index):
    return keras.layers.Embedding(size, dim)(index)
score = keras.layers.Dot(-1)([table(100, i), table(100, j)])
score = keras.layers.Flatten()(score + table(1, i) + table(1, j))
naive = keras.Model([i, j], score)
naive.compile(keras.optimizers.Adagrad(0.05), loss="mse")
weights = weighting(cells.data, x_max=10).astype("float32")
indices = [cells.row.astype("int32"), cells.col.astype("int32")]
logs = np.log(cells.data).astype("float32")
start = now()
naive.fit(indices, logs, sample_weight=weights, batch_size=65536, epochs=epochs, verbose=1)
model = GloVe(size, 100, x_max=10, seed=seed)
end = now()
tables = [layer.get_weights() for layer in naive.layers if layer.name.startswith("embedding")]
for name, values in zip(("words", "contexts", "word_biases", "context_biases"), tables):
    getattr(model, name).set_weights(values)
shift = [b - a for a, b in zip(end, now())]
done([a + b for a, b in zip(start, shift)], model)
"""

MITTENS = """
from mittens.np_mittens import GloVe as Mittens  # its TensorFlow half needs TensorFlow 1
most = 4000  # it works on the dense matrix of all words: more would not fit a laptop
dense = X.matrix[:most, :most].toarray()
start = now()
Mittens(n=100, max_iter=epochs, xmax=10, learning_rate=0.05, display_progress=0).fit(dense)
wall, cpu = (b - a for a, b in zip(start, now()))
pairs = int((dense > 0).sum())
print(json.dumps({"wall": wall, "cpu": cpu, "cost": float("nan"), "pairs": pairs}))
"""


def stanford(folder, corpus, work, epochs, seed):
    """Count with Stanford's programs once, train, and read all its weights back."""
    vocabulary, counts = work / "vocabulary.txt", work / "shuffled.bin"
    if not counts.exists():
        measure.program(
            f"{folder}/vocab_count -verbose 0 -min-count 5 < {corpus} > {vocabulary}",
            f"{folder}/cooccur -verbose 0 -window-size 5 -memory 1 -vocab-file {vocabulary} "
            f"-overflow-file {work}/overflow < {corpus} > {work}/counts.bin",
            f"{folder}/shuffle -verbose 0 -memory 1 -temp-file {work}/temp "
            f"< {work}/counts.bin > {counts}",
        )
    run = measure.program(
        f"{folder}/glove -input-file {counts} -vocab-file {vocabulary} -save-file {work}/out "
        f"-gradsq-file {work}/gradsq -threads 2 -vector-size 100 -iter {epochs} -x-max 10 "
        f"-eta 0.05 -binary 1 -model 0 -verbose 0 -seed {seed}"
    )
    words = [line.split(" ")[0] for line in vocabulary.read_text(encoding="utf-8").splitlines()]
    weights = np.fromfile(work / "out.bin").reshape(2, len(words), 101)
    run.result.update(pairs=counts.stat().st_size // 16)
    return run, words, weights


def cost_of(words, weights, counts_path):
    """The common cost of Stanford's weights, and its w + w~ as KeyedVectors."""
    from wordemb_keras import Cooccurrence, GloVe

    counted = Cooccurrence.load(counts_path)
    place = {word: row for row, word in enumerate(words)}
    order = [place[word] for word in counted.vocabulary.words]
    model = GloVe(len(counted), 100, x_max=10)
    model.words.set_weights([weights[0, order, :100]])
    model.contexts.set_weights([weights[1, order, :100]])
    model.word_biases.set_weights([weights[0, order, 100:]])
    model.context_biases.set_weights([weights[1, order, 100:]])
    return model.evaluate(counted, verbose=0), model.keyed_vectors(counted.vocabulary)


def scores(vectors):
    from gensim.test.utils import datapath

    pairs = vectors.evaluate_word_pairs(datapath("wordsim353.tsv"))
    analogies = vectors.evaluate_word_analogies(datapath("questions-words.txt"))[0]
    return pairs[1].statistic, pairs[2], analogies


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stanford", type=Path)
    parser.add_argument("--ofast", type=Path)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quality", type=int, default=0, metavar="SEEDS")
    options = parser.parse_args()
    from wordemb_keras import Cooccurrence

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        corpus, counts = work / "c1.txt", work / "counts.npz"
        measure.write_c1(corpus)
        how = {"window": 5, "min_count": 5, "weighting": "inverse_distance", "verbose": 0}
        Cooccurrence.build(corpus, **how).save(counts)

        def ours(trainer, epochs, seed=1):
            vectors = work / f"{trainer}{seed}.txt"
            return measure.python(SETUP + OURS, counts, epochs, seed, vectors, trainer)

        few = max(1, options.epochs // 10)
        methods = {
            "hogwild": lambda: ours("hogwild", options.epochs),
            "Keras GloVe": lambda: ours("keras", options.epochs),
            "naive Keras fit": lambda: measure.python(
                SETUP + NAIVE, counts, few, 1, work / "n.txt"
            ),
        }
        epochs = {name: options.epochs for name in methods} | {"naive Keras fit": few}
        if importlib.util.find_spec("mittens"):
            name = "mittens, 4,000 words"
            methods[name] = lambda: measure.python(SETUP + MITTENS, counts, few, 1, work / "m")
            epochs[name] = few
        else:
            print("mittens is left out: pip install '.[bench]'")
        for name, given in (("Stanford C", options.stanford), ("Stanford -Ofast", options.ofast)):
            if given is None:
                print(f"{name} is left out: give its folder with --stanford / --ofast")
                continue

            def run(given=given):
                finished, words, weights = stanford(given, corpus, work, options.epochs, 1)
                finished.result["cost"], _ = cost_of(words, weights, counts)
                return finished

            methods[name], epochs[name] = run, options.epochs
        figures = measure.interleaved(methods, options.repeats)
        report(figures, epochs, options.repeats)
        if options.quality:
            quality(ours, options, work, corpus, counts)


def report(figures, epochs, repeats):
    def rate(name):
        run = figures[name]
        return run.result["pairs"] * epochs[name] / run.cpu

    print(f"\nmedians of {repeats} interleaved runs; a cost is that of so many epochs")
    print(
        f"{'trainer':<22}{'pairs/CPU s':>12}{'hogwild is':>11}{'wall s':>8}{'epochs':>7}{'cost':>9}"
    )
    for name, run in figures.items():
        print(
            f"{name:<22}{rate(name):>12,.0f}{rate('hogwild') / rate(name):>10.1f}x"
            f"{run.wall:>8.1f}{epochs[name]:>7}{run.result['cost']:>9.5f}"
        )
    print(f"Keras GloVe is {rate('Keras GloVe') / rate('naive Keras fit'):.2f}x naive fit")


def quality(ours, options, work, corpus, counts):
    from gensim.models import KeyedVectors

    print("\nquality (pairs with an unknown word are left out)")
    for seed in range(1, options.quality + 1):
        ours("hogwild", options.epochs, seed)
        vectors = KeyedVectors.load_word2vec_format(work / f"hogwild{seed}.txt")
        show("hogwild", seed, scores(vectors))
        if options.stanford:
            _, words, weights = stanford(options.stanford, corpus, work, options.epochs, seed)
            show("Stanford C", seed, scores(cost_of(words, weights, counts)[1]))


def show(name, seed, found):
    wordsim, left_out, analogies = found
    print(
        f"{name:<12} seed {seed}: WordSim-353 {wordsim:.3f} ({left_out:.0f} % of the pairs left "
        f"out), analogies {100 * analogies:.1f} %"
    )


if __name__ == "__main__":
    main()
