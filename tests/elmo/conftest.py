"""Small biLMs, and modules of TensorFlow Hub made from them."""

import os
import runpy
from pathlib import Path

import numpy as np
import pytest

# The machine that runs the tests may have a module in its usual cache.
os.environ["TFHUB_CACHE_DIR"] = os.devnull


def make_bilm(seed=0, **kwargs):
    from wordemb_keras.elmo import BiLM

    sizes = {"units": 8, "projection_dim": 3, "filters": [(1, 4), (2, 4)], "char_dim": 4}
    bilm = BiLM(**{**sizes, **kwargs})
    rng = np.random.default_rng(seed)
    bilm.set_weights([rng.normal(0, 0.5, w.shape) for w in bilm.weights])
    return bilm


@pytest.fixture(scope="session")
def tf1_module(tmp_path_factory):
    """A folder with a module of TensorFlow 1."""
    from wordemb_keras.elmo import HubModule

    write = runpy.run_path(str(Path(__file__).with_name("tf1_module.py")))["write_tf1_module"]
    folder = tmp_path_factory.mktemp("tf1") / "module"
    write(make_bilm(), folder)
    kept = HubModule(folder)  # while there are tests of it: who loads it again gets this one
    yield folder
    del kept


@pytest.fixture(scope="session")
def tf2_module(tmp_path_factory):
    """A SavedModel of today with the signatures of google/elmo."""
    from wordemb_keras.elmo import ELMoEmbedding, HubModule

    folder = tmp_path_factory.mktemp("tf2") / "module"
    layer = ELMoEmbedding(make_bilm())
    layer.bilm.embed(["used before"], verbose=0)
    layer(["used before"])
    layer.export_saved_model(folder)
    kept = HubModule(folder)
    yield folder
    del kept
