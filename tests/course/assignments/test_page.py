"""The instructor's page: its commands are those that there are, in both languages."""

import re
import shlex

import click
import pytest

from wordemb_keras.cli import main
from wordemb_keras.course.notebooks import ROOT

FILES = ["submissions.zip", "students.csv", "ch9_2_glove.ipynb"]
FILES += ["grades/scores.csv", "grades/scores_by_hand.csv"]


def commands(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("wordemb ")]


@pytest.mark.parametrize("name", ["instructors.md", "instructors.ko.md"])
def test_its_commands_and_options_exist(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for file in FILES:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("x", encoding="utf-8")
    found = commands(name)
    assert len(found) >= 7
    for words in found:
        command, context = main, click.Context(main)
        while isinstance(command, click.Group):
            _, command, words = command.resolve_command(context, words)
        command.make_context(command.name, words)  # raises where an option is not there


def test_both_languages_run_the_same():
    english, korean = (commands(name) for name in ("instructors.md", "instructors.ko.md"))
    assert [words[:2] for words in english] == [words[:2] for words in korean]
