"""Files appear whole or not at all; what is wrong with one is said with its name."""

import pickle
import shutil
import tempfile
import traceback
import unicodedata
from collections import namedtuple

import numpy as np
import psutil
import pytest

from wordemb_keras import files
from wordemb_keras.files import atomic_write, check_room, errors_about, not_there, where_not_utf8


def test_a_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "낱말.txt"
    path.write_text("옛것", encoding="utf-8")
    with pytest.raises(RuntimeError), atomic_write(path) as file:
        file.write("반쯤 쓴 새것")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "옛것"
    assert list(tmp_path.iterdir()) == [path]


def test_line_ends_are_the_same_everywhere(tmp_path):
    with atomic_write(tmp_path / "a" / "b.txt") as file:
        file.write("한 줄\n")
    assert (tmp_path / "a" / "b.txt").read_bytes() == "한 줄\n".encode()


def test_the_mode_is_checked(tmp_path):
    with pytest.raises(ValueError, match=r"`mode` must be"), atomic_write(tmp_path / "x", "a"):
        pass


def test_an_error_names_the_file_and_not_the_temporary_one(tmp_path, monkeypatch):
    def refuse(dir, prefix):
        raise PermissionError(13, "Permission denied", str(dir / f"{prefix}x1"))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(PermissionError) as raised, atomic_write(tmp_path / "낱말.txt"):
        pass
    assert raised.value.filename == str(tmp_path / "낱말.txt")


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), OSError("30020 requested and 16352 written")],
    ids=["Python", "NumPy"],
)
def test_a_full_disk_names_the_file(tmp_path, error):
    named = pytest.raises(OSError, match=r"No space left on device: .*낱말\.txt")
    with named, errors_about(tmp_path / "낱말.txt"):
        raise error


def test_errors_about_other_files_stay_as_they_are(tmp_path):
    other = FileNotFoundError(2, "No such file or directory", "other.txt")
    for error in (other, OSError("a message of its own")):
        with pytest.raises(OSError) as raised, errors_about(tmp_path / "낱말.txt"):
            raise error
        assert raised.value is error


def test_room_is_looked_for_before_hdf5_writes(tmp_path, monkeypatch):
    check_room(tmp_path / "x.hdf5", 1)
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(1_000_000))
    with pytest.raises(OSError, match=r"No space left on device: .*x\.hdf5"):
        check_room(tmp_path / "x.hdf5", 1_000_000)


@pytest.mark.parametrize(
    "content, message",
    [
        ("안녕".encode("utf-16"), "my.txt is text in UTF-16. Save it as UTF-8 (in Notepad"),
        (b"PK\x03\x04\xff", "my.txt is a .zip or an Office document. Unpack it"),
        (b"\x1f\x8b\xff", "my.txt is compressed with gzip. Unpack it first"),
        (b"good\n" + "안녕".encode("cp949"), "my.txt, line 2: not UTF-8"),
    ],
    ids=["UTF-16", "zip", "gzip", "cp949"],
)
def test_what_is_no_utf8_text_is_recognised(tmp_path, monkeypatch, content, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.txt").write_bytes(content)
    assert where_not_utf8("my.txt").startswith(message)


def test_a_file_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    decomposed = unicodedata.normalize("NFD", "한글.txt")  # as macOS writes it
    (tmp_path / decomposed).touch()
    assert not_there("한글.txt").endswith(f"(looked in {tmp_path}). Did you mean {decomposed}?")
    assert not_there("Glove.6b", ["glove.6B", "ted"]).endswith("Did you mean glove.6B?")
    assert not_there("x/한글.txt") == "x/한글.txt is not there: there is no folder x."
    assert "Did you mean" not in not_there("zzz")
    assert not_there("https://a.org/b.zip").startswith("https://a.org/b.zip is an address: down")


OBJECTS = np.array([{}], dtype=object)


@pytest.mark.parametrize(
    ("kind", "write", "message"),
    [
        ("npy", lambda file: file.write(pickle.dumps({})), "is no .npy file: it begins"),
        ("npy", lambda file: np.savez(file, a=[1]), r"is no \.npy file: it begins b'PK"),
        ("npy", lambda file: np.save(file, OBJECTS), r"\.npy file of Python objects"),
        ("npy", lambda file: file.write(b"\x93NUMPY\x01\0\x02\0{"), r"a damaged \.npy file"),
        ("npy", lambda file: np.save(file, np.zeros(1, ",".join(["<f4"] * 999))), "its header is"),
        ("npz", lambda file: np.save(file, [1]), r"is no \.npz file: it begins"),
        ("npz", lambda file: np.savez(file, a=OBJECTS), r"\.npz file of Python objects"),
        ("npz", lambda file: file.write(b"PK\x03\x04"), r"a damaged \.npz file"),
    ],
)
def test_arrays_are_read_and_pickles_named_without_unsafe_advice(tmp_path, kind, write, message):
    path = tmp_path / f"x.{kind}"
    load = {"npy": files.load_array, "npz": files.load_arrays}[kind]
    with path.open("wb") as file:
        write(file)
    with pytest.raises(ValueError, match=message) as raised:
        load(path)
    left_open = [file.path for file in psutil.Process().open_files()]  # Windows could not delete it
    shown = "".join(traceback.format_exception(raised.value))
    assert str(path) not in left_open
    assert str(path) in str(raised.value)
    assert "allow_pickle=True" not in shown
    assert "unsafely" not in shown
