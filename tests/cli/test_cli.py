"""The command `wordemb`, as a user types it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import h5py
import numpy as np
import pytest
from click.testing import CliRunner

from wordemb_keras import cli, datasets
from wordemb_keras.cli.common import LazyGroup

MAIN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run may ignore Ctrl-C
from wordemb_keras.cli import main
main()"""
RULERS = "the king rules the land\nthe queen rules the land\nan apple falls from a tree\n"
FAMILY = "내 남동생 은 밥을 먹는다\n우리 남동생 은 학교에 간다\n사과 를 먹는다\n"


@pytest.fixture
def wordemb(monkeypatch, tmp_path):
    monkeypatch.delenv("WORDEMB_DATA", raising=False)
    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, **more: CliRunner().invoke(cli.main, arguments, **more)


@pytest.fixture
def process(tmp_path, monkeypatch):
    """The command in a process of its own; gives exit code, output and errors as bytes."""

    def run(*arguments, input=b"", **environment):
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *arguments],
            input=input,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, **environment},
            timeout=120,
        )
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def vectors(tmp_path):
    path = tmp_path / "벡터.txt"
    path.write_text("king 2 1\nqueen 1 1\n안녕 -1 1\n", encoding="utf-8")
    return str(path)


def commands(group, path=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


# --- help -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", list(commands(cli.main)), ids=" ".join)
def test_every_command_has_help_with_an_example(wordemb, path):
    result = wordemb(*path, "--help")
    assert result.exit_code == 0
    assert f"Example: wordemb {path[0]}" in result.output


def test_the_commands_are_there():
    found = set(commands(cli.main))
    for group, names in {
        "data": "list path fetch",
        "elmo": "train next embed spam",
        "fasttext": "train neighbors",
        "glove": "train neighbors evaluate analogy",
        "vectors": "convert info",
    }.items():
        assert {(group, name) for name in names.split()} <= found
    assert {("run",), ("notebooks",), ("matrix",), ("projector",), ("doctor",)} <= found


def test_a_misspelt_command_is_answered_with_the_right_one(wordemb):
    for typed, meant in (
        (["glov"], "glove"),
        (["docter"], "doctor"),
        (["glove", "trian"], "train"),
    ):
        result = wordemb(*typed)
        assert result.exit_code == 2 and f"Did you mean {meant!r}?" in result.output


def test_doctor(wordemb, monkeypatch, tmp_path):
    result = wordemb("doctor")
    assert result.exit_code == 0 and "Nothing is wrong." in result.output
    for name in ("python", "tensorflow", "backend", "cache", "data", "GPU"):
        assert f"\n{name:<14} " in f"\n{result.output}"
    monkeypatch.setenv("WORDEMB_DATA", str(tmp_path / "없음"))
    result = wordemb("doctor")
    assert (
        result.exit_code == 1 and "WORDEMB_DATA names a folder that is not there" in result.output
    )


def test_no_help_loads_anything_heavy(fresh_process):
    code = """
import sys
from wordemb_keras.cli import GROUPS, main
for arguments in [[], *([name] for name in GROUPS), ["glove", "train"], ["elmo", "spam"]]:
    main([*arguments, "--help"], standalone_mode=False)
heavy = "tensorflow keras gensim numba pandas scipy matplotlib tensorboard numpy"
print([name for name in heavy.split() if name in sys.modules])"""
    assert fresh_process(code).endswith("[]")


def test_a_group_that_is_not_there_is_left_out():
    group = LazyGroup(name="x", lazy={"gone": "wordemb_keras.gone.cli:gone"})
    assert CliRunner().invoke(group, ["--help"]).exit_code == 0
    assert group.list_commands(click.Context(group)) == []


# --- data, run --------------------------------------------------------------------------------


def test_data_list_names_everything(wordemb):
    result = wordemb("data", "list")
    assert result.exit_code == 0
    for name in datasets.names():
        assert name in result.output
    assert "862 MB" in result.output and "PDDL" in result.output
    assert "a sample stands in" in result.output


def test_data_path(wordemb):
    result = wordemb("data", "path", "english")
    assert result.exit_code == 0 and len(result.output.splitlines()) == 2
    result = wordemb("data", "path", "ted_en")
    assert result.exit_code == 1
    assert "Error: The dataset 'ted_en' is not on this computer" in result.output
    assert "Traceback" not in result.output


def test_a_large_download_is_asked_about_first(wordemb, monkeypatch):
    monkeypatch.setattr(datasets, "fetch", lambda name: pytest.fail("downloaded unasked"))
    result = wordemb("data", "fetch", "glove.6B.300d", input="n\n")
    assert result.exit_code == 1
    assert "862 MB, licence PDDL 1.0. Download it?" in result.output


def test_what_comes_with_a_package_is_not_downloaded(wordemb):
    assert wordemb("data", "fetch", "english").exit_code == 0


def test_notebooks_are_copied_and_never_written_over(wordemb, tmp_path):
    found = wordemb("notebooks", "강의", "--lang", "en")
    assert found.exit_code == 0, found.output
    copies = [Path(line) for line in found.stdout.split()]
    assert len(copies) == 5 and all(copy.parent.name == "강의" for copy in copies)
    assert json.loads(copies[0].read_text(encoding="utf-8"))["cells"]
    copies[0].write_text("mine", encoding="utf-8")
    copies[1].unlink()
    again = wordemb("notebooks", "강의", "--lang", "en")
    assert again.stdout.split() == [str(copies[1])] and "kept as it is" in again.stderr
    assert copies[0].read_text(encoding="utf-8") == "mine"
    assert wordemb("notebooks", str(copies[0])).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "pick", "expected"),
    [
        (["vectors", "info"], lambda found: (found["dim"], found["words"][2]), (2, "안녕")),
        (["glove", "neighbors", "{}", "king"], lambda found: found[0]["word"], "queen"),
        (["glove", "analogy", "{}", "king - 안녕"], lambda found: found[0]["word"], "queen"),
        (["glove", "evaluate", "{}"], lambda found: [e["score"] for e in found], [None] * 2),
    ],
)
def test_json_for_scripts(wordemb, vectors, arguments, pick, expected):
    arguments = [each.format(vectors) for each in arguments]
    if vectors not in arguments:
        arguments.append(vectors)
    found = wordemb(*arguments, "--json")
    assert found.exit_code == 0, found.output
    assert pick(json.loads(found.stdout)) == expected


def test_json_of_the_data_and_the_doctor(wordemb, monkeypatch):
    rows = json.loads(wordemb("data", "list", "--json").stdout)
    assert {row["name"] for row in rows} == set(datasets.names())
    assert {row["origin"] for row in rows} >= {"sample", None}
    monkeypatch.setenv("WORDEMB_DATA", os.pathsep.join(["no such folder", "nor this"]))
    doctor = wordemb("doctor", "--json")
    found = json.loads(doctor.stdout)
    assert {"name": "backend", "found": "tensorflow", "to_mend": ""} in found
    missing = [row["found"] for row in found if row["to_mend"]]
    assert missing == ["no such folder", "nor this"] and doctor.exit_code == 1


def test_the_tab_key_completes():
    from click.shell_completion import get_completion_class

    shell = get_completion_class("bash")(cli.main, {}, "wordemb", "_WORDEMB_COMPLETE")
    assert [item.value for item in shell.get_completions([], "fas")] == ["fasttext"]
    assert "--window" in [item.value for item in shell.get_completions(["glove", "train"], "--")]


def test_run_outside_a_clone_says_so(wordemb, monkeypatch, tmp_path):
    from wordemb_keras.course import notebooks

    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    result = wordemb("run")
    assert result.exit_code == 1 and "wordemb notebooks mycourse" in result.output


def test_an_unknown_section_lists_the_known_ones(wordemb):
    result = wordemb("run", "9-9")
    assert result.exit_code == 1 and "ch9_1_word_embedding" in result.output


# --- vectors, matrix, projector -----------------------------------------------------------------


def test_vectors_info_and_convert(wordemb, vectors, tmp_path):
    result = wordemb("vectors", "info", vectors)
    assert result.exit_code == 0 and "dim: 2" in result.output and "안녕" in result.output
    result = wordemb("vectors", "convert", vectors)
    assert result.exit_code == 0 and result.stdout.splitlines()[-1].endswith("벡터.txt.wordemb")
    assert wordemb("vectors", "info", f"{vectors}.wordemb").exit_code == 0
    result = wordemb("vectors", "convert", vectors, "-o", "new.bin", "--format", "binary")
    assert result.output == "new.bin: 3 words, 2 numbers each\n"
    assert (tmp_path / "new.bin").read_bytes().startswith(b"3 2\nking ")


def test_matrix_reports_what_is_missing(wordemb, vectors, tmp_path):
    (tmp_path / "words.txt").write_text("\nQueen\n안녕\nzebra\n", encoding="utf-8")
    result = wordemb("matrix", vectors, "words.txt", "-o", "m.npy", "--fallback", "lower")
    assert result.exit_code == 0
    assert "2 of 3 words have a vector (66.7%)" in result.output
    assert "missing, row filled with zeros: 1 (zebra)" in result.output
    assert "m.npy: 4 rows of 2 numbers, float32" in result.output
    assert np.load(tmp_path / "m.npy").tolist() == [[0, 0], [1, 1], [-1, 1], [0, 0]]


@pytest.mark.filterwarnings("default")
def test_warnings_name_the_options_of_the_command(wordemb, vectors, tmp_path):
    (tmp_path / "words.txt").write_text("\nQUEEN\n", encoding="utf-8")
    result = wordemb("matrix", vectors, "words.txt", "-o", "m.npy")
    assert "If they differ in capitals --fallback lower finds them" in result.output


def test_projector_writes_its_files(wordemb, vectors, tmp_path):
    result = wordemb("projector", vectors, "--no-start", "--limit", "2")
    assert result.exit_code == 0 and "2 words" in result.output
    assert (tmp_path / "projector" / "metadata.tsv").read_text(encoding="utf-8") == "king\nqueen\n"


def test_projector_runs_until_ctrl_c(wordemb, vectors, monkeypatch):
    from wordemb_keras.cli import projector as command
    from wordemb_keras.plots import projector

    def wait(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(projector, "serve", lambda folder, port: f"http://localhost:{port}/")
    monkeypatch.setattr(command, "time", SimpleNamespace(sleep=wait))
    result = wordemb("projector", vectors, "--port", "7007")
    assert result.exit_code == 0 and "Open http://localhost:7007/ in a browser" in result.output


# --- glove, fasttext, elmo ----------------------------------------------------------------------


def test_glove_from_a_text_to_neighbours(wordemb, tmp_path):
    (tmp_path / "my.txt").write_text(RULERS * 20, encoding="utf-8")
    train = ("glove", "train", "my.txt", "-o", "v.txt", "--dim", "8", "--threads", "1")
    result = wordemb(*train, "--epochs", "10")
    assert result.exit_code == 0, result.output
    assert "Epoch 10/10" in result.output  # a line for each: this is no terminal
    assert "v.txt: 11 words, 8 numbers each; last loss " in result.output
    result = wordemb("glove", "neighbors", "v.txt", "king", "-n", "2")
    assert result.exit_code == 0
    (first, one), (second, other) = (line.split("\t") for line in result.output.splitlines())
    assert 1 >= float(first) >= float(second) and {one, other} <= set(RULERS.split()) - {"king"}


def test_glove_reads_running_text_from_standard_input(wordemb, tmp_path):
    options = ("--tokens", "english", "--dim", "2", "--epochs", "1", "--threads", "1")
    result = wordemb(
        *("glove", "train", "-", "-o", "v.txt", *options),
        input="The King ruled. Kings ruled (Laughter) the land. " * 5,
    )
    assert result.exit_code == 0, result.output
    lines = (tmp_path / "v.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "5 2" and lines[1].startswith("the ")


def test_glove_with_its_counts_in_a_folder(wordemb, tmp_path):
    (tmp_path / "my.txt").write_text(RULERS * 20, encoding="utf-8")
    options = ("--dim", "4", "--epochs", "2", "--threads", "1", "--seed", "3")
    train = ("glove", "train", "my.txt", *options)
    assert wordemb(*train, "-o", "memory.txt").exit_code == 0
    for _ in range(2):  # counted, then found there
        result = wordemb(*train, "-o", "files.txt", "--counts", "counts")
        assert result.exit_code == 0, result.output
    assert (tmp_path / "counts" / "about.json").exists()
    words = [
        [line.split(" ")[0] for line in (tmp_path / name).read_text(encoding="utf-8").splitlines()]
        for name in ("memory.txt", "files.txt")
    ]
    assert words[0] == words[1]
    result = wordemb(*train, "-o", "v.txt", "--counts", "counts", "--min-count", "2")
    assert result.exit_code == 1 and "another counting: its min_count is 1, here" in result.output
    result = wordemb(*train, "-o", "v.txt", "--counts", "c", "--tokens", "english")
    assert result.exit_code == 2 and "--counts needs --tokens spaces" in result.output
    result = wordemb(*train, "-o", "v.txt", "--dask", "tcp://127.0.0.1:8786")
    assert result.exit_code == 2 and "--dask needs --counts" in result.output


def test_glove_evaluate(wordemb, tmp_path, vectors):
    (tmp_path / "pairs.tsv").write_text("king\tqueen\t9\nking\t안녕\t1\n", encoding="utf-8")
    (tmp_path / "four.txt").write_text(": one\nking queen king queen\n", encoding="utf-8")
    result = wordemb(
        *("glove", "evaluate", vectors, "--pairs", "pairs.tsv", "--analogies", "four.txt")
    )
    assert result.exit_code == 0, result.output
    assert "pairs.tsv: Spearman 1.000 on 2 questions" in result.output
    assert "four.txt: accuracy" in result.output
    assert "total: 0 of 1, 0 skipped" in result.output
    result = wordemb("glove", "evaluate", vectors, "--pairs", "none", "--analogies", "four.txt")
    assert result.exit_code == 0 and "Spearman" not in result.output
    result = wordemb("glove", "evaluate", vectors, "--pairs", "none")
    assert result.exit_code == 2 and "leaves nothing to do" in result.output
    (tmp_path / "none.tsv").write_text("x\ty\t9\n", encoding="utf-8")
    result = wordemb("glove", "evaluate", vectors, "--pairs", "none.tsv", "--pairs", "pairs.tsv")
    assert result.exit_code == 0 and "none.tsv: no Spearman, 0 questions" in result.output
    assert "pairs.tsv: Spearman" in result.output


def test_glove_analogy(wordemb, vectors):
    for question in (("king", "-", "queen"), ("king - queen",)):
        result = wordemb("glove", "analogy", vectors, *question, "-n", "1")
        assert result.exit_code == 0, result.output
        assert "\t" in result.stdout and "king" not in result.stdout
    for question in (("king", "queen"), ("king", "-"), ("king", "*", "queen")):
        result = wordemb("glove", "analogy", vectors, *question)
        assert result.exit_code == 2 and "such as king - man + woman" in result.output


def test_fasttext_knows_a_typo(wordemb, tmp_path):
    (tmp_path / "내글.txt").write_text(FAMILY * 50, encoding="utf-8")
    options = ("--unit", "jamo", "--dim", "8", "--epochs", "2", "--threads", "1")
    result = wordemb("fasttext", "train", "내글.txt", "-o", "model.bin", *options)
    assert result.exit_code == 0 and "model.bin: 10 words by jamo" in result.output
    result = wordemb("fasttext", "neighbors", "model.bin", "남동쉥", "-n", "1")
    assert result.exit_code == 0
    assert result.stdout.endswith("\t남동생\n")
    assert "남동쉥 is not in the vocabulary" in result.stderr


@pytest.mark.parametrize("text", ["하나 둘\n", "하나\n둘\n"])
def test_fasttext_survives_a_text_of_two_words(wordemb, tmp_path, text):
    (tmp_path / "my.txt").write_text(text, encoding="utf-8")
    options = ("--min-count", "1", "--dim", "4", "--threads", "1")
    result = wordemb("fasttext", "train", "my.txt", "-o", "model.bin", *options)
    assert result.exit_code == 0
    assert "model.bin: 2 words by syllable" in result.output


def test_elmo_train_gives_the_library_what_was_typed(wordemb, tmp_path, monkeypatch):
    from wordemb_keras.elmo import training

    seen = {}

    class History:
        history = {"loss": [2.0, 1.5]}

    def train(sentences, folder, *, bilm, **options):
        seen.update(options, folder=folder, bilm=bilm.get_config())
        seen["text"] = Path(sentences).read_text(encoding="utf-8")
        return None, History()

    monkeypatch.setattr(training, "train", train)
    sizes = ("--units", "16", "--projection-dim", "4", "--layers", "1", "--filters", "1x4,3x2")
    options = ("--epochs", "2", "--min-count", "1", "--batch-tokens", "64", "--backup-steps", "7")
    arguments = ("train", "-", "-o", "모델", *sizes, *options)
    result = wordemb("elmo", *arguments, input="은행 bank\n")
    assert result.exit_code == 0, result.output
    assert "모델: options.json, weights.hdf5, vocabulary.txt, log.csv; loss 1.500" in result.output
    assert seen["text"] == "은행 bank\n"
    typed = {"units": 16, "projection_dim": 4, "n_layers": 1, "filters": [[1, 4], [3, 2]]}
    assert {name: seen["bilm"][name] for name in typed} == typed
    typed = {"epochs": 2, "min_count": 1, "batch_tokens": 64, "backup_steps": 7}
    assert {name: seen[name] for name in typed} == typed


def test_elmo_train_then_next(wordemb, tmp_path, eagerly):
    small = ("--units", "8", "--projection-dim", "4", "--filters", "1x4", "--epochs", "1")
    (tmp_path / "my.txt").write_text("the river bank\n" * 4, encoding="utf-8")
    assert wordemb("elmo", "train", "my.txt", "-o", "m", *small).exit_code == 0
    result = wordemb("elmo", "next", "m", "the", "river", "-n", "6")
    words, chances = zip(*(line.split("\t") for line in result.output.splitlines()), strict=True)
    assert set(words) == {"the", "river", "bank", "</S>", "<S>", "[UNK]"}
    assert abs(sum(map(float, chances)) - 1) < 0.01


def test_elmo_embed(wordemb, tmp_path, eagerly):
    from wordemb_keras.elmo import BiLM

    bilm = BiLM(units=16, projection_dim=4, filters=[(1, 4), (2, 4)])
    bilm.save_allennlp(tmp_path / "m" / "options.json", tmp_path / "m" / "weights.hdf5")
    result = wordemb("elmo", "embed", "-", "-o", "l.hdf5", "--model", "m", input="a\n\n은행\n \n")
    assert result.exit_code == 1 and "nothing in line 2, 4. Take the blank" in result.output
    text = "bank account\n은행\n"
    result = wordemb("elmo", "embed", "-", "-o", "l.hdf5", "--model", "m", input=text)
    assert result.exit_code == 0 and result.output == "l.hdf5: 2 sentences\n"
    with h5py.File(tmp_path / "l.hdf5") as file:
        assert file["0"].shape == (3, 2, 8) and file["1"].shape == (3, 1, 8)
        assert json.loads(file["sentence_to_index"][0]) == {"bank account": "0", "은행": "1"}
        expected = bilm.embed(["은행"], verbose=0)[0]
        assert np.allclose(file["1"], expected, atol=1e-6)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"], ids=repr)
def test_elmo_embed_reads_a_sentence_a_line(tmp_path, end):
    from wordemb_keras.cli.elmo import _sentence_a_line

    path = tmp_path / "my.txt"
    lines = ["a " * 10_005, "\u3000", "은행\t\x0bbank"]
    path.write_bytes(("\ufeff" + "".join(line + end for line in lines)).encode())
    assert _sentence_a_line(path) == [["a"] * 10_005, ["\u3000"], ["은행", "bank"]]
    path.write_bytes(f"a{end}{end}b{end}".replace("\r\r\n", "\r\n").encode())
    with pytest.raises(ValueError, match=r"nothing in line 2\. Take"):
        _sentence_a_line(path)
    path.write_bytes("은행".encode("cp949"))
    with pytest.raises(ValueError, match="UTF-8"):
        _sentence_a_line(path)


@pytest.mark.parametrize(
    "arguments, sent, encoding, read",
    [
        (["free", "prize!"], b"", "utf-8", "free prize!"),
        (["-"], "무료 경품".encode(), "utf-8", "무료 경품"),
        (["-"], "무료 경품".encode("cp949"), "cp949", "무료 경품"),
    ],
)
def test_elmo_spam(monkeypatch, arguments, sent, encoding, read):
    from wordemb_keras.course import spam

    seen = []
    monkeypatch.setattr(spam, "classify", lambda text, verbose: seen.append(text) or ("spam", 0.9))
    runner = CliRunner(charset=encoding)
    result = runner.invoke(cli.main, ["elmo", "spam", *arguments], input=sent)
    assert result.exit_code == 0 and result.output == "spam\t0.900\n"
    assert seen == [read]


# --- mistakes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments, exit_code, message",
    [
        ("glove train my.txt", 2, "Missing option '-o'"),
        ("glove train mi.txt -o v.txt", 2, "mi.txt is not there (looked in"),
        ("glove train mi.txt -o v.txt", 2, "Did you mean my.txt"),
        ("glove train utf16.txt -o v.txt", 1, "utf16.txt is text in UTF-16. Save it as UTF-8"),
        ("fasttext train my.zip -o m.bin", 1, "my.zip is a .zip or an Office document. Unpack it"),
        ("glove train nowhere/my.txt -o v.txt", 2, "there is no folder nowhere"),
        ("glove train folder -o v.txt", 2, "folder is a folder. Name a file in it"),
        ("glove train empty.txt -o v.txt", 2, "empty.txt is empty"),
        ("glove train - -o v.txt", 2, "Standard input is empty"),
        ("glove train my.txt -o my.txt", 2, "my.txt is the file to read"),
        ("glove train -o my.txt my.txt", 2, "my.txt is the file to read"),
        ("glove train my.txt -o folder", 2, "folder is a folder"),
        ("glove train my.txt -o -", 2, "Name a file"),
        ("glove train my.txt -o my.txt/v.txt", 2, "cannot be written"),
        ("glove train my.txt -o v.txt --min-count 99", 1, "TEXT must hold at least one word that"),
        ("glove train words.txt -o v.txt", 1, "TEXT must hold at least one count above 0"),
        ("glove train my.txt -o v.txt --window 0", 1, "--window must be"),
        ("glove train my.txt -o v.txt --dim x", 2, "'x' is not a valid integer"),
        ("glove train cp949.txt -o v.txt", 1, "cp949.txt, line 1: not UTF-8"),
        ("glove train cp949.txt --tokens english -o v.txt", 1, "cp949.txt, line 1: not UTF-8"),
        ("glove neighbors v2.txt king", 2, "v2.txt is not there"),
        ("glove neighbors glove.6b.50 king", 2, "Did you mean glove.6B.50d"),
        ("glove neighbors my.txt king", 1, "holds no word vectors"),
        ("glove neighbors vectors.txt King", 1, "'King' is not among the 3 words of vectors.txt"),
        ("glove neighbors vectors.txt King", 1, "Close to it: king"),
        ("glove neighbors vectors.txt king -n 0", 1, "--topn must be a positive integer"),
        ("glove evaluate vectors.txt --pairs x.tsv", 1, "x.tsv is not there"),
        ("glove evaluate vectors.txt --pairs simlex", 1, "Did you mean simlex999?"),
        ("glove evaluate vectors.txt --pairs cp949.txt", 1, "cp949.txt, line 1: not UTF-8"),
        ("glove evaluate vectors.txt --pairs folder", 1, "folder: Is a directory. Name a file"),
        ("fasttext train my.txt -o model.txt", 2, "must end in .bin or .vec"),
        ("fasttext train my.txt -o m.bin --unit jaso", 2, "'word', 'syllable', 'jamo'"),
        ("fasttext train my.txt -o m.bin --min-count 99", 1, "--min-count=99 leaves none"),
        ("fasttext neighbors my.txt king", 1, "holds no word vectors"),
        ("matrix vectors.txt my.json -o m.npy", 1, "my.json is no JSON"),
        ("matrix vectors.txt my.txt -o m.txt", 2, "must end in .npy"),
        ("matrix vectors.txt my.txt -o m.npy", 1, "Begin the file with an empty line"),
        ("matrix vectors.txt words.txt -o m.npy --oov subwords", 1, "needs vectors of n-grams"),
        ("matrix vectors.txt words.txt -o m.npy --unknown UNK", 1, "--unknown must be an entry"),
        ("projector vectors.txt --limit 0", 1, "--limit must be a positive integer"),
        ("projector vectors.txt --folder my.txt", 2, "my.txt is a file. Name a folder"),
        ("elmo train my.txt -o m --filters 1x0", 2, "must be like 1x32,2x64"),
        ("elmo train my.txt -o m --layers 0", 1, "--layers must be a positive integer"),
        ("elmo train my.txt -o m --max-words 0", 1, "--max-words must be a positive integer"),
        ("elmo train my.txt -o m --seed -1", 1, "--seed must be an integer of at least 0"),
        ("elmo train my.txt -o m --min-count 999", 1, "Give more text, or --min-count 1"),
        ("elmo embed my.txt -o l.hdf5 --model huge", 1, '--model must be "classroom"'),
        (
            "elmo embed my.txt -o l.hdf5 --model folder",
            1,
            "must hold options.json and one HDF5 file",
        ),
        ("elmo next folder the river", 1, "folder must hold a finished training"),
        ("elmo spam", 2, "Missing argument 'MESSAGE...'"),
        ("data fetch sms-spam", 1, "Did you mean sms_spam?"),
        ("vectors info page.txt", 1, "a web page"),
        ("vectors convert vectors.txt -o v.bin --float16", 2, "leave out -o"),
        ("glov", 2, "No such command 'glov'"),
    ],
)
def test_a_mistake_gives_one_message(wordemb, tmp_path, arguments, exit_code, message):
    (tmp_path / "folder").mkdir()
    (tmp_path / "my.txt").write_text(RULERS, encoding="utf-8")
    (tmp_path / "my.json").write_text(RULERS, encoding="utf-8")
    (tmp_path / "words.txt").write_text("\nking\n", encoding="utf-8")
    (tmp_path / "cp949.txt").write_bytes("안녕 하세요\n".encode("cp949"))
    (tmp_path / "utf16.txt").write_bytes("안녕 하세요\n".encode("utf-16"))
    (tmp_path / "my.zip").write_bytes(b"PK\x03\x04\xff")
    (tmp_path / "page.txt").write_text("<html>404</html>", encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "vectors.txt").write_text("king 2 1\nqueen 1 1\n안녕 -1 1\n", encoding="utf-8")
    result = wordemb(*arguments.split(), input="")
    assert result.exit_code == exit_code, result.output
    assert message in result.output.replace("\n", " ")
    assert result.stderr.count("Error: ") == 1 and "Traceback" not in result.output
    assert not list(tmp_path.glob(".*"))  # nothing half written


def test_a_bug_keeps_its_traceback(wordemb, monkeypatch):
    monkeypatch.setattr(datasets, "names", lambda: {}["bug"])
    assert isinstance(wordemb("data", "list").exception, KeyError)


def test_another_keras_backend_says_what_to_do(wordemb, monkeypatch):
    def names():
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    monkeypatch.setattr(datasets, "names", names)
    assert "Set the variable KERAS_BACKEND to tensorflow" in wordemb("data", "list").output


@pytest.mark.parametrize(
    "error, message",
    [
        (
            ValueError("Unable to import backend : theano"),
            ": theano. Set the variable KERAS_BACKEND to tensorflow.\n",
        ),
        (RuntimeError("cannot cache function 'f': no locator"), "Set the variable NUMBA_CACHE_DIR"),
        (MemoryError("Unable to allocate 20 GiB"), "Unable to allocate 20 GiB. Not enough memory:"),
        (
            type("ResourceExhaustedError", (Exception,), {})(
                "{{function_node __wrapped__Mul}} OOM when allocating tensor on /job:localhost/x"
            ),
            "Error: OOM when allocating tensor. Not enough memory: close other programs",
        ),
        (
            PermissionError(13, "Permission denied", "v.txt"),
            "v.txt: Permission denied. Close it in",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_errors_of_other_libraries_say_what_to_do(wordemb, monkeypatch, error, message):
    def names():
        raise error

    monkeypatch.setattr(datasets, "names", names)
    result = wordemb("data", "list")
    assert result.exit_code == 1 and message in result.output


def test_a_name_that_is_empty(wordemb, vectors):
    for arguments in (["vectors", "info", ""], ["vectors", "convert", vectors, "-o", ""]):
        result = wordemb(*arguments)
        assert result.exit_code == 2 and "The name of a file is needed" in result.output
    result = wordemb("elmo", "spam", "")
    assert result.exit_code == 1 and "MESSAGE must be a string that is not empty" in result.output


def test_a_warning_is_a_line_for_people(process):
    code, _, errors = process("data", "list", WORDEMB_DATA="nowhere")
    assert code == 0
    expected = "Warning: The variable WORDEMB_DATA names nowhere, and there is no such folder."
    assert errors.decode().splitlines() == [expected]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_a_full_disk_in_the_shell(process):
    command = [sys.executable, "-c", MAIN, "data", "path", "english"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1
    assert b"Error: No space left on device. Make room and run it again." in done.stderr


def test_a_reader_that_goes_away():
    code = f"{MAIN[:-6]}main(['data', 'list'])"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        started.stdout.close()  # as `| head -1` does
        errors = started.stderr.read()
    assert b"Traceback" not in errors and started.returncode == 1


def test_a_full_disk_says_what_to_do(wordemb, monkeypatch):
    def names():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(datasets, "names", names)
    result = wordemb("data", "list")
    assert result.exit_code == 1
    assert "No space left on device. Make room and run it again." in result.output


# --- in a process of its own ----------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1252", "cp949", "utf-8"])
def test_korean_on_any_code_page(process, vectors, encoding):
    code, output, _ = process("vectors", "info", vectors, PYTHONIOENCODING=encoding)
    assert code == 0
    assert ("'안녕'" if encoding != "cp1252" else "'??'") in output.decode(encoding)
    code, output, errors = process(
        *("glove", "neighbors", vectors, "안뇽"), PYTHONIOENCODING=encoding
    )
    assert code == 1 and output == b"" and b"Traceback" not in errors
    if encoding != "cp1252":
        assert "Close to it: 안녕" in errors.decode(encoding)
    code, output, _ = process("fasttext", "--help", PYTHONIOENCODING=encoding)
    assert code == 0 and b"Example: wordemb" in output
    code, _, errors = process("한국어", PYTHONIOENCODING=encoding)
    assert code == 2 and b"Traceback" not in errors


def test_standard_input_and_plain_output(process, vectors):
    code, output, errors = process("glove", "neighbors", vectors, "king")
    assert code == 0 and errors == b""  # no progress bar off a terminal
    assert output.decode().splitlines() == ["0.9487\tqueen", "-0.3162\t안녕"]
    code, _, errors = process("glove", "train", "-", "-o", "v.txt", input=b"")
    assert code == 2 and b"Standard input is empty" in errors


@pytest.mark.skipif(os.name == "nt", reason="another Ctrl-C")
def test_ctrl_c(tmp_path):
    command = [sys.executable, "-c", MAIN, "data", "fetch", "glove.6B.300d"]
    environment = {**os.environ, "WORDEMB_CACHE": str(tmp_path), "WORDEMB_DATA": ""}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as started:
        while started.stdout.read(1) not in (b"?", b""):
            pass  # it asks: it is running
        started.send_signal(signal.SIGINT)
        _, errors = started.communicate(timeout=60)
    assert started.returncode == 130
    assert errors.decode().strip() == "Stopped. No half-written file is left behind."


def test_ctrl_c_while_it_works(wordemb, monkeypatch):
    def names():
        raise KeyboardInterrupt

    monkeypatch.setattr(datasets, "names", names)
    result = wordemb("data", "list")
    assert result.exit_code == 130 and "Stopped" in result.stderr


@pytest.mark.parametrize(
    "command",
    ["glove neighbors", "glove evaluate", "vectors info", "vectors convert", "matrix", "projector"],
)
def test_every_command_that_opens_vectors_has_the_options_of_reading(wordemb, command):
    text = wordemb(*command.split(), "--help").output
    for option in ("--member", "--dim", "--dtype", "--errors", "--spaces", "--empty", "--limit"):
        assert option in text


def test_the_option_that_a_message_advises_works(wordemb, tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"king 2 1\nqueen\xff 1 1\nrook 1 2\n")
    result = wordemb("glove", "neighbors", "bad.txt", "king")
    assert result.exit_code == 1 and "--errors skip" in result.output
    result = wordemb("glove", "neighbors", "bad.txt", "king", "--errors", "skip")
    assert result.exit_code == 0 and "rook" in result.output
    (tmp_path / "cut.txt").write_text("99 2\nking 2 1\nrook 1 2\n", encoding="utf-8")
    result = wordemb("vectors", "info", "cut.txt")
    assert result.exit_code == 1 and "--limit" in result.output
    assert "words: ['king', 'rook']" in wordemb("vectors", "info", "cut.txt", "--limit", "2").output
