"""A class from a learning platform and back: class list, lateness, marks, pages to upload."""

import csv
import json
import zipfile

import pytest

from wordemb_keras.course.assignments.collect.lateness import Penalty, read_due
from wordemb_keras.course.assignments.collect.roster import Student
from wordemb_keras.course.assignments.run.launcher import Limits
from wordemb_keras.course.assignments.score.grade import grade
from wordemb_keras.course.assignments.score.points import Mark
from wordemb_keras.course.assignments.score.rows import Row
from wordemb_keras.course.assignments.score.tables import read_marks, write_sheet

pytestmark = pytest.mark.xdist_group("assignments")


def read(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


@pytest.fixture(scope="module")
def done(toy, right, tmp_path_factory):
    """Two of three hand in on Moodle, one of them late; a stranger as well."""
    folder = tmp_path_factory.mktemp("moodle")
    days = {"김민수_81": 20, "Lee Young_82": 22, "최영_99": 20}
    with zipfile.ZipFile(folder / "class.zip", "w") as archive:
        for student, day in days.items():
            name = f"{student}_assignsubmission_file_/hw.ipynb"
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, day, 12, 0, 0)), json.dumps(right))
    told = []
    graded = grade(
        [folder / "class.zip"],
        folder / "out" / "scores.csv",
        source=toy.path.parent,
        limits=Limits(memory=400),
        jobs=1,
        progress=False,
        roster=[
            Student("81", "김민수", 2),
            Student("82", "Lee Young", 3),
            Student("83", "Park", 4),
        ],
        due=read_due("2026-11-20"),
        penalty=Penalty.read("10%/day"),
        tell=told.append,
    )
    return graded, told


def test_everyone_has_a_row_and_what_is_odd_is_told_first(done):
    graded, told = done
    rows = {row["student"]: row for row in read(graded.scores)}
    assert {name: row["status"] for name, row in rows.items()} == {
        "김민수": "ok",
        "Lee Young": "ok",
        "Park": "handed in nothing",
        "최영": "not on the class list: 최영 (99)",
    }
    assert told == graded.troubles == ["최영: not on the class list: 최영 (99)"]
    assert [rows[name]["id"] for name in ("김민수", "Park", "최영")] == ["81", "83", ""]


def test_lateness_is_a_column_and_costs_what_the_rule_says(done):
    late = next(row for row in read(done[0].scores) if row["student"] == "Lee Young")
    assert late["submitted"] == "2026-11-22 12:00:00"
    assert float(late["hours late"]) == 36
    assert (late["points"], late["penalty"], late["total"]) == ("6", "1.8", "4.2")
    page = (done[0].feedback / "Lee Young.html").read_text(encoding="utf-8")
    assert "늦게 낸 감점" in page and "4.2 / 9" in page


def test_a_line_for_each_case(done):
    rows = read(done[0].scores.with_name("scores_cases.csv"))
    assert len(rows) == 3 * 2
    assert (rows[0]["case"], rows[0]["passed"], rows[0]["points"]) == ("seven", "1", "2")


def test_the_pages_go_back_in_moodles_layout(done):
    with zipfile.ZipFile(done[0].upload) as archive:
        assert archive.namelist() == [
            "Lee Young_82_assignsubmission_file_/feedback.html",
            "김민수_81_assignsubmission_file_/feedback.html",
        ]


def test_a_mark_for_nobody_is_told(done, toy, right, write, tmp_path):
    write(right, tmp_path / "in" / "Kim.ipynb")
    marks = tmp_path / "marks.csv"
    marks.write_text("student,question,points\nKimm,why,2\n", encoding="utf-8")
    told = []
    options = {"source": toy.path.parent, "progress": False, "jobs": 1}
    grade([tmp_path / "in"], tmp_path / "o.csv", marks=marks, tell=told.append, **options)
    assert told == ["Kimm: a mark by hand, but no such student"]


def test_marks_of_students_who_are_not_in_a_run_stay_in_the_sheet(toy, tmp_path):
    sheet = tmp_path / "sheet.csv"
    rows = [Row(name, answers={"why": "=1+1"}) for name in ("Kim", "-Lee")]
    write_sheet(sheet, rows, toy)
    filled = sheet.read_text(encoding="utf-8-sig").replace("'-Lee,why,", "'-Lee,why,2")
    sheet.write_text(filled, encoding="utf-8")
    write_sheet(sheet, rows[:1], toy)
    assert read_marks(sheet, toy) == {("-Lee", "why"): Mark(2.0)}
    write_sheet(sheet, rows, toy)
    assert read_marks(sheet, toy) == {("-Lee", "why"): Mark(2.0)}
    assert "'=1+1" in sheet.read_text(encoding="utf-8-sig")
