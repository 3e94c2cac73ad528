"""Names to files: the order of looking, downloads that fail, the readers."""

import gzip
import hashlib
import http.server
import itertools
import json
import os
import re
import threading
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from wordemb_keras import build_embedding_matrix, datasets, open_vectors
from wordemb_keras.datasets import Dataset, RemoteFile, readers
from wordemb_keras.fasttext import FastText

CONTENT = "안녕, 데이터\n".encode()


@pytest.fixture
def no_data(monkeypatch, tmp_path):
    """An empty computer: no search path and an empty cache."""
    monkeypatch.delenv("WORDEMB_DATA", raising=False)
    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path / "cache"))
    return tmp_path


def start(server):
    """Answer until `shutdown`, which is looked for every hundredth of a second, not every half."""
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def server(tmp_path):
    """A web server on this machine; gives its folder and its address."""
    folder = tmp_path / "server"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as running:
        start(running)
        yield folder, f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def register(monkeypatch, **fields):
    made = Dataset(**{"name": "toy", "about": "", "section": "", "licence": "CC0", **fields})
    monkeypatch.setitem(datasets.REGISTRY, "toy", made)
    return made


def test_search_path_comes_before_cache_before_sample(no_data, monkeypatch):
    register(monkeypatch, files=(RemoteFile("toy.txt", "http://x/toy.txt"),), sample="README.md")
    assert datasets.locate("toy").origin == "sample"
    cached = no_data / "cache" / "toy.txt"
    cached.parent.mkdir()
    cached.touch()
    assert datasets.locate("toy").path == cached
    for place in ("한글 폴더/deeper/toy.txt", "한글 폴더/toy.txt.gz", "한글 폴더/toy.txt"):
        path = no_data / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        monkeypatch.setenv("WORDEMB_DATA", str(no_data / "한글 폴더"))
        location = datasets.locate("toy")
        assert (location.path, location.origin) == (path, "search path")


def test_all_files_of_a_dataset_must_be_there(no_data, monkeypatch):
    files = tuple(RemoteFile(name, f"http://x/{name}") for name in ("a.json", "b.hdf5"))
    register(monkeypatch, files=files)
    monkeypatch.setenv("WORDEMB_DATA", str(no_data))
    (no_data / "a.json").touch()
    with pytest.raises(datasets.DatasetNotFoundError, match=r"x/a\.json and http://x/b\.hdf5"):
        datasets.locate("toy")
    (no_data / "b.hdf5").touch()
    assert [path.name for path in datasets.locate("toy").paths] == ["a.json", "b.hdf5"]


def test_not_found_says_what_to_do(no_data):
    with pytest.raises(datasets.DatasetNotFoundError) as error:
        datasets.locate("ted_en")
    for part in (
        "wordemb data fetch ted_en",
        "75 MB",
        "WORDEMB_DATA",
        "ted_en-20160408.xml",
        "cache",
    ):
        assert part in str(error.value)


def test_a_missing_package_is_named(no_data, monkeypatch):
    register(monkeypatch, package="no_such_package", package_files=("x",))
    for find in (datasets.locate, datasets.fetch):
        with pytest.raises(datasets.DatasetNotFoundError, match="pip install no_such_package"):
            find("toy")


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"english, ted_en.*Received: name='glov'"):
        datasets.locate("glov")


def test_fetch_checks_and_caches(no_data, server, monkeypatch, capsys):
    folder, address = server
    (folder / "toy.txt").write_bytes(CONTENT)
    checksum = hashlib.sha256(CONTENT).hexdigest()
    register(monkeypatch, files=(RemoteFile("toy.txt", f"{address}/toy.txt", 20, checksum),))
    location = datasets.fetch("toy")
    assert location.path.read_bytes() == CONTENT
    assert "licence CC0" in capsys.readouterr().err
    (folder / "toy.txt").unlink()  # the second time nothing is downloaded
    assert datasets.fetch("toy").path == location.path


def test_fetch_takes_one_file_out_of_an_archive(no_data, server, monkeypatch):
    folder, address = server
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("toy.txt", CONTENT)
        archive.writestr("other.txt", "other")
    register(monkeypatch, files=(RemoteFile("toy.txt", f"{address}/all.zip"),))
    assert datasets.fetch("toy").path.read_bytes() == CONTENT
    assert datasets.locate("toy").origin == "cache"


def test_without_a_published_checksum_the_first_one_is_noted(no_data, server, monkeypatch, capsys):
    folder, address = server
    (folder / "toy.txt").write_bytes(CONTENT)
    register(monkeypatch, files=(RemoteFile("toy.txt", f"{address}/toy.txt"),))
    path = datasets.fetch("toy").path
    checksum = hashlib.sha256(CONTENT).hexdigest()
    told = capsys.readouterr().err
    assert "toy.txt: unverified" in told and checksum in told
    assert path.with_name("toy.txt.sha256").read_text("utf-8") == f"{checksum}  toy.txt\n"
    assert datasets.locate("toy").path == path

    path.write_bytes(CONTENT + b"changed")
    with pytest.raises(datasets.DatasetNotFoundError, match=f"has changed.*noted was {checksum}"):
        datasets.locate("toy")
    assert datasets.fetch("toy").path.read_bytes() == CONTENT
    path.unlink()
    (folder / "toy.txt").write_bytes(b"another version")
    with pytest.raises(
        datasets.DownloadError, match=r"If its publisher.*delete .*toy\.txt\.sha256"
    ):
        datasets.fetch("toy")
    assert not path.exists()


def toy(monkeypatch, filename="toy.txt", content=CONTENT):
    checksum = hashlib.sha256(content).hexdigest()
    register(monkeypatch, files=(RemoteFile(filename, f"http://x/{filename}", 20, checksum),))
    return checksum


def test_what_was_published_is_checked_when_it_is_used(no_data, monkeypatch):
    """A file that was cut, in the cache: an error. In the user's own folder: it is said."""
    published = toy(monkeypatch)
    path = no_data / "cache" / "toy.txt"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    assert datasets.locate("toy").path == path
    path.write_bytes(CONTENT[:-1])
    with pytest.raises(
        datasets.DatasetNotFoundError, match=f"has changed.*published is {published}.*fetch toy"
    ):
        datasets.locate("toy")
    monkeypatch.setenv("WORDEMB_DATA", str(path.parent))
    with pytest.warns(UserWarning, match=r"toy\.txt is not the file that was published"):
        assert datasets.locate("toy").origin == "search path"


def test_it_is_checked_once_a_change(no_data, monkeypatch):
    from wordemb_keras.datasets import checksums

    toy(monkeypatch)
    path = no_data / "cache" / "toy.txt"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    known = no_data / "cache" / "checksums.json"
    assert datasets.locate("toy").path == path and str(path) in json.loads(known.read_text("utf-8"))
    checksums._checksum.cache_clear()  # as in a new process
    monkeypatch.setattr(checksums.hashlib, "sha256", lambda: pytest.fail("computed again"))
    assert datasets.locate("toy").path == path
    monkeypatch.undo()
    monkeypatch.setenv("WORDEMB_CACHE", str(no_data / "cache"))
    toy(monkeypatch)
    path.write_bytes(CONTENT[::-1])  # the same size
    with pytest.raises(datasets.DatasetNotFoundError, match="has changed"):
        datasets.locate("toy")
    known.write_text("{", encoding="utf-8")  # cut: made again
    path.write_bytes(CONTENT)
    assert datasets.locate("toy").path == path


def test_a_gz_of_the_file_is_checked_by_what_it_holds(no_data, monkeypatch):
    toy(monkeypatch)
    path = no_data / "mine" / "toy.txt.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(CONTENT))
    monkeypatch.setenv("WORDEMB_DATA", str(path.parent))
    assert datasets.locate("toy").path == path
    path.write_bytes(gzip.compress(CONTENT)[:-9])
    with pytest.warns(UserWarning, match=r"toy\.txt\.gz could not be checked"):
        datasets.locate("toy")


def test_an_archive_is_checked_and_what_was_taken_out_of_it_is_noted(no_data, monkeypatch):
    archive = no_data / "mine" / "all.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("toy.txt", CONTENT)
    checksum = hashlib.sha256(archive.read_bytes()).hexdigest()
    register(monkeypatch, files=(RemoteFile("toy.txt", "http://x/all.zip", 20, checksum),))
    monkeypatch.setenv("WORDEMB_DATA", str(archive.parent))
    assert datasets.locate("toy").member == "toy.txt"
    unpacked = datasets.fetch("toy").path
    assert unpacked == datasets.locate("toy").path == no_data / "cache" / "toy.txt"
    unpacked.write_bytes(b"cut")
    with pytest.raises(datasets.DatasetNotFoundError, match=r"has changed.*noted was"):
        datasets.locate("toy")
    unpacked.unlink()
    with archive.open("ab") as file:
        file.write(b"more")
    with pytest.warns(UserWarning, match=r"all\.zip is not the file that was published"):
        assert datasets.find_file("toy")


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_what_is_fetched_has_the_usual_rights(no_data, server, monkeypatch):
    folder, address = server
    (folder / "toy.txt").write_bytes(CONTENT)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("toy.txt", CONTENT)
    before = os.umask(0o022)
    try:
        for url in ("toy.txt", "all.zip"):
            register(monkeypatch, files=(RemoteFile("toy.txt", f"{address}/{url}"),))
            datasets.fetch("toy")
            for path in (no_data / "cache").iterdir():
                assert (path.name, path.stat().st_mode & 0o777) == (path.name, 0o644)
                path.unlink()
    finally:
        os.umask(before)


def test_a_file_may_have_a_folder_of_its_own(no_data, server, monkeypatch):
    """GloVe's question files have names like family.txt."""
    folder, address = server
    (folder / "family.txt").write_bytes(CONTENT)
    (no_data / "family.txt").write_bytes(b"another one")
    monkeypatch.setenv("WORDEMB_DATA", str(no_data))
    file = RemoteFile("questions/family.txt", f"{address}/family.txt", 20)
    register(monkeypatch, files=(file,))
    path = datasets.fetch("toy").path
    assert path == no_data / "cache" / "questions" / "family.txt"
    assert datasets.locate("toy").paths == (path,)


def test_an_archive_may_be_the_file(no_data, monkeypatch):
    """The vectors of 2024 are read from their .zip, whose member has a name of its own."""
    path = no_data / "toy.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("toy_300_seed_2024.txt", "안녕 1 2\nnice 3 4\n")
    register(monkeypatch, files=(RemoteFile("toy.zip", "http://x/toy.zip"),))
    monkeypatch.setenv("WORDEMB_DATA", str(no_data))
    assert datasets.locate("toy").member is None
    assert build_embedding_matrix("toy", {"안녕": 1})[1].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (404, "HTTP 404 .*moved or removed it"),
        (403, "HTTP 403 .*does not give it to this computer"),
        (500, "HTTP 500 .*fault is the server's. Try again later"),
        (503, "HTTP 503 .*Try again later"),
    ],
)
def test_what_the_server_answered_is_said(no_data, monkeypatch, status, message):
    class Refuse(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(status)

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Refuse) as running:
        start(running)
        address = f"http://127.0.0.1:{running.server_port}/toy.txt"
        register(monkeypatch, files=(RemoteFile("toy.txt", address),))
        with pytest.raises(datasets.DownloadError, match=f"{message}.*save it as .*toy"):
            datasets.fetch("toy")
        running.shutdown()
    assert list((no_data / "cache").iterdir()) == []


def test_a_page_to_log_in_is_no_file(no_data, server, monkeypatch):
    folder, address = server
    (folder / "toy.txt").write_bytes(b"\n<!DOCTYPE html><html>Welcome to the hotel</html>")
    register(monkeypatch, files=(RemoteFile("toy.txt", f"{address}/toy.txt"),))
    with pytest.raises(datasets.DownloadError, match="a web page instead of the file"):
        datasets.fetch("toy")
    assert list((no_data / "cache").iterdir()) == []


def test_a_wrong_checksum_says_both_and_keeps_nothing(no_data, server, monkeypatch):
    folder, address = server
    (folder / "toy.txt").write_bytes(CONTENT)
    register(monkeypatch, files=(RemoteFile("toy.txt", f"{address}/toy.txt", 20, "0" * 64),))
    with pytest.raises(datasets.DownloadError) as error:
        datasets.fetch("toy")
    assert "0" * 64 in str(error.value)
    assert hashlib.sha256(CONTENT).hexdigest() in str(error.value)
    assert list((no_data / "cache").iterdir()) == []


def test_a_broken_download_keeps_nothing_and_says_where_to_put_the_file(
    no_data, server, monkeypatch
):
    _, address = server
    register(monkeypatch, files=(RemoteFile("toy.txt", f"{address}/gone.txt"),))
    with pytest.raises(datasets.DownloadError, match=r"save it as .*cache.*toy\.txt"):
        datasets.fetch("toy")
    assert list((no_data / "cache").iterdir()) == []


def test_a_connection_that_breaks_off_leaves_nothing(no_data, monkeypatch):
    class Cut(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(2 * len(CONTENT)))
            self.end_headers()
            self.wfile.write(CONTENT)

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Cut) as running:
        start(running)
        address = f"http://127.0.0.1:{running.server_port}/toy.txt"
        register(monkeypatch, files=(RemoteFile("toy.txt", address),))
        with pytest.raises(datasets.DownloadError, match="Could not download"):
            datasets.fetch("toy")
        running.shutdown()
    assert list((no_data / "cache").iterdir()) == []


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (b"<html>404</html>", r"toy\.zip is damaged"),
        (b"", r"holds no toy\.txt"),
        (CONTENT * 99, r"toy\.zip is damaged"),
    ],
)
def test_an_archive_that_is_no_use_is_not_kept(no_data, server, monkeypatch, archive, message):
    folder, address = server
    path = folder / "toy.zip"
    path.write_bytes(archive)
    if not archive.startswith(b"<"):
        with zipfile.ZipFile(path, "w") as made:
            made.writestr("toy.txt" if archive else "other.txt", archive)
        path.write_bytes(path.read_bytes().replace(CONTENT, CONTENT[::-1], 1))
    register(monkeypatch, files=(RemoteFile("toy.txt", f"{address}/toy.zip"),))
    with pytest.raises(datasets.DownloadError, match=message):
        datasets.fetch("toy")
    assert list((no_data / "cache").iterdir()) == []


def test_an_archive_that_is_here_is_found_read_and_unpacked(no_data, monkeypatch):
    archive = no_data / "mine" / "toy.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("toy.txt", "안녕 1 2\n")
        made.writestr("other.txt", "안녕 3 4 5\n")
    register(monkeypatch, files=(RemoteFile("toy.txt", "http://x/toy.zip"),))
    with pytest.raises(
        datasets.DatasetNotFoundError, match=r"http://x/toy\.zip \(as it is, or toy"
    ):
        datasets.locate("toy")
    monkeypatch.setenv("WORDEMB_DATA", str(archive.parent))
    location = datasets.locate("toy")
    assert (location.path, location.member) == (archive, "toy.txt")
    assert build_embedding_matrix("toy", {"안녕": 1})[1].tolist() == [1, 2]
    assert datasets.fetch("toy").path == no_data / "cache" / "toy.txt"
    assert datasets.locate("toy").member is None


def test_advice_for_a_file_inside_an_archive_names_both(no_data, server, monkeypatch):
    _, address = server
    register(monkeypatch, files=(RemoteFile("toy.txt", f"{address}/toy.zip"),))
    with pytest.raises(
        datasets.DownloadError, match=r"unpack toy\.txt from toy\.zip to .*toy\.txt"
    ):
        datasets.fetch("toy")


def test_a_cache_that_cannot_be_written_says_what_to_set(no_data, monkeypatch):
    import pooch

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pooch, "retrieve", refuse)
    register(monkeypatch, files=(RemoteFile("toy.txt", "http://127.0.0.1:9/toy.txt"),))
    with pytest.raises(
        datasets.DownloadError, match=r"cache \(Permission denied\).*variable WORDEMB_CACHE"
    ):
        datasets.fetch("toy")


def test_no_network_says_so(no_data, monkeypatch):
    register(monkeypatch, files=(RemoteFile("toy.txt", "http://127.0.0.1:9/toy.txt"),))
    with pytest.raises(datasets.DownloadError, match=r"Is there a network\? .*save it as"):
        datasets.fetch("toy")


def test_a_search_path_that_is_not_there_is_said(no_data, monkeypatch):
    monkeypatch.setenv("WORDEMB_DATA", str(no_data / "no such folder"))
    with pytest.warns(UserWarning, match="WORDEMB_DATA names .*no such folder"):
        assert datasets.locate("sms_spam").origin == "sample"


def test_a_folder_that_cannot_be_read_is_one_line(no_data, monkeypatch):
    """The folders after it are looked at, and the message of what is missing names it."""
    from wordemb_keras.datasets import lookup

    real = os.scandir

    def scandir(folder):
        if str(folder).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(folder))
        return real(folder)

    monkeypatch.setattr(lookup.os, "scandir", scandir)
    is_file = Path.is_file

    def checked_is_file(path):
        if "locked" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", checked_is_file)
    (no_data / "locked").mkdir()
    (no_data / "open").mkdir()
    register(monkeypatch, files=(RemoteFile("toy.txt", "http://x/toy.txt"),))
    folders = [str(no_data / "locked"), str(no_data / "open")]
    monkeypatch.setenv("WORDEMB_DATA", os.pathsep.join(folders))
    with (
        pytest.warns(UserWarning, match=r"locked, and it cannot be read \(Permission denied\)"),
        pytest.raises(datasets.DatasetNotFoundError, match=r"locked, it cannot be read .*open, "),
    ):
        datasets.locate("toy")
    (no_data / "open" / "toy.txt").touch()
    assert datasets.locate("toy").path == no_data / "open" / "toy.txt"


def test_an_unknown_dataset_is_answered_with_the_right_one():
    with pytest.raises(ValueError, match=r"Received: name='sms-spam'\. Did you mean sms_spam\?"):
        datasets.info("sms-spam")


def test_an_empty_name_is_no_folder():
    with pytest.raises(FileNotFoundError, match="A name is needed"):
        datasets.find_file("")


@pytest.mark.parametrize("name", ["glove.6b.100d", "glove6B.100d"])
def test_a_mistyped_name_is_answered_with_the_right_one(no_data, name):
    for read in (open_vectors, FastText.load, lambda n: build_embedding_matrix(n, {"a": 1})):
        with pytest.raises(FileNotFoundError, match=r"Did you mean .*glove\.6B\.100d"):
            read(name)


def test_a_mistyped_path_is_answered_with_the_file_beside_it(no_data):
    (no_data / "단어.txt").touch()
    with pytest.raises(FileNotFoundError, match=r"Did you mean .*단어\.txt"):
        open_vectors(no_data / "단어들.txt")


def test_every_sample_is_shipped_and_explained():
    notes = (datasets.sample_folder() / "README.md").read_text(encoding="utf-8")
    for dataset in datasets.REGISTRY.values():
        if dataset.sample:
            assert (datasets.sample_folder() / dataset.sample).is_file()
            assert dataset.sample in notes


def test_the_offline_english_corpus():
    sentences = list(datasets.read_sentences("english"))
    assert len(sentences) > 30_000
    assert sentences[0].startswith("Anarchism is a political philosophy")
    assert not [s for s in sentences if "'''" in s or s.startswith(("==", "#REDIRECT"))]


def test_the_articles_lose_their_markup_once(monkeypatch, tmp_path):
    def first_three():
        return list(itertools.islice(datasets.read_sentences("english"), 3))

    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(readers, "_articles", lambda path: ["One.\n안녕.", "Three."])
    assert first_three() == ["One.", "안녕.", "Three."]
    monkeypatch.setattr(readers, "_articles", None)
    assert first_three() == ["One.", "안녕.", "Three."]
    (tmp_path / "file").touch()  # nothing can be kept here
    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(readers, "_articles", lambda path: ["One.", "Two.", "Three."])
    assert first_three() == ["One.", "Two.", "Three."]


@pytest.mark.filterwarnings("ignore:.*not the file that was published")
def test_ted_talks(no_data, monkeypatch):
    monkeypatch.setenv("WORDEMB_DATA", str(no_data))
    talk = "<file><head/><content>Hello. (Laughter) It's me.\nBye!</content></file>"
    xml = f'<?xml version="1.0"?><xml>{talk}{talk}</xml>'
    (no_data / "ted_en-20160408.xml.gz").write_bytes(gzip.compress(xml.encode()))
    assert list(datasets.read_sentences("ted_en")) == ["Hello.", "(Laughter) It's me.", "Bye!"] * 2


@pytest.mark.parametrize("name", ["sms_spam", "nsmc_train"])
def test_samples_are_varied_and_labelled(no_data, name):
    table = datasets.read_labelled(name)
    assert datasets.locate(name).origin == "sample"
    assert list(table.columns) == ["text", "label"]
    assert set(table["label"]) == {0, 1}
    assert table["text"].is_unique
    assert len(table) >= {"sms_spam": 500, "nsmc_train": 1000}[name]


@pytest.mark.filterwarnings("ignore:.*not the file that was published")
def test_a_review_may_hold_quotes_and_the_word_null(no_data, monkeypatch):
    monkeypatch.setenv("WORDEMB_DATA", str(no_data))
    rows = 'id\tdocument\tlabel\n1\t"반쪽 따옴표\t0\n2\tnull\t1\n'
    (no_data / "ratings_test.txt").write_text(rows, encoding="utf-8")
    assert datasets.read_labelled("nsmc_test")["text"].tolist() == ['"반쪽 따옴표', "null"]


def test_stars_become_labels(no_data, monkeypatch):
    monkeypatch.setenv("WORDEMB_DATA", str(no_data))
    (no_data / "naver_shopping.txt").write_text("5\t좋아요\n1\t별로\n", encoding="utf-8")
    assert datasets.read_labelled("naver_shopping")["label"].tolist() == [1, 0]


NO_NUMBERS = ["null", "NA", "None", "nan", "007"]  # pandas takes these for missing, or for 7


@pytest.mark.filterwarnings("ignore:.*not the file that was published")
@pytest.mark.parametrize(
    ("name", "file", "head", "start"),
    [
        ("sms_spam", "spam.csv", "v1,v2\n", "ham,"),
        ("naver_shopping", "naver_shopping.txt", "", "5\t"),
    ],
)
def test_a_text_is_a_text_whatever_it_looks_like(no_data, monkeypatch, name, file, head, start):
    monkeypatch.setenv("WORDEMB_DATA", str(no_data))
    rows = "".join(f"{start}{text}\n" for text in NO_NUMBERS)
    (no_data / file).write_text(head + rows, encoding="utf-8")
    assert datasets.read_labelled(name)["text"].tolist() == NO_NUMBERS


@pytest.mark.filterwarnings("ignore:.*not the file that was published")
@pytest.mark.parametrize(
    ("name", "file", "content", "message"),
    [
        (
            "naver_shopping",
            "naver_shopping.txt",
            "stars\ttext\n5\t좋다\n",
            "stars 'stars' in row 1",
        ),
        ("naver_shopping", "naver_shopping.txt", "5\t좋다\n별점\tx\n", "stars '별점' in row 2"),
        ("naver_shopping", "naver_shopping.txt", "5\t좋다\t!\n", "stars '좋다' in row 1"),
        ("naver_shopping", "naver_shopping.txt", "5\t좋다\n1\ta\tb\n", "line 2, saw 3"),
        ("naver_shopping", "naver_shopping.txt", "", "it holds no rows"),
        ("sms_spam", "spam.csv", "v1,v2\nham,a\nSpam,b\n", "the label 'Spam' in row 2"),
        ("sms_spam", "spam.csv", "v1,v2\n", "it holds no rows"),
        ("sms_spam", "spam.csv", "", "No columns"),
        ("nsmc_test", "ratings_test.txt", "id\tdocument\tlabel\n", "it holds no rows"),
    ],
)
def test_a_damaged_file_is_named(no_data, monkeypatch, name, file, content, message):
    monkeypatch.setenv("WORDEMB_DATA", str(no_data))
    (no_data / file).write_text(content, encoding="utf-8")
    said = rf"{re.escape(file)}: this is not the file {re.escape(file)} \(.*{message}"
    with pytest.raises(ValueError, match=said):
        datasets.read_labelled(name)


@pytest.mark.filterwarnings("ignore:.*not the file that was published")
def test_a_wrong_file_is_named(no_data, monkeypatch):
    monkeypatch.setenv("WORDEMB_DATA", str(no_data))
    (no_data / "spam.csv").write_text("<html>404</html>", encoding="utf-8")
    with pytest.raises(ValueError, match=r"spam\.csv: this is not the file spam\.csv"):
        datasets.read_labelled("sms_spam")


def test_readers_refuse_what_they_cannot_read():
    with pytest.raises(ValueError, match="english, ted_en"):
        next(datasets.read_sentences("sms_spam"))
    with pytest.raises(ValueError, match="sms_spam, nsmc_train"):
        datasets.read_labelled("english")


def test_the_korean_tests_and_glove_s_questions_are_named_with_checksums():
    for name, count in (("wordsim353_ko", 1), ("analogies_ko", 1), ("glove_questions", 14)):
        files = datasets.info(name).files
        assert len(files) == count and all(len(file.sha256) == 64 for file in files)
    new = [name for name in datasets.names() if name.startswith("glove.2024.")]
    assert len(new) == 5
    for name in new:  # nobody has published their checksums
        (file,) = datasets.info(name).files
        assert (file.filename, file.sha256, file.archive) == (f"{name}.zip", None, None)


def test_the_real_files(real_data):
    assert datasets.locate("sms_spam").origin == "search path"
    spam = datasets.read_labelled("sms_spam")
    assert len(spam) == 5_572 and spam["label"].sum() == 747  # F5.06
    assert len(datasets.read_labelled("nsmc_train")) == 150_000
    assert len(datasets.read_labelled("nsmc_test")) == 50_000
    assert isinstance(spam, pd.DataFrame)
