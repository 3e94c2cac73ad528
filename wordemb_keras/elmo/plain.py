r"""Section 9-5: ELMo's biLM in plain NumPy, to be read beside the paper.

A word at a time and a step at a time, without batches, padding or masks. It gives the
numbers of the fast classes (`BiLM`), which are tested against it.

    word -> characters -> filters, maximum -> highway -> token vector x
    x_1 ... x_T -> LSTM -> LSTM          from the left, and from the right

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), section 3
"""

from typing import Any

import numpy as np

from wordemb_keras.elmo.characters import token_ids


def layers(bilm: Any, words: list[str]) -> np.ndarray:
    """All layers of one sentence, `(n_layers + 1, words, 2 * projection_dim)`.

    Args:
        bilm: a `BiLM`; only its weights and settings are used.
        words: the sentence, at least one word.

    Example:

    >>> from wordemb_keras.elmo import BiLM
    >>> bilm = BiLM(units=8, projection_dim=3, filters=[(1, 4), (2, 4)])
    >>> fast = bilm.embed([["river", "bank"]], verbose=0)[0]
    >>> np.allclose(layers(bilm, ["river", "bank"]), fast, atol=1e-5)
    True
    """
    x = np.array([token_vector(bilm, word) for word in ["<S>", *words, "</S>"]])
    forward = stack(bilm, bilm.forward_layers, x)
    backward = [y[::-1] for y in stack(bilm, bilm.backward_layers, x[::-1])]
    pairs = [(x, x), *zip(forward, backward, strict=True)]
    return np.array([np.concatenate(pair, axis=1)[1:-1] for pair in pairs])  # without the borders


def token_vector(bilm: Any, word: str) -> np.ndarray:
    """Layer 0, `(projection_dim,)`: what the characters of a word say about it."""
    encoder = bilm.encoder
    activation: Any = np.tanh if encoder.activation == "tanh" else relu
    ids = token_ids(word, max_characters=bilm.max_characters)
    characters = encoder.char_embed.numpy()[ids - 1]  # (50, char_dim); id 0 means no token
    found = []
    for kernel, bias in zip(encoder.kernels, encoder.biases, strict=True):
        kernel, width = kernel.numpy(), kernel.shape[0]  # (width, char_dim, filters)
        places = range(len(characters) - width + 1)
        responses = [np.tensordot(characters[p : p + width], kernel, axes=2) for p in places]
        # A filter asks whether its sequence is anywhere in the word: the best place counts.
        found.append(activation(np.max(responses, axis=0) + bias.numpy()))
    x = np.concatenate(found)
    for highway in encoder.highways:
        gate = sigmoid(x @ highway.W_carry.numpy() + highway.b_carry.numpy())
        new = relu(x @ highway.W_transform.numpy() + highway.b_transform.numpy())
        x = gate * new + (1 - gate) * x
    return x @ encoder.W_proj.numpy() + encoder.b_proj.numpy() if encoder.use_projection else x


def stack(bilm: Any, lstms: list, x: np.ndarray) -> list[np.ndarray]:
    """The outputs of each LSTM of one direction, in its reading order, `(steps, dim)`."""
    outputs = []
    for k, layer in enumerate(lstms):
        y = lstm(layer.cell, x)
        x = y + x if bilm.use_skip_connections and k > 0 else y
        outputs.append(x)
    return outputs


def lstm(cell: Any, xs: np.ndarray) -> np.ndarray:
    """An LSTM with projection along a sequence, `(steps, features)` to `(steps, dim)`."""
    W, b, P = (weight.numpy() for weight in (cell.kernel, cell.bias, cell.projection))
    h, c = np.zeros(P.shape[1]), np.zeros(P.shape[0])  # output and memory
    outputs = []
    for x in xs:
        i, j, f, o = np.split(np.concatenate([x, h]) @ W + b, 4)
        c = sigmoid(f + 1) * c + sigmoid(i) * np.tanh(j)  # 1 added: it starts by remembering
        c = clip(c, cell.cell_clip)
        h = clip((sigmoid(o) * np.tanh(c)) @ P, cell.proj_clip)
        outputs.append(h)
    return np.array(outputs)


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + np.exp(-x))


def relu(x: np.ndarray) -> np.ndarray:
    """What is below 0 becomes 0."""
    return np.maximum(x, 0)


def clip(x: np.ndarray, limit: float | None) -> np.ndarray:
    """Cut at plus and minus the limit; the published models do, at 3."""
    return x if limit is None else np.clip(x, -limit, limit)
