"""What `GloVe.fit` and `GloVe.evaluate` are given (section 9-2), checked before anything moves."""

import os
from typing import Any

import numpy as np

from wordemb_keras import checks
from wordemb_keras.cooccurrence.counts import Counts
from wordemb_keras.text.vocabulary import Vocabulary

# Arguments of Keras' `fit` that pairs made from counts leave no room for.
_OF_PAIRS = ("y", "sample_weight", "class_weight", "validation_split")


def check_counts(
    counts: Counts,
    words: int,
    vocabulary: Vocabulary | None = None,
    *,
    name: str = "x",
    same: str = "model.vocabulary",
) -> None:
    """Counts must be of the model's words.

    Args:
        counts: the counts.
        words: the model's `vocabulary_size`.
        vocabulary: the words of the model's rows, if it knows them.
        name: what the argument is called.
        same: what to count with, to get the words of the rows.

    Raises:
        ValueError: another number of words, other words, or no pairs.
    """
    if vocabulary is None and len(counts) != words:
        raise ValueError(
            f"`vocabulary_size` must be the number of words counted, {len(counts)}. "
            f"Received: vocabulary_size={words}"
        )
    if vocabulary is not None and vocabulary.words != counts.vocabulary.words:
        advice = "" if name != "x" else ", or make a new `GloVe`, with `start_from=model` in `fit`"
        raise ValueError(
            f"`{name}` must count the words that the rows of this model stand for, in their "
            f"order: {_difference(vocabulary.words, counts.vocabulary.words)}. Count with "
            f"`Cooccurrence.build(text, vocabulary={same}, ignore_missing=True)`{advice}."
        )
    if not counts.n_pairs:
        raise ValueError(
            f"`{name}` must hold at least one count above 0: there is nothing to learn from. Words "
            "that stand in one sentence are counted; give more text"
        )


def _difference(rows: list[str], counted: list[str]) -> str:
    """Where two lists of words part."""
    if len(rows) != len(counted):
        return f"there are {len(rows)}. Received: counts of {len(counted)} words"
    row = next(k for k in range(len(rows)) if rows[k] != counted[k])
    return f"row {row} is {rows[row]!r}. Received: counts in which it is {counted[row]!r}"


def check_arguments(arguments: dict[str, Any]) -> None:
    """The arguments of Keras' `fit`, where `x` is counts.

    Raises:
        ValueError: a number out of range, or an argument that goes with pairs of one's own.
    """
    checks.integer("epochs", arguments.get("epochs", 1))
    checks.integer("initial_epoch", arguments.get("initial_epoch", 0), least=0)
    checks.optional_integer("batch_size", arguments.get("batch_size"))
    checks.boolean("shuffle", arguments.get("shuffle", True))
    for name in _OF_PAIRS:
        value = arguments.get(name)
        if value is not None and not (isinstance(value, float | int) and value == 0):
            advice = (
                "Hold counts of another text back: `validation_data=counts`."
                if name == "validation_split"
                else "Counts bring their targets and weights; `model.dataset(counts)` gives them."
            )
            raise ValueError(f"`x` is counts, and then it does not take `{name}`. {advice}")


def check_optimizer(optimizer: Any, variables: list[Any]) -> None:
    """An optimizer keeps sums for the variables that it was built for, and for no others.

    Raises:
        ValueError: it was built for those of another model.
    """
    known = {id(variable) for variable in optimizer._trainable_variables}
    if not known.issuperset(map(id, variables)):
        raise ValueError(
            "`optimizer` keeps sums for other variables than those of this model: each model needs "
            "one of its own. Make a new one: `model.compile(keras.optimizers.Adagrad(0.05))`. "
            f"Received: an optimizer of type {type(optimizer).__name__} that was trained with "
            "before"
        )


def check_compiled(batch_size: Any, threads: Any) -> None:
    """The arguments of the compiled trainer.

    Raises:
        ValueError: no number of threads, or a batch size, which it does not have.
    """
    checks.optional_integer("threads", threads)
    if batch_size is not None:
        raise ValueError(
            "`batch_size` has no meaning for the compiled trainer, which takes a step for each "
            f'pair. Received: batch_size={batch_size}. Use `trainer="keras"` for batches.'
        )


def check_pairs(x: Any, *, trainer: str, **only_for_counts: Any) -> None:
    """`x` that is not counts must be pairs made elsewhere, as Keras takes them.

    Raises:
        ValueError: it is text, or a matrix that does not know its words; or an argument came
            along that goes with counts.
    """
    check_no_matrix(x)
    if x is None:
        raise ValueError(
            "`x` must be counts, a `Cooccurrence` or `PairFiles`, or pairs. Received: None"
        )
    given = [name for name, value in only_for_counts.items() if value is not None]
    if trainer not in ("auto", "keras"):
        given.insert(0, "trainer")
    if given:
        raise ValueError(f"`{given[0]}` needs a `Cooccurrence` as `x`, not pairs made elsewhere")


def check_no_matrix(x: Any, name: str = "x") -> None:
    """Text is to be counted first, and a matrix must know its words.

    Raises:
        ValueError: it is text, or a matrix.
    """
    _check_no_text(x, name)
    if hasattr(x, "tocsr") or (getattr(x, "ndim", None) == 2 and not hasattr(x, "dtype_policy")):
        raise ValueError(
            f"`{name}` must be counts that know their words: `Cooccurrence(matrix, words)`. "
            f"Received: a matrix of shape {tuple(x.shape)} (of type {type(x).__name__})"
        )


def _check_no_text(x: Any, name: str) -> None:
    """Sentences, or a file of them, are to be counted first."""
    first = next(iter(x), None) if isinstance(x, list | tuple) else x
    if isinstance(first, str | bytes | os.PathLike) or (
        isinstance(first, list | tuple) and first and isinstance(first[0], str | bytes)
    ):
        raise ValueError(
            f"`{name}` must be counts, not text: `Cooccurrence.build(text, ...)`. "
            f"Received: {str(x)[:60]!r}"
        )
    if isinstance(x, np.ndarray) and x.dtype.kind in "SUO":
        raise ValueError(
            f"`{name}` must be counts, not text: `Cooccurrence.build(text, ...)`. "
            f"Received: an array of {x.dtype}"
        )
