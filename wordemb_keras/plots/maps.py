"""Words as points in a plane (sections 9-1 to 9-3).

Reference: [Wilke, Fundamentals of Data Visualization](https://clauswilke.com/dataviz/)
"""

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from wordemb_keras.plots.figures import check_same_length
from wordemb_keras.plots.style import (
    MARKERS,
    Picture,
    named,
    picture,
    sentences,
    title_and_axes,
)


def before_and_after(
    before: ArrayLike,
    after: ArrayLike,
    words: Sequence[str],
    *,
    groups: Sequence[str],
    titles: Sequence[str] = ("학습 전 · before", "학습 후 · after"),
) -> Picture:
    """Two-dimensional vectors before and after training, on two pairs of axes with ticks.

    Both panels have one scale, so that one sees how far the vectors have moved.

    Args:
        before: array of shape `(number of words, 2)`.
        after: the same words later.
        words: the labels.
        groups: a group name for each word: colour, sign and legend.
        titles: of the panels.

    Raises:
        ValueError: the arrays or lists differ in length.

    Example:

    >>> drawn = before_and_after([[0, 0.1]], [[2, 1]], ["free"], groups=["spam"])
    >>> drawn.alt.split(".")[0]
    'free (spam) moves from (0'
    """
    both = [np.asarray(each, float) for each in (before, after)]
    check_same_length("after", both[1], both[0], "vector")
    check_same_length("words", words, both[0], "vector")
    check_same_length("groups", groups, both[0], "vector")
    reach = 1.15 * max(np.abs(each).max() for each in both)
    with picture(2, width=7.2, height=3.9) as drawing:
        for axes, points, title in zip(drawing.axes, both, titles, strict=True):
            for number, group in enumerate(dict.fromkeys(groups)):
                chosen = points[[name == group for name in groups]]
                axes.scatter(*chosen.T, s=26, marker=MARKERS[number % 7], label=group)
            axes.set(title=title, xlim=(-reach, reach), ylim=(-reach, reach))
            axes.set(xlabel="성분 1 · component 1", ylabel="성분 2 · component 2")
            axes.spines[:].set_visible(True)
        _write_words(drawing.axes[1], both[1], words)
        drawing.axes[0].legend(loc="upper left")
        moves = [
            f"{word} ({group}) moves from {_place(a)} to {_place(b)}"
            for word, group, a, b in zip(words, groups, *both, strict=True)
        ]
        drawing.alt = sentences(*moves)
    return drawing


def _place(point: Any) -> str:
    return f"({point[0]:.2f}, {point[1]:.2f})"


def word_map(
    vectors: ArrayLike,
    words: Sequence[str],
    *,
    groups: Sequence[str] | None = None,
    title: str = "",
    method: str = "pca",
    seed: int = 0,
) -> Picture:
    """Words as labelled points, the labels placed so that they do not overlap.

    The axes have one scale: what is far in the picture is far in the plane.

    Args:
        vectors: array of shape `(number of words, embedding_dim)`. One or two numbers a word are
            drawn as they are; more are brought to two by `plane`.
        words: the labels.
        groups: a group name for each word: colour, sign and legend.
        title: above the picture.
        method: `"pca"` or `"tsne"`, see `plane`.
        seed: of t-SNE.

    Raises:
        ValueError: `words` or `groups` has another length than `vectors`, or see `plane`.

    Example:

    >>> word_map([[0, 0], [1, 0], [0, 1]], ["king", "queen", "tea"], title="words").alt
    'words. x: 성분 1 · component 1. y: 성분 2 · component 2. king, queen, tea.'
    """
    vectors = np.asarray(vectors, dtype=float)
    names = [""] * len(words) if groups is None else list(groups)
    check_same_length("words", words, vectors, "vector")
    check_same_length("groups", names, vectors, "vector")
    points, labels = _points(vectors, method, seed)
    size = max(1, len(words) / 30) ** 0.5  # the same room for each of many words
    with picture(width=6.4 * size, height=4.6 * size) as drawing:
        axes = drawing.axes[0]
        for number, group in enumerate(dict.fromkeys(names)):
            chosen = points[[name == group for name in names]]
            axes.scatter(*chosen.T, s=26, marker=MARKERS[number % 7], label=group)
        axes.set(title=title, xticks=[], yticks=[], xlabel=labels[0], ylabel=labels[1])
        axes.set_aspect("equal", adjustable="datalim")
        axes.margins(0.12)
        axes.spines[:].set_visible(True)
        if any(names):
            axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
        _write_words(axes, points, words)
        members: dict[str, list[str]] = {group: [] for group in names}
        for word, group in zip(words, names, strict=True):
            members[group].append(word)
        listed = [named(group, ", ".join(of_group)) for group, of_group in members.items()]
        drawing.alt = sentences(title_and_axes(axes), *listed)
    return drawing


def plane(vectors: ArrayLike, *, method: str = "pca", seed: int = 0) -> "np.ndarray[Any, Any]":
    """Vectors brought to two numbers each, to be drawn.

    `"pca"` keeps the two directions in which the vectors differ most (principal components). It
    is a shadow of the real distances. `"tsne"` keeps near vectors near (t-SNE); how far apart two
    groups lie, and how large they are, then says nothing.

    Args:
        vectors: see the shape below.
        method: `"pca"` or `"tsne"`.
        seed: of t-SNE. PCA needs none.

    Input shape: `(number of words, embedding_dim)`, both at least 2.

    Output shape: `(number of words, 2)`.

    Raises:
        ValueError: `vectors` has another shape, or there is no such method.

    Reference: [Pearson 1901](https://doi.org/10.1080/14786440109462720) and
    [van der Maaten and Hinton 2008](https://www.jmlr.org/papers/v9/vandermaaten08a.html), with
    scikit-learn.

    Example:

    >>> plane([[0, 0, 0], [0, 0, 2], [0, 3, 4]]).shape
    (3, 2)
    """
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE

    vectors = np.asarray(vectors, dtype=float)
    if vectors.ndim != 2 or min(vectors.shape) < 2:
        raise ValueError(
            "`vectors` must be at least two vectors of at least two numbers, as an array of shape "
            f"(number of words, embedding_dim). Received: shape {vectors.shape}"
        )
    if method == "pca":
        with np.errstate(invalid="ignore"):  # vectors that are all the same
            return PCA(2, svd_solver="full").fit_transform(vectors)
    if method == "tsne":
        neighbours = min(30, (len(vectors) - 1) / 3)  # must be fewer than there are vectors
        # The approximation is for thousands: its threads cost more than a few points do exactly.
        way = "exact" if len(vectors) <= 200 else "barnes_hut"
        tsne = TSNE(perplexity=neighbours, init="pca", random_state=seed, method=way)
        return tsne.fit_transform(vectors)
    raise ValueError(f'`method` must be "pca" or "tsne". Received: method={method!r}')


# --- helpers --------------------------------------------------------------------------------


def _points(vectors: Any, method: str, seed: int) -> tuple[Any, list[str]]:
    """Points of shape `(number of words, 2)` and what their axes are."""
    if vectors.ndim == 2 and vectors.shape[1] in (1, 2):
        labels = [f"성분 {i} · component {i}" for i in (1, 2)]
        missing = 2 - vectors.shape[1]
        return np.pad(vectors, ((0, 0), (0, missing))), labels[: 2 - missing] + [""] * missing
    points = plane(vectors, method=method, seed=seed)
    if method == "tsne":
        return points, ["t-SNE 1", "t-SNE 2"]
    shares = points.var(axis=0) / max(vectors.var(axis=0).sum(), 1e-12)
    return points, [f"주성분 {i} · PC {i} ({share:.0%})" for i, share in enumerate(shares, start=1)]


def _write_words(axes: Axes, points: Any, words: Sequence[str]) -> None:
    """Labels beside their points, clear of each other and of every point."""
    import textalloc

    drawing: Any = axes.figure
    drawing.canvas.draw()  # the panel must have its final size before labels are placed
    drawing.set_layout_engine("none")
    axes.autoscale(False)
    options: dict[str, Any] = {
        "x_scatter": points[:, 0],
        "y_scatter": points[:, 1],
        "textsize": mpl.rcParams["font.size"],
        "linecolor": "#999999",
        "linewidth": 0.6,
    }
    textalloc.allocate(axes, points[:, 0], points[:, 1], list(words), **options)
