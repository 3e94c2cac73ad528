"""What files there are."""

import io
import json
import zipfile

import pytest

from wordemb_keras.course.assignments.collect import submissions
from wordemb_keras.course.assignments.collect.identity import owners


def test_a_zip_of_a_class(right, tmp_path):
    archive = tmp_path / "class.zip"
    content = json.dumps(right)
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("반/김민수.ipynb", content)
        file.writestr("__MACOSX/._a.ipynb", "x")
        for name in ("notes.txt", "반/.DS_Store", "반/desktop.ini", "Thumbs.db", "반/~$답.docx"):
            file.writestr(name, "x")
    old = tmp_path / "windows.zip"  # cp949 names, as old Korean zip programs write them
    with zipfile.ZipFile(old, "w") as file:
        file.writestr("XXXXXX.ipynb", content)
    old.write_bytes(old.read_bytes().replace(b"XXXXXX", "이영희".encode("cp949")))
    found = submissions.collect([archive, old])
    paths = [file.path for file in found if file.is_notebook]
    assert paths == ["class/반/김민수.ipynb", "windows/이영희.ipynb"]
    assert {file.path for file in found} - set(paths) == {"class/notes.txt"}


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
    assert "cannot be read" in found[0].problem and found[4].problem == "no .ipynb in it"
    whose = [owner.label for owner in owners([f.path for f in found], ["ch9_7_toy"] * 5)]
    assert whose == ["Choi", "Jung", "Kim", "Lee", "Park"]
    with pytest.raises(ValueError, match=r"Choi\.zip: this zip cannot be read"):
        submissions.collect([tmp_path / "Choi.zip"])  # given itself, it is a whole class


def test_several_zips_are_several_folders(right, tmp_path):
    """`class/*.zip`, as a shell writes it out: the same file name in each."""
    for name in ("Kim", "Lee"):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as file:
            file.writestr("hw.ipynb", json.dumps(right))
    (tmp_path / "Park.zip").write_bytes(b"PK\x03\x04 broken")
    for places in (sorted(tmp_path.glob("*.zip")), [f"{tmp_path}/*.zip"]):
        found = submissions.collect(places)
        assert [file.path for file in found] == ["Kim/hw.ipynb", "Lee/hw.ipynb", "Park/Park.zip"]
        assert "cannot be read" in found[2].problem


def test_two_sections_are_two_folders(right, tmp_path, write):
    for section in ("section A", "section B"):
        write(right, tmp_path / section / "Kim" / "hw.ipynb")
    found = submissions.collect([tmp_path / "section A", tmp_path / "section B"])
    labels = [owner.label for owner in owners([f.path for f in found], ["ch9_7_toy"] * 2)]
    assert labels == ["Kim (section A/Kim)", "Kim (section B/Kim)"]


def test_one_broken_entry_is_no_other_entrys_problem(right, tmp_path):
    archive = tmp_path / "class.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name in ("Kim", "Lee"):
            file.writestr(f"{name}/hw.ipynb", f"{name} " + json.dumps(right))
    content = bytearray(archive.read_bytes())
    content[content.index(b"Kim {")] ^= 1  # its checksum is wrong now
    archive.write_bytes(bytes(content))
    kim, lee = submissions.collect([archive])
    assert "cannot be read: Bad CRC-32" in kim.problem
    assert lee.is_notebook


def test_links_large_files_and_too_many_files(right, tmp_path, monkeypatch):
    monkeypatch.setattr(submissions, "LARGEST", 20_000)
    (tmp_path / "Kim").mkdir()
    (tmp_path / "Kim" / "hw.ipynb").symlink_to(tmp_path / "nowhere.ipynb")
    (tmp_path / "Lee.ipynb").write_text("x" * 20_001, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "Park.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(3):  # each fits, all together do not
            file.writestr(f"{number}.ipynb", "x" * 9_000)
    found = submissions.collect([tmp_path])
    assert [file.problem for file in found] == [
        "a link, not a file",
        "more than 0 MB",
        "",
        "",
        "more than 0 MB",
    ]


def test_patterns_and_missing_places(right, tmp_path, write):
    write(right, tmp_path / "a" / "x.ipynb")
    assert len(submissions.collect([f"{tmp_path}/*/*.ipynb"])) == 1
    with pytest.raises(FileNotFoundError, match="nowhere"):
        submissions.collect([tmp_path / "nowhere"])
    (tmp_path / "bare").mkdir()
    with pytest.raises(FileNotFoundError, match=r"No \.ipynb"):
        submissions.collect([tmp_path / "bare"])
