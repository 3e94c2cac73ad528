"""A class and everything that happens in one, with a small assignment: repaired, run, graded."""

import copy
import csv
import io
import json
import os
import sys
import zipfile

import nbformat
import psutil
import pytest

from wordemb_keras.course.assignments import grade, repair, roster, submissions
from wordemb_keras.course.assignments.author import build, source
from wordemb_keras.course.assignments.launcher import Launcher, Limits
from wordemb_keras.course.assignments.runner import Step, run_steps
from wordemb_keras.course.assignments.tables import read_marks

# The class is graded once; its tests belong into one process.
pytestmark = pytest.mark.xdist_group("assignments")

SOURCE = '''\
# %% [markdown] lang="ko"
# # 과제 $x^2$

# %% [markdown] lang="en"
# # Assignment $x^2$

# %%
# 준비 · Setup
import math

import numpy as np

# %% answer="double"
# 문제 1 · Question 1 [double]
def double(x):
    """두 배 · Twice"""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% check="double" points=1
# 확인 · Check [double]
assert double(2) == 4, "2의 두 배는 4입니다 · Twice 2 is 4"

# %% hidden="double" points=2
# 채점 · Grading [double]
### BEGIN HIDDEN TESTS
@case("7의 두 배", "Twice 7")
def seven(rng, answer):
    answer.double(7)
### END HIDDEN TESTS

# %% answer="root"
# 문제 2 · Question 2 [root]
def root(x):
    """제곱근 · The square root"""
    ### BEGIN SOLUTION
    return math.sqrt(x)
    ### END SOLUTION

# %% check="root" points=1
# 확인 · Check [root]
assert root(4) == 2, "4의 제곱근은 2입니다 · The root of 4 is 2"

# %% hidden="root" points=2
# 채점 · Grading [root]
### BEGIN HIDDEN TESTS
@case("제곱근", "The root")
def roots(rng, answer):
    answer.root(rng.uniform(1, 9))
### END HIDDEN TESTS

# %% [markdown] lang="ko"
# ## 문제 3
# 왜 그런가요?

# %% [markdown] lang="en"
# ## Question 3
# Why is that so?

# %% [markdown] written="why" points=3 lang="ko"
# **문제 3 · Question 3 [why]**
#
# 그래서 그렇습니다.

# %% [markdown] written="why" points=3 lang="en"
# **문제 3 · Question 3 [why]**
#
# Because it is.
'''

VARIANTS = """\
# %% wrong="double" why="adds two"
def double(x):
    return x + 2

# %% right="double" why="x + x"
def double(x):
    return x + x

# %% wrong="root" why="a power of two"
def root(x):
    return x**2
"""

RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "root": "def root(x):\n    return math.sqrt(x)",
    "why": "그렇습니다. 왜냐하면 그렇기 때문입니다.",
}


def double(body):
    """Answers with another first function, the rest right."""
    return {**RIGHT, "double": f"import os, sys, time\ndef double(x):\n    {body}"}


def outside(code):
    """The first answer right, but its cell does something else, too."""
    return {**RIGHT, "double": f"{RIGHT['double']}\n{code}"}


FORK = """\
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)"""

# Name of the student -> answers.
ANYWHERE = {
    "correct": RIGHT,
    "blank": {},
    "visible only": {**RIGHT, "double": "def double(x):\n    return 4"},
    "loop": double("while True: pass"),
    "stubborn loop": double(
        "while True:\n        try: time.sleep(600)\n        except BaseException: pass"
    ),
    "memory": double("x = [bytearray(2**24) for _ in range(2**20)]"),
    "one large array": double("return np.zeros(2**45)"),
    "os exit": double("os._exit(0)"),
    "sys exit": double("sys.exit()"),
    "output": outside("for _ in range(100): print('x' * 10**6)"),
    "raw output": outside("import os\nfor _ in range(100): os.write(1, b'x' * 10**6)"),
    "warning": double("import warnings; warnings.warn('slow'); return 2 * x"),
    "asks": outside("input('?')"),
}
LINUX = {
    "fork": outside(FORK),
    "fork returns": outside("import os\nos.fork()"),
    "kills the parent": outside("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"),
}
ANSWERS = ANYWHERE | (LINUX if sys.platform == "linux" else {})


def key(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def place(notebook, name):
    return next(n for n, cell in enumerate(notebook["cells"]) if key(cell) == name)


def replaced_test(notebook):
    for name in ("double-check", "double-hidden"):
        notebook["cells"][place(notebook, name)]["source"] = "pass"


def deleted_tests(notebook):
    for name in ("double-check", "double-hidden", "root-hidden"):
        del notebook["cells"][place(notebook, name)]


def deleted_answer(notebook):
    del notebook["cells"][place(notebook, "double")]
    del notebook["cells"][place(notebook, "why")]


def answer_in_a_new_cell(notebook):
    cell = notebook["cells"][place(notebook, "double")]
    cell["source"] = cell["source"].split("\n", 1)[1]
    cell["metadata"], cell["id"] = {}, "new"


def copied(notebook):
    """A first try stands in the copy above."""
    n = place(notebook, "double")
    first = copy.deepcopy(notebook["cells"][n])
    first["source"] = first["source"].replace("2 * x", "3 * x")
    notebook["cells"].insert(n, first)


def copied_to_the_end(notebook):
    """The cell that was given is still blank."""
    n = place(notebook, "double")
    notebook["cells"].append(copy.deepcopy(notebook["cells"][n]))
    source = notebook["cells"][n]["source"]
    notebook["cells"][n]["source"] = source.replace("return 2 * x", "raise NotImplementedError()")


def split(notebook, *, keep=True):
    n = place(notebook, "double")
    first = notebook["cells"][n]
    second = copy.deepcopy(first)
    first["source"], second["source"] = first["source"].split("    return")
    second["source"], second["id"] = "    return" + second["source"], "second"
    if not keep:
        second["metadata"] = {}
    notebook["cells"].insert(n + 1, second)


def split_without_metadata(notebook):
    split(notebook, keep=False)


def lost_metadata(notebook):
    notebook["metadata"] = {}
    for n, cell in enumerate(notebook["cells"]):
        cell["metadata"], cell["id"] = {}, f"other{n}"


def colab(notebook):
    """Colab: nbformat 4.0, ids in the metadata, sources as lists, its own fields."""
    notebook["nbformat_minor"] = 0
    notebook["metadata"]["colab"] = {"provenance": []}
    notebook["metadata"]["accelerator"] = "GPU"
    for cell in notebook["cells"]:
        cell["metadata"]["id"] = "x" + cell.pop("id") + "_Q"
        cell["source"] = cell["source"].splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell["metadata"]["outputId"] = "1234"
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["ok"]}]


def vscode(notebook):
    del notebook["metadata"]["kernelspec"]
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python"}
        if cell["cell_type"] == "code":
            cell["execution_count"] = None


def wrong_kernel(notebook):
    notebook["metadata"]["kernelspec"] = {"name": "내커널", "display_name": "?"}


def setup_deleted(notebook):
    n = next(n for n, cell in enumerate(notebook["cells"]) if "import math" in cell["source"])
    del notebook["cells"][n]


def answer_made_text(notebook):
    cell = notebook["cells"][place(notebook, "double")]
    cell["cell_type"] = "markdown"
    cell.pop("outputs"), cell.pop("execution_count")


def moved(notebook):
    """The answer stands at the end, the first test below all others."""
    for name in ("double", "double-check"):
        notebook["cells"].append(notebook["cells"].pop(place(notebook, name)))


def written_below(notebook):
    cell = notebook["cells"][place(notebook, "why")]
    text = cell["source"]
    marker = text.split("\n")[0]
    cell["source"] = f"{marker}\n\n여기에 답을 쓰세요 · Write your answer here"
    below = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "제 답은 이것입니다."}
    notebook["cells"].insert(place(notebook, "why") + 1, below)


# Student -> what was done to the right notebook, and words in the status.
DAMAGES = {
    "replaced test": (replaced_test, "changed test cell restored: double-check, double-hidden"),
    "deleted tests": (deleted_tests, "deleted test cell put back: double-check"),
    "new cell": (answer_in_a_new_cell, "no answer cell: double"),
    "copied": (copied, "copied answer cell, the last of 2 different ones graded: double"),
    "copied to the end": (copied_to_the_end, "copied answer cell: double"),
    "split": (split, "split answer cell joined: double"),
    "split bare": (split_without_metadata, "split answer cell joined: double"),
    "lost metadata": (
        lost_metadata,
        "metadata found again by the question marker: double, root, why",
    ),
    "colab": (colab, ""),
    "vscode": (vscode, ""),
    "wrong kernel": (wrong_kernel, "kernel read as python3: 내커널"),
    "setup deleted": (setup_deleted, "given code cell deleted, put back: 2"),
    "answer made text": (answer_made_text, "markdown cell made code again: double"),
    "moved": (moved, ""),
    "written below": (written_below, "split answer cell joined: why"),
}


def write(notebook, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy") / "source"
    folder.mkdir()
    (folder / "ch9_7_toy.py").write_text(SOURCE, encoding="utf-8")
    return source.find(source=folder)[0]


@pytest.fixture(scope="module")
def right(toy):
    """The right answers, as the file of a student."""
    return json.loads(json.dumps(build.answered_version(toy, RIGHT, "ko")))


LIMITS = Limits(cell_seconds=4, seconds=60, memory=400)


@pytest.fixture(scope="module")
def graded(toy, right, tmp_path_factory):
    """One class with everyone in it."""
    folder = tmp_path_factory.mktemp("class")
    handed_in = folder / "제출 files"
    for student, answers in ANSWERS.items():
        notebook = build.answered_version(toy, answers, "en")
        write(notebook, handed_in / f"ch9_7_toy_{student}.ipynb")
    for student, (damage, _) in DAMAGES.items():
        notebook = copy.deepcopy(right)
        damage(notebook)
        write(notebook, handed_in / student / "ch9_7_toy.ipynb")
    write(right, handed_in / "김민수 (1반) 과제.ipynb")
    write(right, handed_in / "two" / "ch9_7_toy.ipynb")
    write(build.answered_version(toy, {}), handed_in / "two" / "ch9_7_toy (1).ipynb")
    os.utime(handed_in / "two" / "ch9_7_toy.ipynb", (2e9, 2e9))
    (handed_in / "no json.ipynb").write_bytes(b"PK\x03\x04 a Word file")
    (handed_in / "empty.ipynb").write_bytes(b"")
    write({"a": 1}, handed_in / "no cells.ipynb")
    write(right | {"metadata": {"wordemb": {"assignment": "ch9_1"}}}, handed_in / "other.ipynb")
    out = folder / "out" / "scores.csv"
    return run_grade(toy, [handed_in], out)


def run_grade(toy, places, out, **options):
    options = {"limits": LIMITS, "jobs": 2, "progress": False, **options}
    return grade.grade(places, out, source=toy.path.parent, **options)


def row_of(graded, student):
    return next(row for row in graded.rows if row.student == student)


FULL = {"double": 3, "root": 3, "why": None}
REST = {"double": 0, "root": 3, "why": None}


# --- students -----------------------------------------------------------------------------

EXPECTED = {
    "correct": (FULL, ""),
    "blank": ({"double": 0, "root": 0, "why": 0}, "ok"),
    "visible only": ({**FULL, "double": 1}, ""),
    "loop": (REST, "time limit (4 s) in double"),
    "stubborn loop": (REST, "time limit (4 s) in double"),
    "memory": (REST, "memory limit"),
    "one large array": (REST, "memory limit in double"),
    "os exit": (REST, "its process ended (os._exit or a crash) in double"),
    "sys exit": (REST, "sys.exit in double"),
    "fork": (FULL, "1 process(es) outlived their cell, ended"),
    "fork returns": (FULL, ""),
    "output": (FULL, "output cut in double (99.8 million characters more)"),
    "raw output": (FULL, ""),
    "warning": (FULL, ""),
    "kills the parent": (FULL, ""),
    "asks": (FULL, ""),
}


@pytest.mark.parametrize("student", ANSWERS)
def test_whatever_the_code_does_it_is_a_row(graded, student):
    scores, words = EXPECTED[student]
    row = row_of(graded, student)
    assert row.scores == scores, row.status
    assert words in row.status


@pytest.mark.parametrize("student", DAMAGES)
def test_whatever_happened_to_the_file_it_is_graded(graded, student):
    row = row_of(graded, student)
    if student == "deleted answer":
        assert row.scores == {"double": 0, "root": 3, "why": 0}
    else:
        assert row.scores == FULL, row.status
    words = DAMAGES[student][1]
    assert words in row.status if words else row.status == "to be marked by hand: why"


@pytest.mark.parametrize(
    "student, words",
    {
        "no json": "not a notebook (not JSON",
        "empty": "not a notebook (empty file)",
        "no cells": "not a notebook (JSON, but it has no cells)",
        "other": "another assignment: ch9_1",
    }.items(),
)
def test_what_is_no_submission_is_a_row_too(graded, student, words):
    row = row_of(graded, student)
    assert words in row.status
    assert row.total == 0 and not row.graded


def test_a_korean_file_name_with_spaces(graded):
    assert row_of(graded, "김민수 (1반) 과제").scores == FULL


def test_two_files_of_one_student(graded):
    row = row_of(graded, "two")
    assert row.scores == FULL
    assert "2 files, the newest graded: ch9_7_toy.ipynb" in row.status


def test_nothing_is_left_running(graded):
    left = [
        process.info["cmdline"]
        for process in psutil.process_iter(["cmdline"])
        if "wordemb_keras.course.assignments.worker" in " ".join(process.info["cmdline"] or [])
        and process.ppid() in (1, os.getpid())
    ]
    assert left == []


# --- what is written ------------------------------------------------------------------------


def test_the_table_opens_in_excel(graded):
    content = graded.scores.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert len(rows) == len(graded.rows) == len(ANSWERS) + len(DAMAGES) + 6
    mine = next(row for row in rows if row["student"] == "visible only")
    assert (mine["double"], mine["double max"], mine["root"], mine["why"]) == ("1", "3", "3", "")
    assert (mine["total"], mine["max"]) == ("4", "9")
    assert float(mine["seconds"]) > 0


def test_a_page_a_student(graded):
    pages = {path.stem for path in graded.feedback.iterdir()}
    assert pages == {row.student for row in graded.rows if row.graded}
    page = (graded.feedback / "visible only.html").read_text(encoding="utf-8")
    assert "Twice 7 The values differ." in page  # the message
    assert "double(7)" not in page  # never the test
    korean = (graded.feedback / "copied.html").read_text(encoding="utf-8")
    assert "교수자가 채점합니다" in korean and "<math" in korean
    assert 'src="http' not in page + korean


def test_a_page_shows_a_students_html_as_text(toy, tmp_path):
    evil = {
        **RIGHT,
        "double": "from IPython.display import HTML\nHTML('<script>a()</script>')",
        "why": "<script>b()</script>",
    }
    write(build.answered_version(toy, evil), tmp_path / "evil.ipynb")
    done = run_grade(toy, [tmp_path / "evil.ipynb"], tmp_path / "out" / "scores.csv")
    page = (done.feedback / "evil.html").read_text(encoding="utf-8")
    assert "<script>a()" not in page and "<script>b()" not in page


def test_a_second_run_grades_only_what_changed(toy, right, tmp_path):
    handed_in, out = tmp_path / "in", tmp_path / "out" / "scores.csv"
    for student in ("a", "b"):
        write(right, handed_in / f"{student}.ipynb")
    assert run_grade(toy, [handed_in], out).kept == 0
    first = out.read_bytes()
    assert run_grade(toy, [handed_in], out).kept == 2
    assert out.read_bytes() == first
    write(build.answered_version(toy, {}), handed_in / "b.ipynb")
    again = run_grade(toy, [handed_in], out)
    assert again.kept == 1
    assert row_of(again, "b").total == 0
    assert run_grade(toy, [handed_in], out, force=True).kept == 0


def test_marks_by_hand(toy, right, tmp_path):
    write(right, tmp_path / "in" / "a.ipynb")
    out = tmp_path / "out" / "scores.csv"
    first = run_grade(toy, [tmp_path / "in"], out)
    sheet = first.sheet.read_text(encoding="utf-8-sig")
    assert "a,why,,3,,그렇습니다. 왜냐하면 그렇기 때문입니다." in sheet
    filled = sheet.replace("a,why,,3,,", "a,why,2.5,3,좋아요,")
    first.sheet.write_bytes(filled.encode("cp949"))  # as Excel on Korean Windows saves it
    done = run_grade(toy, [tmp_path / "in"], out, marks=first.sheet)
    assert row_of(done, "a").scores == {"double": 3, "root": 3, "why": 2.5}
    assert row_of(done, "a").status == "ok"
    assert "좋아요" in (done.feedback / "a.html").read_text(encoding="utf-8")
    assert "a,why,2.5,3,좋아요," in done.sheet.read_text(encoding="utf-8-sig")  # kept


@pytest.mark.parametrize("points", ["4", "-1", "many"])
def test_a_wrong_mark_names_its_line(toy, tmp_path, points):
    sheet = tmp_path / "marks.csv"
    sheet.write_text(f"student,question,points\na,why,{points}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_marks(sheet, toy)


def test_columns_of_learning_platforms(toy, right, tmp_path):
    write(right, tmp_path / "in" / "kim_10234_99_ch9_7_toy-1.ipynb")
    canvas, lms = tmp_path / "canvas.csv", tmp_path / "lms.csv"
    run_grade(toy, [tmp_path / "in"], canvas, columns="canvas")
    assert canvas.read_text(encoding="utf-8-sig").splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,ch9_7_toy",
        "    Points Possible,,,,,9",
        "kim,10234,,,,6",
    ]
    run_grade(toy, [tmp_path / "in"], lms, columns="lms")
    assert (
        lms.read_text(encoding="utf-8-sig")
        .splitlines()[1]
        .startswith("Participant 10234,kim,6,9,to be marked")
    )


# --- whose file is it -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "path, student",
    [
        ("김민수.ipynb", "김민수"),
        ("\u1100\u1175\u11b7.ipynb", "김"),  # NFD, from a Mac
        ("ch9_7_toy_김민수.ipynb", "김민수"),
        ("김민수_ch9_7_toy의 사본.ipynb", "김민수"),
        ("반 1/김 민수/ch9_7_toy (1).ipynb", "김 민수"),
        ("Copy of ch9_7_toy.ipynb", "Copy of ch9_7_toy"),
        ("kim_LATE_10_20_ch9_7_toy.ipynb", "kim"),
        ("Kim Minsu_8812_assignsubmission_file/ch9_7_toy.ipynb", "Kim Minsu"),
    ],
)
def test_names(path, student):
    assert submissions.name_of(path, "ch9_7_toy")[0] == student


def test_a_zip_of_a_class(right, tmp_path):
    archive = tmp_path / "class.zip"
    content = json.dumps(right)
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("반/김민수.ipynb", content)
        file.writestr("__MACOSX/._a.ipynb", "x")
        file.writestr("notes.txt", "x")
    old = tmp_path / "windows.zip"  # cp949 names, as old Korean zip programs write them
    with zipfile.ZipFile(old, "w") as file:
        file.writestr("XXXXXX.ipynb", content)
    old.write_bytes(old.read_bytes().replace(b"XXXXXX", "이영희".encode("cp949")))
    found = submissions.collect([archive, old])
    assert [file.path for file in found] == ["반/김민수.ipynb", "이영희.ipynb"]


def whose(folder):
    files = submissions.collect([folder])
    names = [submissions.name_of(file.path, "ch9_7_toy") for file in files]
    return sorted(submissions.owners([file.path for file in files], names))


LAYOUTS = {  # files, and the students who are in them
    "one folder a student, any file name": (["Kim/hw.ipynb", "Lee/hw.ipynb"], ["Kim", "Lee"]),
    "in a folder more": (["Kim/week 9/a.ipynb", "Lee/week 9/a.ipynb"], ["Kim", "Lee"]),
    "sections of a class": (
        ["반 1/김민수.ipynb", "반 1/이영희.ipynb", "반 2/김민수.ipynb", "반 2/박.ipynb"],
        ["김민수 (반 1)", "김민수 (반 2)", "박", "이영희"],
    ),
    "Canvas, one name and two ids": (
        ["kim_17_1_ch9_7_toy.ipynb", "kim_LATE_18_2_ch9_7_toy.ipynb"],
        ["kim (17)", "kim (18)"],
    ),
    "Canvas, handed in twice": (["kim_17_1_a.ipynb", "kim_17_2_a-1.ipynb"], ["kim", "kim"]),
    "Moodle": (
        [f"Kim_{k}_assignsubmission_file/hw.ipynb" for k in (81, 82)],
        ["Kim (81)", "Kim (82)"],
    ),
    "the same name twice, alone": (["Kim/ch9_7_toy.ipynb", "old/Kim.ipynb"], ["Kim", "old"]),
    "NFD, from a Mac": (["\u1100\u1175\u11b7/hw.ipynb", "이/hw.ipynb"], ["김", "이"]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_two_students_are_one(right, tmp_path, layout):
    paths, students = LAYOUTS[layout]
    for path in paths:
        write(right, tmp_path / path)
    assert [student for student, _ in whose(tmp_path)] == students


def test_zips_of_students_in_a_folder(right, tmp_path):
    def zipped(files):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return made.getvalue()

    answer = {"hw.ipynb": json.dumps(right)}
    (tmp_path / "Kim.zip").write_bytes(zipped(answer))
    (tmp_path / "Lee.zip").write_bytes(zipped({"mine.zip": zipped(answer)}))
    (tmp_path / "Park.zip").write_bytes(zipped({"readme.txt": "x"}))
    (tmp_path / "Choi.zip").write_bytes(b"PK\x03\x04 broken")
    bad_date = bytearray(zipped(answer))
    at = bad_date.index(b"PK\x01\x02") + 14
    bad_date[at : at + 2] = b"\0\0"  # day 0 of month 0
    (tmp_path / "Jung.zip").write_bytes(bytes(bad_date))
    found = submissions.collect([tmp_path])
    assert [file.path for file in found] == [
        "Choi.zip",
        "Jung/hw.ipynb",
        "Kim/hw.ipynb",
        "Lee/mine/hw.ipynb",
        "Park.zip",
    ]
    assert "cannot be read" in found[0].file and "no .ipynb in it" in found[4].file
    assert [student for student, _ in whose(tmp_path)] == ["Choi", "Jung", "Kim", "Lee", "Park"]
    with pytest.raises(ValueError, match=r"Choi\.zip: this zip cannot be read"):
        submissions.collect([tmp_path / "Choi.zip"])  # given itself, it is a whole class


def test_patterns_and_missing_places(right, tmp_path):
    write(right, tmp_path / "a" / "x.ipynb")
    assert len(submissions.collect([f"{tmp_path}/*/*.ipynb"])) == 1
    with pytest.raises(FileNotFoundError, match="nowhere"):
        submissions.collect([tmp_path / "nowhere"])
    (tmp_path / "bare").mkdir()
    with pytest.raises(FileNotFoundError, match=r"No \.ipynb"):
        submissions.collect([tmp_path / "bare"])


def test_the_assignment_is_told_from_the_files(toy, right):
    lost = {**right, "metadata": {}}
    files = [submissions.Submission("f", "f.ipynb", json.dumps(lost).encode(), 0)]
    assert roster.which(files, [toy, toy]).name == "ch9_7_toy"
    bare = [submissions.Submission("f", "f.ipynb", b"{}", 0)]
    with pytest.raises(ValueError, match="--assignment"):
        roster.which(bare, [toy, toy])


# --- repair and run, directly ---------------------------------------------------------------


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


def test_a_fresh_process_gives_the_same_as_a_fork(tmp_path):
    steps = [
        Step("import os\nx = os.getpid()"),
        Step("print('안녕'); 1 + 1"),
        Step("1 / 0", "q"),
        Step("os._exit(3)", "q"),
        Step("unreached = 1", "q"),
        Step("'after'"),
    ]
    found = []
    for share in (True, False):
        with Launcher(share=share) as launcher:
            found.append(run_steps(launcher, steps, LIMITS))
    assert found[0].notes == found[1].notes == ["its process ended (os._exit or a crash) in q"]
    assert found[0].outputs == found[1].outputs
    shown, dead, after = found[0].outputs[1], found[0].outputs[4], found[0].outputs[5]
    assert [output["output_type"] for output in shown] == ["stream", "execute_result"]
    assert dead[0]["evalue"].startswith("not run: its process ended")
    assert after[0]["data"] == {"text/plain": "'after'"}


def test_hidden_tests_come_only_when_it_is_their_turn(tmp_path):
    """Neither in the history, nor in the frames, nor in the folder of an earlier cell."""
    spy = """
import gc, os
found = [o for o in gc.get_objects() if isinstance(o, dict) and "SEC" "RET" in str(o.get("source"))]
len(found), os.listdir(".")"""
    steps = [
        Step(spy),
        Step("'SECRET'", "q", True),
        Step("any('SEC' 'RET' in cell for cell in In)"),
    ]
    with Launcher() as launcher:
        trace = run_steps(launcher, steps, LIMITS)
    assert trace.outputs[0][0]["data"]["text/plain"] == "(0, [])"
    assert trace.outputs[2][0]["data"]["text/plain"] == "False"


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")
def test_secrets_of_the_environment_stay_with_the_grader(monkeypatch):
    monkeypatch.setenv("CANVAS_API_TOKEN", "123")
    with Launcher() as launcher:
        trace = run_steps(launcher, [Step("import os; 'CANVAS_API_TOKEN' in os.environ")], LIMITS)
    assert trace.outputs[0][0]["data"]["text/plain"] == "False"
