"""A class and everything that happens in one, with a small assignment: repaired, run, graded."""

import copy
import csv
import os
import re
import sys

import psutil
import pytest

from wordemb_keras.course.assignments.author import build
from wordemb_keras.course.assignments.author.judge import CaseResult
from wordemb_keras.course.assignments.run.launcher import Limits
from wordemb_keras.course.assignments.score import grade, wording
from wordemb_keras.course.assignments.score.points import Mark
from wordemb_keras.course.assignments.score.tables import read_marks

# The class is graded once; its tests belong into one process.
pytestmark = pytest.mark.xdist_group("assignments")


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


LIMITS = Limits(cell_seconds=2, seconds=60, memory=400, patience=5)


@pytest.fixture(scope="module")
def graded(toy, right, tmp_path_factory, write):
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
    "loop": (REST, "time limit (2 s) in double"),
    "stubborn loop": (REST, "time limit (2 s) in double"),
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
    assert row.scores == FULL, row.status
    words = DAMAGES[student][1]
    assert words in "; ".join(row.repairs) if words else row.repairs == []
    assert row.to_mark == ["why"] and row.status == "ok"


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
        if "wordemb_keras.course.assignments.run." in " ".join(process.info["cmdline"] or [])
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
    took = {row.student: row.seconds for row in graded.rows}
    assert {row["student"]: float(row["seconds"]) for row in rows} == took
    assert max(took.values()) > 0  # a small notebook may take none that a clock can see


def test_a_page_a_student(graded):
    pages = {path.stem for path in graded.feedback.iterdir()}
    assert pages == {row.student for row in graded.rows if row.graded}
    page = (graded.feedback / "visible only.html").read_text(encoding="utf-8")
    assert "Twice 7 The values differ." in page  # the message
    assert "double(7)" not in page  # never the test
    korean = (graded.feedback / "copied.html").read_text(encoding="utf-8")
    assert "교수자가 채점합니다" in korean and "<math" in korean
    assert 'src="http' not in page + korean


def test_a_page_shows_a_students_html_as_text(toy, tmp_path, write):
    evil = {
        **RIGHT,
        "double": "from IPython.display import HTML\nHTML('<script>a()</script>')",
        "why": "<script>b()</script>",
    }
    write(build.answered_version(toy, evil), tmp_path / "evil.ipynb")
    done = run_grade(toy, [tmp_path / "evil.ipynb"], tmp_path / "out" / "scores.csv")
    page = (done.feedback / "evil.html").read_text(encoding="utf-8")
    assert "<script>a()" not in page and "<script>b()" not in page


def test_a_page_leads_nowhere(toy, tmp_path, write):
    evil = {**RIGHT, "why": "[가](https://evil.example) https://a.example ![](http://b.example/x)"}
    write(build.answered_version(toy, evil, "ko"), tmp_path / "evil.ipynb")
    done = run_grade(toy, [tmp_path / "evil.ipynb"], tmp_path / "out" / "scores.csv")
    page = (done.feedback / "evil.html").read_text(encoding="utf-8")
    assert "href=" not in page.split("<body", 1)[1] and "<img" not in page


PICTURES = {"kim": "Zmlyc3Q=", "lee": "c2Vjb25k"}
PASTED = {
    "![그림](attachment:image.png)": "image.png",
    "![화면](attachment:화면%20캡처.png)": "화면 캡처.png",
    "![x](<attachment:화면 캡처.png>)": "화면 캡처.png",
    "![x](attachment:image%20(1).png)": "image (1).png",
    '<img src="attachment:image.png" width="400">': "image.png",
    "![x][1]\n\n[1]: attachment:image.png": "image.png",
}


def pictures_in(page):
    return re.findall(r'<img alt="[^"]*" src="([^"]*)">', page.split("<body", 1)[1])


def test_a_page_shows_the_pictures_that_its_student_pasted(toy, tmp_path, write):
    for student, picture in PICTURES.items():
        for number, (text, name) in enumerate(PASTED.items()):
            notebook = build.answered_version(toy, {**RIGHT, "why": text}, "ko")
            own = next(cell for cell in notebook.cells if text in cell.source)
            own.attachments = {name: {"image/png": picture}}
            write(notebook, tmp_path / f"{student}{number}.ipynb")
    files = sorted(tmp_path.glob("*.ipynb"))
    done = run_grade(toy, files, tmp_path / "out" / "scores.csv")
    assert [row.problems + row.repairs for row in done.rows] == [[]] * len(files)
    for file in files:
        page = (done.feedback / f"{file.stem}.html").read_text(encoding="utf-8")
        assert pictures_in(page) == [f"data:image/png;base64,{PICTURES[file.stem[:3]]}"], file


@pytest.mark.parametrize(
    "attachments",
    [
        {},
        None,
        [],
        {"image.png": "x"},
        {"image.png": {"image/svg+xml": "PHN2Zz4="}},
        {"image.png": {"image/png": 'x"><script>a()</script>'}},
        {"other.png": {"image/png": PICTURES["kim"]}},
    ],
    ids=str,
)
def test_a_picture_that_is_not_in_the_file_is_named(attachments, toy, tmp_path, write):
    text = "![그림 하나](attachment:image.png) 그래서"
    notebook = build.answered_version(toy, {**RIGHT, "why": text}, "ko")
    own = next(cell for cell in notebook.cells if text in cell.source)
    own["attachments"] = attachments
    write(notebook, tmp_path / "kim.ipynb")
    done = run_grade(toy, [tmp_path / "kim.ipynb"], tmp_path / "out" / "scores.csv")
    assert done.rows[0].graded and done.rows[0].scores["double"] == 3
    assert done.rows[0].repairs == ["picture missing in the file: why"]
    page = (done.feedback / "kim.html").read_text(encoding="utf-8")
    assert "그림 하나 그래서" in page and "파일에 없는 그림이 있음" in page
    assert not pictures_in(page) and "<script>a()" not in page


def test_what_a_page_says_of_the_file_is_in_its_language(toy):
    notes = (
        "time limit (4 s) in double; changed test cell restored: root-check; 2 files, all the same"
    )
    assert wording.in_words(notes, toy, "ko") == (
        "시간 제한 (4 s) (문제 1); 바뀐 테스트 칸을 되돌림: 문제 2 (확인 칸); 같은 파일이 2개 있음"
    )
    ended = "the grader's process was ended after the last cell"
    assert wording.said(ended, "ko") == "마지막 칸 뒤에 채점 프로세스가 끊김"
    assert wording.in_words("time limit (4 s) in double", toy, "en") == (
        "time limit (4 s) in Question 1"
    )


def test_one_reason_for_several_cases_stands_once():
    def failed(kind, why):
        said = {"ko": why, "en": why}
        rule = {"ko": f"경우 {why}", "en": f"case {why}"}
        return CaseResult("q", "c", False, 0, 1, rule, said, kind)

    cases = [failed("name", "no name"), failed("name", "no name"), failed("values", "differ")]
    assert wording.remark(cases, "en") == "no name\ncase differ differ"
    why = "SyntaxError: invalid syntax (line 2)"
    assert wording.remark(cases[:1], "en", why) == f"the answer cell stops with an error: {why}"


def test_a_second_run_grades_only_what_changed(toy, right, tmp_path, write):
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


def test_what_is_written_into_the_folder_of_the_class_is_not_handed_in(toy, right, tmp_path, write):
    write(right, tmp_path / "김민수.ipynb")
    out = tmp_path / "scores.csv"
    for _ in range(2):
        done = run_grade(toy, [tmp_path], out)
        assert [row.student for row in done.rows] == ["김민수"] and done.troubles == []


def test_marks_by_hand(toy, right, tmp_path, write):
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


def with_text(right, text):
    """The right answers, but the cell of the text answer as a student has left it."""
    notebook = copy.deepcopy(right)
    cell = next(c for c in notebook["cells"] if "[why]" in c["source"])
    cell["source"] = text.replace("MARKER", cell["source"].partition("\n")[0])
    return notebook


@pytest.mark.parametrize(
    "text", ["그래서.", "MARKER 그래서.", "그래서.\n\nMARKER", "MARKER\n그래서."]
)
def test_a_text_answer_is_read_wherever_it_stands_in_its_cell(text, toy, right, tmp_path, write):
    write(with_text(right, text), tmp_path / "kim.ipynb")
    done = run_grade(toy, [tmp_path / "kim.ipynb"], tmp_path / "out" / "scores.csv")
    assert "kim,why,,3,,그래서.\n" in done.sheet.read_text(encoding="utf-8-sig")


def test_a_picture_in_the_text_and_a_very_long_text_leave_a_sheet_to_read(
    toy, right, tmp_path, write
):
    picture = f"![그림](data:image/png;base64,{'A' * 200_000})"  # as Colab pastes it
    write(with_text(right, f"MARKER\n\n{picture} 그래서."), tmp_path / "in" / "kim.ipynb")
    write(with_text(right, "MARKER\n\n" + "가" * 150_000), tmp_path / "in" / "lee.ipynb")
    out = tmp_path / "out" / "scores.csv"
    for _ in range(2):  # the sheet of the first run is read by the second
        done = run_grade(toy, [tmp_path / "in"], out)
        sheet = done.sheet.read_text(encoding="utf-8-sig")
        assert "![그림](picture) 그래서." in sheet
        assert max(map(len, sheet.splitlines())) < 32_767  # what a cell of Excel takes
    assert picture.split("(")[1][:-1] in (done.feedback / "kim.html").read_text(encoding="utf-8")
    text = f"student,question,points,answer\nkim,why,2,{'가' * 200_000}\n"
    done.sheet.write_text(text, encoding="utf-8")
    done = run_grade(toy, [tmp_path / "in"], out, marks=done.sheet)
    assert row_of(done, "kim").scores["why"] == 2


def test_a_mark_for_an_earlier_answer_is_told(toy, right, tmp_path, write):
    file, out = tmp_path / "in" / "kim.ipynb", tmp_path / "out" / "scores.csv"
    write(right, file)
    first = run_grade(toy, [tmp_path / "in"], out)
    sheet = first.sheet.read_text(encoding="utf-8-sig")
    marks = tmp_path / "marks.csv"
    marks.write_text(sheet.replace("kim,why,,", "kim,why,3,"), encoding="utf-8")
    assert run_grade(toy, [tmp_path / "in"], out, marks=marks).troubles == []
    sheet = marks.read_text(encoding="utf-8")  # as Excel in Korean saves it: without an emoji
    marks.write_text(sheet.replace("그렇습니다. 왜냐", "그렇습니다. ?왜냐"), encoding="utf-8")
    write(with_text(right, f"MARKER\n\n{RIGHT['why'].replace('왜냐', '🙂왜냐')}"), file)
    assert run_grade(toy, [tmp_path / "in"], out, marks=marks).troubles == []
    for text in ("MARKER\n\n다른 답입니다.", "MARKER"):
        write(with_text(right, text), file)
        told = []
        done = run_grade(toy, [tmp_path / "in"], out, marks=marks, tell=told.append)
        assert row_of(done, "kim").scores["why"] == 3
        assert told == done.troubles
        assert told == ["kim: the mark for why was given to another answer, read it again"]


def test_two_sections_have_pages_of_their_own(toy, right, tmp_path, write):
    done = []
    for section, text in {"a": "MARKER\n\n첫째 반.", "b": "MARKER\n\n둘째 반."}.items():
        write(with_text(right, text), tmp_path / section / "kim.ipynb")
        done.append(run_grade(toy, [tmp_path / section], tmp_path / "out" / f"{section}.csv"))
    for graded, text in zip(done, ("첫째 반.", "둘째 반."), strict=True):
        assert text in (graded.feedback / "kim.html").read_text(encoding="utf-8")


def test_a_mark_counts_without_a_notebook(toy, tmp_path, write, right):
    """For an answer on paper; the rest has no points."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "lee.ipynb").write_bytes(b"PK a Word file")
    marks = tmp_path / "marks.csv"
    marks.write_text("student,question,points\nlee,why,2.5\n", encoding="utf-8")
    out = tmp_path / "out" / "scores.csv"
    done = run_grade(toy, [tmp_path / "in"], out, marks=marks, assignment="9-7")
    assert row_of(done, "lee").scores == {"double": 0, "root": 0, "why": 2.5}
    assert row_of(done, "lee").status.startswith("not a notebook")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_a_sheet_as_any_spreadsheet_saves_it(toy, tmp_path, encoding):
    sheet = tmp_path / "marks.csv"
    text = 'student;question;points;comment\n김민수;why;"2,5";좋아요\n;;;\n'
    sheet.write_bytes(text.encode(encoding))
    assert read_marks(sheet, toy) == {("김민수", "why"): Mark(2.5, "좋아요")}


def test_two_marks_for_one_answer(toy, tmp_path):
    sheet = tmp_path / "marks.csv"
    sheet.write_text("student,question,points\na,why,1\na,why,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 3: a has a mark for why above"):
        read_marks(sheet, toy)


@pytest.mark.parametrize("points", ["4", "-1", "many"])
def test_a_wrong_mark_names_its_line(toy, tmp_path, points):
    sheet = tmp_path / "marks.csv"
    sheet.write_text(f"student,question,points\na,why,{points}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_marks(sheet, toy)


def test_columns_of_learning_platforms(toy, right, tmp_path, write):
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
        .startswith("Participant 10234,kim,,6,9,")
    )
