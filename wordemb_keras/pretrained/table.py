"""A table of word vectors with what is known about it, in float32 or in int8 (section 9-4).

An int8 table keeps for each row whole numbers q from -127 to 127 and one step s:

    row = s q        s = max |row| / 127        |error of a number| <= s / 2

That is a quarter of the memory. A Keras `Embedding` quantised to int8 holds the same numbers.

Reference: Dettmers et al., [8-bit optimizers via block-wise quantization](
https://arxiv.org/abs/2110.02861), section 2; [Keras quantization](
https://keras.io/guides/quantization_overview/)
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import ml_dtypes
import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from wordemb_keras import checks
from wordemb_keras.pretrained.coverage import Coverage

if TYPE_CHECKING:
    import keras

Array = np.ndarray[Any, Any]

LARGEST = 127  # -128 is left out, so that a row and its negative have the same size
_CHUNK = 65_536  # rows that are turned into floats at a time


class EmbeddingMatrix(NDArrayOperatorsMixin):
    """Word vectors, a row for each index, and how much of the vocabulary they cover.

    `build_embedding_matrix` makes it. `matrix.layer()` is the layer. `np.asarray(matrix)` is the
    array, which an initializer of Keras wants (`Constant(np.asarray(matrix))`). NumPy's functions,
    `matrix[index]` and arithmetic give plain arrays, and `matrix /= number` changes the rows.

    Args:
        rows: the vectors, float32 of shape `(input_dim, output_dim)`; or int8, with `steps`.
        coverage: a `Coverage`: which words were found, and how.
        steps: `(input_dim,)`: the vectors are `steps[:, None] * rows`. `None`: they are `rows`.
        zero_is_padding: whether row 0 is that of padding.

    Example:

    >>> matrix = EmbeddingMatrix(np.array([[0.0, 0.0], [3.0, 4.0]], np.float32), Coverage())
    >>> print(matrix.shape, matrix[1], matrix.unit()[1])
    (2, 2) [3. 4.] [0.6 0.8]
    >>> matrix.layer().trainable_weights
    []
    """

    def __init__(
        self,
        rows: Any,
        coverage: Coverage,
        *,
        steps: Any = None,
        zero_is_padding: bool = True,
    ):
        self.rows = np.asarray(rows, np.float32) if steps is None else np.asarray(rows)
        self.coverage, self.steps = coverage, steps
        self.zero_is_padding = checks.boolean("zero_is_padding", zero_is_padding)

    @classmethod
    def zeros(
        cls, size: int, dim: int, *, quantize: str | None, **kwargs: Any
    ) -> "EmbeddingMatrix":
        """A table of zeros to be filled row by row: `matrix[indices] = rows`."""
        if quantize is None:
            return cls(np.zeros((size, dim), np.float32), **kwargs)
        # Steps in bfloat16: two bytes a row, and the range of float32, so that rows of any
        # length fit. That a step is rounded costs nothing: it is rounded before it is used.
        steps = np.ones(size, ml_dtypes.bfloat16)
        return cls(np.zeros((size, dim), np.int8), steps=steps, **kwargs)

    # --- as an array ----------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, int]:
        """`(input_dim, output_dim)`."""
        return self.rows.shape

    @property
    def dtype(self) -> np.dtype:
        """float32, also where the rows are kept in int8."""
        return np.dtype(np.float32)

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the rows take."""
        return self.rows.nbytes + (0 if self.steps is None else self.steps.nbytes)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Array]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, key: Any) -> Any:
        if self.steps is None:
            return self.rows[key]
        # The steps are spread over the columns without a copy, so that any index of NumPy picks
        # the same places of both.
        steps = np.broadcast_to(self.steps[:, None], self.shape)[key]
        return np.multiply(self.rows[key], steps.astype(np.float32), dtype=np.float32)

    def __setitem__(self, key: Any, value: Any) -> None:
        if self.steps is None:
            self.rows[key] = value
            return
        if isinstance(key, tuple):
            raise TypeError("An int8 table is changed by whole rows: `matrix[index] = row`")
        rows = np.broadcast_to(np.asarray(value, np.float32), self.rows[key].shape)
        self.rows[key], self.steps[key] = _quantised(rows, self.steps.dtype)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if self.steps is None:
            return np.array(self.rows, dtype=dtype, copy=copy)
        if copy is False:
            raise ValueError("An int8 table has no float32 array that could be had without a copy")
        return self[:].astype(dtype or np.float32, copy=False)

    def __array_ufunc__(
        self, ufunc: Any, method: str, *inputs: Any, out: tuple = (), **kwargs: Any
    ) -> Any:
        if out:
            kwargs["out"] = tuple(map(self._writable, out))
        arrays = [np.asarray(x) if isinstance(x, EmbeddingMatrix) else x for x in inputs]
        result = getattr(ufunc, method)(*arrays, **kwargs)
        return out[0] if len(out) == 1 else result

    def __getattr__(self, name: str) -> Any:
        """The methods of an array: `matrix.any(axis=1)`, `matrix.tolist()`, ..."""
        # Not the underscored ones: NumPy looks for them before it calls `__array__`.
        if name.startswith("_") or not hasattr(np.ndarray, name):
            raise AttributeError(f"An EmbeddingMatrix has no attribute {name!r}")
        array = np.asarray(self)
        if self.steps is not None:
            array.flags.writeable = False  # what `fill` or `sort` wrote there would be lost
        return getattr(array, name)

    def __repr__(self) -> str:
        kind = "float32" if self.steps is None else "int8"
        return f"<EmbeddingMatrix of {len(self):,} rows of {self.shape[1]} numbers, {kind}>"

    # --- what it is for -------------------------------------------------------------------

    def unit(self) -> "EmbeddingMatrix":
        """The same directions: rows of length 1 (rows of zeros stay), with the same coverage.

        The scalar product of two such rows is their cosine.
        """
        # float64: the squares of small numbers would vanish in float32, and int8 has no squares.
        lengths = np.sqrt(np.einsum("ij,ij->i", self.rows, self.rows, dtype=np.float64))
        lengths[lengths == 0] = 1
        rows, steps = self.rows, None
        if self.steps is None:
            rows = np.empty_like(self.rows)
            np.divide(self.rows, lengths[:, None], out=rows, casting="same_kind")
        else:  # the whole numbers stay; 1 / length needs more digits than bfloat16 has
            steps = (1 / lengths).astype(np.float32)
        return EmbeddingMatrix(
            rows, self.coverage, steps=steps, zero_is_padding=self.zero_is_padding
        )

    def layer(
        self,
        *,
        trainable: bool | None = None,
        mask_zero: bool = True,
        lora_rank: int | None = None,
        **kwargs: Any,
    ) -> "keras.layers.Embedding":
        """A plain `keras.layers.Embedding` that holds these vectors.

        A model with it can be saved and loaded without this package. The layer's
        config holds no matrix: the vectors are weights like any other. `layer.quantize("int8")`
        and `layer.quantize("int4")` of Keras make it smaller; from an int8 table it is int8.

        Args:
            trainable: whether training may change the vectors ("fine-tuning").
                `False`: the layer has no trainable weights ("frozen"). Default: `False`, or
                `True` with `lora_rank`.
            mask_zero: whether index 0 is padding that later layers skip.
            lora_rank: the table stays as it is, and training learns what is added to it, the
                product of a matrix with so many columns and one with so many rows (LoRA).
            **kwargs: for the layer, for example `name` or `dtype`.

        Input shape:
            `(batch_size, sequence_length)`, integers below `input_dim`.

        Output shape:
            `(batch_size, sequence_length, output_dim)`; with a mask if `mask_zero`.

        Raises:
            ValueError: `mask_zero` where index 0 is no padding; an int8 table cannot be trained
                without `lora_rank`; `lora_rank` in a layer that is not to be trained.

        Reference: Hu et al., [LoRA](https://arxiv.org/abs/2106.09685)
        """
        import keras

        rank = checks.optional_integer("lora_rank", lora_rank)
        self._check_layer(trainable, mask_zero, rank)
        dtype = kwargs.pop("dtype", None)
        layer = keras.layers.Embedding(
            *self.shape,
            embeddings_initializer="zeros",  # not drawn at random just to be overwritten
            mask_zero=mask_zero,
            trainable=bool(rank) if trainable is None else trainable,
            dtype=dtype if self.steps is None else _int8_policy(dtype),
            **kwargs,
        )
        layer.build((None,))
        if self.steps is None:
            layer.set_weights([self.rows])
        else:  # Keras divides by its scale where we multiply by the step
            layer.set_weights([self.rows, 1 / self.steps.astype(np.float32)])
        if rank:  # after the weights are in: from now on the layer has more than one
            layer.enable_lora(rank)
        return layer

    def _check_layer(self, trainable: bool | None, mask_zero: bool, rank: int | None) -> None:
        if mask_zero and not self.zero_is_padding:
            raise ValueError(
                "`mask_zero` masks index 0, and in this vocabulary a sign other than padding "
                "stands there: `layer(mask_zero=False)`. Received: mask_zero=True"
            )
        if rank and trainable is False:
            raise ValueError(
                "`lora_rank` is for a layer that is trained: leave out `trainable`. "
                f"Received: lora_rank={rank}, trainable=False"
            )
        if trainable and self.steps is not None and not rank:
            raise ValueError(
                "`trainable` must be False for an int8 table, whose whole numbers cannot be "
                "trained: `layer(lora_rank=8)` trains what is added to it. Received: trainable=True"
            )

    def _writable(self, array: Any) -> Any:
        if not isinstance(array, EmbeddingMatrix):
            return array
        if array.steps is not None:
            raise TypeError("An int8 table cannot be changed in place; `np.asarray(matrix)` can")
        return array.rows


def _quantised(rows: Array, dtype: Any) -> tuple[Array, Array]:
    """Whole numbers and steps of rows `(..., dim)` in float32."""
    if not np.isfinite(rows).all():
        raise ValueError("An int8 table holds finite numbers only: the rows hold NaN or infinity")
    steps = (np.abs(rows).max(axis=-1, initial=0) / LARGEST).astype(dtype)
    steps = np.where(steps > 0, steps, np.ones_like(steps))
    exact = rows / steps.astype(np.float32)[..., None]
    # A step that was rounded down lets the largest number be up to 127.5.
    return np.clip(np.rint(exact), -LARGEST, LARGEST).astype(np.int8), steps


def _int8_policy(dtype: Any) -> Any:
    """The policy of a layer whose table is int8 and which calculates as `dtype` says."""
    import keras

    policy = keras.dtype_policies.get(dtype or keras.config.dtype_policy())
    if policy.quantization_mode is not None:
        return policy
    return keras.dtype_policies.get(f"int8_from_{policy.name}")
