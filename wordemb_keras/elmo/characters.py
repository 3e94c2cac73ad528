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

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import keras
import numpy as np

from wordemb_keras import checks

MAX_CHARACTERS = 50
N_CHARACTERS = 261  # 256 bytes and five signs; id 0 (no token) has no vector
_BEGIN_SENTENCE, _END_SENTENCE, _BEGIN_WORD, _END_WORD, _PADDING = range(256, 261)

# As in the original implementations, these two tokens stand for the borders themselves.
BORDERS = {"<S>": _BEGIN_SENTENCE, "</S>": _END_SENTENCE}
_NOT_A_SPACE = re.compile(r"[^ \t\n\v\f\r]+")


def token_ids(token: str, *, max_characters: int = MAX_CHARACTERS) -> np.ndarray:
    """The character ids of one token.

    The bytes are taken as they are (`character_ids` brings tokens to NFC). A long
    token is cut after `max_characters - 2` bytes, be it inside a character.

    Args:
        token: a word, or `"<S>"` or `"</S>"` for a border of the sentence.
        max_characters: length of the result.

    Returns:
        int32 array of shape `(max_characters,)`.

    Example:

    >>> token_ids("dog", max_characters=7)
    array([259, 101, 112, 104, 260, 261, 261], dtype=int32)
    """
    inside = [BORDERS[token]] if token in BORDERS else list(token.encode("utf-8", "ignore"))
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
    rows = [check_tokens(tokens, number) for number, tokens in enumerate(sentences)]
    longest = max((len(tokens) for tokens in rows), default=0)
    ids = np.zeros((len(rows), longest, max_characters), np.int32)
    for row, tokens in zip(ids, rows, strict=True):
        for place, token in enumerate(tokens):
            row[place] = token_ids(token, max_characters=max_characters)
    return ids


def split_text(text: str) -> list[str]:
    r"""The tokens of a text: split at spaces and line ends, NFC.

    Only the six white-space characters of ASCII separate, as in
    `tf.strings.split`, so that Python and the graph see the same tokens.

    Example:

    >>> split_text("bank account\n은행  계좌")
    ['bank', 'account', '은행', '계좌']
    """
    return _NOT_A_SPACE.findall(unicodedata.normalize("NFC", text))


def iter_sentences(sentences: Any) -> Iterator[list[str]]:
    """The tokens of sentences in whatever container, one sentence after the other, in NFC.

    Args:
        sentences: strings or token lists in a list, a generator, an array, a tensor or a
            pandas column. In a table of tokens `(n, longest)`, `""` at the end is padding.

    Raises:
        ValueError: an entry is neither a string nor a list of tokens (a missing value, a
            number); the message names it. Or a single string was given.

    Example:

    >>> list(iter_sentences(["bank account", ["river", "bank"]]))
    [['bank', 'account'], ['river', 'bank']]
    """
    if isinstance(sentences, (str, bytes)):
        raise ValueError(
            "`sentences` must be a list of sentences, not one string. "
            f"Received: sentences={sentences[:40]!r}. Put it in brackets: [sentence]"
        )
    for number, row in enumerate(_rows(sentences)):
        row = row.decode("utf-8", "replace") if isinstance(row, bytes) else row
        yield split_text(row) if isinstance(row, str) else check_tokens(row, number)


def text_batch(texts: Any) -> Any:
    """Strings, in whatever container, as the tensor that Keras takes.

    `fit` and `predict` refuse lists of strings, `<U` arrays, arrays of bytes,
    pandas columns and object arrays of shape `(n, 1)`. This takes all of them,
    and puts the text into NFC, which the graph of a model cannot do.

    Args:
        texts: list, tuple, array, tensor or pandas column of `n` strings
            (also of shape `(n, 1)`), or a list of `n` lists of tokens.

    Returns:
        A string tensor of shape `(n,)`; for token lists `(n, longest)`,
        filled up with `""`.

    Raises:
        ValueError: an entry is not a string (a missing value, a number); the
            message names the row. Or a single string was given.

    Example:

    >>> import numpy as np
    >>> text_batch(np.array([["bank account"], ["river bank"]])).shape
    TensorShape([2])
    >>> text_batch([["bank", "account"], ["bank"]]).numpy().tolist()
    [[b'bank', b'account'], [b'bank', b'']]
    """
    import tensorflow as tf

    if isinstance(texts, (str, bytes)):
        raise ValueError(
            "`texts` must be a list of strings, not one string. "
            f"Received: texts={texts[:40]!r}. Put it in brackets: [text]"
        )
    rows = [_cell(row, number) for number, row in enumerate(_rows(texts))]
    if any(isinstance(row, list) for row in rows):
        return _token_batch([row if isinstance(row, list) else [row] for row in rows])
    return tf.constant(rows, tf.string, shape=(len(rows),))


@keras.saving.register_keras_serializable(package="wordemb_keras")
class CharacterIds(keras.layers.Layer):
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
        # begin, one byte, end
        self.max_characters = checks.integer("max_characters", max_characters, least=3)
        self.supports_jit = False
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


@keras.saving.register_keras_serializable(package="wordemb_keras")
class SplitText(keras.layers.Layer):
    """Sentences to tokens, inside a model: split at ASCII white space, as `split_text`.

    Input shape:
        Strings `(batch_size,)` or `(batch_size, 1)`: sentences. Strings
        `(batch_size, tokens)`: tokens already, passed on as they are.

    Output shape:
        `(batch_size, tokens)`, filled up with `""` at the end.

    Example:

    >>> import tensorflow as tf
    >>> SplitText()(tf.constant([["bank  account"], ["은행"]])).numpy()[:, 1].tolist()
    [b'account', b'']
    """

    def __init__(self, **kwargs: Any):
        super().__init__(autocast=False, **kwargs)
        self.supports_jit = False
        self.built = True

    def call(self, inputs: Any) -> Any:
        import tensorflow as tf

        if _holds_tokens(inputs.shape):
            return inputs
        texts = tf.reshape(inputs, (-1,))
        return tf.strings.split(texts).to_tensor(default_value="")

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        return keras.KerasTensor(self.compute_output_shape(inputs.shape), dtype="string")

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return tuple(input_shape) if _holds_tokens(input_shape) else (input_shape[0], None)


def add_borders(ids: Any) -> Any:
    """Put the begin and the end of each sentence around its tokens.

    Args:
        ids: character ids `(batch_size, tokens, max_characters)`, padding zeros
            at the end of a row only.

    Returns:
        `(batch_size, tokens + 2, max_characters)`: the end stands right after
        the last token of each row.

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
    lengths = token_counts(ids)
    rows = tf.pad(ids, [[0, 0], [1, 1], [0, 0]])
    place = tf.range(tf.shape(rows)[1])[tf.newaxis, :, tf.newaxis]
    rows = tf.where(place == 0, begin, rows)
    return tf.where(place == lengths[:, tf.newaxis, tf.newaxis] + 1, end, rows)


def token_counts(ids: Any) -> Any:
    """How many tokens each row of character ids holds, `(batch_size,)` int32."""
    import tensorflow as tf

    return tf.reduce_sum(tf.cast(ids[..., 0] > 0, tf.int32), axis=-1)


def check_tokens(tokens: Any, number: int) -> list[str]:
    """A sentence as a list of non-empty tokens in NFC, or an error that names it."""
    if isinstance(tokens, (str, bytes)):
        raise ValueError(
            "A sentence must be a list of tokens, not a string. "
            f"Received: sentence {number}: {tokens[:40]!r}. `split_text` splits it."
        )
    if not isinstance(tokens, Iterable):
        raise ValueError(
            f"A sentence must be a string or a list of tokens. Received: {tokens!r} (of type "
            f"{type(tokens).__name__}) as sentence {number}. Fill missing values first, for "
            "example with column.fillna('')"
        )
    return [_token(token, number) for token in tokens]


def _token(token: Any, number: int) -> str:
    if isinstance(token, bytes):
        token = token.decode("utf-8", "replace")
    if not isinstance(token, str) or not token:
        raise ValueError(
            f"Tokens must be non-empty strings. Received: {token!r} (of type "
            f"{type(token).__name__}) in sentence {number}"
        )
    return unicodedata.normalize("NFC", token)


def _holds_tokens(shape: tuple) -> bool:
    """Whether strings of this shape are tokens already, and not sentences."""
    if len(shape) not in (1, 2):
        raise ValueError(
            "Text must come as (batch_size,), (batch_size, 1) or (batch_size, tokens). "
            f"Received: shape={tuple(shape)}"
        )
    return len(shape) == 2 and shape[1] != 1


def _rows(texts: Any) -> Iterable:
    """The rows of tensors, arrays and pandas columns; other containers as they are."""
    if hasattr(texts, "numpy"):
        texts = texts.numpy()
    elif hasattr(texts, "to_numpy"):
        if getattr(texts, "ndim", 1) == 2 and texts.shape[1] != 1:
            raise ValueError(
                "A table must hold one column of text. "
                f"Received: the columns {list(texts.columns)}. Choose one: table[column]"
            )
        texts = texts.to_numpy()
    if not isinstance(texts, np.ndarray):
        return texts
    if texts.ndim == 2 and texts.shape[1] != 1:
        return (_without_padding(row) for row in texts.tolist())
    return (texts.ravel() if texts.ndim < 3 else texts).tolist()


def _without_padding(tokens: list) -> list:
    """A row of a table of tokens, up to its last one."""
    n = max((place for place, token in enumerate(tokens, start=1) if token), default=0)
    return tokens[:n]


def _cell(value: Any, number: int) -> str | list[str]:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, (list, tuple, np.ndarray)):
        inner = [_cell(item, number) for item in value]
        if all(isinstance(item, str) for item in inner):
            return inner[0] if len(inner) == 1 else inner  # type: ignore[return-value]
    raise ValueError(
        f"`texts` must hold strings. Received: {value!r} (of type {type(value).__name__}) in row "
        f"{number}. Fill missing values first, for example with column.fillna('')"
    )


def _token_batch(rows: list[list[str]]) -> Any:
    import tensorflow as tf

    return tf.ragged.constant(rows, dtype=tf.string, ragged_rank=1).to_tensor(default_value="")
