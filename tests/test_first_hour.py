"""The table of messages in the README: each is caused here, and said word for word."""

import os
import re
import subprocess
import sys
import warnings
import zipfile

import pytest
from click.testing import CliRunner

from wordemb_keras import FastText, build_embedding_matrix, cli, datasets
from wordemb_keras.course.notebooks import ROOT
from wordemb_keras.datasets import registry

VECTORS = {"cat": [1.0, 2.0], "dog": [2.0, 1.0]}
CODE = re.compile(r"`` ?(.+?) ?``|`([^`]+)`")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder, as on the first day: no data, nothing downloaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WORDEMB_DATA", raising=False)
    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path / "cache"))
    return tmp_path


def typed(*arguments):
    return CliRunner().invoke(cli.main, arguments).output


def raised(function, *arguments, **options):
    """What a call says: its warnings, or its error."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            function(*arguments, **options)
        except Exception as error:
            return str(error)
    return "\n".join(str(each.message) for each in said)


# --- what goes wrong in the first hour, in the order of the table ------------------------------


def another_name(folder, monkeypatch, fresh_process):
    (folder / "my.txt").write_text("a b\n")
    return [typed("glove", "train", "mi.txt", "-o", "v.txt").replace(str(folder), "/home/me")]


def another_encoding(folder, monkeypatch, fresh_process):
    (folder / "my.txt").write_text("안녕 하세요\n", encoding="utf-16")
    first = typed("glove", "train", "my.txt", "-o", "v.txt")
    (folder / "my.txt").write_text("안녕 하세요\n", encoding="cp949")
    return [first, typed("glove", "train", "my.txt", "-o", "v.txt")]


def a_web_page(folder, monkeypatch, fresh_process):
    (folder / "page.txt").write_text("<!DOCTYPE html>\n<html><body>404</body></html>\n")
    return [typed("vectors", "info", "page.txt")]


def several_in_a_zip(folder, monkeypatch, fresh_process):
    with zipfile.ZipFile(folder / "glove.zip", "w") as archive:
        for name in ("a.txt", "b.txt"):
            archive.writestr(name, "cat 1 2\ndog 2 1\n")
    return [typed("vectors", "info", "glove.zip"), "`member`"]


def words_without_padding(folder, monkeypatch, fresh_process):
    return [raised(build_embedding_matrix, VECTORS, ["cat", "dog"])]


def no_word_found(folder, monkeypatch, fresh_process):
    return [raised(build_embedding_matrix, VECTORS, ["", "고양이", "개"])]


def a_short_text(folder, monkeypatch, fresh_process):
    (folder / "my.txt").write_text("a b\n")
    return [typed("glove", "train", "my.txt", "-o", "v.txt", "--min-count", "5")]


def no_dataset(folder, monkeypatch, fresh_process):
    return [raised(datasets.locate, "glove.6B.100d")]


def no_network(folder, monkeypatch, fresh_process):
    file = registry.RemoteFile("toy.txt", "http://127.0.0.1:9/toy.txt")
    toy = registry.Dataset("toy", "a toy", "9-4", "CC0", (file,))
    monkeypatch.setitem(registry.REGISTRY, "toy", toy)
    return [raised(datasets.fetch, "toy")]


def no_place_for_the_cache(folder, monkeypatch, fresh_process):
    (folder / "file").write_text("")
    monkeypatch.setenv("WORDEMB_CACHE", str(folder / "file" / "cache"))
    return [raised(datasets.fetch, "sms_spam")]


def a_full_disk(folder, monkeypatch, fresh_process):
    def full():
        raise OSError(28, "No space left on device", "vectors.txt")

    monkeypatch.setattr(datasets, "names", full)
    return [typed("data", "list")]


def another_backend(folder, monkeypatch, fresh_process):
    from wordemb_keras import keras_check

    monkeypatch.setattr(keras_check.keras.config, "backend", lambda: "torch")
    return [
        raised(keras_check.check),
        "jax",
        raised(fresh_process, "import wordemb_keras; wordemb_keras.GloVe", KERAS_BACKEND="torch"),
    ]


def an_unknown_class(folder, monkeypatch, fresh_process):
    import keras

    from wordemb_keras.elmo import layers  # noqa: F401

    name = "wordemb_keras>ELMoEmbedding"
    known = keras.saving.get_custom_objects()
    monkeypatch.delitem(known, name)
    config = {"module": None, "class_name": "ELMoEmbedding", "config": {}, "registered_name": name}
    return [raised(keras.saving.deserialize_keras_object, config), "'GloVe'"]


def keras_2(folder, monkeypatch, fresh_process):
    import tf_keras  # what `tf.keras` is with TF_USE_LEGACY_KERAS=1; comes with tensorflow_hub

    layer = build_embedding_matrix(VECTORS, ["", "cat"]).layer()
    return [raised(tf_keras.Sequential().add, layer)]


def gensim_3(folder, monkeypatch, fresh_process):
    return [raised(FastText, "word", size=100)]


def no_gpu(folder, monkeypatch, fresh_process):
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "0", "CUDA_VISIBLE_DEVICES": ""}
    command = [sys.executable, "-c", "import tensorflow"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        said = next((line for line in process.stderr if "GPU" in line), "")
        process.kill()  # what it says comes first; the rest of the import takes seconds
    return [said]


def no_font(folder, monkeypatch, fresh_process):
    from matplotlib import font_manager

    from wordemb_keras.plots import style

    style.korean_font.cache_clear()
    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans"])
    monkeypatch.setattr(style.importlib.util, "find_spec", lambda name: None)
    said = raised(style.korean_font)
    style.korean_font.cache_clear()
    return [said]


CAUSES = (
    *(another_name, another_encoding, a_web_page, several_in_a_zip, words_without_padding),
    *(no_word_found, a_short_text, no_dataset, no_network, no_place_for_the_cache, a_full_disk),
    *(another_backend, an_unknown_class, keras_2, gensim_3, no_gpu, no_font),
)


def table(page):
    """The messages of each row, as patterns: `...` stands for anything."""
    text = (ROOT / page).read_text(encoding="utf-8")
    head = re.search(r"^\| (?:message|메시지) \|.*\n\|[-|]+\|\n", text, re.MULTILINE)
    rows = text[head.end() :].split("\n\n", 1)[0].splitlines()
    cells = [row.split(" | ")[0].removeprefix("| ") for row in rows]
    return [[one or other for one, other in CODE.findall(cell)] for cell in cells]


def test_both_tables_have_the_same_messages():
    assert table("README.md") == table("README.ko.md")
    assert len(table("README.md")) == len(CAUSES)


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.__name__)
def test_the_message_is_the_one_of_the_table(cause, here, monkeypatch, fresh_process):
    messages = table("README.md")[CAUSES.index(cause)]
    said = cause(here, monkeypatch, fresh_process)
    assert len(said) == len(messages)
    for message, text in zip(messages, said, strict=True):
        pattern = ".*?".join(re.escape(part) for part in message.split("..."))
        assert re.search(pattern, text, re.DOTALL), f"{message}\n{text}"
