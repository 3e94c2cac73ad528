r"""Section 9-5: how text enters ELMo: strings or tokens, in whatever container, by one rule.

- A string is a text. It is split at white space.
- A list of strings is a sentence of tokens. It is not split: `["New York"]` is one token.
- An array, a tensor or a table of shape `(n, k)` shows neither. With `tokens=True` its rows
  are tokens, filled up with `""` at the end; otherwise it must be one column of texts, `(n, 1)`.

A text without tokens is a sentence like any other: one zero vector that counts, not no vector,
so that a mean over it is 0 and not 0 / 0.

Everything comes out in NFC (composed characters). What is no text, or half a character, or an
empty token, is an error that names its row.

Reference: [Unicode, normal forms](https://www.unicode.org/reports/tr15/)
"""

# ruff: noqa: D102 (the methods every Keras layer has are told on the class)

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

import keras
import numpy as np
from keras import ops

from wordemb_keras import checks
from wordemb_keras.elmo.utf8 import refused

_NOT_A_SPACE = re.compile(r"[^ \t\n\v\f\r]+")


def split_text(text: str) -> list[str]:
    r"""The tokens of a text: split at spaces and line ends, NFC.

    Only the six white-space characters of ASCII separate, as in
    `tf.strings.split`, so that Python and the graph see the same tokens.

    Example:

    >>> split_text("bank account\n은행  계좌")
    ['bank', 'account', '은행', '계좌']
    """
    return _NOT_A_SPACE.findall(unicodedata.normalize("NFC", text))


def iter_sentences(sentences: Any, *, tokens: bool = False) -> Iterator[list[str]]:
    """The tokens of sentences in whatever container, one sentence after the other, in NFC.

    Args:
        sentences: strings (split at white space) or token lists (taken as they are), in a
            list, a generator, an array, a tensor, a RaggedTensor or a pandas column.
        tokens: the rows of an array `(n, k)` are tokens, with `""` as padding at the end.
            Strings are then an error.

    Raises:
        ValueError: an entry is neither a string nor a list of tokens (a missing value, a
            number), or cannot be written as UTF-8, or a token is empty; the message names it.
            Or a single string, a dictionary, a set or a dataset was given.

    Example:

    >>> list(iter_sentences(["bank account", ["New York", "bank"]]))
    [['bank', 'account'], ['New York', 'bank']]
    """
    for row in _rows(sentences, "sentences", tokens=tokens):
        yield split_text(row) if isinstance(row, str) else row


def text_batch(texts: Any, *, tokens: bool = False) -> Any:
    """Strings, in whatever container, as the tensor that Keras takes.

    `fit` and `predict` refuse lists of strings, `<U` arrays, arrays of bytes,
    pandas columns and object arrays of shape `(n, 1)`. This takes all of them,
    and puts the text into NFC, which the graph of a model cannot do.

    Args:
        texts: `n` strings, or `n` lists of tokens, in any container that `iter_sentences` takes.
        tokens: see `iter_sentences`.

    Returns:
        A string tensor of shape `(n,)`; for tokens `(n, longest)`, filled up with `""`, for a
        layer with `tokens=True`. A table of tokens is never one column wide, so that a layer
        for texts does not take it for a column of texts.

    Raises:
        ValueError: see `iter_sentences`.

    Example:

    >>> import numpy as np
    >>> text_batch(np.array([["bank account"], ["river bank"]])).shape
    TensorShape([2])
    >>> text_batch([["bank", "account"], ["bank"]]).numpy().tolist()
    [[b'bank', b'account'], [b'bank', b'']]
    >>> text_batch([["New York"]]).numpy().tolist()
    [[b'New York', b'']]
    """
    import tensorflow as tf

    batch = as_tensor(texts, tokens=tokens)
    if not isinstance(batch, tf.RaggedTensor):
        return batch
    longest = batch.bounding_shape(axis=1, out_type=tf.int32)
    return batch.to_tensor("", shape=(None, tf.maximum(longest, 2)))


def as_tensor(texts: Any, *, tokens: bool = False) -> Any:
    """As `text_batch`, but token lists come as a RaggedTensor: no shape can be mistaken."""
    import tensorflow as tf

    rows = list(_rows(texts, "texts", tokens=tokens))
    if not tokens and all(isinstance(row, str) for row in rows):
        return tf.constant(rows, tf.string, shape=(len(rows),))
    split = [split_text(row) if isinstance(row, str) else row for row in rows]
    return tf.ragged.constant(split, tf.string, ragged_rank=1, row_splits_dtype=tf.int32)


class StringLayer(keras.layers.Layer):
    """A layer whose input is strings, as a `Sequential` model must know before it is called.

    `Sequential` gives its input the type that its first layer computes with. The numbers inside,
    of a biLM or a mix, have their own policies.
    """

    @property
    def compute_dtype(self) -> str:
        """What a model that begins with this layer must be given."""
        return "string"

    @property
    def variable_dtype(self) -> str:
        """The layer itself has no variables; Keras compares the two."""
        return "string"


@keras.saving.register_keras_serializable(package="wordemb_keras")
class SplitText(StringLayer):
    """Texts to tokens, inside a model: split at ASCII white space, as `split_text`.

    Args:
        tokens: the rows are tokens already, and pass as they are.

    Input shape:
        Strings `(batch_size,)` or `(batch_size, 1)`. With `tokens=True` strings
        `(batch_size, tokens)`, filled up with `""` at the end. A RaggedTensor
        `(batch_size, None)` is always tokens.

    Output shape:
        `(batch_size, tokens)`, filled up with `""` at the end, at least one column.

    Raises:
        ValueError: another shape; the message says what to do.
        tf.errors.InvalidArgumentError: when it runs, an empty token before another one; or
            text that is not UTF-8 or not in NFC (`text_batch` takes it, or names it).

    Example:

    >>> import tensorflow as tf
    >>> SplitText()(tf.constant([["bank  account"], ["은행"]])).numpy()[:, 1].tolist()
    [b'account', b'']
    """

    def __init__(self, *, tokens: bool = False, **kwargs: Any):
        super().__init__(autocast=False, **kwargs)
        self.tokens = checks.boolean("tokens", tokens)
        self.supports_jit = False  # strings
        self.built = True

    def call(self, inputs: Any) -> Any:
        import tensorflow as tf

        table = self._table(inputs)
        with tf.control_dependencies(refused(table)):
            return tf.identity(table)

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        self._check(inputs)
        return keras.KerasTensor(self.compute_output_shape(inputs.shape), dtype="string")

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], input_shape[1] if self.tokens else None)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "tokens": self.tokens}

    def _table(self, inputs: Any) -> Any:
        import tensorflow as tf

        self._check(inputs)
        if isinstance(inputs, tf.RaggedTensor):
            found = inputs.to_tensor("")
        elif self.tokens:
            found = inputs
        else:
            found = tf.strings.split(tf.reshape(inputs, (-1,))).to_tensor("")
        # A batch of nothing but empty texts still has a place for their zero vectors.
        return tf.pad(found, [[0, 0], [0, tf.cast(tf.shape(found)[1] == 0, tf.int32)]])

    def _check(self, inputs: Any) -> None:
        shape = tuple(inputs.shape)
        if type(inputs).__name__ == "RaggedTensor" and len(shape) == 2:
            return
        if self.tokens and len(shape) != 2:
            raise ValueError(
                "With `tokens=True`, tokens must come as (batch_size, tokens). "
                f"Received: shape={shape}. `text_batch(lists, tokens=True)` gives that shape; for "
                "texts, that are to be split, leave `tokens=True` away"
            )
        if not self.tokens and not (len(shape) == 1 or (len(shape) == 2 and shape[1] == 1)):
            raise ValueError(
                "Text must come as (batch_size,) or (batch_size, 1). "
                f"Received: shape={shape}. For rows of tokens, give the layer `tokens=True`"
            )


@keras.saving.register_keras_serializable(package="wordemb_keras")
class TokenMask(SplitText):
    """Which places count: as `SplitText`, with true and false in place of the tokens."""

    def call(self, inputs: Any) -> Any:
        return counted(self._table(inputs) != "")

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        return keras.KerasTensor(self.compute_output_shape(inputs.shape), dtype="bool")


def counted(real: Any) -> Any:
    """The mask `(batch_size, tokens)` of real tokens, with the first place of an empty row.

    What stands there is a zero vector. Without it a row would be wholly masked, and pooling in
    Keras gives 0 / 0 = NaN for such a row, which no later step takes back.
    """
    empty = ops.logical_not(ops.any(real, axis=1, keepdims=True))
    places = ops.cumsum(ops.ones_like(real, dtype="int32"), axis=1)  # a length may be unknown
    first = ops.equal(places, 1)
    return ops.logical_or(real, ops.logical_and(empty, first))


def check_tokens(tokens: Any, number: int) -> list[str]:
    """A sentence as a list of non-empty tokens in NFC, or an error that names it."""
    if isinstance(tokens, (str, bytes)):
        raise ValueError(
            "A sentence must be a list of tokens, not a string. "
            f"Received: sentence {number}: {tokens[:40]!r}. `split_text` splits it."
        )
    if not isinstance(tokens, Sequence):
        raise ValueError(
            f"A sentence must be a string or a list of tokens. Received: {tokens!r} (of type "
            f"{type(tokens).__name__}) as sentence {number}. Fill missing values first, for "
            "example with column.fillna('')"
        )
    return [_token(token, number) for token in tokens]


def in_utf8(text: str, where: str) -> str:
    r"""The text in NFC, if it can be written as UTF-8; the bytes are what ELMo reads.

    Example:

    >>> in_utf8("\ud83d", "row 0")
    Traceback (most recent call last):
    ValueError: Text must hold whole characters. Received: '\ud83d' in row 0, ...
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(
            f"Text must hold whole characters. Received: {text[:40]!r} in {where}, with half of a "
            f"surrogate pair at place {error.start}. Read the file with its true encoding, or put "
            "a question mark there: text.encode('utf-8', 'replace').decode('utf-8')"
        ) from None
    return unicodedata.normalize("NFC", text)


def _rows(given: Any, name: str, *, tokens: bool) -> Iterator[str | list[str]]:
    """Every row as a string or as a list of tokens: all doors go through here."""
    tokens = checks.boolean("tokens", tokens)
    if isinstance(given, (str, bytes)) or getattr(given, "shape", None) == ():
        raise ValueError(
            f"`{name}` must be a list, not one string. "
            f"Received: {name}={str(given)[:40]!r}. Put it in brackets: [text]"
        )
    if isinstance(given, (Mapping, Set)) or hasattr(given, "element_spec"):
        raise ValueError(
            f"`{name}` must be strings or token lists in order. Received: {name} of type "
            f"{type(given).__name__}. {_way_to_a_list(given)}"
        )
    for number, row in enumerate(_opened(given, name, tokens=tokens)):
        row = _plain(row, number)
        if not isinstance(row, str):
            yield check_tokens(row, number)
        elif tokens:
            raise ValueError(
                f"With `tokens=True`, `{name}` must hold lists of tokens. Received: the string "
                f"{row[:40]!r} in row {number}. Leave `tokens=True` away to have it split"
            )
        else:
            yield in_utf8(row, f"row {number}")


def _way_to_a_list(given: Any) -> str:
    """What makes a list of a dictionary, a set or a dataset of TensorFlow."""
    if not hasattr(given, "element_spec"):
        return "Of a dictionary choose a column, of a set make a list"
    spec, line = given.element_spec, "data"
    if isinstance(spec, tuple):
        spec, line = spec[0], f"{line}.map(lambda text, *labels: text)"
    elif isinstance(spec, Mapping):
        name, spec = next(iter(spec.items()))
        line = f"{line}.map(lambda columns: columns[{name!r}])"
    if getattr(getattr(spec, "shape", None), "rank", None):
        line = f"{line}.unbatch()"
    return f"Of a dataset take list({line}.as_numpy_iterator())"


def _opened(given: Any, name: str, *, tokens: bool) -> Iterable:
    """The rows of tensors, arrays and pandas tables; other containers as they are."""
    if hasattr(given, "row_splits"):  # a RaggedTensor
        return given.to_list()
    if hasattr(given, "columns") and not tokens and given.shape[1] != 1:
        raise ValueError(
            "A table must hold one column of text. "
            f"Received: the columns {list(given.columns)}. Choose one: table[column]"
        )
    for method in ("numpy", "to_numpy"):
        if hasattr(given, method):
            given = getattr(given, method)()
    if not isinstance(given, np.ndarray):
        if isinstance(given, Iterable):
            return given
        raise ValueError(
            f"`{name}` must be a list of strings or of token lists. "
            f"Received: {name}={given!r} (of type {type(given).__name__})"
        )
    if given.ndim == 1:
        return given.tolist()
    if given.ndim == 2 and tokens:
        return (_without_padding(row) for row in given.tolist())
    if given.ndim == 2 and given.shape[1] == 1:
        return given[:, 0].tolist()
    raise ValueError(
        f"`{name}` must be one column of texts, (n,) or (n, 1). Received: shape={given.shape}. "
        "If its rows are tokens, say so: `tokens=True`"
    )


def _plain(row: Any, number: int) -> Any:
    """A row without the array or tensor around it; bytes as text."""
    if hasattr(row, "numpy"):
        row = row.numpy()
    if hasattr(row, "tolist") and not isinstance(row, (str, bytes)):
        row = row.tolist()
    return _decoded(row, number) if isinstance(row, bytes) else row


def _decoded(text: bytes, number: int) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"Bytes must be UTF-8. Received: {text[:40]!r} in row {number} ({error.reason} at "
            f"byte {error.start}). Decode them first, Korean of older files with "
            "text.decode('cp949')"
        ) from None


def _without_padding(tokens: list) -> list:
    """A row of a table of tokens, up to its last one."""
    n = max(
        (place for place, token in enumerate(tokens, start=1) if token not in ("", b"")), default=0
    )
    return tokens[:n]


def _token(token: Any, number: int) -> str:
    token = _decoded(token, number) if isinstance(token, bytes) else token
    if not isinstance(token, str) or not token:
        raise ValueError(
            f"Tokens must be non-empty strings. Received: {token!r} (of type "
            f"{type(token).__name__}) in sentence {number}. Leave it out; only an array of tokens "
            'is filled up with "", at the end of its rows'
        )
    return in_utf8(token, f"sentence {number}")
