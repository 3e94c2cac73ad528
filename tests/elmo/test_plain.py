"""Section 9-5: the biLM in plain NumPy and the fast one give the same numbers."""

import numpy as np
import pytest

from wordemb_keras.elmo import BiLM, character_ids, plain

SENTENCES = [["river", "bank"], ["은행", "안녕ㅋㅋ", "a", "b"], ["alone"]]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"n_layers": 3, "activation": "tanh", "n_highway": 2},
        {"use_skip_connections": False, "cell_clip": None, "proj_clip": 0.1},
        {"filters": [(1, 3)], "use_projection": False, "projection_dim": 3},
    ],
    ids=["two layers", "three layers, tanh", "clipped", "no projection"],
)
def test_plain_and_fast_agree(settings):
    bilm = BiLM(**{"units": 8, "projection_dim": 5, "filters": [(1, 4), (3, 6)], **settings})
    rng = np.random.default_rng(0)
    bilm.set_weights([rng.normal(size=weight.shape) * 0.5 for weight in bilm.get_weights()])
    embedded = bilm.embed(SENTENCES, verbose=0)  # of few sentences in NumPy, but all at once
    for sentence, at_once in zip(SENTENCES, embedded, strict=True):
        found = plain.layers(bilm, sentence)
        assert np.allclose(found, bilm(character_ids([sentence]))[0], atol=1e-5)
        assert np.allclose(found, at_once, atol=1e-5)
