"""A compiled model, started anew: many seeds of one small model in a fraction of the time.

Compiling takes seconds, training a small model on a few messages less than one. So a model is
compiled once, and each run gets the whole state of a new one: weights, the seeds of its dropout,
the sums of its optimizer.

Reference: [Keras, `Layer.variables`](https://keras.io/api/layers/base_layer/)
"""

import keras


def restart(compiled: keras.Model, fresh: keras.Model) -> keras.Model:
    """Give a compiled model the state of a new one; training it then is training the new one.

    Args:
        compiled: the model that is trained again and again; it is changed.
        fresh: a built and compiled model of the same layers, just made.

    Returns:
        `compiled`.

    Raises:
        ValueError: the two differ in their layers or their optimizers.

    Example:

    >>> def build(seed):
    ...     keras.utils.set_random_seed(seed)
    ...     layers = [keras.Input((2,)), keras.layers.Dropout(0.5), keras.layers.Dense(1)]
    ...     model = keras.Sequential(layers)
    ...     model.compile("adam", "mse")
    ...     return model
    >>> model = build(0)
    >>> x, y = keras.ops.ones((8, 2)), keras.ops.ones(8)
    >>> def losses(model):
    ...     keras.utils.set_random_seed(0)  # the order of the rows
    ...     return model.fit(x, y, epochs=2, verbose=0).history["loss"]
    >>> first, again = losses(restart(model, build(1))), losses(restart(model, build(1)))
    >>> first == again == losses(build(1))
    True
    """
    for model in (compiled, fresh):
        model.optimizer.build(model.trainable_variables)
    olds, news = ([*model.variables, *model.optimizer.variables] for model in (compiled, fresh))
    if [old.shape for old in olds] != [new.shape for new in news]:
        raise ValueError(
            "`compiled` and `fresh` must be made by the same function. Received models whose "
            f"variables differ: {len(olds)} and {len(news)} of them"
        )
    for old, new in zip(olds, news, strict=True):
        old.assign(new)
    return compiled
