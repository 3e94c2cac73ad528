"""Whose file is it."""

import io
import json
import zipfile

import pytest

from wordemb_keras.course.assignments.collect import roster, submissions


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
def test_no_two_students_are_one(right, tmp_path, layout, write):
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


def test_patterns_and_missing_places(right, tmp_path, write):
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
