r"""Section 9-5: ELMo's layers of a text in a file, one HDF5 array for each sentence.

The layout is that of AllenNLP's `elmo` command: "0", "1", ... are the sentences,
`sentence_to_index` is a JSON text that finds a sentence by its words.

Reference: [AllenNLP, commands/elmo.py](https://github.com/allenai/allennlp/blob/v0.9.0/allennlp/commands/elmo.py)
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wordemb_keras.elmo.corpus import iter_embed
from wordemb_keras.elmo.sentences import iter_sentences
from wordemb_keras.files import check_home, check_room

if TYPE_CHECKING:
    from wordemb_keras.elmo.bilm import BiLM

LAYERS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "all": lambda layers: layers,
    "average": lambda layers: layers.mean(axis=0),
    "top": lambda layers: layers[-1],
}


def write_features(
    path: str | os.PathLike,
    bilm: "BiLM",
    sentences: Iterable[Sequence[str] | str],
    *,
    layers: str = "all",
    verbose: int = 1,
) -> int:
    """Embed sentences and write the layers as they come; the file appears when it is complete.

    Args:
        path: the HDF5 file to write.
        bilm: the model.
        sentences: as in `BiLM.embed`. Those without tokens are left out.
        layers: `"all"` gives arrays `(n_layers + 1, tokens, 2 * projection_dim)`, `"average"`
            and `"top"` arrays `(tokens, 2 * projection_dim)`.
        verbose: 1 shows a progress bar.

    Returns:
        The number of sentences written.

    Raises:
        ValueError: `layers` is none of these; there is no sentence with a token; or what
            `BiLM.embed` refuses.

    Example:

    >>> import h5py, pathlib, tempfile
    >>> from wordemb_keras.elmo import BiLM
    >>> bilm = BiLM(units=16, projection_dim=4, filters=[(1, 4), (2, 4)])
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "layers.hdf5"
    >>> write_features(path, bilm, [["bank", "account"], ["은행"]], verbose=0)
    2
    >>> with h5py.File(path) as file:
    ...     print(file["0"].shape, file["sentence_to_index"][0].decode())
    (3, 2, 8) {"bank account": "0", "은행": "1"}
    """
    import h5py

    if layers not in LAYERS:
        raise ValueError(f"`layers` must be one of {tuple(LAYERS)}. Received: layers={layers!r}")
    rows = [tokens for tokens in iter_sentences(sentences) if tokens]
    if not rows:
        raise ValueError("`sentences` must hold at least one token. Received: none")
    path = Path(path)
    check_home(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    places: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / path.name
        with h5py.File(made, "w") as file:
            found = iter_embed(bilm, rows, verbose=verbose)
            for number, (tokens, each) in enumerate(zip(rows, found, strict=True)):
                array = LAYERS[layers](each)
                check_room(path, array.nbytes)
                file.create_dataset(str(number), data=array)
                places.setdefault(" ".join(tokens), str(number))
            text = json.dumps(places, ensure_ascii=False)
            file.create_dataset("sentence_to_index", (1,), h5py.string_dtype())[0] = text
        made.replace(path)
    return len(rows)
