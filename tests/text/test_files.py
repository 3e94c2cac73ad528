"""A user's own text."""

import pytest

from wordemb_keras.text.files import LONGEST, TokenFile, pieces


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


def test_lines_are_sentences(write):
    path = write("my.txt", "\ufeffI  like\tNLP.\r\n\r\n한글 ㅋㅋ\u00a0😀")
    sentences = TokenFile(path)
    expected = [["I", "like", "NLP."], ["한글", "ㅋㅋ\u00a0😀"]]
    assert list(sentences) == expected == list(sentences)  # as often as one likes


def test_a_relative_path_stays_with_its_file(write, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("my.txt", "nice great\n")
    sentences = TokenFile("my.txt")
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert list(sentences) == [["nice", "great"]]


def test_running_text(write):
    path = write("my.txt", "Dr. Kim (Laughter) came. Did YOU?\n")
    assert list(TokenFile(path, tokens="english")) == [["dr", "kim", "came"], ["did", "you"]]


@pytest.mark.xdist_group("kiwi")
def test_korean_morphemes(write, kiwi, monkeypatch):
    monkeypatch.setattr("kiwipiepy.Kiwi", lambda: kiwi)
    (tokens,) = TokenFile(write("my.txt", "나는 밥을 먹는다"), tokens="korean")
    assert tokens[:2] == ["나", "는"]


def test_long_lines_come_in_pieces(write):
    path = write("my.txt", "a " * (LONGEST + 5))
    assert [len(tokens) for tokens in TokenFile(path)] == [LONGEST, 5]
    assert list(pieces(["안녕", "ㅋㅋ"])) == [["안녕", "ㅋㅋ"]] and list(pieces([])) == []


def test_what_is_not_utf8_is_named(write):
    path = write("my.txt", b"good\n" + "안녕".encode("cp949"))
    with pytest.raises(ValueError, match=r"my\.txt, line 2: not UTF-8"):
        list(TokenFile(path))
    with pytest.raises(ValueError, match="`tokens` must be one of"):
        TokenFile(path, tokens="french")
