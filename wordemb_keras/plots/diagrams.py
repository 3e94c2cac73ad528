"""The chapter's schematic pictures, drawn from real numbers (sections 9-1 to 9-5).

A strip of cells is a vector: each cell is one of its numbers, blue below 0 and red above. All
functions return a `Picture`, whose `alt` says in words what it shows.

Reference: [Matplotlib, patches](https://matplotlib.org/stable/api/patches_api.html)
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from wordemb_keras.plots import sketch
from wordemb_keras.plots.sketch import BLUE, GREY, RED
from wordemb_keras.plots.style import COLOURS, Picture, picture


def lookup(word: str, index: int, size: int, rows: ArrayLike, *, title: str = "") -> Picture:
    """Two ways to the same row of an embedding table: look it up, or multiply by a one-hot vector.

    Args:
        word: the word.
        index: its index.
        size: how many rows the table has.
        rows: some rows of the table, `(rows, dim)`; the middle one is that of the word.
        title: above the picture.

    Example:

    >>> lookup("great", 1918, 20_000, [[0.1, 0.2], [0.3, -0.4], [0.0, 0.1]]).alt
    'great → row 1,918 of 20,000, the same as one-hot (length 20,000) times the table.'
    """
    table = np.asarray(rows, float)
    middle = len(table) // 2
    with sketch.sheet(9, 4.0, title) as (drawing, axes):
        left, height, largest = 5.2, 0.42, float(np.abs(table).max())
        look: dict[str, Any] = {"cell": 0.75, "height": height, "numbers": True, "largest": largest}
        level = 3.2 - middle * height + height / 2  # of the word's row
        sketch.box(axes, 0.1, level - 0.35, 1.7, 0.7, word, "word")
        sketch.box(axes, 2.6, level - 0.35, 1.2, 0.7, f"{index:,}", "layer")
        sketch.arrow(axes, (1.8, level), (2.6, level))
        sketch.note(axes, 3.2, level + 0.6, "인덱스 · index")
        for number, row in enumerate(table):
            bottom = 3.2 - number * height
            sketch.strip(axes, left, bottom, row, **look)
            label = f"{index - middle + number:,}"
            axes.text(left - 0.12, bottom + height / 2, label, ha="right", va="center", fontsize=9)
        bottom = 3.2 - middle * height
        outline = Rectangle((left, bottom), 0.75 * table.shape[1], height, fill=False, lw=2.5)
        axes.add_patch(outline)
        sketch.arrow(axes, (3.8, level), (left - 0.75, level))
        sketch.note(axes, left + 0.375 * table.shape[1], 3.85, f"{size:,} × {table.shape[1]}")
        shown = ["0", "0", "…", "1", "…", "0"]
        for number, sign in enumerate(shown):
            kind = "other" if sign == "1" else "word"
            sketch.box(axes, 0.1 + 0.5 * number, 0.5, 0.46, 0.55, sign, kind, rounded=False)
        sketch.note(axes, 1.55, 0.22, f"원-핫 · one-hot: {size:,}")
        axes.text(3.55, 0.78, "× 표 · table  =", fontsize=11, va="center")
        sketch.strip(axes, left, 0.55, table[middle], **look)
        drawing.alt = (
            f"{word} → row {index:,} of {size:,}, the same as one-hot (length {size:,}) times the "
            "table."
        )
    return drawing


def language_model(tokens: Sequence[str], states: ArrayLike, *, title: str = "") -> Picture:
    """A recurrent language model over time: it reads a word and predicts the next one.

    Args:
        tokens: the words in order; the last one is only predicted.
        states: some numbers of the hidden state after each word, `(len(tokens) - 1, numbers)`.
        title: above the picture.

    Example:

    >>> language_model(["I", "like", "it"], [[0.1, 0.2], [0.3, 0.4]]).alt
    'I → h_1 → like; like → h_2 → it. Each hidden state is passed on to the next step.'
    """
    states = np.asarray(states, float)
    steps = len(tokens) - 1
    with sketch.sheet(1.9 * steps + 0.6, 4.2, title) as (drawing, axes):
        for t in range(steps):
            x = 0.3 + 1.9 * t
            sketch.box(axes, x, 0.3, 1.3, 0.6, tokens[t], "word")
            sketch.box(axes, x, 1.6, 1.3, 0.9, "", "layer")
            sketch.strip(axes, x + 0.15, 1.72, states[t], cell=1.0 / states.shape[1], height=0.25)
            axes.text(x + 0.65, 2.25, f"$h_{{{t + 1}}}$", ha="center", va="center")
            sketch.box(axes, x, 3.2, 1.3, 0.6, tokens[t + 1], "sum")
            sketch.arrow(axes, (x + 0.65, 0.9), (x + 0.65, 1.6))
            sketch.arrow(axes, (x + 0.65, 2.5), (x + 0.65, 3.2))
            if t + 1 < steps:
                sketch.arrow(axes, (x + 1.3, 2.05), (x + 1.9, 2.05))
        pairs = [f"{a} → h_{t} → {b}" for t, (a, b) in enumerate(pairwise(tokens), start=1)]
        drawing.alt = f"{'; '.join(pairs)}. Each hidden state is passed on to the next step."
    return drawing


def two_directions(tokens: Sequence[str], *, titles: Sequence[str] = ("biLM", "")) -> Picture:
    """A two-layer biLM (two separate models) above a two-layer bidirectional RNN (mixed).

    Args:
        tokens: the words, three or so.
        titles: of the two panels.

    Example:

    >>> two_directions(["a", "b"], titles=["biLM", "bidirectional RNN"]).alt.split(": ")[0]
    'biLM'
    """
    width = 1.5 * len(tokens)
    with picture(rows=2, height=7.6) as drawing:
        for axes, title, mixed in zip(drawing.axes, titles, (False, True), strict=True):
            sketch.bare(axes, width + 0.2, 5.4, title)
            for t, token in enumerate(tokens):
                x = 0.15 + 1.5 * t
                sketch.box(axes, x + 0.15, 0.05, 1.0, 0.5, token, "word")
                # Forward stands higher than backward, so no arrow runs through a box.
                for layer in range(2):
                    low, high = 1.1 + 2.0 * layer, 1.75 + 2.0 * layer
                    sketch.box(axes, x, high, 0.6, 0.5, r"$\rightarrow$", "layer")
                    sketch.box(axes, x + 0.7, low, 0.6, 0.5, r"$\leftarrow$", "other")
                    if t + 1 < len(tokens):  # each direction passes its state on
                        sketch.arrow(axes, (x + 0.6, high + 0.25), (x + 1.5, high + 0.25), BLUE)
                        sketch.arrow(axes, (x + 2.2, low + 0.25), (x + 1.3, low + 0.25), RED)
                for side, rise in ((0.3, 0.65), (1.0, 0.0)):  # forward, backward
                    sketch.arrow(axes, (x + 0.65, 0.55), (x + side, 1.1 + rise), GREY)
                    sketch.arrow(axes, (x + side, 1.6 + rise), (x + side, 3.1 + rise), GREY)
                    sketch.arrow(axes, (x + side, 3.6 + rise), (x + side, 4.9), GREY)
                if mixed:
                    sketch.arrow(axes, (x + 0.3, 2.25), (x + 0.8, 3.1), RED)
                    sketch.arrow(axes, (x + 1.0, 1.6), (x + 0.45, 3.75), RED)
        drawing.alt = (
            f"{titles[0]}: the two directions never meet below the top. {titles[1]}: the second "
            "layer of each direction reads both directions of the first."
        )
    return drawing


def character_cnn(
    word: str, width: int, maxima: Sequence[tuple[int, float]], *, title: str = ""
) -> Picture:
    """How a character CNN reads a word: filters slide over it, each keeps its largest value.

    Args:
        word: the word.
        width: letters that a filter sees at a time.
        maxima: for each filter drawn, where it answered most (first letter, counted from 0 with
            the begin sign) and how much.
        title: above the picture.

    Example:

    >>> character_cnn("dog", 3, [(1, 0.7)]).alt
    'dog: filters of width 3; filter 1 answers most at "dog" (0.70).'
    """
    letters = ["‹", *word, "›"]
    with sketch.sheet(max(6.0, 0.75 * len(letters) + 1.2), 0.9 + 0.75 * len(maxima), title) as (
        drawing,
        axes,
    ):
        top = 0.1 + 0.75 * len(maxima)
        for number, letter in enumerate(letters):
            sketch.box(axes, 0.3 + 0.75 * number, top, 0.68, 0.6, letter, "word", rounded=False)
        told = []
        right = 0.3 + 0.75 * len(letters)
        for number, (start, value) in enumerate(maxima):
            bottom = top - 0.75 * (number + 1)
            colour = COLOURS[number % len(COLOURS)]
            x, wide = 0.3 + 0.75 * start, 0.75 * width - 0.07
            axes.add_patch(Rectangle((x, bottom), wide, 0.5, color=colour, alpha=0.25, lw=0))
            axes.text(x + wide / 2, bottom + 0.25, f"filter {number + 1}", ha="center", va="center")
            sketch.arrow(axes, (x + wide, bottom + 0.25), (right + 0.05, bottom + 0.25), colour)
            axes.text(right + 0.1, bottom + 0.25, f"max = {value:.2f}", va="center")
            piece = "".join(letters[start : start + width])
            told.append(f'filter {number + 1} answers most at "{piece}" ({value:.2f})')
        axes.set_xlim(0, right + 1.5)
        drawing.alt = f"{word}: filters of width {width}; {'; '.join(told)}."
    return drawing


def four_steps(
    word: str, layers: ArrayLike, weights: Sequence[float], gamma: float, *, title: str = ""
) -> Picture:
    """ELMo's four steps for one word: concatenate, weight, add, scale.

    Args:
        word: the word.
        layers: some numbers of both directions at each layer, `(layers, 2, numbers)`, the
            token layer first.
        weights: s_j of each layer, `(layers,)`; they add up to 1.
        gamma: the scalar.
        title: above the picture.

    Example:

    >>> four_steps("play", [[[1, 2], [3, 4]], [[0, 1], [1, 0]]], [0.5, 0.5], 2.0).alt
    'play: both directions of each of 2 layers joined, times 0.50, 0.50, added, times gamma 2.00.'
    """
    layers = np.asarray(layers, float)
    joined = layers.reshape(len(layers), -1)
    mixed = gamma * np.tensordot(np.asarray(weights, float), joined, axes=1)
    cell = 1.1 / layers.shape[2]
    with sketch.sheet(9.6, 1.2 * len(layers) + 0.9, title) as (drawing, axes):
        height = 1.2 * len(layers)
        dashed = FancyBboxPatch(
            (0.15, 0.65), 5.6, height, fill=False, ls="--", lw=1.5, boxstyle="round,pad=0.05"
        )
        axes.add_patch(dashed)
        for number, (forward, backward) in enumerate(layers):
            bottom = 0.95 + 1.2 * number
            axes.text(0.3, bottom + 0.25, f"$h_{{{number}}}$", va="center")
            sketch.strip(axes, 0.8, bottom, forward, cell=cell, height=0.5)
            sketch.strip(axes, 2.05, bottom, backward, cell=cell, height=0.5)
            axes.text(
                3.4, bottom + 0.25, f"× $s_{number + 1}$ = {weights[number]:.2f}", va="center"
            )
            sketch.arrow(axes, (4.95, bottom + 0.25), (6.1, 0.65 + height / 2))
        sketch.note(axes, 1.35, height + 0.5, r"$\rightarrow$")
        sketch.note(axes, 2.6, height + 0.5, r"$\leftarrow$")
        axes.text(6.3, 0.65 + height / 2, "+", ha="center", va="center", fontsize=18)
        axes.text(6.55, 0.65 + height / 2, f"× $γ$ = {gamma:.2f}", va="center")
        sketch.strip(axes, 7.75, 0.4 + height / 2, mixed, cell=cell * 0.75, height=0.5)
        sketch.note(axes, 8.55, 1.2 + height / 2, f"ELMo({word})")
        sketch.note(axes, 3.0, 0.35, f"“{word}”")
        told = ", ".join(f"{weight:.2f}" for weight in weights)
        drawing.alt = (
            f"{word}: both directions of each of {len(layers)} layers joined, times {told}, "
            f"added, times gamma {gamma:.2f}."
        )
    return drawing


def task_input(parts: Sequence[tuple[str, int]], task: str, *, title: str = "") -> Picture:
    """Vectors from several sources, joined to one input of a task's model.

    Args:
        parts: name and dimension of each.
        task: what the model does.
        title: above the picture.

    Example:

    >>> task_input([("ELMo", 256), ("GloVe", 50)], "spam?").alt
    'ELMo (256) and GloVe (50) joined to 306 numbers, the input of: spam?.'
    """
    total = sum(dim for _, dim in parts)
    with sketch.sheet(8.6, 1.5, title) as (drawing, axes):
        left = 0.3
        for number, (name, dim) in enumerate(parts):
            wide = 4.8 * max(dim / total, 0.18)
            kind = ("layer", "other")[number % 2]
            sketch.box(axes, left, 0.6, wide, 0.7, f"{name}\n{dim:,}", kind)
            left += wide
        axes.text(left / 2 + 0.15, 0.3, f"{total:,}", ha="center", va="center")
        sketch.arrow(axes, (left, 0.95), (left + 0.7, 0.95))
        sketch.box(axes, left + 0.7, 0.55, 1.0, 0.8, "Dense", "sum")
        sketch.arrow(axes, (left + 1.7, 0.95), (left + 2.1, 0.95))
        axes.text(left + 2.15, 0.95, task, va="center")
        axes.set_xlim(0, left + 3.4)
        names = " and ".join(f"{name} ({dim:,})" for name, dim in parts)
        drawing.alt = f"{names} joined to {total:,} numbers, the input of: {task}."
    return drawing


def shared_pieces(
    words: Sequence[str], pieces: Sequence[Sequence[str]], *, title: str = ""
) -> Picture:
    """The pieces of a word and of its misspelling; those that both have are coloured.

    Args:
        words: the two spellings.
        pieces: the pieces of each.
        title: above the picture.

    Example:

    >>> shared_pieces(["cat", "cut"], [["<c", "ca", "t>"], ["<c", "cu", "t>"]]).alt
    'cat and cut share 2 of 3 pieces: <c, t>.'
    """
    first, second = (list(dict.fromkeys(each)) for each in pieces)
    shared = [piece for piece in first if piece in set(second)]
    rows = [-(-len(each) // 9) for each in (first, second)]
    with sketch.sheet(9.6, 0.6 * sum(rows) + 0.5, title) as (drawing, axes):
        bottom = 0.6 * sum(rows) - 0.2
        for word, each, count in zip(words, (first, second), rows, strict=True):
            axes.text(0.1, bottom + 0.25, word, va="center", fontsize=12)
            for number, piece in enumerate(each):
                x, y = 1.4 + 0.91 * (number % 9), bottom - 0.6 * (number // 9)
                both = piece in shared
                sketch.box(axes, x, y, 0.85, 0.5, piece, "sum" if both else "word", bold=both)
            bottom -= 0.6 * count + 0.3
        told = f": {', '.join(shared)}" if shared else ""
        drawing.alt = f"{words[0]} and {words[1]} share {len(shared)} of {len(first)} pieces{told}."
    return drawing


def three_ideas(labels: Sequence[tuple[str, str]], *, title: str = "") -> Picture:
    """LSA, GloVe and Word2Vec beside each other: what each one looks at.

    Args:
        labels: three pairs (name, what it does), from left to right.
        title: above the picture.

    Example:

    >>> three_ideas([("LSA", "counts"), ("GloVe", "both"), ("Word2Vec", "predicts")]).alt
    'LSA: counts. GloVe: both. Word2Vec: predicts.'
    """
    with sketch.sheet(9.6, 2.1, title) as (drawing, axes):
        for number, ((name, does), kind) in enumerate(
            zip(labels, ("layer", "sum", "other"), strict=True)
        ):
            x = 0.2 + 3.15 * number
            sketch.box(axes, x, 0.1, 2.7, 1.9, f"{name}\n{does}", kind)
            if number < 2:
                start, end = (x + 2.7, 1.05), (x + 3.15, 1.05)
                sketch.arrow(axes, *((start, end) if number == 0 else (end, start)))
        drawing.alt = " ".join(f"{name}: {' '.join(does.split())}." for name, does in labels)
    return drawing
