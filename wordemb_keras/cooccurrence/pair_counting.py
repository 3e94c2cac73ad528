"""Counting a text that neither memory nor one machine holds (section 9-2): many small tasks.

    pieces of text  --words-->  the vocabulary
    pieces of text  --pairs, split by file-->  runs  --added up, file by file-->  pair files

A task reads files and writes one, which gets its name when it is complete, and is nothing to do
where that is there already. So a task that was killed is simply run again, a run that was killed
goes on, and who runs the tasks does not matter: a loop here, or the workers of a Dask cluster.
The sums are integers (see `counting`), so neither does the order: the result is the same to the
last bit.

Reference: J. Dean, S. Ghemawat (2004), [MapReduce](https://research.google/pubs/pub62/);
[Dask futures](https://docs.dask.org/en/stable/futures.html)
"""

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from wordemb_keras import checks
from wordemb_keras.cooccurrence.counting import Weighting, counts_of
from wordemb_keras.cooccurrence.counts import TILE, checksum_of
from wordemb_keras.cooccurrence.encoding import GAP, EncodedText
from wordemb_keras.cooccurrence.pair_folder import PairFolder
from wordemb_keras.cooccurrence.pair_layout import (
    CELL,
    FORMAT,
    VOCABULARY,
    cells_name,
    checksum_of_cells,
)
from wordemb_keras.cooccurrence.runs import RUN, RunMerger
from wordemb_keras.cooccurrence.windows import How, Thinning, add_counts, frequent_words
from wordemb_keras.files import atomic_write, load_array, load_arrays, not_there
from wordemb_keras.text.vocabulary import Vocabulary

_PAIRS_A_FILE = 1 << 22  # before equal pairs are added up, which leaves half of them or fewer
_SMALLEST_PIECE = 1 << 16  # bytes of text


class Piece(NamedTuple):
    """Some lines of a text file."""

    number: int
    path: str
    start: int  # byte
    stop: int
    before: int = 0  # tokens of the text in front of it


class Words(NamedTuple):
    """What `frequent_words` needs to know of a text."""

    words: list[str]
    counts: np.ndarray
    tokens: int


def build(
    source: Any,
    folder: Path,
    *,
    how: How,
    min_count: int,
    max_vocabulary: int | None,
    files: int | None,
    memory_limit: int,
    client: Any,
    verbose: int | str,
) -> None:
    """Count the text into the folder: `PairFiles.build`."""
    asked = {
        **how._asdict(),
        "min_count": checks.integer("min_count", min_count),
        "max_vocabulary": checks.optional_integer("max_vocabulary", max_vocabulary),
        "files": checks.optional_integer("files", files),
        "memory_limit": checks.integer("memory_limit", memory_limit),
    }
    paths = _paths(source)
    plan = {**asked, "source": _state(paths)}
    place = PairFolder(folder, plan)
    if place.finished:
        place.clean()
        return
    if not place.open():
        place.complete(_count(paths, place.work, how, asked, client=client, verbose=verbose))
        if _state(paths) != plan["source"]:
            raise ValueError(f"`source` was changed while it was counted: {source}. Count it anew")
    place.move_up()


def _count(
    paths: list[Path], work: Path, how: How, asked: dict[str, Any], *, client: Any, verbose: Any
) -> dict[str, Any]:
    """Do what is not done yet; returns what about.json tells."""
    memory_limit = asked["memory_limit"]
    run = functools.partial(_run, client=client, verbose=verbose)
    pieces = list(_pieces(paths, max(_SMALLEST_PIECE, memory_limit // 16)))
    task: Callable = functools.partial(count_words, work=work, memory_limit=memory_limit)
    lengths = run(task, pieces, "words")
    places = np.cumsum([0, *lengths]).tolist()
    pieces = [each._replace(before=place) for each, place in zip(pieces, places, strict=False)]
    text = _all_words(work, len(pieces))
    vocabulary = frequent_words(text, asked["min_count"], asked["max_vocabulary"])
    vocabulary.save(work / VOCABULARY)
    tokens = sum(vocabulary.counts.values())
    numbers = range(asked["files"] or -(-tokens * how.window // _PAIRS_A_FILE))
    task = functools.partial(
        count_pairs, work=work, files=len(numbers), memory_limit=memory_limit, how=how
    )
    thinned = run(task, pieces, "pairs")
    task = functools.partial(
        add_up, work=work, runs=len(pieces), words=len(vocabulary.words), how=how
    )
    found = run(task, numbers, "adding up")
    settings = how.settings(tokens=text.tokens, skipped=text.tokens - tokens, thinned=sum(thinned))
    words = checksum_of(vocabulary.words)
    return {"format": FORMAT, "settings": settings, "files": found, "words": words}


# --- the tasks ----------------------------------------------------------------------------------


def count_words(piece: Piece, *, work: Path, memory_limit: int) -> int:
    """Keep the different words of a piece and how often each is seen, by first appearance.

    Returns:
        How many tokens there are.
    """
    target = _words_file(work, piece.number)
    if not target.exists():
        with _encoded(piece, memory_limit) as text, atomic_write(target, "wb") as file:
            letters = "\n".join(text.words).encode("utf-8")
            np.savez(file, words=np.frombuffer(letters, np.uint8), counts=text.counts)
    return int(load_arrays(target)["counts"].sum())


def count_pairs(piece: Piece, *, work: Path, files: int, memory_limit: int, how: How) -> int:
    """Keep the pairs of a piece, sorted by the file that they will go to, and within it by key.

    They come in blocks if memory is short; a table tells where in each block each file's part is.

    Returns:
        How many tokens were thinned out.
    """
    vocabulary = _vocabulary(work / VOCABULARY)
    index, offset, words = vocabulary.word_index, vocabulary.offset, len(vocabulary.words)
    runs, table = _run_files(work, piece.number)
    if table.exists():
        return int(load_array(table)[0, -1])
    weighting = Weighting.of(how.window, how.weighting)
    seen = np.array([vocabulary.counts[word] for word in vocabulary.words])
    starts, end = [], 0
    with (
        _encoded(piece, memory_limit) as text,
        RunMerger(memory_limit // 4) as merger,
        atomic_write(runs, "wb") as file,
    ):
        rows = np.array(
            [index.get(w, offset + GAP) - offset for w in text.words] or [GAP], np.int32
        )
        thinned = add_counts(
            merger,
            text,
            rows,
            words=words,
            how=how,
            thinning=Thinning(seen, how.subsample, how.seed),
            first=piece.before,
            memory_limit=memory_limit,
            threads=1,  # the pieces of a text are what is counted side by side
            verbose=0,
        )
        for block in merger.blocks():
            which = _file_of(weighting.cells(block["key"]), words, files)
            file.write(block[np.argsort(which, kind="stable")])
            ends = end + np.cumsum(np.bincount(which, minlength=files))
            starts.append([end, *ends, thinned])
            end = int(ends[-1])
    with atomic_write(table, "wb") as file:
        np.save(file, np.array(starts or [[0] * (files + 1) + [thinned]], np.int64))
    return thinned


def add_up(number: int, *, work: Path, runs: int, words: int, how: How) -> dict[str, int]:
    """Add up what all pieces have for one file, and write it.

    Returns:
        The number of cells, of pairs and the checksum, for `about.json`.
    """
    target = work / cells_name(number)
    if not target.exists():
        with RunMerger() as merger:
            for k in range(runs):
                merger.add(_part_of_run(work, k, number))
            parts = list(counts_of(merger.blocks(), Weighting.of(how.window, how.weighting)))
        cells = _cells(parts, words, how.symmetric)
        with atomic_write(target, "wb") as file:
            np.save(file, cells)
    cells = load_array(target)
    alone = int(np.count_nonzero(cells["row"] == cells["column"])) if how.symmetric else len(cells)
    pairs = 2 * len(cells) - alone
    return {"cells": len(cells), "pairs": pairs, "checksum": checksum_of_cells(cells)}


def _run(
    task: Callable, items: Sequence[Any], label: str, *, client: Any, verbose: int | str
) -> list[Any]:
    """Do a task for each item: one after the other, or on the workers of a Dask cluster."""
    from tqdm import tqdm

    bar = functools.partial(tqdm, desc=label, unit=" tasks", disable=not verbose)
    if client is None:
        return [task(item) for item in bar(items)]
    from dask.distributed import as_completed

    futures = client.map(task, items, pure=False)
    try:
        for future in bar(as_completed(futures), total=len(items)):
            future.result()
        return client.gather(futures)
    finally:
        client.cancel(futures)


# --- what they share ----------------------------------------------------------------------------


def _pieces(paths: list[Path], size: int) -> Iterator[Piece]:
    """Cut the files at line ends, so that no window and no word is cut."""
    number = 0
    for path in paths:
        with path.open("rb") as file:
            length, start = os.fstat(file.fileno()).st_size, 0
            while start < length:
                file.seek(min(length, start + size) - 1)
                while (line := file.readline(size)) and not line.endswith(b"\n"):
                    pass  # a long line is read on in pieces of its own
                yield Piece(number, str(path), start, file.tell())
                number, start = number + 1, file.tell()


def _encoded(piece: Piece, memory_limit: int) -> EncodedText:
    span = (piece.start, piece.stop)
    return EncodedText(piece.path, verbose=0, memory_limit=memory_limit, span=span)


def _all_words(work: Path, pieces: int) -> Words:
    """The words of all pieces, by first appearance."""
    totals: dict[str, int] = {}
    for number in range(pieces):
        stored = load_arrays(_words_file(work, number))
        counts = stored["counts"].tolist()
        words = stored["words"].tobytes().decode("utf-8").split("\n") if counts else []
        for word, count in zip(words, counts, strict=True):
            totals[word] = totals.get(word, 0) + count
    counts = np.fromiter(totals.values(), np.int64, len(totals))
    return Words(list(totals), counts, int(counts.sum()))


def _file_of(keys: np.ndarray, words: int, files: int) -> np.ndarray:
    """For each cell the file of its tile: a hash of the tile's number (SplitMix64's mixing)."""
    rows, columns = np.divmod(keys, words)
    mixed = _tiles(rows, columns, words).astype(np.uint64) + np.uint64(1)
    for multiplier, shift in ((0x9E3779B97F4A7C15, 30), (0xBF58476D1CE4E5B9, 27)):
        mixed *= np.uint64(multiplier)
        mixed ^= mixed >> np.uint64(shift)
    return (mixed % np.uint64(files)).astype(np.uint16 if files < 2**16 else np.int64)


def _tiles(rows: np.ndarray, columns: np.ndarray, words: int) -> np.ndarray:
    return rows // TILE * -(-words // TILE) + columns // TILE


def _cells(parts: list[tuple[np.ndarray, np.ndarray]], words: int, symmetric: bool) -> np.ndarray:
    """Cells and their counts to records, tile by tile."""
    keys = np.concatenate([keys for keys, _ in parts] or [np.empty(0, np.int64)])
    counts = np.concatenate([counts for _, counts in parts] or [np.empty(0)])
    rows, columns = np.divmod(keys, words)
    if symmetric:  # each of two equal words is in the window of the other
        counts[rows == columns] *= 2.0
    order = np.argsort(_tiles(rows, columns, words), kind="stable")
    cells = np.empty(len(keys), CELL)
    for name, values in zip(CELL.names or (), (rows, columns, counts), strict=True):
        cells[name] = values[order]
    return cells


def _part_of_run(work: Path, number: int, file: int) -> np.ndarray:
    """What the pairs of one piece hold for one file, sorted by key."""
    runs, table = _run_files(work, number)
    spans = load_array(table)[:, file : file + 2]
    parts = [np.fromfile(runs, RUN, b - a, offset=int(a) * RUN.itemsize) for a, b in spans]
    return np.concatenate(parts)


def _words_file(work: Path, number: int) -> Path:
    return work / f"words-{number:05d}.npz"


def _run_files(work: Path, number: int) -> tuple[Path, Path]:
    return work / f"pairs-{number:05d}.bin", work / f"pairs-{number:05d}.npy"


@functools.lru_cache(maxsize=1)
def _read_vocabulary(path: Path, time: int) -> Vocabulary:
    return Vocabulary.load(path)


def _vocabulary(path: Path) -> Vocabulary:
    """The words, kept from task to task."""
    return _read_vocabulary(path, path.stat().st_mtime_ns)


# --- checks -------------------------------------------------------------------------------------


def _paths(source: Any) -> list[Path]:
    """The text files, each of which is there.

    Raises:
        ValueError: something that is no path, or no path at all.
        FileNotFoundError: a file is missing.
    """
    given = [source] if isinstance(source, str | os.PathLike) else list(source)
    for each in given:
        if not isinstance(each, str | os.PathLike):
            raise ValueError(
                "`source` must be the path of a UTF-8 text file, or several. Received: "
                f"{each!r:.60} (of type {type(each).__name__}). Token lists: "
                "`Cooccurrence.build`, or write them to a file, a sentence a line"
            )
        if not Path(each).exists():
            raise FileNotFoundError(not_there(each))
        if not Path(each).is_file():
            raise ValueError(f"`source` must be a text file. Received: the folder {each}")
    if not given:
        raise ValueError("`source` must name at least one text file. Received: none")
    return [Path(each).resolve() for each in given]


def _state(paths: list[Path]) -> list[list[Any]]:
    """What tells whether a file is still the same: its place, size and time of change."""
    stats = [(path, path.stat()) for path in paths]
    return [[str(path), stat.st_size, stat.st_mtime_ns] for path, stat in stats]
