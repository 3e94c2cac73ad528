"""The command `wordemb`, as a user types it."""

import pytest
from click.testing import CliRunner

from wordemb_keras import cli, datasets


@pytest.fixture
def wordemb(monkeypatch, tmp_path):
    monkeypatch.delenv("WORDEMB_DATA", raising=False)
    monkeypatch.setenv("WORDEMB_CACHE", str(tmp_path))
    return lambda *arguments, **more: CliRunner().invoke(cli.main, arguments, **more)


def commands(group, path=()):
    for name, command in group.commands.items():
        yield (*path, name), command
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", [path for path, _ in commands(cli.main)], ids=" ".join)
def test_every_command_has_help_with_an_example(wordemb, path):
    result = wordemb(*path, "--help")
    assert result.exit_code == 0
    assert "Example: wordemb" in result.output


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


def test_run_outside_a_clone_says_so(wordemb, monkeypatch, tmp_path):
    from wordemb_keras import notebooks

    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    result = wordemb("run")
    assert result.exit_code == 1 and "clone it and run this command there" in result.output


def test_an_unknown_section_lists_the_known_ones(wordemb):
    result = wordemb("run", "9-9")
    assert result.exit_code == 1 and "ch9_1_word_embedding" in result.output


def test_vectors_info_and_convert(wordemb, tmp_path):
    path = tmp_path / "벡터.txt"
    path.write_text("nice 1 2\n안녕 3 4\n", encoding="utf-8")
    result = wordemb("vectors", "info", str(path))
    assert result.exit_code == 0 and "dim: 2" in result.output and "안녕" in result.output
    result = wordemb("vectors", "convert", str(path))
    assert result.exit_code == 0 and result.stdout.splitlines()[-1].endswith("벡터.txt.wordemb")
    page = tmp_path / "vectors.txt"
    page.write_text("<html>404</html>", encoding="utf-8")
    result = wordemb("vectors", "info", str(page))
    assert result.exit_code == 1 and "Error: " in result.output
