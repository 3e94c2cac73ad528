"""Co-occurrence counts in a folder of files (section 9-2), for a corpus beyond memory.

    folder/
      vocabulary.txt      the words; the word of row r is line r + 2
      00000.npy ...       the counts: records (row, column, count), each cell in one file
      about.json          how they were counted, and what each file holds; comes last

The matrix of counts is cut into tiles of 256 words by 256 words, and each tile goes to one of the
files by chance. So a file is a fair sample of the matrix, and a trainer that takes the files in a
random order, and the tiles of each in a random order, sees the pairs well shuffled though it
never holds more than a file or two. If X is symmetric, a cell stands for its mirror image too.

Reference: J. Pennington, R. Socher, C. Manning (2014), [GloVe: Global Vectors for Word
Representation](https://aclanthology.org/D14-1162/), section 3
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wordemb_keras.cooccurrence.counts import Cells, Counts, Parts, checksum_of, tile_starts
from wordemb_keras.cooccurrence.pair_layout import (
    ABOUT,
    CELL,
    FORMAT,
    UNFINISHED,
    VOCABULARY,
    cells_name,
    checksum_of_cells,
)
from wordemb_keras.cooccurrence.windows import How
from wordemb_keras.files import load_array
from wordemb_keras.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from wordemb_keras.cooccurrence.table import Cooccurrence

MEMORY_LIMIT = 1 << 28


class PairFiles(Counts):
    r"""Co-occurrence counts on disk, which `GloVe.fit` takes in place of a `Cooccurrence`.

    `PairFiles.build` counts a text; the constructor opens what it has written.

    Args:
        folder: the folder.

    Attributes:
        folder: its `Path`.
        vocabulary: the `Vocabulary`; its `words` are in the order of the rows.
        settings: as of a `Cooccurrence`.
        sizes: number of training pairs in each file, mirror images included.

    Raises:
        FileNotFoundError: there is no such folder, or its counting has not come to its end.
        ValueError: the folder holds something else.

    Example:

    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "my.txt").write_text("I like NLP\nI like it\n", encoding="utf-8")
    >>> counts = PairFiles.build(folder / "my.txt", folder / "counts", window=1, verbose=0)
    >>> counts
    <PairFiles of 4 words, 6 pairs in 1 files; window=1, weighting='inverse_distance', ...>
    >>> words, cells = counts.vocabulary.words, counts.cells(0).tolist()
    >>> [(words[i], words[k], x) for i, k, x in cells]
    [('I', 'like', 2.0), ('like', 'NLP', 1.0), ('like', 'it', 1.0)]
    """

    def __init__(self, folder: str | os.PathLike):
        self.folder = Path(folder).absolute()  # its files are read later, from wherever that is
        about = _read_about(self.folder)
        self.vocabulary = Vocabulary.load(self.folder / VOCABULARY)
        if about.get("words") not in (None, checksum_of(self.vocabulary.words)):
            raise ValueError(
                f"{self.folder / VOCABULARY} holds other words than those that were counted. "
                "Count the text anew"
            )
        self.settings: dict[str, Any] = about["settings"]
        self.sizes: list[int] = [file["pairs"] for file in about["files"]]
        self._sums: list[int] = [file["checksum"] for file in about["files"]]
        self._checked: set[int] = set()
        self._checksums = "".join(f"{checksum:08x}" for checksum in self._sums)
        self._cells: list[int] = [file["cells"] for file in about["files"]]

    @classmethod
    def build(
        cls,
        source: str | os.PathLike | Iterable[str | os.PathLike],
        folder: str | os.PathLike,
        *,
        window: int = 10,
        weighting: str = "inverse_distance",
        symmetric: bool = True,
        min_count: int = 1,
        max_vocabulary: int | None = None,
        subsample: float | None = None,
        seed: int = 0,
        files: int | None = None,
        memory_limit: int = MEMORY_LIMIT,
        client: Any = None,
        verbose: int | str = 1,
    ) -> "PairFiles":
        """Count text files into a folder, here or on a Dask cluster.

        The counts are those of `Cooccurrence.build` to the last bit. The text is cut at line ends
        into pieces, which are read twice: once for the words, once for the pairs. What is done is
        kept under `unfinished` in the folder until all is done: a run that was killed goes on from
        there when it is started again with the same arguments and unchanged files.

        Args:
            source: path of a UTF-8 text file, or several: a sentence a line, words separated by
                spaces.
            folder: where the counts go; made if it is missing. One that holds anything else is
                refused, and nothing in it touched. With `client`, a path at which all
                workers see the same folder; the same holds for `source`.
            window: see `Cooccurrence.build`, as for the next six.
            weighting: `"count"` or `"inverse_distance"`.
            symmetric: whether words on both sides count.
            min_count: leave out words seen less often.
            max_vocabulary: keep at most so many words.
            subsample: thin out frequent words.
            seed: of that.
            files: how many files. Default: so many that each has at most some 2 million cells,
                which take about 200 MB while they are trained on.
            memory_limit: bytes to work in, for each of the pieces being counted. The different
                words of the text come on top, some 200 bytes each.
            client: a `dask.distributed.Client`: its workers count, as many pieces at a time as
                they have threads. A worker that dies costs only what it was doing.
                `pip install 'wordemb-keras[dask]'`
            verbose: 0 for no progress bars.

        Raises:
            ValueError: an argument out of range, a text without words, a file that is not UTF-8,
                or is changed while it is counted; or the folder holds something else.
            FileNotFoundError: a file is missing.
        """
        from wordemb_keras.cooccurrence.pair_counting import build

        build(
            source,
            Path(folder).resolve(),
            how=How.checked(
                window=window,
                weighting=weighting,
                symmetric=symmetric,
                subsample=subsample,
                seed=seed,
            ),
            min_count=min_count,
            max_vocabulary=max_vocabulary,
            files=files,
            memory_limit=memory_limit,
            client=client,
            verbose=verbose,
        )
        return cls(folder)

    def parts(self) -> Parts:
        """One part for each file, read when it is asked for."""
        return Parts(self.sizes, self._part)

    @property
    def checksum(self) -> str:
        """See `Counts`."""
        return checksum_of(self.vocabulary.words, self._checksums)

    def __repr__(self) -> str:
        made = ", ".join(f"{name}={value!r}" for name, value in self.settings.items())
        pairs = f"{sum(self.sizes)} pairs in {len(self.sizes)} files"
        return f"<PairFiles of {len(self)} words, {pairs}; {made}>"

    def cells(self, number: int) -> np.ndarray:
        """The records (row, column, count) of one file, memory-mapped; tile by tile.

        Raises:
            ValueError: the file is damaged or missing.
        """
        path = self.folder / cells_name(number)
        try:
            cells = load_array(path)
        except (OSError, ValueError) as error:
            raise ValueError(f"{path} cannot be read ({error}). Count the text anew") from error
        if cells.dtype != CELL or len(cells) != self._cells[number]:
            raise ValueError(
                f"{path} must hold the {self._cells[number]} cells that about.json tells of. "
                f"Received: {len(cells)} of {cells.dtype}. Count the text anew"
            )
        if number not in self._checked and checksum_of_cells(cells) != self._sums[number]:
            raise ValueError(f"{path} is damaged: its checksum is another. Count the text anew")
        self._checked.add(number)  # once is enough: an epoch reads every file
        return cells

    def _part(self, number: int) -> Cells:
        """The cells of one file; after them, tile by tile too, their mirror images."""
        cells = self.cells(number)
        rows, columns, counts = (np.ascontiguousarray(cells[name]) for name in CELL.names or ())
        starts = tile_starts(rows, columns)
        if not self.settings["symmetric"]:
            return Cells(rows, columns, counts, starts)
        mirror = rows != columns  # a cell on the diagonal is its own mirror image
        mirrored = len(rows) + np.concatenate([[0], np.cumsum(mirror)])[starts[1:]]
        return Cells(
            np.concatenate([rows, columns[mirror]]),
            np.concatenate([columns, rows[mirror]]),
            np.concatenate([counts, counts[mirror]]),
            np.concatenate([starts, mirrored]),
        )

    def cooccurrence(self) -> "Cooccurrence":
        """All counts in memory, as `Cooccurrence.build` gives them."""
        from scipy.sparse import coo_matrix

        from wordemb_keras.cooccurrence.table import Cooccurrence

        parts = [part[:3] for part in self.parts()]
        rows, columns, counts = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        matrix = coo_matrix((counts, (rows, columns)), shape=(len(self), len(self))).tocsr()
        return Cooccurrence(matrix, self.vocabulary, settings=self.settings)


def _read_about(folder: Path) -> dict[str, Any]:
    path = folder / ABOUT
    if not path.exists():
        state = "its counting was not finished" if (folder / UNFINISHED).exists() else "missing"
        raise FileNotFoundError(
            f"{path}: {state}. Count a text into this folder with `PairFiles.build`; a counting "
            "that was stopped goes on when it is started again"
        )
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise KeyError(about["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} was not written by `PairFiles.build`: {error}") from error
    return about
