"""Figures: Korean letters, no change to global settings, notebooks show them."""

import warnings

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import font_manager

from wordemb_keras import plots
from wordemb_keras.plots import style as pictures


@pytest.fixture
def no_warnings():
    """A letter that no font has is a Matplotlib warning: here it is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)  # among libraries
        yield


DRAWINGS = {
    "lines": lambda: plots.lines({"손실": [3, 2, 1], "loss": [3, 1, 0]}, xlabel="에포크"),
    "lines beside a formula": lambda: plots.lines({"가중치 $s_j$": [1, 2]}, ylabel="층 $j$"),
    "bars": lambda: plots.bars({"음절": 0.3, "자모": 0.7}, ylabel="정확도"),
    "bars in groups": lambda: plots.bars(
        {"연극을 보다": -2, "놀다": 3}, groups=["연극", "놀이"], horizontal=True
    ),
    "heatmap": lambda: plots.heatmap(np.eye(2), rows=["나", "너"], columns=["나", "너"]),
    "heatmap without numbers": lambda: plots.heatmap(np.eye(2), numbers=False),
    "word_map": lambda: plots.word_map(
        [[0, 0], [0, 0], [-1, 1]], ["사과", "배", "apple"], groups=["과일", "과일", "fruit"]
    ),
    "word_map by PCA": lambda: plots.word_map(np.eye(4), ["안녕", "ㅋㅋ", "나", "너"]),
    "word_map by t-SNE": lambda: plots.word_map(
        np.eye(4), ["안녕", "ㅋㅋ", "나", "너"], method="tsne"
    ),
    "word_map of one number": lambda: plots.word_map([[1], [2], [2]], ["안녕", "ㅋㅋ", "나"]),
    "word_map of equal vectors": lambda: plots.word_map(np.ones((3, 4)), ["나", "너", "우리"]),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawings_show_korean_and_leave_settings_alone(name, no_warnings, caplog, tmp_path):
    before = dict(mpl.rcParams)
    drawing = DRAWINGS[name]()
    png, _ = drawing._repr_png_()
    assert "glyph" not in caplog.text  # a formula's missing letters are logged, not warned of
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


@pytest.mark.parametrize("name", DRAWINGS)
def test_nothing_is_cut_off(name):
    drawing = DRAWINGS[name]()
    width, height = drawing.bbox.size
    box = drawing.get_tightbbox().transformed(drawing.dpi_scale_trans)
    assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height


def test_a_title_wider_than_the_picture_takes_two_lines():
    title = "말뭉치를 읽으면서 새로 만나는 단어의 수 · the number of words met for the first time"
    drawing = plots.lines({"": [1, 2, 3]}, title=title)
    box = drawing.axes[0].title.get_window_extent()
    assert box.x0 >= 0 and box.x1 <= drawing.bbox.width and box.y1 <= drawing.bbox.height


@pytest.mark.parametrize("groups", [None, ["가", "나"] * 12 + ["다"]])
def test_labels_of_a_word_map_do_not_overlap(groups):
    rng = np.random.default_rng(9)
    words = [f"단어{i}" for i in range(25)]
    axes = plots.word_map(rng.normal(size=(25, 2)), words, groups=groups).axes[0]
    boxes = [label.get_window_extent() for label in axes.texts if label.get_text()]
    dots = np.vstack([axes.transData.transform(dots.get_offsets()) for dots in axes.collections])
    assert len(boxes) == 25
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert not any(box.contains(*dot) for box in boxes for dot in dots)


def test_a_word_map_has_one_scale():
    axes = plots.word_map([[0, 0], [9, 0], [0, 1]], ["나", "너", "우리"]).axes[0]
    (x0, y0), (x1, y1) = axes.transData.transform([(0, 0), (1, 1)])
    assert x1 - x0 == pytest.approx(y1 - y0)


def test_the_axes_of_a_word_map_say_what_they_are():
    vectors = [[3, 0, 0], [-3, 0, 0], [0, 0, 1], [0, 0, -1]]  # 90% of the variance, 10%
    axes = plots.word_map(vectors, list("가나다라")).axes[0]
    assert axes.get_xlabel() == "주성분 1 · PC 1 (90%)"
    assert axes.get_ylabel() == "주성분 2 · PC 2 (10%)"


def test_groups_differ_in_grey_print_too():
    axes = plots.bars({"가": 1, "나": 2, "다": 3}, groups=["왼쪽", "오른쪽", "왼쪽"]).axes[0]
    assert [bar.get_hatch() or "" for bar in axes.patches] == ["", "", "///"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["왼쪽", "오른쪽"]
    curves = plots.lines({"가": [1, 2], "나": [2, 1]}).axes[0].lines
    assert len({(c.get_marker(), c.get_linestyle()) for c in curves}) == 2


def test_bars_without_groups_have_one_colour():
    patches = plots.bars({"가": 1, "나": 2}).axes[0].patches
    assert {mpl.colors.to_hex(bar.get_facecolor()).upper() for bar in patches} == {"#0072B2"}


def test_numbers_on_axes_are_written_as_people_write_them():
    axes = plots.lines({"단어": [8000, 36000]}, x=[40, 3900], log="x").axes[0]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["40", "3,900"]
    assert "30,000" in [tick.get_text() for tick in axes.get_yticklabels()]
    axes = plots.lines({"손실": [3, 2, 1]}).axes[0]
    assert all(tick == int(tick) for tick in axes.get_xticks())  # there is no epoch 1.5


def test_crowded_labels_are_turned():
    long = plots.bars({f"아주 긴 이름 {i}": i for i in range(9)}).axes[0]
    short = plots.bars({"가": 1, "나": 2}).axes[0]
    assert long.get_xticklabels()[0].get_rotation() == 90
    assert short.get_xticklabels()[0].get_rotation() == 0


def test_heatmap_writes_the_counts_into_the_cells():
    drawing = plots.heatmap([[0, 2], [2, 0]])
    assert [text.get_text() for text in drawing.axes[0].texts] == ["0", "2", "2", "0"]


def test_numbers_in_cells_can_be_read():
    """WCAG asks for a contrast of at least 4.5."""
    axes = plots.heatmap(np.linspace(0, 1, 101)[None]).axes[0]
    image = axes.images[0]

    def luminance(colour):
        rgb = np.array(mpl.colors.to_rgb(colour))
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    for text, value in zip(axes.texts, np.linspace(0, 1, 101), strict=True):
        pair = sorted([luminance(text.get_color()), luminance(image.cmap(image.norm(value))[:3])])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, value


def test_notebooks_get_a_sharp_picture_with_its_text():
    from IPython.core.formatters import DisplayFormatter

    drawing = plots.bars({"원-핫\none-hot": 2}, title="길이 · length")
    data, metadata = DisplayFormatter().format(drawing, include=["image/png"])
    width = int.from_bytes(data["image/png"][16:20], "big")
    assert metadata["image/png"] == {
        "width": width // 2,
        "height": 324,
        "alt": "길이 · length. 원-핫 one-hot 2.",
    }


def test_a_picture_drawn_by_hand_says_its_title_and_axes():
    with plots.picture(2) as drawing:
        drawing.axes[0].set(title="왼쪽", xlabel="에포크")
        drawing.axes[1].set(title="오른쪽")
    assert drawing.alt == "왼쪽. x: 에포크. 오른쪽."


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: plots.lines({"": [1, 2]}, x=[1]), "`x` must have one entry for each value.*: 2"),
        (lambda: plots.bars({"가": 1}, groups=[]), "`groups` must have one entry for each bar: 1"),
        (lambda: plots.heatmap([1, 2]), r"`matrix` must have shape .*Received: \(2,\)"),
        (lambda: plots.heatmap(np.eye(2), rows=["나"]), "`rows` .* each row of the matrix: 2"),
        (lambda: plots.word_map(np.eye(2), ["나"]), "`words` must .*: 2. Received: 1"),
        (lambda: plots.plane([[1, 2, 3]]), r"`vectors` must be .*Received: shape \(1, 3\)"),
        (lambda: plots.plane(np.eye(3), method="umap"), '"pca" or "tsne". Received: method=\'umap'),
    ],
)
def test_errors_say_what_to_give(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def test_without_a_korean_font_one_warning_says_what_to_install(monkeypatch):
    pictures.korean_font.cache_clear()
    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans"])
    monkeypatch.setattr(pictures.importlib.util, "find_spec", lambda name: None)
    with pytest.warns(UserWarning, match="pip install koreanize-matplotlib"):
        assert pictures.korean_font() is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # not a second time, and not for every letter
        plots.lines({"손실": [1, 2]}, title="학습 곡선")._repr_png_()
    pictures.korean_font.cache_clear()


def test_the_font_of_the_package_is_found_without_importing_it(monkeypatch):
    import sys

    pictures.korean_font.cache_clear()
    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans"])
    assert pictures.korean_font() == "NanumGothic"
    assert "koreanize_matplotlib" not in sys.modules
    pictures.korean_font.cache_clear()


def test_plane_keeps_the_largest_differences():
    points = np.zeros((3, 5))
    points[:, 4] = [0, 10, 20]
    points[:, 1] = [0, 1, 0]
    assert np.allclose(np.abs(plots.plane(points)[:, 0]), [10, 0, 10])


def test_tsne_keeps_neighbours_and_repeats_itself():
    rng = np.random.default_rng(9)
    groups = np.repeat(np.eye(3, 20) * 9, 8, axis=0)
    vectors = groups + rng.normal(size=(24, 20))
    points = plots.plane(vectors, method="tsne", seed=1)
    distance = np.linalg.norm(points[:, None] - points, axis=-1) + np.eye(24) * 1e9
    assert points.shape == (24, 2)
    assert (distance.argmin(axis=1) // 8 == np.arange(24) // 8).all()
    again = plots.plane(vectors, method="tsne", seed=1)
    assert np.array_equal(points, again)
