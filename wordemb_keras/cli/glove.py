"""`wordemb glove`: train GloVe on a text, ask for neighbours, measure (section 9-2)."""

import contextlib
import dataclasses
from typing import Any

import click

from wordemb_keras.cli.common import Group, bars, keras_bars
from wordemb_keras.cli.files import OutputFile, OutputFolder, VectorsFile, text_path
from wordemb_keras.cli.options import (
    json_option,
    neighbors_options,
    print_json,
    show_neighbors,
    text_options,
    topn_option,
    vectors_options,
)


@click.group(cls=Group)
def glove() -> None:
    """GloVe: vectors from co-occurrence counts.

    Example: wordemb glove train my.txt -o vectors.txt
             wordemb glove neighbors vectors.txt king
    """


@glove.command()
@text_options
@click.option("-o", "--output", required=True, type=OutputFile(), help="The file of vectors.")
@click.option(
    "--format",
    type=click.Choice(["word2vec", "glove", "binary"]),
    default="word2vec",
    show_default=True,
    help="Of that file: text with a header, text without, binary.",
)
@click.option("--dim", "embedding_dim", default=100, show_default=True, help="Numbers in a vector.")
@click.option("--window", default=10, show_default=True, help="Words to each side.")
@click.option(
    "--min-count",
    default=1,
    show_default=True,
    help="Leave out words seen less often; 5 is usual for a million words and more.",
)
@click.option("--subsample", type=float, help="Thin out frequent words: word2vec's t, 1e-4.")
@click.option("--max-vocabulary", type=int, help="Keep at most so many words.")
@click.option("--x-max", default=10.0, show_default=True, help="From this count on all weigh 1.")
@click.option("--epochs", default=25, show_default=True)
@click.option(
    "--learning-rate",
    type=click.FloatRange(min=0, min_open=True),
    default=0.05,
    show_default=True,
)
@click.option("--threads", type=int, help="Default: all CPUs. Only 1 repeats to the last digit.")
@click.option("--seed", default=1, show_default=True)
@click.option("--start-from", type=VectorsFile(), help="Vectors to begin with: a file or a name.")
@click.option(
    "--part",
    type=click.Choice(["sum", "words", "contexts"]),
    default="sum",
    show_default=True,
    help="What to write: w + w~, w alone or w~ alone.",
)
@click.option("--checkpoint", type=OutputFile(), help="Keep the state here; go on from it.")
@click.option(
    "--counts",
    type=OutputFolder(),
    help="A folder for the counts, which need not fit in memory then; go on from what is there.",
)
@click.option("--dask", help="With --counts: the scheduler whose workers count, tcp://HOST:PORT.")
def train(
    text: str,
    tokens: str,
    output: str,
    format: str,
    embedding_dim: int,
    window: int,
    min_count: int,
    subsample: float | None,
    max_vocabulary: int | None,
    x_max: float,
    epochs: int,
    learning_rate: float,
    threads: int | None,
    seed: int,
    start_from: str | None,
    part: str,
    checkpoint: str | None,
    counts: str | None,
    dask: str | None,
) -> None:
    """Train on a UTF-8 text and write the vectors.

    Example: wordemb glove train my.txt --min-count 5 -o vectors.txt
             wordemb glove train book.txt --tokens english --min-count 2 -o vectors.txt
             zcat corpus.gz | wordemb glove train - -o vectors.txt
             wordemb glove train huge.txt --counts counts --checkpoint state.npz -o vectors.txt
    """
    from wordemb_keras.formats import write_vectors

    if dask and not counts:
        raise click.UsageError("--dask needs --counts: the workers write to that folder.")
    if counts and tokens != "spaces":
        raise click.UsageError("--counts needs --tokens spaces: write the tokens to a file first.")
    how = {
        "window": window,
        "min_count": min_count,
        "subsample": subsample,
        "seed": seed,
        "max_vocabulary": max_vocabulary,
        "verbose": bars(),
    }
    with text_path(text) as path:
        counted = _counted(path, tokens, counts, dask, how)

    from wordemb_keras.glove.model import GloVe

    model = GloVe(len(counted), embedding_dim, x_max=x_max, seed=seed)
    model.optimizer.learning_rate = learning_rate
    history = model.fit(
        counted,
        epochs=epochs,
        threads=threads,
        start_from=start_from,
        checkpoint=checkpoint,
        verbose=keras_bars(),
    )
    rows = write_vectors(output, model.keyed_vectors(part=part), format=format, spaces="_")
    loss = history.history["loss"][-1]
    click.echo(f"{output}: {rows:,} words, {embedding_dim} numbers each; last loss {loss:.4f}")


def _counted(
    path: str, tokens: str, counts: str | None, dask: str | None, how: dict[str, Any]
) -> Any:
    """The counts of a text: in memory, or in the folder `counts`."""
    if counts is None:
        from wordemb_keras.cooccurrence.table import Cooccurrence
        from wordemb_keras.text.files import TokenFile

        source = path if tokens == "spaces" else TokenFile(path, tokens=tokens)
        return Cooccurrence.build(source, **how)  # the path is quicker
    from wordemb_keras.cooccurrence.pair_files import PairFiles

    with contextlib.ExitStack() as stack:
        client = None
        if dask:
            try:
                from dask.distributed import Client
            except ImportError as error:
                message = "--dask needs Dask: pip install 'wordemb-keras[dask]'"
                raise click.ClickException(message) from error
            client = stack.enter_context(Client(dask))
        return PairFiles.build(path, counts, client=client, **how)


@glove.command()
@vectors_options()
@neighbors_options
def neighbors(vectors: str, word: str, topn: int, as_json: bool, reading: dict[str, Any]) -> None:
    """The words nearest to WORD by cosine, in any file of vectors.

    VECTORS is a file, or a dataset such as glove.6B.50d.

    Example: wordemb glove neighbors vectors.txt king
    """
    from wordemb_keras import evaluation
    from wordemb_keras.formats import as_vectors

    with as_vectors(vectors, **reading) as reader:
        found = evaluation.neighbors(reader, word, topn=topn, verbose=bars())
    show_neighbors(found, as_json)


@glove.command()
@vectors_options()
@click.option(
    "--pairs",
    multiple=True,
    default=("wordsim353", "simlex999"),
    show_default=True,
    help="Word pairs with people's judgements: a name, such as wordsim353_ko, or a file with word, "
    "word, number a line; may come several times. `none`: no pairs.",
)
@click.option(
    "--analogies",
    is_flag=False,
    flag_value="analogies",
    help="Analogies too: Google's 19,544, another name, such as analogies_ko, or a file with four "
    "words a line.",
)
@click.option(
    "--unknown",
    type=click.Choice(["skip", "zero"]),
    default="skip",
    show_default=True,
    help="A question with an unknown word is left out, or counts as similarity 0, as wrong.",
)
@click.option("--keep-case", is_flag=True, help="Bank and bank are two words.")
@json_option
def evaluate(
    vectors: str,
    pairs: tuple[str, ...],
    analogies: str | None,
    unknown: str,
    keep_case: bool,
    as_json: bool,
    reading: dict[str, Any],
) -> None:
    """How good are the vectors? Word similarity and analogies.

    Words that differ in capitals only count as one, unless --keep-case is given.

    Example: wordemb glove evaluate vectors.txt
             wordemb glove evaluate vectors.txt --pairs none --analogies
             wordemb glove evaluate vectors.txt --pairs wordsim353_ko --analogies analogies_ko
    """
    sets = [each for each in pairs if each.lower() != "none"]
    if not sets and not analogies:
        raise click.UsageError("--pairs none leaves nothing to do: add --analogies.")
    from wordemb_keras import evaluation
    from wordemb_keras.evaluation.neighbors import keyed_vectors
    from wordemb_keras.formats import as_vectors

    with as_vectors(vectors, **reading) as reader:
        keyed = keyed_vectors(reader, verbose=bars())
    how: dict[str, Any] = {"unknown": unknown, "fold_case": not keep_case}
    results = [evaluation.word_similarity(keyed, each, **how) for each in sets]
    if analogies:
        results.append(evaluation.analogies(keyed, analogies, verbose=bars(), **how))
    if as_json:
        print_json([_as_dict(found) for found in results])
        return
    for found in results:
        click.echo(found)
        for name, (right, wrong, skipped) in {**found.sections, **found.sums()}.items():
            share = f"{right / (right + wrong):7.1%}" if right + wrong else "      -"
            click.echo(f"{share}  {name}: {right} of {right + wrong}, {skipped} skipped")


def _as_dict(found: Any) -> dict[str, Any]:
    sections = {name: each._asdict() for name, each in found.sections.items()}
    return {**dataclasses.asdict(found), "sections": sections}


@glove.command()
@vectors_options()
@click.argument("question", nargs=-1, required=True)
@topn_option
def analogy(
    vectors: str, question: tuple[str, ...], topn: int, as_json: bool, reading: dict[str, Any]
) -> None:
    """The words nearest to a sum of words.

    QUESTION is words with + and - between them, each sign between spaces.

    Example: wordemb glove analogy vectors.txt king - man + woman
    """
    from wordemb_keras import evaluation
    from wordemb_keras.formats import as_vectors

    sums = _signed(question)
    with as_vectors(vectors, **reading) as reader:
        found = evaluation.analogy(reader, sums["+"], sums["-"], topn, verbose=bars())
    show_neighbors(found, as_json)


def _signed(question: tuple[str, ...]) -> dict[str, list[str]]:
    """The words after each sign; before the first one stands a +."""
    parts = " ".join(question).split(" ")
    if parts[0] not in ("+", "-"):
        parts = ["+", *parts]
    signs, words = parts[::2], parts[1::2]
    if len(signs) != len(words) or not set(signs) <= {"+", "-"} or {"+", "-", ""} & set(words):
        raise click.UsageError(
            "QUESTION must be words with + or - between them, such as king - man + woman. "
            f"Received: {' '.join(question)}"
        )
    pairs = list(zip(signs, words, strict=True))
    return {sign: [word for each, word in pairs if each == sign] for sign in "+-"}
