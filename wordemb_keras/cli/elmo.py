"""`wordemb elmo`: words in their context (section 9-5)."""

from pathlib import Path

import click

from wordemb_keras.cli.common import Group, bars, keras_bars
from wordemb_keras.cli.files import InputFile, OutputFile, OutputFolder, message_text, text_path
from wordemb_keras.cli.options import text_argument


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
@click.option("--max-words", default=50_000, show_default=True, help="Words to predict.")
@click.option("--epochs", default=5, show_default=True)
@click.option("--learning-rate", default=1e-3, show_default=True)
@click.option("--seed", default=0, show_default=True)
def train(
    text: str,
    output: str,
    validation: str | None,
    units: int,
    projection_dim: int,
    max_words: int,
    epochs: int,
    learning_rate: float,
    seed: int,
) -> None:
    """Train a biLM on a UTF-8 text with a sentence a line, words between spaces.

    Stopped, it goes on from its last whole epoch when the same command is given again.

    Example: wordemb elmo train my.txt -o mymodel
    """
    import keras

    from wordemb_keras.elmo import BiLM
    from wordemb_keras.elmo.training import train as train_bilm

    keras.utils.set_random_seed(seed)
    bilm = BiLM(units=units, projection_dim=projection_dim, dropout=0.1)
    with text_path(text) as path:
        _, history = train_bilm(
            path,
            output,
            bilm=bilm,
            validation=validation,
            max_words=max_words,
            epochs=epochs,
            learning_rate=learning_rate,
            seed=seed,
            verbose=keras_bars(),
        )
    last = ", ".join(f"{name} {values[-1]:.3f}" for name, values in history.history.items())
    click.echo(f"{output}: options.json, weights.hdf5, vocabulary.txt, log.csv; {last}")


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

    Example: wordemb elmo embed sentences.txt -o layers.hdf5
             echo "bank account" | wordemb elmo embed - -o layers.hdf5
    """
    from wordemb_keras.elmo import BiLM
    from wordemb_keras.elmo.feature_file import write_features
    from wordemb_keras.text.files import TokenFile

    folder = Path(name)
    bilm = BiLM.from_allennlp(folder) if folder.is_dir() else BiLM.from_pretrained(name)
    with text_path(text) as path:
        count = write_features(output, bilm, TokenFile(path), layers=layers, verbose=bars())
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
