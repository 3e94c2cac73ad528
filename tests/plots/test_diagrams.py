"""The schematic pictures: what they say, and that nothing is cut off."""

import numpy as np
import pytest

from wordemb_keras.fasttext.subwords import character_ngrams
from wordemb_keras.plots import diagrams

RNG = np.random.default_rng(0)
DRAWN = {
    "lookup": lambda: diagrams.lookup("great", 1918, 20_000, RNG.normal(size=(5, 4)), title="표"),
    "language_model": lambda: diagrams.language_model(["나는", "은행에", "갔다"], np.ones((2, 8))),
    "two_directions": lambda: diagrams.two_directions(["나는", "갔다"], titles=["biLM", "양방향"]),
    "character_cnn": lambda: diagrams.character_cnn("강아지", 2, [(0, 0.5), (3, 1.0)]),
    "four_steps": lambda: diagrams.four_steps("play", RNG.normal(size=(3, 2, 8)), [0, 0, 1], 1.5),
    "task_input": lambda: diagrams.task_input([("ELMo", 1024), ("GloVe", 50)], "스팸?"),
    "shared_pieces": lambda: diagrams.shared_pieces(
        ["남동생", "남동쉥"], [character_ngrams(w, 3, 3, unit="jamo") for w in ("남동생", "남동쉥")]
    ),
    "three_ideas": lambda: diagrams.three_ideas([("LSA", "a"), ("GloVe", "b"), ("W2V", "c")]),
}


@pytest.mark.parametrize("name", DRAWN)
def test_it_is_told_in_words_and_fits(name):
    drawing = DRAWN[name]()
    assert drawing.alt.endswith(".") and len(drawing.alt) > 20
    renderer = drawing.canvas.get_renderer()
    page = drawing.bbox
    for axes in drawing.axes:
        for text in axes.texts:
            if text.get_text():
                box = text.get_window_extent(renderer)
                assert box.x0 >= page.x0 - 2 and box.x1 <= page.x1 + 2, text.get_text()
                assert box.y0 >= page.y0 - 2 and box.y1 <= page.y1 + 2, text.get_text()


def test_shared_pieces_are_those_of_both():
    drawing = diagrams.shared_pieces(["ab", "ac"], [["<a", "ab", "b>"], ["<a", "ac", "c>"]])
    assert drawing.alt == "ab and ac share 1 of 3 pieces: <a."


def test_the_mix_is_computed():
    layers = np.array([[[1.0], [2.0]], [[3.0], [4.0]]])
    drawing = diagrams.four_steps("x", layers, [0.5, 0.5], 1.0)
    assert "times 0.50, 0.50, added" in drawing.alt
