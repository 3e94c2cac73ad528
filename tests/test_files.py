"""Files appear whole or not at all."""

import pytest

from wordemb_keras.files import atomic_write


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
