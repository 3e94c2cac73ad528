"""The one style of all figures: colours, a Korean font that shows, a picture to draw on.

No setting of Matplotlib is changed for others. Groups are told apart with any
colour vision (Okabe-Ito) and in grey print (markers, dashes, hatches).

Reference: [Okabe and Ito, Color Universal Design](https://jfly.uni-koeln.de/color/)
"""

import contextlib
import importlib.util
import io
import os
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", "--", "-.", ":")
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "ooo", "+++")

# What Windows, macOS and Linux carry, in the order in which they are tried. The Noto font
# for all of East Asia is one file, of which Matplotlib before 3.11 sees only the Japanese name.
KOREAN_FONTS = (
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "Noto Sans CJK KR",
    "Noto Sans CJK JP",
    "Noto Sans KR",
    "NanumGothic",
    "NanumBarunGothic",
    "UnDotum",
    "Baekmuk Dotum",
)

_STYLE: Any = {
    "axes.axisbelow": True,
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
    """A Matplotlib figure that notebooks show and that keeps its fonts when saved.

    `alt` says in words what the picture shows, for readers who cannot see it. It
    goes into the notebook with the picture.
    """

    alt = ""

    def save(self, path: str | os.PathLike, *, dpi: int = 150) -> None:
        """Write the picture; the ending of the name chooses the format (.png, .svg, .pdf)."""
        with style():
            self.savefig(path, dpi=dpi)

    def _repr_png_(self) -> tuple[bytes, dict[str, Any]]:
        """Twice the dots of the space it takes: sharp on paper and on fine screens."""
        buffer = io.BytesIO()
        with style():
            self.savefig(buffer, format="png", dpi=180)
        width, height = (round(90 * inches) for inches in self.get_size_inches())
        return buffer.getvalue(), {"width": width, "height": height, "alt": self.alt}


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
    font = korean_font()
    # Korean first: beside a formula Matplotlib knows the first font only.
    family = [font, "DejaVu Sans"] if font else ["DejaVu Sans"]
    with mpl.rc_context({**_STYLE, "font.family": family}), warnings.catch_warnings():
        if font is None:  # said once already; Matplotlib would say it for every letter
            warnings.filterwarnings("ignore", "Glyph .* missing from font")
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
        "Install one with: pip install koreanize-matplotlib, then restart Python (the kernel).",
        stacklevel=2,
    )
    return None


@contextlib.contextmanager
def picture(
    columns: int = 1, *, rows: int = 1, width: float = 6.4, height: float = 3.6
) -> Iterator[Any]:
    """A new picture to draw on, in the style of the course.

    Args:
        columns: number of panels side by side.
        rows: number of panels one above the other: what a phone can show.
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
        drawing.subplots(rows, columns)
        for axes in drawing.axes:
            axes.title.set_wrap(True)
        yield drawing
        drawing.canvas.draw()  # ticks and their fonts are made while the style is on
        drawing.alt = drawing.alt or sentences(*map(title_and_axes, drawing.axes))


def title_and_axes(axes: Axes) -> str:
    """What is written around a panel, for `Picture.alt`."""
    x, y = named("x", axes.get_xlabel()), named("y", axes.get_ylabel())
    return ". ".join(filter(None, [axes.get_title(), x, y]))


def named(name: str, text: str) -> str:
    """The text after its name; either may be missing."""
    return f"{name}: {text}" if name and text else text


def sentences(*parts: str) -> str:
    """The parts that are not empty, each ended by a full stop."""
    return " ".join(f"{' '.join(part.split())}." for part in parts if part)
