"""A notebook made whole."""

import copy
import json

import nbformat
import pytest

from wordemb_keras.course.assignments import check
from wordemb_keras.course.assignments.author import build
from wordemb_keras.course.assignments.collect import repair


def key(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def place(notebook, name):
    return next(n for n, cell in enumerate(notebook["cells"]) if key(cell) == name)


def deleted_answer(notebook):
    del notebook["cells"][place(notebook, "double")]
    del notebook["cells"][place(notebook, "why")]


def test_an_untouched_file_needs_no_repair(toy, right):
    repaired = repair.repair(right, build.student_version(toy, "ko"))
    assert repaired.notes == []
    assert [c.source for c in repaired.notebook.cells] == [c["source"] for c in right["cells"]]


def test_deleted_answers(toy, right):
    notebook = copy.deepcopy(right)
    deleted_answer(notebook)
    repaired = repair.repair(notebook, build.student_version(toy, "ko"))
    assert repaired.notes == [
        "no answer cell: double",
        "deleted answer cell put back, blank: why",
    ]
    nbformat.validate(repaired.notebook)


def with_picture(cell, data):
    text = cell["source"].splitlines()[0] + "\n\n![x](attachment:image.png)"
    return {**cell, "source": text, "attachments": {"image.png": {"image/png": data}}}


def test_a_picture_stays_with_its_text(toy, right):
    """In halves of a cell, each of which has its `image.png`, and in the copy that counts."""
    n = place(right, "why")
    first, second = (with_picture(right["cells"][n], data) for data in ("Zmlyc3Q=", "c2Vjb25k"))
    half = {**second, "source": "![x](attachment:image.png)"}
    blank = next(cell for cell in build.student_version(toy, "ko").cells if key(cell) == "why")
    for cells, names in {
        (0, 1): {"image.png": first, "2-image.png": second},
        (2, 3): {"image.png": second},
    }.items():
        own = [[first, half, blank, second][which] for which in cells]
        notebook = {**right, "cells": [*right["cells"][:n], *own, *right["cells"][n + 1 :]]}
        repaired = repair.repair(notebook, build.student_version(toy, "ko")).notebook
        nbformat.validate(repaired)
        answer = repaired.cells[place(repaired, "why")]
        assert answer.attachments == {
            name: cell["attachments"]["image.png"] for name, cell in names.items()
        }
        assert all(f"(attachment:{name})" in answer.source for name in names)


def test_a_notebook_of_nbformat_3(toy, right):
    """Cells in worksheets, code in `input`, lines in lists; the marks are lost on the way."""
    cells = []
    for cell in right["cells"]:
        lines = cell["source"].splitlines(keepends=True)
        name = "input" if cell["cell_type"] == "code" else "source"
        cells.append({"cell_type": cell["cell_type"], name: lines})
    content = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode()
    raw = repair.parse(content)
    assert {question for role, question, *_ in check._cells(raw) if role == "answer"} == {
        "double",
        "root",
        "why",
    }
    repaired = repair.repair(raw, build.student_version(toy, "ko"))
    assert repaired.notes == ["metadata found again by the question marker: double, root, why"]
    assert [c.source for c in repaired.notebook.cells] == [c["source"] for c in right["cells"]]


@pytest.mark.parametrize(
    "content, words",
    {
        b"": "empty file",
        b"PK\x03\x04": "not JSON",
        b"[" * 100_000: "nested too deeply",
        b'{"cells": ' + b"[" * 100_000: "nested too deeply",
        b'{"cells": [' + b"1," * 100_000 + b"1]}": "100001 cells, more than 2000",
        b'{"cells": 1}': "it has no cells",
        b'{"worksheets": "x"}': "it has no cells",
    }.items(),
    ids=["empty", "zip", "nested", "nested cells", "many cells", "no cells", "no sheets"],
)
def test_what_is_no_notebook_is_told_before_any_work(content, words):
    with pytest.raises(repair.NotANotebookError, match=words):
        repair.parse(content)
