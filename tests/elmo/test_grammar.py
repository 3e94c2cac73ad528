"""Every public layer of the package against the grammar of Keras, as its own `run_layer_test`."""

import importlib
import json
import pkgutil
import re
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

import wordemb_keras
from wordemb_keras import GloVe, Vocabulary, build_embedding_matrix
from wordemb_keras.elmo import (
    BiLM,
    CharacterEncoder,
    CharacterIds,
    ELMoEmbedding,
    HubELMo,
    ProjectedLSTM,
    ProjectedLSTMCell,
    ScalarMix,
    SplitText,
    character_ids,
    mean_of_tokens,
)
from wordemb_keras.elmo.encoder import Highway
from wordemb_keras.elmo.sentences import TokenMask
from wordemb_keras.elmo.softmax import WordSoftmax

pytestmark = pytest.mark.xdist_group("hub")  # one worker makes the module

rng = np.random.default_rng(0)
TEXTS = np.array(["the river bank", "안녕", ""], object)
TOKENS = np.array([["New York", "bank", ""], ["안녕", "", ""]], object)
IDS = character_ids([["the", "river"], ["안녕"], []], max_characters=12)
STEPS = rng.normal(size=(3, 4, 5)).astype("float32")
ROWS = rng.normal(size=(3, 5)).astype("float32")
LAYERS = rng.normal(size=(3, 2, 4, 5)).astype("float32")
INDICES = np.array([[2, 3, 1], [3, 0, 0]], "int32")
WORDS = Vocabulary(["bank", "river"])


def bilm(**kwargs):
    sizes = {"units": 6, "projection_dim": 3, "filters": [(1, 4), (2, 4)], "char_dim": 4}
    return BiLM(**sizes, n_layers=1, max_characters=12, **kwargs)


def table(**kwargs):
    vectors = {"bank": [1.0, 0.0], "river": [0.0, 2.0]}
    return build_embedding_matrix(vectors, WORDS).layer(**kwargs)


def glove_table(**kwargs):
    return GloVe(2, 3).embedding(WORDS)


@dataclass
class Case:
    """A layer: how it is made, and inputs whose free dimensions are named."""

    make: Any
    inputs: list
    free: list = field(default_factory=lambda: [(0,)])  # dimensions that stay unknown
    mask: Any = None  # shape of the mask that comes out, of the inputs' own content
    passes: bool = False  # a mask that comes in goes on
    half: bool = True  # gives numbers in the precision of its policy
    packed: bool = False  # the inputs are one argument

    def call(self, layer, inputs):
        return layer(list(inputs)) if self.packed else layer(*inputs)

    def symbolic(self):
        return [
            keras.Input(
                batch_shape=[None if k in free else n for k, n in enumerate(array.shape)],
                dtype="string" if array.dtype == object else array.dtype.name,
            )
            for array, free in zip(self.inputs, self.free, strict=True)
        ]

    def tensors(self):
        return [tf.constant(array) for array in self.inputs]


CASES = {
    "SplitText": Case(SplitText, [TEXTS], half=False),
    "SplitText of tokens": Case(lambda **k: SplitText(tokens=True, **k), [TOKENS], half=False),
    "TokenMask": Case(TokenMask, [TEXTS], half=False),
    "CharacterIds": Case(lambda **k: CharacterIds(12, **k), [TOKENS], [(0, 1)], half=False),
    "Highway": Case(Highway, [ROWS]),
    "CharacterEncoder": Case(
        lambda **k: CharacterEncoder(3, filters=[(1, 4), (2, 4)], **k), [IDS], [(0, 1)]
    ),
    "ProjectedLSTM": Case(lambda **k: ProjectedLSTM(6, 3, **k), [STEPS], [(0, 1)], passes=True),
    "ProjectedLSTM, portable": Case(
        lambda **k: ProjectedLSTM(6, 3, portable=True, **k), [STEPS], [(0, 1)], passes=True
    ),
    "ProjectedLSTMCell": Case(
        lambda **k: keras.layers.RNN(ProjectedLSTMCell(6, 3, **k), return_sequences=True, **k),
        [STEPS],
        passes=True,
    ),
    "BiLM": Case(bilm, [IDS], [(0, 1)], mask=(3, 2)),
    "ScalarMix": Case(lambda **k: ScalarMix(layer_norm=True, **k), [LAYERS], [(0, 2)]),
    "ELMoEmbedding": Case(lambda **k: ELMoEmbedding(bilm(), **k), [TEXTS], mask=(3, 3)),
    "ELMoEmbedding of tokens": Case(
        lambda **k: ELMoEmbedding(bilm(), tokens=True, **k), [TOKENS], [(0, 1)], mask=(2, 3)
    ),
    "ELMoEmbedding, default": Case(
        lambda **k: ELMoEmbedding(bilm(), output="default", **k), [TEXTS]
    ),
    "ELMoEmbedding, layers": Case(
        lambda **k: ELMoEmbedding(bilm(), output="layers", **k), [TEXTS], mask=(3, 3)
    ),
    "HubELMo": Case(None, [TEXTS], mask=(3, 3)),
    "WordSoftmax": Case(
        lambda **k: WordSoftmax(8, **k),
        [ROWS, np.array([0, 3, 7], "int32")],
        [(0,), (0,)],
        half=False,  # always in float32
    ),
    "an Embedding of pretrained vectors": Case(table, [INDICES], [(0, 1)], mask=(2, 3)),
    "an Embedding of GloVe": Case(glove_table, [INDICES], [(0, 1)], mask=(2, 3), half=False),
    "GloVe": Case(
        lambda **k: GloVe(4, 3, **k),
        [np.array([0, 2], "int32"), np.array([1, 3], "int32")],
        [(0,), (0,)],
        half=False,  # says that it trains in float32
        packed=True,
    ),
}


@pytest.fixture(params=CASES)
def case(request):
    found = CASES[request.param]
    if found.make is None:
        folder = request.getfixturevalue("tf2_module")
        found.make = lambda **kwargs: HubELMo(folder, output="elmo", **kwargs)
    return found


def numbers(found):
    """Tensors as arrays, also strings and half precision."""
    return [np.asarray(keras.ops.cast(x, "float32") if "float" in str(x.dtype) else x)
            for x in keras.tree.flatten(found)]  # fmt: skip


def alike(found, expected, atol=1e-6):
    return all(
        np.allclose(a, b, atol=atol) if a.dtype.kind == "f" else np.array_equal(a, b)
        for a, b in zip(numbers(found), numbers(expected), strict=True)
    )


def config_of(layer):
    """As a file has it, without what is another number in every process."""
    config = keras.saving.serialize_keras_object(layer)
    for part in ("build_config", "compile_config"):  # a copy is neither yet
        config.pop(part, None)
    text = json.dumps(config, sort_keys=True)
    return re.sub(r'"shared_object_id": \d+', "", text)


def test_config_shapes_and_copies(case):
    layer, inputs = case.make(), case.tensors()
    real = case.call(layer, inputs)
    symbolic = case.call(layer, case.symbolic())
    for kept, found in zip(keras.tree.flatten(symbolic), keras.tree.flatten(real), strict=True):
        assert len(kept.shape) == len(found.shape)
        assert all(n in (None, m) for n, m in zip(kept.shape, found.shape, strict=True))
        assert keras.backend.standardize_dtype(kept.dtype) == keras.backend.standardize_dtype(
            found.dtype
        )
    again = type(layer).from_config(layer.get_config())
    assert config_of(again) == config_of(layer)

    entries = case.symbolic()
    model = keras.Model(entries, case.call(layer, entries))
    run = tf.function(lambda *x: model(list(x)), autograph=False)
    assert alike(run(*inputs), real)
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    assert alike(clone(inputs), real)
    assert len(clone.trainable_weights) == len(model.trainable_weights)


def test_masks(case):
    found = keras.tree.flatten(case.call(case.make(), case.tensors()))[0]
    mask = getattr(found, "_keras_mask", None)
    assert (None if mask is None else tuple(mask.shape)) == case.mask
    if mask is not None:
        assert np.asarray(mask).any(axis=1).all()  # no row that a mean cannot be taken of
    if case.passes:
        hidden = keras.layers.Masking()(np.pad(case.inputs[0], [(0, 0), (0, 2), (0, 0)]))
        layer = case.make()
        given = np.asarray(hidden._keras_mask)
        found = layer(hidden)
        assert np.array_equal(found._keras_mask, given) and given.sum() == 12
        assert np.allclose(found[:, :4], layer(case.inputs[0]), atol=1e-6)
        # what is hidden changes nothing, wherever it stands
        inside = tf.constant(np.insert(case.inputs[0], 2, 9.0, axis=1))
        skipped = layer(inside, mask=tf.constant([[True, True, False, True, True]] * 3))
        assert np.allclose(skipped[:, 3:], layer(case.inputs[0])[:, 2:], atol=1e-6)


@pytest.mark.parametrize("case", [n for n, c in CASES.items() if c.half], indirect=True)
def test_mixed_precision(case, policy="mixed_float16"):
    layer = case.make(dtype=policy)
    found = keras.tree.flatten(layer(*case.tensors()))[0]
    assert keras.backend.standardize_dtype(found.dtype) == policy.removeprefix("mixed_")
    assert np.isfinite(numbers(found)[0]).all()
    assert {keras.backend.standardize_dtype(w.dtype) for w in layer.weights} <= {"float32"}
    full = case.make()
    full(*case.tensors())
    full.set_weights(layer.get_weights())
    assert alike(found, full(*case.tensors()), atol=0.1)


def test_all_are_saved_and_loaded_in_one_fresh_process(tmp_path, tf2_module, fresh_keras):
    expected = {}
    for number, (name, case) in enumerate(CASES.items()):
        make = case.make or (lambda **kwargs: HubELMo(tf2_module, output="elmo", **kwargs))
        entries = case.symbolic()
        model = keras.Model(entries, case.call(make(), entries))
        model.save(tmp_path / f"{number}.keras")
        found = numbers(model(case.tensors()))
        expected[number] = {
            "name": name,
            "inputs": [[array.tolist(), "str" if array.dtype == object else array.dtype.name]
                       for array in case.inputs],
            "outputs": [[[b.decode() for b in x.ravel()] if x.dtype == object
                         else x.ravel().tolist(), list(x.shape)] for x in found],
        }  # fmt: skip
    (tmp_path / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    printed = fresh_keras(
        "import json, keras, numpy as np, tensorflow as tf\n"
        "import wordemb_keras.elmo.softmax, wordemb_keras.glove.model\n"
        "from pathlib import Path\n"
        "for number, case in json.loads(Path('expected.json').read_text('utf-8')).items():\n"
        "    model = keras.models.load_model(f'{number}.keras')\n"
        "    found = model([tf.constant(x, None if kind == 'str' else kind)"
        " for x, kind in case['inputs']])\n"
        "    for tensor, (values, shape) in zip(keras.tree.flatten(found), case['outputs']):\n"
        "        array = np.asarray(tensor)\n"
        "        values = [v.encode() if isinstance(v, str) else v for v in values]\n"
        "        same = np.array(values, array.dtype).reshape(shape)\n"
        "        close = np.allclose if array.dtype.kind == 'f' else np.array_equal\n"
        "        print(case['name'], close(array, same), sep=': ')\n"
    )
    assert sorted(printed.splitlines()) == sorted(f"{name}: True" for name in CASES)


def test_every_public_layer_is_here():
    public = set()
    for module in pkgutil.walk_packages(wordemb_keras.__path__, "wordemb_keras."):
        if not re.search(r"\.(cli|course|plots)|__main__", module.name):
            importlib.import_module(module.name)
    for name, kind in keras.saving.get_custom_objects().items():
        if name.startswith("wordemb_keras>") and issubclass(kind, keras.layers.Layer):
            public.add(kind.__name__)
    assert {"BiLM", "GloVe", "ELMoEmbedding"} <= public
    assert public <= {name.partition(",")[0].partition(" ")[0] for name in CASES}


def test_the_mean_of_tokens_in_a_functional_model():
    text = keras.Input((), dtype="string")
    elmo = ELMoEmbedding(bilm(), name="elmo")
    model = keras.Model(text, mean_of_tokens(elmo(text), TokenMask()(text)))
    expected = ELMoEmbedding(elmo.bilm, output="default")(list(TEXTS))
    assert np.allclose(model(tf.constant(TEXTS)), expected, atol=1e-6)


def test_the_projected_lstm_gives_its_states_in_a_functional_model():
    steps, lengths = keras.Input((None, 5)), keras.Input((), dtype="int32")
    lstm = ProjectedLSTM(6, 3)
    outputs, (h, c) = lstm(steps, lengths=lengths)
    assert outputs.shape == (None, None, 3) and h.shape == (None, 3) and c.shape == (None, 6)
    model = keras.Model([steps, lengths], [outputs, h, c])
    counts = np.array([4, 2, 0], "int32")
    found = model([STEPS, counts])
    expected, states = lstm(STEPS, lengths=counts)
    assert alike(found, [expected, *states])
