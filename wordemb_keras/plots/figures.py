"""The figures of the course, in one style, with Korean labels that show.

Every function returns a `Picture`: a Matplotlib figure that a notebook shows by
itself and that does not live in pyplot. The style is in `pictures`.

Reference: [Wilke, Fundamentals of Data Visualization](https://clauswilke.com/dataviz/)
"""

from collections.abc import Mapping, Sequence, Sized
from itertools import pairwise
from typing import Any

try:
    import matplotlib as mpl  # noqa: F401
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        'Pictures need Matplotlib. Run `pip install "wordemb-keras[plots]"`.', name="matplotlib"
    ) from error
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from wordemb_keras.plots.style import (
    COLOURS,
    DASHES,
    HATCHES,
    MARKERS,
    Picture,
    named,
    picture,
    sentences,
    style,
    title_and_axes,
)

__all__ = ["Picture", "bars", "heatmap", "lines", "picture", "style"]


def lines(
    series: Mapping[str, ArrayLike],
    *,
    x: ArrayLike | None = None,
    spread: Mapping[str, ArrayLike] | None = None,
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    log: bool | str = False,
) -> Picture:
    """Curves over a common axis, for example a loss over epochs.

    Args:
        series: label to values, one curve each; every curve has shape `(points,)`.
        x: positions of shape `(points,)`; 1, 2, 3, ... by default (epochs).
        spread: label to half the length of the error bar at every point.
        xlabel: under the axis.
        ylabel: beside the axis.
        title: above the picture.
        log: logarithmic scale: `"x"`, `"y"`, or True for both axes.

    Raises:
        ValueError: `log` is something else, or `x` and a curve differ in length.

    Example:

    >>> lines({"loss": [0.7, 0.4, 0.3]}, xlabel="epoch", title="learning curve").alt
    'learning curve. x: epoch. loss: 0.7 → 0.3.'
    """
    if log not in (False, True, "x", "y"):
        raise ValueError(f'`log` must be "x", "y", True or False. Received: log={log!r}')
    curves = {label: np.asarray(values) for label, values in series.items()}
    with picture() as drawing:
        axes = drawing.axes[0]
        for number, (label, values) in enumerate(curves.items()):
            places = np.arange(1, len(values) + 1) if x is None else np.asarray(x)
            check_same_length("x", places, values, "value of every curve")
            signs = {"marker": MARKERS[number % 7], "linestyle": DASHES[number % 4]}
            axes.plot(places, values, label=label, markevery=max(1, len(values) // 8), **signs)
            if spread and label in spread:
                half = np.asarray(spread[label])
                check_same_length("spread", half, values, "value of every curve")
                axes.errorbar(
                    places, values, half, fmt="none", capsize=4, color=COLOURS[number % 7]
                )
        axes.set(**{f"{axis}scale": "log" for axis in "xy" if log in (True, axis)})
        axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
        if x is None:
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        elif log in (True, "x") and np.size(x) <= 8:
            axes.set_xticks(np.asarray(x))
            axes.set_xticks([], minor=True)
        _plain_numbers(axes.xaxis, log in (True, "x"))
        _plain_numbers(axes.yaxis, log in (True, "y"))
        if len(curves) > 1:
            axes.legend()
        ends = [named(label, f"{v[0]:,.6g} → {v[-1]:,.6g}") for label, v in curves.items()]
        drawing.alt = sentences(title_and_axes(axes), *ends)
    return drawing


def bars(
    values: Mapping[str, float],
    *,
    groups: Sequence[str] | None = None,
    ylabel: str = "",
    title: str = "",
    log: bool = False,
    number_format: str = "{:,.4g}",
    horizontal: bool = False,
) -> Picture:
    """One bar a label, with its number at the end.

    Args:
        values: label to height.
        groups: a group name for each bar: colour, hatch and legend.
        ylabel: along the heights.
        title: above the picture.
        log: logarithmic heights.
        number_format: how a number is written.
        horizontal: bars to the right, the first label on top: room for long labels.

    Raises:
        ValueError: `groups` has another length than `values`.

    Example:

    >>> bars({"syllable": 44.7, "jamo": 77.1}, ylabel="found (%)", title="typos").alt
    'typos. found (%). syllable 44.7, jamo 77.1.'
    """
    names = [""] * len(values) if groups is None else list(groups)
    check_same_length("groups", names, values, "bar")
    heights = np.array([*values.values()], dtype=float)
    with picture(height=max(3.6, 1 + 0.23 * len(values)) if horizontal else 3.6) as drawing:
        axes = drawing.axes[0]
        labelled, scaled = (axes.yaxis, axes.xaxis) if horizontal else (axes.xaxis, axes.yaxis)
        for number, group in enumerate(dict.fromkeys(names)):
            places = [place for place, name in enumerate(names) if name == group]
            draw = axes.barh if horizontal else axes.bar
            look = {"color": COLOURS[number % 7], "hatch": HATCHES[number % 7], "linewidth": 0}
            made = draw(places, heights[places], label=group, log=log, edgecolor="white", **look)
            axes.bar_label(made, fmt=number_format, padding=2)
        labelled.set_ticks(range(len(values)), labels=list(values))
        labelled.grid(visible=False)
        axes.margins(**{"x" if horizontal else "y": 0.15})
        axes.set(**{"xlabel" if horizontal else "ylabel": ylabel}, title=title)
        if horizontal:
            axes.invert_yaxis()
        if (heights < 0).any():
            (axes.axvline if horizontal else axes.axhline)(0, color="#666666", linewidth=0.8)
        _plain_numbers(scaled, log)
        if any(names):
            axes.legend()
        _turn_crowded(axes)
        written = [f"{label} {number_format.format(v)}" for label, v in values.items()]
        drawing.alt = sentences(title, ylabel, ", ".join(written))
    return drawing


def heatmap(
    matrix: ArrayLike,
    *,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    number_format: str = "{:.4g}",
    numbers: bool = True,
) -> Picture:
    """A matrix as coloured cells with the numbers written in: the darker, the larger.

    Args:
        matrix: array of shape `(rows, columns)`.
        rows: labels at the left.
        columns: labels above.
        xlabel: what the columns are.
        ylabel: what the rows are.
        title: above the picture.
        number_format: how a cell's number is written.
        numbers: write the numbers into the cells; a colour bar otherwise.

    Raises:
        ValueError: `matrix` has no two axes, or there is not one label for each row and column.

    Example:

    >>> heatmap([[0, 2], [2, 0]], rows=["I", "like"], columns=["I", "like"], title="counts").alt
    'counts. I: 0, 2. like: 2, 0.'
    """
    matrix = np.asarray(matrix, dtype=float)
    if matrix.ndim != 2:
        raise ValueError(f"`matrix` must have shape (rows, columns). Received: {matrix.shape}")
    for name, labels, axis in (("rows", rows, matrix), ("columns", columns, matrix.T)):
        if len(labels):
            check_same_length(name, labels, axis, f"{name[:-1]} of the matrix")
    height, width = matrix.shape
    with picture(width=1.6 + 0.62 * width, height=1.1 + 0.42 * height) as drawing:
        axes = drawing.axes[0]
        image = axes.imshow(matrix, cmap="Blues", aspect="auto")
        axes.set_xticks(range(len(columns)), labels=columns)
        axes.set_yticks(range(len(rows)), labels=rows)
        axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
        axes.xaxis.set_label_position("top")
        axes.spines[:].set_visible(True)
        axes.grid(visible=False)
        axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
        if numbers:
            _write_numbers(axes, image, matrix, number_format)
        else:
            drawing.colorbar(image, ax=axes)
        _turn_crowded(axes)
        cells = [", ".join(map(number_format.format, row)) for row in matrix] if numbers else []
        drawing.alt = sentences(title_and_axes(axes), *map(named, [*rows] or [""] * height, cells))
    return drawing


# --- helpers --------------------------------------------------------------------------------


def _write_numbers(axes: Axes, image: Any, matrix: Any, number_format: str) -> None:
    """Light numbers on dark cells and dark ones on light cells."""
    for (row, column), value in np.ndenumerate(matrix):
        colour = "white" if image.norm(value) > 0.71 else "black"
        text = number_format.format(value)
        axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=10)


def _plain_numbers(axis: Any, log: bool) -> None:
    """Numbers as people write them: 100 for ten to the power of two, 10,000 for 10000."""
    if log or np.abs(axis.get_view_interval()).max() >= 10_000:
        axis.set_major_formatter("{x:,.10g}")


def _turn_crowded(axes: Axes) -> None:
    """Turn the labels of the x axis where they would run into each other."""
    axes.figure.canvas.draw()
    labels = [label for label in axes.get_xticklabels(which="major") if label.get_text()]
    boxes = [label.get_window_extent() for label in labels]
    if any(left.x1 + 3 > right.x0 for left, right in pairwise(boxes)):
        axes.tick_params(axis="x", rotation=90)


def check_same_length(name: str, given: Sized, wanted: Sized, one: str) -> None:
    if len(given) != len(wanted):
        raise ValueError(
            f"`{name}` must have one entry for each {one}: {len(wanted)}. Received: {len(given)}"
        )
