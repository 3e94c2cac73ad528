"""One step of GloVe's training as the formulas read (section 9-2), for one pair of words.

    J = f(X_ij) (w_i . w~_j + b_i + b~_j - log X_ij)^2                          (equation 8)
    f(x) = min(1, (x / x_max)^alpha)                                            (equation 9)

AdaGrad adds the square of each gradient g to a sum G of its own, and divides by its root:

    G <- G + g^2        w <- w - learning_rate * g / sqrt(G + epsilon)

The compiled trainer (`kernel`) is tested against this.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe](https://aclanthology.org/D14-1162/);
J. Duchi et al. (2011), [AdaGrad](https://jmlr.org/papers/v12/duchi11a.html)
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class Word:
    """What one table holds for one word; a step changes it.

    Args:
        vector: w, shape `(dim,)`.
        bias: b.
        vector_squares: AdaGrad's sums for w, shape `(dim,)`. Keras starts them at 0.1.
        bias_squares: the sum for b.
    """

    vector: np.ndarray
    bias: float
    vector_squares: np.ndarray
    bias_squares: float


def weight(x: float, *, x_max: float, alpha: float) -> float:
    """f(x), equation 9.

    Example:

    >>> weight(1, x_max=16, alpha=0.75), weight(100, x_max=16, alpha=0.75)
    (0.125, 1.0)
    """
    return min(1.0, (x / x_max) ** alpha)


def step(
    word: Word,
    context: Word,
    x: float,
    *,
    learning_rate: float,
    x_max: float,
    alpha: float = 0.75,
    epsilon: float = 1e-7,
    max_error: float = 100.0,
) -> float:
    """One AdaGrad step for a pair that was counted x times.

    Args:
        word: w_i and b_i; changed.
        context: w~_j and b~_j; changed.
        x: X_ij, above 0.
        learning_rate: how far to go.
        x_max: of equation 9.
        alpha: of equation 9.
        epsilon: added under the square root.
        max_error: largest |2 f(X) diff|, so that one huge count throws nothing off.

    Returns:
        f(X) diff^2 before the step.

    Example:

    X = 1 and x_max = 1, so log X = 0 and f = 1; w = w~ = 1, so diff = 1 and every g = 2:

    >>> word, context = (Word(np.ones(1), 0.0, np.zeros(1), 0.0) for _ in range(2))
    >>> step(word, context, 1, learning_rate=0.5, x_max=1, epsilon=0)
    1.0
    >>> word.vector, word.bias, word.vector_squares  # 1 - 0.5 * 2 / sqrt(4)
    (array([0.5]), -0.5, array([4.]))
    """
    f = weight(x, x_max=x_max, alpha=alpha)
    diff = float(word.vector @ context.vector) + word.bias + context.bias - np.log(x)
    error = np.clip(2 * f * diff, -max_error, max_error)  # dJ / d diff
    gradients = (  # both from the vectors before the step
        (word, error * context.vector, error),
        (context, error * word.vector, error),
    )
    for one, of_vector, of_bias in gradients:
        one.vector_squares = one.vector_squares + of_vector**2
        one.bias_squares = one.bias_squares + of_bias**2
        one.vector = one.vector - learning_rate * of_vector / np.sqrt(one.vector_squares + epsilon)
        one.bias -= float(learning_rate * of_bias / np.sqrt(one.bias_squares + epsilon))
    return float(f * diff**2)
