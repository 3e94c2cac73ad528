"""`wordemb elmo`: words in their context (section 9-5)."""

import re
from pathlib import Path
from typing import Any

import click

from wordemb_keras.cli.common import Group, bars, keras_bars
from wordemb_keras.cli.files import InputFile, OutputFile, OutputFolder, message_text, text_path
from wordemb_keras.cli.options import text_argument
from wordemb_keras.files import where_not_utf8


class Filters(click.ParamType):
    """`1x32,2x64`: filters of the character CNN as pairs of width and number."""

    name = "filters"

    def convert(self, value: Any, param: Any, ctx: Any) -> list[tuple[int, int]]:
        """Pairs of positive numbers, or an error that shows the form."""
        pairs = [re.fullmatch(r"([1-9]\d*)x([1-9]\d*)", part) for part in value.split(",")]
        if not all(pairs):
            self.fail(f"must be like 1x32,2x64 (width x number). Received: {value}", param, ctx)
        return [(int(pair[1]), int(pair[2])) for pair in pairs if pair]


@click.group(cls=Group)
def elmo() -> None:
    """ELMo: vectors of words in their context.

    Example: wordemb elmo embed sentences.txt -o layers.hdf5
    """


@elmo.command()
@text_argument
@click.option("-o", "--output", required=True, type=OutputFolder(), help="Where results go.")
@click.option("--validation", type=InputFile(), help="Text for the perplexity of each epoch.")
@click.option("--units", default=256, show_default=True, help="Memory of an LSTM.")
@click.option("--projection-dim", default=64, show_default=True, help="Output of an LSTM.")
@click.option("--layers", "n_layers", default=2, show_default=True, help="LSTMs in each direction.")
@click.option(
    "--filters",
    default="1x32,2x32,3x64,4x128",
    show_default=True,
    type=Filters(),
    help="Of the character CNN: width x number, with commas between.",
)
@click.option("--max-words", default=50_000, show_default=True, help="Words to predict, at most.")
@click.option("--min-count", default=2, show_default=True, help="Predict words that come so often.")
@click.option("--epochs", default=5, show_default=True, help="All calls together.")
@click.option("--batch-tokens", default=2048, show_default=True, help="Tokens in a batch.")
@click.option(
    "--backup-steps",
    type=click.IntRange(min=1),
    help="Save the state every so many batches too, not only after each epoch.",
)
@click.option("--learning-rate", default=1e-3, show_default=True)
@click.option("--seed", default=0, show_default=True)
def train(
    text: str,
    output: str,
    validation: str | None,
    units: int,
    projection_dim: int,
    n_layers: int,
    filters: list[tuple[int, int]],
    max_words: int,
    min_count: int,
    epochs: int,
    batch_tokens: int,
    backup_steps: int | None,
    learning_rate: float,
    seed: int,
) -> None:
    """Train a biLM on a UTF-8 text with a sentence a line, words between spaces.

    Stopped, it goes on from its last state when the same command is given again; finished, it
    goes on when more epochs are asked for. `wordemb elmo next` lets the result predict words.

    Example: wordemb elmo train my.txt -o mymodel
             wordemb elmo train my.txt -o mymodel --epochs 8
    """
    import keras

    from wordemb_keras import checks
    from wordemb_keras.elmo import BiLM
    from wordemb_keras.elmo.training import train as train_bilm

    keras.utils.set_random_seed(checks.integer("seed", seed, least=0, most=2**32 - 1))
    bilm = BiLM(
        units=units,
        projection_dim=projection_dim,
        n_layers=n_layers,
        filters=filters,
        dropout=0.1,
    )
    with text_path(text) as path:
        _, history = train_bilm(
            path,
            output,
            bilm=bilm,
            validation=validation,
            max_words=max_words,
            min_count=min_count,
            epochs=epochs,
            batch_tokens=batch_tokens,
            backup_steps=backup_steps or "epoch",
            learning_rate=learning_rate,
            seed=seed,
            verbose=keras_bars(),
        )
    last = ", ".join(f"{name} {values[-1]:.3f}" for name, values in history.history.items())
    click.echo(f"{output}: options.json, weights.hdf5, vocabulary.txt, log.csv; {last}")


@elmo.command(name="next")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.argument("words", nargs=-1)
@click.option("-n", "--number", default=5, show_default=True, type=click.IntRange(min=1))
def next_words(folder: str, words: tuple[str, ...], number: int) -> None:
    """The words that a trained biLM expects next, with their probabilities.

    FOLDER is one that `wordemb elmo train` filled. Without WORDS it says how a sentence begins.

    Example: wordemb elmo next mymodel the river
    """
    from wordemb_keras.elmo.training import LanguageModel

    model = LanguageModel.open(folder)
    for word, chance in model.next_words(" ".join(words), number):
        click.echo(f"{word}\t{chance:.3f}")


@elmo.command()
@text_argument
@click.option("-o", "--output", required=True, type=OutputFile(), help="An HDF5 file.")
@click.option(
    "--model",
    "name",
    default="classroom",
    show_default=True,
    help="classroom, small, original, or a folder that `elmo train` filled.",
)
@click.option(
    "--layers",
    type=click.Choice(["all", "average", "top"]),
    default="all",
    show_default=True,
    help="all: (layers, tokens, dim) for a sentence. average and top: (tokens, dim).",
)
def embed(text: str, output: str, name: str, layers: str) -> None:
    """The vectors of each word of each line, in the layout of AllenNLP's `elmo` command.

    As there, no line may be blank: the numbers of the sentences are those of the lines.

    Example: wordemb elmo embed sentences.txt -o layers.hdf5
             echo "bank account" | wordemb elmo embed - -o layers.hdf5
    """
    from wordemb_keras.elmo import BiLM
    from wordemb_keras.elmo.feature_file import write_features

    folder = Path(name)
    bilm = BiLM.from_allennlp(folder) if folder.is_dir() else BiLM.from_pretrained(name)
    with text_path(text) as path:
        count = write_features(
            output, bilm, _sentence_a_line(Path(path)), layers=layers, verbose=bars()
        )
    click.echo(f"{output}: {count:,} sentence{'s' if count != 1 else ''}")


@elmo.command()
@click.argument("message", nargs=-1, required=True)
def spam(message: tuple[str, ...]) -> None:
    """Is a message spam? Prints the answer and the probability of spam.

    - reads the message from standard input. The first call trains for about a minute.

    Example: wordemb elmo spam "WINNER!! Claim your free prize now"
             wordemb elmo spam - < message.txt
    """
    from wordemb_keras.course.spam import classify

    answer, chance = classify(message_text(message), verbose=int(keras_bars() == 1))
    click.echo(f"{answer}\t{chance:.3f}")


def _sentence_a_line(path: Path) -> list[list[str]]:
    """The tokens of every line, which may end as on any system; a blank one is an error."""
    from wordemb_keras.elmo.sentences import split_text

    with path.open(encoding="utf-8-sig", newline="\n") as file:
        try:
            # What Windows has written twice ends in two carriage returns: no blank line.
            lines = [line for text in file for line in text.rstrip("\r\n").split("\r")]
        except UnicodeDecodeError as error:
            raise ValueError(where_not_utf8(path)) from error
    rows = [split_text(line) for line in lines]
    blank = [number for number, tokens in enumerate(rows, start=1) if not tokens]
    if blank:
        shown = ", ".join(map(str, blank[:5])) + (", ..." if len(blank) > 5 else "")
        raise ValueError(
            f"{path} must have a sentence in every line, since sentence k is that of line k. "
            f"Received: nothing in line {shown}. Take the blank lines out, or fill them"
        )
    return rows
