"""The parts of a schematic picture: boxes, arrows, strips of cells, on a sheet without axes.

All lengths are in the units of the drawing, not in inches.

Reference: [Matplotlib, patches](https://matplotlib.org/stable/api/patches_api.html)
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from wordemb_keras.plots.style import COLOURS, picture

BLUE, RED, GREEN = COLOURS[:3]
GREY = "#666666"
PALE = {"word": "#F2F2F2", "layer": "#DCEBF7", "other": "#FBE3D2", "sum": "#DDF1EA"}


@contextlib.contextmanager
def sheet(width: float, height: float, title: str) -> Iterator[tuple[Any, Axes]]:
    """A picture whose one panel is measured in the units of the drawing, without axes.

    At most 6.4 inches wide: on a phone, letters stay letters.
    """
    inches = min(width, 6.4)
    with picture(width=inches, height=inches * (height + 0.2) / width + 0.3) as drawing:
        axes = drawing.axes[0]
        bare(axes, width, height, title)
        yield drawing, axes


def bare(axes: Axes, width: float, height: float, title: str) -> None:
    """A panel measured in the units of the drawing, without axes."""
    axes.set(xlim=(0, width), ylim=(0, height), title=title)
    axes.set_axis_off()


def box(
    axes: Axes,
    x: float,
    y: float,
    width: float,
    height: float,
    text: str,
    kind: str,
    *,
    rounded: bool = True,
    bold: bool = False,
) -> None:
    """A box with its text in the middle; `kind` names its colour in `PALE`."""
    shape = "round,pad=0,rounding_size=0.1" if rounded else "square,pad=0"
    edge = GREEN if bold else GREY
    patch = FancyBboxPatch(
        (x, y), width, height, boxstyle=shape, fc=PALE[kind], ec=edge, lw=2 if bold else 1
    )
    axes.add_patch(patch)
    axes.text(x + width / 2, y + height / 2, text, ha="center", va="center", linespacing=1.4)


def arrow(axes: Axes, start: tuple, end: tuple, colour: str = "black") -> None:
    """From one point `(x, y)` to another."""
    axes.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=11, color=colour, shrinkA=1, shrinkB=1
        )
    )


def strip(
    axes: Axes,
    x: float,
    y: float,
    values: ArrayLike,
    *,
    cell: float,
    height: float,
    numbers: bool = False,
    largest: float | None = None,
) -> None:
    """A vector as a row of cells; its largest number, or `largest`, has the full colour."""
    values = np.asarray(values, float)
    full = max(np.abs(values).max() if largest is None else largest, 1e-9)
    colours = mpl.colormaps["RdBu_r"](0.5 + 0.4 * values / full)
    for number, (value, colour) in enumerate(zip(values, colours, strict=True)):
        left = x + cell * number
        axes.add_patch(Rectangle((left, y), cell, height, fc=colour, ec="white", lw=0.8))
        if numbers:
            dark = np.abs(value) > 0.7 * full
            axes.text(
                left + cell / 2,
                y + height / 2,
                f"{round(value, 2) + 0.0:.2f}",  # 0.0 makes -0.00 a plain 0.00
                color="white" if dark else "black",
                ha="center",
                va="center",
                fontsize=9,
            )


def note(axes: Axes, x: float, y: float, text: str) -> None:
    """A few words in small type, centred on a point."""
    axes.text(x, y, text, ha="center", va="center", fontsize=10, color="#333333")
