"""Files appear whole or not at all; what is wrong with one is said with its name."""

import os
import pickle
import re
import shutil
import tempfile
import threading
import traceback
import unicodedata
from collections import namedtuple
from pathlib import Path

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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
@pytest.mark.parametrize("mode", ["w", "wb"])
def test_a_pipe_is_written_straight_and_stays(tmp_path, mode):
    path = tmp_path / "관"
    os.mkfifo(path)
    read = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()), daemon=True)
    reader.start()
    with atomic_write(path, mode) as file:
        file.write("한 줄\n" if mode == "w" else "한 줄\n".encode())
    reader.join(timeout=30)
    assert path.is_fifo() and list(tmp_path.iterdir()) == [path]
    assert read == ["한 줄\n".encode()]


@pytest.fixture
def link(tmp_path):
    """A link in one folder to a file in another, which is not there yet."""
    path = tmp_path / "여기" / "link.txt"
    path.parent.mkdir()
    try:
        path.symlink_to(Path("..") / "저기" / "낱말.txt")
    except OSError:  # on Windows it takes a right
        pytest.skip("no right to make links")
    return path


def test_a_link_stays_and_the_file_it_leads_to_is_replaced(link, tmp_path):
    for content in ("새것", "더 새것"):  # the first time the link leads nowhere
        with atomic_write(link) as file:
            file.write(content)
        assert link.is_symlink()
        assert (tmp_path / "저기" / "낱말.txt").read_text(encoding="utf-8") == content
    assert sorted(path.name for path in tmp_path.glob("*/*")) == ["link.txt", "낱말.txt"]


def test_a_failure_leaves_a_link_and_its_file(link, tmp_path):
    target = tmp_path / "저기" / "낱말.txt"
    target.parent.mkdir()
    target.write_text("옛것", encoding="utf-8")
    with pytest.raises(RuntimeError), atomic_write(link):
        raise RuntimeError
    assert link.is_symlink() and target.read_text(encoding="utf-8") == "옛것"
    assert list(target.parent.iterdir()) == [target]


def test_a_tilde_that_no_shell_has_expanded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    step = r'there is no folder ~. The shell alone expands ~: `Path("~/x.txt").expanduser()`'
    named = pytest.raises(FileNotFoundError, match=re.escape(f"x.txt cannot be written: {step}"))
    with named, atomic_write(Path("~") / "x.txt"):
        pass
    assert not_there("~/x.txt").endswith(f"x.txt is not there: {step}")
    assert list(tmp_path.iterdir()) == []
    with atomic_write("~x.txt"):  # a name as any other
        pass
    Path("~").mkdir()
    with atomic_write("~/x.txt"):
        pass
    assert (tmp_path / "~" / "x.txt").is_file()
    assert "Did you mean" in not_there("~/y.txt")


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
