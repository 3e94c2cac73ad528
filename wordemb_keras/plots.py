"""The figures of the course, in one style, with Korean labels that show.

Every function returns a `Picture`: a Matplotlib figure that a notebook shows by
itself and that does not live in pyplot. Colours are told apart with any colour
vision and in grey print (Okabe-Ito for groups, cividis for numbers).

Reference: [Okabe and Ito, Color Universal Design](https://jfly.uni-koeln.de/color/)
"""

import contextlib
import importlib.util
import io
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

# What Windows, macOS, Linux and Colab carry, in the order in which they are tried.
KOREAN_FONTS = (
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "NanumBarunGothic",
    "UnDotum",
    "Baekmuk Dotum",
)

_STYLE: Any = {
    "axes.edgecolor": "#666666",
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=COLOURS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "axes.unicode_minus": False,
    "figure.constrained_layout.use": True,
    "font.size": 11,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.linewidth": 2,
}


class Picture(Figure):
    """A Matplotlib figure that notebooks show and that keeps its fonts when saved."""

    def save(self, path: str | os.PathLike, *, dpi: int = 150) -> None:
        """Write the picture; the ending of the name chooses the format (.png, .svg, .pdf)."""
        with style():
            self.savefig(path, dpi=dpi)

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with style():
            self.savefig(buffer, format="png", dpi=90)
        return buffer.getvalue()


@contextlib.contextmanager
def style() -> Iterator[None]:
    """Draw in the style of the course inside this block; settings outside stay as they are.

    Example:

    >>> before = mpl.rcParams["font.size"]
    >>> with style():
    ...     inside = mpl.rcParams["font.size"]
    >>> inside, mpl.rcParams["font.size"] == before
    (11.0, True)
    """
    family = [font for font in ("DejaVu Sans", korean_font()) if font]
    with mpl.rc_context({**_STYLE, "font.family": family}):
        yield


@cache
def korean_font() -> str | None:
    """Name of a Korean font on this computer, or None with one warning that says what to do.

    A font of the system comes first, then NanumGothic of the package
    `koreanize-matplotlib` (its file alone is used: importing the package would
    change Matplotlib's settings for everyone).
    """
    installed = set(font_manager.get_font_names())
    for name in KOREAN_FONTS:
        if name in installed:
            return name
    spec = importlib.util.find_spec("koreanize_matplotlib")
    if spec and spec.origin:
        path = Path(spec.origin).parent / "fonts" / "NanumGothic.ttf"
        font_manager.fontManager.addfont(path)
        return font_manager.FontProperties(fname=path).get_name()
    warnings.warn(
        "No Korean font found: Korean letters in figures will be boxes. "
        "Install one with: pip install koreanize-matplotlib",
        stacklevel=2,
    )
    return None


@contextlib.contextmanager
def picture(columns: int = 1, *, width: float = 6.4, height: float = 3.6) -> Iterator[Any]:
    """A new picture to draw on, in the style of the course.

    Args:
        columns: number of panels side by side.
        width: of the whole picture, in inches.
        height: in inches.

    Yields:
        The `Picture`; its panels are `picture.axes`.

    Example:

    >>> with picture() as drawing:
    ...     _ = drawing.axes[0].plot([1, 2, 3])
    >>> type(drawing).__name__
    'Picture'
    """
    with style():
        drawing = Picture(figsize=(width, height))
        FigureCanvasAgg(drawing)
        drawing.subplots(1, columns)
        yield drawing
        drawing.canvas.draw()  # ticks and their fonts are made while the style is on


def lines(
    series: Mapping[str, ArrayLike],
    *,
    x: ArrayLike | None = None,
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    log: bool | str = False,
) -> Picture:
    """Curves over a common axis, for example a loss over epochs.

    Args:
        series: label to values, one curve each.
        x: positions; 1, 2, 3, ... by default (epochs).
        xlabel: under the axis.
        ylabel: beside the axis.
        title: above the picture.
        log: logarithmic scale: `"x"`, `"y"`, or True for both axes.

    Raises:
        ValueError: `log` is something else.
    """
    if log not in (False, True, "x", "y"):
        raise ValueError(f'`log` must be "x", "y", True or False. Received: log={log!r}')
    with picture() as drawing:
        axes = drawing.axes[0]
        for number, (label, values) in enumerate(series.items()):
            values = np.asarray(values)
            places = np.arange(1, len(values) + 1) if x is None else np.asarray(x)
            every = max(1, len(values) // 8)
            axes.plot(places, values, label=label, marker=MARKERS[number % 7], markevery=every)
        axes.set(**{f"{axis}scale": "log" for axis in "xy" if log in (True, axis)})
        axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
        if len(series) > 1:
            axes.legend()
    return drawing


def bars(
    values: Mapping[str, float],
    *,
    ylabel: str = "",
    title: str = "",
    log: bool = False,
    number_format: str = "{:,.4g}",
    horizontal: bool = False,
) -> Picture:
    """One bar a label, with its number at the end.

    Args:
        values: label to height.
        ylabel: along the heights.
        title: above the picture.
        log: logarithmic heights.
        number_format: how a number is written.
        horizontal: bars to the right, the first label on top: room for long labels.
    """
    with picture() as drawing:
        axes = drawing.axes[0]
        labels, heights = list(values), list(values.values())
        colours = [COLOURS[i % 7] for i in range(len(values))]
        if horizontal:
            made = axes.barh(labels, heights, color=colours, log=log)
            axes.invert_yaxis()
            axes.set(xlabel=ylabel, title=title)
        else:
            made = axes.bar(labels, heights, color=colours, log=log)
            axes.set(ylabel=ylabel, title=title)
        axes.bar_label(made, fmt=number_format, padding=2)
        axes.grid(axis="y" if horizontal else "x", visible=False)
        axes.margins(**{"x" if horizontal else "y": 0.15})
    return drawing


def heatmap(
    matrix: ArrayLike,
    *,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    title: str = "",
    number_format: str = "{:.4g}",
    numbers: bool = True,
) -> Picture:
    """A matrix as coloured cells with the numbers written in.

    Args:
        matrix: array of shape `(rows, columns)`.
        rows: labels at the left.
        columns: labels above.
        title: above the picture.
        number_format: how a cell's number is written.
        numbers: write the numbers into the cells.
    """
    matrix = np.asarray(matrix, dtype=float)
    height, width = matrix.shape
    with picture(width=1.6 + 0.62 * width, height=1.1 + 0.42 * height) as drawing:
        axes = drawing.axes[0]
        image = axes.imshow(matrix, cmap="cividis", aspect="auto")
        axes.set_xticks(range(len(columns)), labels=columns)
        axes.set_yticks(range(len(rows)), labels=rows)
        axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
        axes.grid(visible=False)
        axes.set_title(title)
        if numbers:
            _write_numbers(axes, image, matrix, number_format)
        else:
            drawing.colorbar(image, ax=axes)
    return drawing


def word_map(
    points: ArrayLike,
    words: Sequence[str],
    *,
    groups: Sequence[str] | None = None,
    title: str = "",
) -> Picture:
    """Words as labelled points, the labels moved apart where they would overlap.

    Args:
        points: array of shape `(number of words, 2)`, for example from `plane`.
        words: the labels.
        groups: a group name for each word: colour, sign and legend.
        title: above the picture.
    """
    from adjustText import adjust_text

    points = np.asarray(points, dtype=float)
    groups = list(groups or [""] * len(words))
    with picture(height=4.6) as drawing:
        axes = drawing.axes[0]
        for number, group in enumerate(dict.fromkeys(groups)):
            chosen = points[[g == group for g in groups]]
            axes.scatter(*chosen.T, s=26, marker=MARKERS[number % 7], label=group)
        axes.set(title=title, xticks=[], yticks=[])
        axes.margins(0.12)
        if any(groups):
            axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
        labels = [axes.text(x, y, word) for (x, y), word in zip(points, words, strict=True)]
        drawing.canvas.draw()  # the panel must have its final size before labels are moved
        drawing.set_layout_engine("none")
        arrow = {"arrowstyle": "-", "color": "#999999", "lw": 0.6}
        options = {"expand": (1.25, 1.5), "arrowprops": arrow, "ax": axes}
        adjust_text(labels, points[:, 0], points[:, 1], **options)
    return drawing


def plane(vectors: ArrayLike) -> "np.ndarray[Any, Any]":
    """The two directions in which vectors differ most (principal components).

    Input shape: `(number of words, embedding_dim)`.

    Output shape: `(number of words, 2)`.

    Reference: [Pearson 1901](https://doi.org/10.1080/14786440109462720), with scikit-learn.

    Example:

    >>> plane([[0, 0, 0], [0, 0, 2], [0, 3, 4]]).shape
    (3, 2)
    """
    from sklearn.decomposition import PCA

    return PCA(2, svd_solver="full").fit_transform(np.asarray(vectors, dtype=float))


def _write_numbers(axes: Axes, image: Any, matrix: Any, number_format: str) -> None:
    """Light numbers on dark cells and dark ones on light cells."""
    for (row, column), value in np.ndenumerate(matrix):
        colour = "black" if image.norm(value) > 0.55 else "white"
        text = number_format.format(value)
        axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=9)
