r"""Word vectors in TensorBoard's Embedding Projector: a cloud to turn and to search.

    FOLDER/
        vectors.tsv            a vector a line, numbers separated by tabs
        metadata.tsv           its word, in the same line
        projector_config.pbtxt names the two

Reference: [Embedding Projector](https://www.tensorflow.org/tensorboard/tensorboard_projector_plugin)
"""

import os
import warnings
from pathlib import Path
from typing import Any

from wordemb_keras.evaluation.neighbors import first_vectors
from wordemb_keras.files import atomic_write

MOST_SHOWN = 100_000  # the page asks for no more

_CONFIG = """\
embeddings {
  tensor_name: "words"
  tensor_path: "vectors.tsv"
  metadata_path: "metadata.tsv"
}
"""


def write_projector(
    source: Any, folder: str | os.PathLike, *, limit: int = 10_000, verbose: int = 0
) -> int:
    r"""Write what the Embedding Projector reads.

    The two `.tsv` files can be loaded at projector.tensorflow.org, too.

    Args:
        source: anything that `as_vectors` takes: a path, a dataset name, a model.
        folder: where to write; three files of this name are replaced, others are left alone.
        limit: how many words, the first of the source: in files by frequency the most frequent.
        verbose: 1 shows a progress bar while a file is read.

    Returns:
        The number of words written.

    Raises:
        ValueError: `limit` is not in [1, 100000], or the vectors have a single number.
        VectorFileError: the file is damaged, or no file of vectors.

    Example:

    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> write_projector({"안녕": [0.5, 1.0], "tab\tend": [2.0, 3.0]}, folder)
    2
    >>> print((folder / "metadata.tsv").read_text(encoding="utf-8"), end="")
    안녕
    tab\tend
    """
    if not 1 <= limit <= MOST_SHOWN:
        raise ValueError(
            f"`limit` must be at least 1 and at most {MOST_SHOWN}, which the page can show. "
            f"Received: limit={limit}"
        )
    words, rows = first_vectors(source, limit=limit, verbose=verbose)
    if rows.shape[1] < 2:
        raise ValueError("`source` must have vectors of at least 2 numbers, or there is no cloud")
    folder = Path(folder)
    with atomic_write(folder / "vectors.tsv") as file:
        for row in rows.astype("U32").tolist():
            file.write("\t".join(row) + "\n")
    with atomic_write(folder / "metadata.tsv") as file:
        file.writelines(f"{label(word)}\n" for word in words)
    with atomic_write(folder / "projector_config.pbtxt") as file:
        file.write(_CONFIG)
    return len(words)


def label(word: str) -> str:
    r"""The word as one line without tabs; the page drops lines that look empty, so none does.

    Example:

    >>> label("a\tb"), label("\u3000"), label("값")
    ('a\\tb', 'U+3000', '값')
    """
    if not word.strip(" \ufeff") or word.isspace():
        return " ".join(f"U+{ord(character):04X}" for character in word) or "(empty)"
    for sign, shown in (("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")):
        word = word.replace(sign, shown)
    return word.encode("utf-8", "replace").decode("utf-8")


def serve(folder: str | os.PathLike, *, port: int | None = None) -> str:
    """Start TensorBoard on a folder, in the background of this process.

    Args:
        folder: what `write_projector` filled.
        port: where to listen. Default: 6006, or the next one that is free.

    Returns:
        The address to open in a browser.

    Raises:
        ImportError: TensorBoard is not installed, or something that it needs.
        OSError: the port is taken.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
        try:
            from tensorboard import default, program
        except ImportError as error:
            raise ImportError(_how_to_install(error)) from error
    board = program.TensorBoard(plugins=default.get_plugins())
    # The quicker loader is for event files, which there are none of, and it says so at length.
    arguments = ["tensorboard", "--logdir", str(Path(folder).absolute()), "--load_fast=false"]
    board.configure(argv=arguments + ([] if port is None else ["--port", str(port)]))
    try:
        return f"{board.launch()}#projector"
    except program.TensorBoardServerException as error:
        why = error.msg.rstrip(". ")
        raise OSError(f"TensorBoard could not start: {why}. Choose another `port`.") from error


def _how_to_install(error: ImportError) -> str:
    if error.name == "pkg_resources":
        return 'TensorBoard needs an older setuptools: pip install "setuptools<82"'
    extra = 'pip install "wordemb-keras[projector]", or pip install tensorboard'
    return f"The Embedding Projector needs TensorBoard ({error}): {extra}"
