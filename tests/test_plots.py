"""Figures: Korean letters, no change to global settings, notebooks show them."""

import warnings

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import font_manager

from wordemb_keras import plots


@pytest.fixture
def no_warnings():
    """A letter that no font has is a Matplotlib warning: here it is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


DRAWINGS = {
    "lines": lambda: plots.lines({"손실": [3, 2, 1], "loss": [3, 1, 0]}, xlabel="에포크"),
    "bars": lambda: plots.bars({"음절": 0.3, "자모": 0.7}, ylabel="정확도"),
    "heatmap": lambda: plots.heatmap(np.eye(2), rows=["나", "너"], columns=["나", "너"]),
    "heatmap without numbers": lambda: plots.heatmap(np.eye(2), numbers=False),
    "word_map": lambda: plots.word_map(
        [[0, 0], [0, 0], [-1, 1]], ["사과", "배", "apple"], groups=["과일", "과일", "fruit"]
    ),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawings_show_korean_and_leave_settings_alone(name, no_warnings, tmp_path):
    before = dict(mpl.rcParams)
    drawing = DRAWINGS[name]()
    png = drawing._repr_png_()
    drawing.save(tmp_path / "그림.png")
    assert dict(mpl.rcParams) == before
    assert png.startswith(b"\x89PNG") and (tmp_path / "그림.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("log", "scales"),
    [
        (False, ("linear", "linear")),
        (True, ("log", "log")),
        ("x", ("log", "linear")),
        ("y", ("linear", "log")),
    ],
)
def test_logarithmic_axes(log, scales):
    axes = plots.lines({"손실": [3, 2, 1]}, x=[10, 100, 1000], log=log).axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == scales


def test_a_wrong_axis_is_named():
    with pytest.raises(ValueError, match=r"`log` must be .*Received: log='z'"):
        plots.lines({"": [1, 2]}, log="z")


def test_pictures_do_not_pile_up_in_pyplot():
    import matplotlib.pyplot as plt

    plots.lines({"": [1, 2]})
    assert plt.get_fignums() == []


def test_labels_of_a_word_map_do_not_overlap():
    rng = np.random.default_rng(9)
    drawing = plots.word_map(rng.normal(size=(25, 2)), [f"단어{i}" for i in range(25)])
    boxes = [label.get_window_extent() for label in drawing.axes[0].texts if label.get_text()]
    pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i]]
    assert len(boxes) == 25
    assert sum(a.overlaps(b) for a, b in pairs) <= 1


def test_heatmap_writes_the_counts_into_the_cells():
    drawing = plots.heatmap([[0, 2], [2, 0]])
    assert [text.get_text() for text in drawing.axes[0].texts] == ["0", "2", "2", "0"]


def test_without_a_korean_font_one_warning_says_what_to_install(monkeypatch):
    plots.korean_font.cache_clear()
    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans"])
    monkeypatch.setattr(plots.importlib.util, "find_spec", lambda name: None)
    with pytest.warns(UserWarning, match="pip install koreanize-matplotlib"):
        assert plots.korean_font() is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert plots.korean_font() is None
    plots.korean_font.cache_clear()


def test_the_font_of_the_package_is_found_without_importing_it(monkeypatch):
    import sys

    plots.korean_font.cache_clear()
    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans"])
    assert plots.korean_font() == "NanumGothic"
    assert "koreanize_matplotlib" not in sys.modules
    plots.korean_font.cache_clear()


def test_plane_keeps_the_largest_differences():
    points = np.zeros((3, 5))
    points[:, 4] = [0, 10, 20]
    points[:, 1] = [0, 1, 0]
    assert np.allclose(np.abs(plots.plane(points)[:, 0]), [10, 0, 10])
