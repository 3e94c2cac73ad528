"""A notebook made whole."""

import copy

import nbformat
import pytest

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


@pytest.mark.parametrize(
    "content, words",
    {
        b"": "empty file",
        b"PK\x03\x04": "not JSON",
        b"[" * 100_000: "nested too deeply",
        b'{"cells": ' + b"[" * 100_000: "nested too deeply",
        b'{"cells": [' + b"1," * 100_000 + b"1]}": "100001 cells, more than 2000",
        b'{"cells": 1}': "it has no cells",
    }.items(),
    ids=["empty", "zip", "nested", "nested cells", "many cells", "no cells"],
)
def test_what_is_no_notebook_is_told_before_any_work(content, words):
    with pytest.raises(repair.NotANotebookError, match=words):
        repair.parse(content)
