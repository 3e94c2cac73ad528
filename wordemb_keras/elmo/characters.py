r"""Section 9-5: words as characters, the input of ELMo (F5.03).

ELMo has no vocabulary: a word is the row of its UTF-8 bytes, so that a word
never seen before is read like any other. A token becomes exactly 50 numbers,

    begin of word, byte, byte, ..., end of word, padding, padding, ...
         259      (0..255) + 1          260         261      261

Every number is one higher than the byte, which leaves 0 for tokens that are
not there (padding of a short sentence in a batch). The borders of a sentence
are tokens of their own. The same ids come out in NumPy (`character_ids`) and
inside a `tf.data` or Keras graph (`CharacterIds`).

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365), section 3.1;
[Kim et al., 2016](https://arxiv.org/abs/1508.06615)
"""

# ruff: noqa: D102 (the methods every Keras layer has are told on the class)

from collections.abc import Iterable, Sequence
from typing import Any

import keras
import numpy as np

from wordemb_keras import checks
from wordemb_keras.elmo.sentences import StringLayer, check_tokens, in_utf8

MAX_CHARACTERS = 50
_LEAST = 2  # begin and end of a word; a byte needs one more
N_CHARACTERS = 261  # 256 bytes and five signs; id 0 (no token) has no vector
_BEGIN_SENTENCE, _END_SENTENCE, _BEGIN_WORD, _END_WORD, _PADDING = range(256, 261)

# As in the original implementations, these two tokens stand for the borders themselves.
BORDERS = {"<S>": _BEGIN_SENTENCE, "</S>": _END_SENTENCE}


def token_ids(token: str, *, max_characters: int = MAX_CHARACTERS) -> np.ndarray:
    """The character ids of one token.

    A long token, in NFC, is cut after `max_characters - 2` bytes, be it inside a character.

    Args:
        token: a word, or `"<S>"` or `"</S>"` for a border of the sentence.
        max_characters: length of the result, at least 2 (begin and end).

    Returns:
        int32 array of shape `(max_characters,)`.

    Example:

    >>> token_ids("dog", max_characters=7)
    array([259, 101, 112, 104, 260, 261, 261], dtype=int32)
    """
    max_characters = checks.integer("max_characters", max_characters, least=_LEAST)
    token = in_utf8(token, "a token")
    inside = [BORDERS[token]] if token in BORDERS else list(token.encode("utf-8"))
    ids = np.full(max_characters, _PADDING, np.int32)
    row = [_BEGIN_WORD, *inside[: max_characters - 2], _END_WORD]
    ids[: len(row)] = row
    return ids + 1


def character_ids(
    sentences: Iterable[Sequence[str]], *, max_characters: int = MAX_CHARACTERS
) -> np.ndarray:
    """The character ids of tokenised sentences, in NFC, filled up with zeros.

    Args:
        sentences: lists of tokens.
        max_characters: ids for each token.

    Returns:
        int32 array of shape `(number of sentences, longest sentence, max_characters)`.

    Raises:
        ValueError: a sentence is a string, or a token is empty.

    Example:

    >>> ids = character_ids([["I", "bank"], ["안녕"]], max_characters=8)
    >>> ids.shape
    (2, 2, 8)
    >>> ids[1]  # six bytes for two syllables; then a token that is not there
    array([[259, 237, 150, 137, 236, 134, 150, 260],
           [  0,   0,   0,   0,   0,   0,   0,   0]], dtype=int32)
    """
    max_characters = checks.integer("max_characters", max_characters, least=_LEAST)
    rows = [check_tokens(tokens, number) for number, tokens in enumerate(sentences)]
    longest = max((len(tokens) for tokens in rows), default=0)
    ids = np.zeros((len(rows), longest, max_characters), np.int32)
    for row, tokens in zip(ids, rows, strict=True):
        for place, token in enumerate(tokens):
            row[place] = token_ids(token, max_characters=max_characters)
    return ids


@keras.saving.register_keras_serializable(package="wordemb_keras")
class CharacterIds(StringLayer):
    """Tokens to character ids, inside a model or a `tf.data` pipeline.

    Args:
        max_characters: ids for each token.

    Input shape:
        Strings of any shape `(...)`, one token each; `""` is padding.

    Output shape:
        `(..., max_characters)`, int32; all zeros for padding.

    Example:

    >>> import tensorflow as tf
    >>> CharacterIds(max_characters=7)(tf.constant(["dog", ""])).numpy()
    array([[259, 101, 112, 104, 260, 261, 261],
           [  0,   0,   0,   0,   0,   0,   0]], dtype=int32)
    """

    def __init__(self, max_characters: int = MAX_CHARACTERS, **kwargs: Any):
        super().__init__(autocast=False, **kwargs)
        self.max_characters = checks.integer("max_characters", max_characters, least=_LEAST + 1)
        self.supports_jit = False  # strings
        self.built = True

    def call(self, inputs: Any) -> Any:
        import tensorflow as tf

        n, tokens = self.max_characters, tf.reshape(inputs, (-1, 1))
        is_border = tf.logical_or(tokens == "<S>", tokens == "</S>")
        length = tf.minimum(tf.strings.length(tokens), n - 2)  # in bytes
        length = tf.where(is_border, 1, length)
        border = tf.where(tokens == "<S>", _BEGIN_SENTENCE, _END_SENTENCE)
        raw = tf.io.decode_raw(tokens[:, 0], tf.uint8, fixed_length=n)
        inside = tf.where(is_border, border, tf.roll(tf.cast(raw, tf.int32), 1, axis=1))
        place = tf.range(n)[tf.newaxis]  # 0 begin, 1..length bytes, length + 1 end, padding
        ids = tf.where(place <= length, inside, _PADDING)
        ids = tf.where(place == length + 1, _END_WORD, ids)
        ids = tf.where(place == 0, _BEGIN_WORD, ids) + 1
        ids = tf.where(tokens == "", 0, ids)
        return tf.reshape(ids, tf.concat([tf.shape(inputs), [n]], 0))

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        return keras.KerasTensor((*inputs.shape, self.max_characters), dtype="int32")

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (*input_shape, self.max_characters)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "max_characters": self.max_characters}


def add_borders(ids: Any) -> Any:
    """Put the begin and the end of each sentence around its tokens.

    Args:
        ids: character ids `(batch_size, tokens, max_characters)`, padding zeros
            at the end of a row only.

    Returns:
        `(batch_size, tokens + 2, max_characters)`: the end stands right after
        the last token of each row.

    Raises:
        tf.errors.InvalidArgumentError: when it runs, padding before a token. The end of the
            sentence would take the place of a word. (LiteRT and ONNX drop such checks.)

    Example:

    >>> bordered = add_borders(character_ids([["a", "b"], ["c"]], max_characters=4))
    >>> bordered.numpy()[:, :, 1]  # 257 begins, 258 ends a sentence
    array([[257,  98,  99, 258],
           [257, 100, 258,   0]], dtype=int32)
    """
    import tensorflow as tf

    ids = tf.convert_to_tensor(ids)
    n = ids.shape[-1]
    begin, end = (tf.constant(token_ids(s, max_characters=n), ids.dtype) for s in BORDERS)
    real = ids[..., 0] > 0
    gap = tf.reduce_any(tf.logical_and(real[:, 1:], tf.logical_not(real[:, :-1])))
    message = "Padding stands before a token. It may only fill up a row at its end."
    with tf.control_dependencies([tf.debugging.Assert(tf.logical_not(gap), [message])]):
        lengths = token_counts(ids)
    rows = tf.pad(ids, [[0, 0], [1, 1], [0, 0]])
    place = tf.range(tf.shape(rows)[1])[tf.newaxis, :, tf.newaxis]
    rows = tf.where(place == 0, begin, rows)
    return tf.where(place == lengths[:, tf.newaxis, tf.newaxis] + 1, end, rows)


def token_counts(ids: Any) -> Any:
    """How many tokens each row of character ids holds, `(batch_size,)` int32."""
    import tensorflow as tf

    return tf.reduce_sum(tf.cast(ids[..., 0] > 0, tf.int32), axis=-1)
