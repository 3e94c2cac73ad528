"""A notebook made whole."""

import copy
import json

import nbformat
import pytest

from wordemb_keras.course.assignments import check
from wordemb_keras.course.assignments.author import build
from wordemb_keras.course.assignments.collect import repair
from wordemb_keras.course.assignments.score.wording import said


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


MARKER = "# 문제 1 · Question 1 [double]"
NOTE = "## 문제 1 풀이 [double]\n\n두 배입니다."
TEXT = "def double(x):\n    return 3 * x"


@pytest.mark.parametrize(
    "cells, chosen, notes",
    {
        "a try": ([None, ("print(double(3))", "code")], 0, ["copied answer cell: double"]),
        "a try above": ([("x = 3", "code"), None], 1, ["copied answer cell: double"]),
        "a broken one": ([None, ("def double(x)", "code")], 0, ["copied answer cell: double"]),
        "a magic": (
            [(f"%%time\n{TEXT}", "code"), ("1", "code")],
            0,
            ["copied answer cell: double"],
        ),
        "a value": ([("double = abs", "code"), ("1", "code")], 0, ["copied answer cell: double"]),
        "a later one": (
            [None, (TEXT, "code")],
            1,
            ["copied answer cell, the last of 2 different ones graded: double"],
        ),
        "a note": ([None, (NOTE, "markdown")], 0, []),
        "an old answer in text": ([None, (f"{MARKER}\n{TEXT}", "markdown")], 0, []),
        "a note on a blank": ([("", "code"), (NOTE, "markdown")], 0, []),
        "an answer in text, the code blank": (
            [("", "code"), (f"{MARKER}\n{TEXT}", "markdown")],
            1,
            ["markdown cell made code again: double", "copied answer cell: double"],
        ),
    }.values(),
)
def test_of_copies_the_one_that_defines_what_is_asked_counts(toy, right, cells, chosen, notes):
    """None: the right answer; an empty one: the blank one."""
    n = place(right, "double")
    release = build.student_version(toy, "ko")
    made = []
    for cell in cells:
        source, kind = cell or (right["cells"][n]["source"], "code")
        blank = release.cells[place(release, "double")].source
        whole = source if MARKER in source or kind == "markdown" else f"{MARKER}\n{source}"
        made.append({**own(whole if source else blank, kind), "id": f"own-{len(made)}"})
    notebook = {**right, "cells": [*right["cells"][:n], *made, *right["cells"][n + 1 :]]}
    repaired = repair.repair(notebook, release)
    nbformat.validate(repaired.notebook)
    answer = repaired.notebook.cells[place(repaired.notebook, "double")]
    assert (answer.source, answer.cell_type) == (made[chosen]["source"], "code")
    assert [note for note in repaired.notes if "found again" not in note] == notes
    shown = "\n".join(cell.source for cell in repaired.notebook.cells)
    assert all(source in shown for source, _ in filter(None, cells))


def test_check_agrees_about_a_try_and_a_note(right, tmp_path, write):
    n = place(right, "double") + 1
    more = [own(f"{MARKER}\nprint(double(3))", "code"), own(NOTE)]
    write({**right, "cells": [*right["cells"][:n], *more, *right["cells"][n:]]}, tmp_path / "a")
    states = {result.question: result.state for result in check.check(tmp_path / "a")}
    assert states == {"double": "passed", "root": "passed", "why": "written"}


def own(source, kind="markdown"):
    return {"cell_type": kind, "metadata": {}, "id": "own", "source": source}


@pytest.fixture
def two_texts(toy, right):
    """A release with a heading below the written answer; that cell filled in, and below it."""
    release = build.student_version(toy, "ko")
    release.cells.append(
        nbformat.v4.new_markdown_cell("## 더 읽을 거리\n\n여기까지입니다.", id="end")
    )
    marker = next(cell for cell in release.cells if key(cell) == "why").source.split("\n")[0]

    def run(answer, *below, end="## 더 읽을 거리\n\n여기까지입니다."):
        blank = next(cell for cell in release.cells if key(cell) == "why")
        first = {**blank, "source": f"{marker}\n{answer}" if answer else blank.source}
        cells = [*right["cells"][: place(right, "why")], first, *below, own(end)]
        repaired = repair.repair({**right, "cells": cells}, release)
        nbformat.validate(repaired.notebook)
        assert repaired.notebook.cells[-1].source == end
        return repaired.notebook.cells[place(repaired.notebook, "why")].source, repaired.notes

    return run


@pytest.mark.parametrize("answer", ["", "답은 여기에."])
@pytest.mark.parametrize(
    "texts", [["### 답\n\n그래서 그렇다."], ["첫째 단락.", "", "둘째 단락."], ["# 제목", "글"]]
)
def test_text_in_cells_below_an_answer_is_of_it(two_texts, answer, texts):
    source, notes = two_texts(answer, *map(own, texts))
    assert source.endswith("\n\n" + "\n\n".join(filter(None, texts))) and answer in source
    assert notes == ["split answer cell joined: why"]
    below = [own(texts[0]), own("1 + 1", "code"), own(""), *map(own, texts[1:])]
    assert two_texts(answer, *below)[0] == source


@pytest.mark.parametrize("text", ["# 그래서 그렇다.", "그래서 그렇다.", '"""글"""'])
def test_text_in_a_code_cell_below_a_blank_answer_is_named(two_texts, text):
    assert two_texts("", own(text, "code"))[1] == ["text below a blank answer: why"]
    assert two_texts("답", own(text, "code"))[1] == []
    assert "빈 답 칸 아래에 글이 있음: why" in said("text below a blank answer: why", "ko")


def test_what_is_no_text_of_the_answer(two_texts, right):
    blank, notes = two_texts("", own("", "code"), own("print(1)", "code"), own("%time", "code"))
    assert notes == []
    changed = "## 더 읽을 거리\n\n여기에 쓴 말."  # in a given cell
    assert two_texts("", end=changed) == (blank, [])
    copied = {**right["cells"][place(right, "double")], "id": "copied"}
    other = {**copied, "source": copied["source"] + "  # again"}
    assert "def double" not in two_texts("", other)[0]  # it is shown below


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
