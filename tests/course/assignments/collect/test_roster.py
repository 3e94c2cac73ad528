"""The class list: every student on it has a job, and what is odd is told."""

import io
import json
import unicodedata
import zipfile
from datetime import datetime

import pytest

from wordemb_keras.course.assignments.collect.jobs import sort_out, which
from wordemb_keras.course.assignments.collect.roster import Roster, Student, read_roster
from wordemb_keras.course.assignments.collect.submissions import Submission, collect
from wordemb_keras.course.assignments.score.upload import place
from wordemb_keras.course.assignments.score.wording import said

CLASS = "학번,이름\n20231234,김민수\n20235678,이영희\n20239999,박철수\n"


@pytest.fixture
def class_list(tmp_path):
    def read(text, encoding="utf-8", **columns):
        path = tmp_path / "students.csv"
        path.write_bytes(text.encode(encoding))
        return read_roster(path, **columns)

    return read


def named(students):
    return [(student.identity, student.name) for student in students]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_encodings(class_list, encoding):
    assert named(class_list(CLASS, encoding))[0] == ("20231234", "김민수")


@pytest.mark.parametrize(
    "text, columns",
    [
        ("Identifier,Full name,Status\nParticipant 81,Kim Minsu,-\n", {}),  # Moodle
        ("Student,ID,SIS User ID\n    Points Possible,,\nKim Minsu,81,x\n", {}),  # Canvas
        ("Student,ID,HW\n,,Manual Posting\n Points Possible,,10\nKim Minsu,81,\n", {}),
        ("Vorname;Kennung\n\nKim Minsu;81\n", {"id_column": "Kennung", "name_column": "vorname"}),
        ("학  번,성  명\n81,Kim Minsu\n", {}),
        ("First name\tLast name\tID number\nKim\tMinsu\t81.0\n", {}),
        ("2026 NLP,,\n,,\nNo,학번,이름\n1,81,Kim Minsu\n,,\n", {}),  # a title line
        ("2026 NLP\nKennung;Wer\n81;Kim Minsu\n", {"id_column": "Kennung", "name_column": "Wer"}),
        ("id,Full name,Last name\n81,Kim Minsu,Minsu\n", {}),
    ],
)
def test_the_lists_of_platforms(class_list, text, columns):
    assert named(class_list(text, **columns)) == [("81", "Kim Minsu")]


@pytest.mark.parametrize(
    "text, message",
    [
        ("학번,이름\n7,김\n8,이\n7,박\n", "line 4: the id 7 is there twice, first in line 2"),
        ("이름\n김민수\n\n김민수\n", "line 4: the name 김민수 is there twice, first in line 2"),
        ("학번,이름\n2.0231E+07,김\n", "line 2: the id 2.0231E[+]07 was shortened"),
        ("학번,이름,반\n,,3\n", "line 2: neither id nor name"),
        ("학번,제출 시각\n7,05/11/2026 23:50\n", "line 2: the time '05/11/2026 23:50' must be"),
        ("a,b\n1,2\n", "line 1: no column of ids or names in a, b"),
        ("", "no column of ids or names in an empty file"),
    ],
)
def test_what_is_wrong_with_a_list_is_named(class_list, text, message):
    with pytest.raises(ValueError, match=message):
        class_list(text)


def test_a_column_that_is_not_there(class_list):
    with pytest.raises(ValueError, match="--id-column 'Nr' is none of: 학번, 이름"):
        class_list(CLASS, id_column="Nr")


def test_names_in_file_names():
    students = [
        Student("1", "김민수", 2),
        Student("2", "김민", 3),
        Student("3", "Kim, Min-su", 4),
        Student("4", "Kim", 5),
    ]
    roster = Roster(students)

    def found(text):
        return [student.identity for student in roster.named(text)]

    assert found("9-2_김민수") == found("김민수과제(최종)") == found("과제 김민수") == ["1"]
    assert found(unicodedata.normalize("NFD", "김민수")) == ["1"]
    assert found("김민수정") == found("hw 1") == []
    assert found("minsu_kim hw") == found("kimminsu") == found("Kim Min Su") == ["3"]
    assert found("kim_hw") == ["4"]
    assert found("김민수, 김민") == ["1", "2"]
    assert found("김민수20231234") == ["1"]
    long = Roster([Student("20231234", "", 2), Student("2023-555", "박 (Minsu Park)", 3)])
    for text, line in {"홍20231234": 2, "a_2023-555-x": 3, "120231234": 0, "minsu park": 3}.items():
        assert [s.line for s in long.named(text)] == ([line] if line else [])
    people = Roster([Student("7", "최종현", 2), Student("8", "이수정", 3)])
    assert [s.name for s in people.named("최종현_이수정최종")] == ["최종현", "이수정"]


# --- jobs -----------------------------------------------------------------------------------


@pytest.fixture
def sorted_out(toy, right, class_list):
    """Statuses of a class by student: file names to contents (None: the right answers)."""

    def run(files, text=CLASS, whole=False):
        made = [
            Submission(p, p, json.dumps(right).encode() if c is None else c.encode(), float(n))
            for n, (p, c) in enumerate(files.items())
        ]
        jobs = sort_out(made, toy, roster=class_list(text) if text else None)
        if whole:
            return jobs
        return {
            job.student: "; ".join([*job.troubles, job.problem, *job.notes]).strip("; ") or "ok"
            for job in jobs
        }

    return run


def test_everyone_on_the_list_has_a_row(sorted_out):
    assert sorted_out({"김민수.ipynb": None, "이영희.py": ""}) == {
        "김민수": "ok",
        "이영희": "no notebook: 이영희.py",
        "박철수": "handed in nothing",
    }


@pytest.mark.parametrize("name", ["hw.py", "hw.docx", "답.hwp", "readme.txt"])
def test_what_is_no_notebook_is_named(sorted_out, name):
    files = {"김민수/hw.ipynb": None, f"20235678/{name}": ""}
    assert sorted_out(files)["이영희"] == f"no notebook: {name}"
    assert sorted_out(files, "")["20235678"] == f"no notebook: {name}"


@pytest.mark.parametrize("ending", ["rar", "egg", "alz", "tar.gz", "tgz", "EGG", "txt"])
def test_an_archive_in_the_folder_of_the_class_has_a_row(sorted_out, ending):
    files = {"김민수.ipynb": None, f"ch9_7_toy_이영희.{ending}": "", "notes.txt": "", "a.csv": ""}
    problem = f"no notebook: ch9_7_toy_이영희.{ending}"
    assert sorted_out(files, "") == {"김민수": "ok", "이영희": problem}
    assert sorted_out(files)["이영희"] == problem


def test_a_notebook_that_windows_renamed_is_graded_and_named(sorted_out):
    done = sorted_out({"김민수/hw.ipynb.txt": None})
    assert done["김민수"] == "named hw.ipynb.txt, read as a notebook"


def test_attachments_are_nobodys(sorted_out):
    files = {"김민수/hw.ipynb": None, "김민수/data.csv": "", "rubric.pdf": ""}
    assert sorted_out(files)["김민수"] == "ok"
    assert set(sorted_out(files)) == {"김민수", "이영희", "박철수"}


@pytest.mark.parametrize(
    "path",
    [
        "20231234.ipynb",
        "김민수20231234.ipynb",
        "ch9_7_toy_20231234.ipynb",
        "20231234_김민수/아무거나.ipynb",
        "김민수_81_assignsubmission_file_/hw.ipynb",
        unicodedata.normalize("NFC", unicodedata.normalize("NFD", "김민수/hw.ipynb")),
        "반 1/김민수/week 9/hw.ipynb",
        "김민수(20231234)/20231234 김민수 최종.ipynb",
    ],
)
def test_layouts(sorted_out, path):
    assert sorted_out({path: None})["김민수"] == "ok"


def test_canvas_by_its_ids(sorted_out):
    text = "Student,ID\nKim Minsu,10234\nLee,10235\n"
    files = {"kimminsu_10234_55_hw.ipynb": None, "lee_LATE_10235_56_hw.ipynb": None}
    assert sorted_out(files, text) == {"Kim Minsu": "ok", "Lee": "ok"}
    assert [job.late for job in sorted_out(files, text, whole=True)] == [False, True]


@pytest.mark.parametrize(
    "name, student, late, listed",
    [
        ("lee_LATE_10235_56_hw.zip", "lee", True, False),
        ("lee_LATE_10235_56_hw.zip", "Lee", True, True),
        ("Lee_10235_assignsubmission_file_/hw.zip", "Lee", False, False),
        ("Lee_10235_assignsubmission_file_/hw.zip", "Lee", False, True),
        ("반/Lee.zip", "Lee", False, True),
    ],
)
def test_the_stamp_of_a_platform_is_on_the_zip(toy, right, tmp_path, name, student, late, listed):
    """Its name and its time, not those of the file in it; a zip of no platform has none."""
    own = io.BytesIO()
    with zipfile.ZipFile(own, "w") as archive:
        for file, day in {"hw_9_2_old.ipynb": 9, "hw.ipynb": 10}.items():
            saved = zipfile.ZipInfo(file, (2026, 11, day, 12, 0, 0))
            archive.writestr(saved, json.dumps(right))
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name, (2026, 11, 25, 12, 0, 0)), own.getvalue())
        archive.writestr("kim_10234_55_hw.ipynb", json.dumps(right))
    roster = [Student("10234", "Kim", 2), Student("10235", "Lee", 3)] if listed else None
    jobs = sort_out(collect([tmp_path / "class.zip"]), toy, roster=roster)
    job = next(job for job in jobs if job.student == student)
    assert job.submission.path.endswith("/hw.ipynb") and not job.troubles
    assert job.late == late
    of_platform = "10235" in name
    assert datetime.fromtimestamp(job.when).day == (25 if of_platform else 10)
    assert bool(place(job.submission.path, "10235")) is of_platform
    assert job.identity == ("10235" if of_platform or listed else "")


def test_two_with_one_name_are_told_by_their_ids(sorted_out):
    text = "id,name\n20231234,김민수\n20235678,김민수\n"
    files = {"20231234_김민수.ipynb": None, "20235678_김민수.ipynb": None}
    assert sorted_out(files, text) == {"김민수 (20231234)": "ok", "김민수 (20235678)": "ok"}
    done = sorted_out({"김민수.ipynb": None}, text)
    assert done["김민수"] == "may be of 김민수 (20231234) or 김민수 (20235678)"
    assert done["김민수 (20231234)"] == "handed in nothing"


# What is told before grading: files, the student, the words.
TROUBLES = {
    "not on the list": ({"최영.ipynb": None}, "최영", "not on the class list: 최영"),
    "two claims": (
        {"반 1/김민수.ipynb": None, "반 2/김민수.ipynb": None},
        "김민수",
        "two claims to one id, none is counted: 반 1/김민수.ipynb, 반 2/김민수.ipynb",
    ),
    "an id with another's name": (
        {"20231234_김민수.ipynb": None, "20231234_이영희.ipynb": None},
        "20231234_이영희",
        "claims the id of 김민수 (20231234) in the name of 이영희 (20235678)",
    ),
    "an id with a stranger's name": (
        {"20231234_김민수.ipynb": None, "20231234_최영.ipynb": None},
        "20231234_최영",
        "a second claim to be 김민수 (20231234); claims the id of 김민수 (20231234) in the name "
        "of 최영",
    ),
    "in the name of another": (
        {"김민수/ch9_7_toy_이영희.ipynb": None},
        "김민수",
        "a file in the name of 이영희 (20235678): ch9_7_toy_이영희.ipynb",
    ),
    "a folder for two": (
        {"김민수_이영희/hw.ipynb": None},
        "김민수_이영희",
        "may be of 김민수 (20231234) or 이영희 (20235678)",
    ),
}


@pytest.mark.parametrize("kind", TROUBLES)
def test_what_is_wrong_with_whose_it_is(sorted_out, kind):
    files, student, words = TROUBLES[kind]
    assert words in sorted_out(files)[student]


def test_who_has_a_clean_claim_keeps_it(sorted_out):
    jobs = sorted_out({"20231234_김민수.ipynb": None, "20231234_최영.ipynb": None}, whole=True)
    assert [job.student for job in jobs if job.submission] == ["김민수", "20231234_최영"]
    assert [job.settled for job in jobs if job.submission] == [True, False]


def test_of_two_names_with_one_id_of_the_platform_that_of_the_list_counts(sorted_out):
    text = "Identifier,Full name\nParticipant 81,김민수\n"
    files = {f"{name}_81_assignsubmission_file_/hw.ipynb": None for name in ("Bob", "김민수")}
    assert sorted_out(files, text) == {
        "김민수": "ok",
        "Bob": "a second claim to be 김민수 (81)",
    }


def test_a_platforms_id_that_is_not_on_the_list(sorted_out):
    text = "Identifier,Full name\nParticipant 81,김민수\n"
    files = {f"김민수_{n}_assignsubmission_file/hw.ipynb": None for n in (81, 99)}
    done = sorted_out(files, text)
    assert done["김민수"] == "ok"
    assert done["김민수 (99)"] == "not on the class list: 김민수 (99)"


def test_troubles_without_a_list(sorted_out):
    done = sorted_out({"kim_17_1_a.ipynb": None, "lee_17_2_a.ipynb": None}, "")
    assert done["kim"] == "claims the id 17, as does lee"
    done = sorted_out(
        {"김민수/이영희.ipynb": None, "이영희/hw.ipynb": None, "박/hw.ipynb": None}, ""
    )
    assert done["김민수"] == "a file in the name of 이영희: 이영희.ipynb"


def test_two_files_of_one_student(sorted_out):
    done = sorted_out({"김민수/hw.ipynb": "{}", "김민수/hw_최종.ipynb": None})
    assert done["김민수"] == "2 files, the newest graded: hw_최종.ipynb"


@pytest.mark.parametrize(
    "content, why, korean",
    [
        ('{"cells": [}', "cannot be read", "을 읽을 수 없어 다른 것을 채점함"),
        ('{"cells": []}', "has no question of it", "에 이 과제의 문제가 없어 다른 것을 채점함"),
    ],
)
def test_the_newest_that_is_not_graded_is_named(sorted_out, content, why, korean):
    note = sorted_out({"김민수/hw.ipynb": None, "김민수/hw_최종.ipynb": content})["김민수"]
    assert note == f"2 files, the newest {why}: hw_최종.ipynb, graded: hw.ipynb"
    assert said(note, "ko") == f"파일 2개 가운데 가장 새것(hw_최종.ipynb){korean}: hw.ipynb"


# --- which assignment -----------------------------------------------------------------------


def test_the_assignment_is_told_from_the_files(toy, right):
    lost = {**right, "metadata": {}}
    files = [Submission("f", "f.ipynb", json.dumps(lost).encode(), 0)]
    assert which(files, [toy, toy]).name == "ch9_7_toy"
    bare = [Submission("f", "f.ipynb", b"{}", 0)]
    with pytest.raises(ValueError, match="--assignment"):
        which(bare, [toy, toy])


def test_a_terms_folder_asks_for_the_assignment(toy, right):
    import dataclasses

    other = dataclasses.replace(toy, path=toy.path.with_name("ch9_8_other.py"))
    files = []
    for name in ("ch9_7_toy", "ch9_8_other"):
        notebook = {**right, "metadata": {"wordemb": {"assignment": name}}}
        files.append(Submission(name, f"김민수/{name}.ipynb", json.dumps(notebook).encode(), 0))
    with pytest.raises(ValueError, match=r"ch9_7_toy \(1 files\), ch9_8_other \(1 files\)"):
        which(files, [toy, other])
    (job,) = sort_out(files, other, among=[toy, other])
    assert (job.student, job.submission) == ("김민수", files[1])
