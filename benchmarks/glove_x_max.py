"""Which x_max for how much text? The evidence behind the default of `GloVe`.

    python benchmarks/glove_x_max.py [--seeds 2]

The natural English text (0.53 million tokens) and its first half and quarter,
plus all of it with rarer words kept (min_count 2); window 5,
1/distance, 100 numbers, 20 epochs. Shown is the mean over seeds of the rank
correlation with WordSim-353, pairs with an unknown word left out.
"""

import argparse

import numpy as np
from gensim.test.utils import datapath

from wordemb_keras import Cooccurrence, GloVe, datasets, text

X_MAX = (1, 3, 10, 30, 100)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2)
    options = parser.parse_args()
    sentences = [text.english_tokens(sentence) for sentence in datasets.read_sentences()]
    print(f"{'tokens':>8} {'min_count':>9} {'pairs':>10}" + "".join(f"{x:>14}" for x in X_MAX))
    for share, min_count in ((4, 5), (2, 5), (1, 5), (1, 2)):
        part = sentences[: len(sentences) // share]
        counts = Cooccurrence.build(
            part, window=5, weighting="inverse_distance", min_count=min_count, verbose=0
        )
        cells = []
        for x_max in X_MAX:
            found = [agreement(counts, x_max, seed) for seed in range(options.seeds)]
            cells.append(f"{np.mean(found):.3f} ± {np.std(found):.3f}")
        row = f"{sum(map(len, part)):>8} {min_count:>9} {counts.matrix.nnz:>10}"
        print(row + "".join(f"{cell:>14}" for cell in cells), flush=True)


def agreement(counts, x_max, seed):
    model = GloVe(len(counts), 100, x_max=x_max, seed=seed)
    model.fit(counts, epochs=20, verbose=0)
    return model.keyed_vectors().evaluate_word_pairs(datapath("wordsim353.tsv"))[1].statistic


if __name__ == "__main__":
    main()
