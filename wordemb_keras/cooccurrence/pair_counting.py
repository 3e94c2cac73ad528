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
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from wordemb_keras import checks
from wordemb_keras.cooccurrence.counting import RUN, RunMerger
from wordemb_keras.cooccurrence.counts import TILE
from wordemb_keras.cooccurrence.encoding import GAP, EncodedText
from wordemb_keras.cooccurrence.pair_layout import CELL, FORMAT
from wordemb_keras.cooccurrence.table import (
    add_counts,
    checked_settings,
    frequent_words,
)
from wordemb_keras.files import atomic_write
from wordemb_keras.text.vocabulary import Vocabulary

_PAIRS_A_FILE = 1 << 22  # before equal pairs are added up, which leaves half of them or fewer
_SMALLEST_PIECE = 1 << 16  # bytes of text


class Piece(NamedTuple):
    """Some lines of a text file."""

    number: int
    path: str
    start: int  # byte
    stop: int


class Words(NamedTuple):
    """What `frequent_words` needs to know of a text."""

    words: list[str]
    counts: np.ndarray
    tokens: int


def build(
    source: Any,
    folder: Path,
    *,
    how: dict[str, Any],
    min_count: int,
    max_vocabulary: int | None,
    files: int | None,
    memory_limit: int,
    client: Any,
    verbose: int | str,
) -> None:
    """Count the text into the folder: `PairFiles.build`. `how`: window, weighting, symmetric."""
    how = {**how, **checked_settings(how["window"], how["weighting"])}
    min_count = checks.integer("min_count", min_count)
    max_vocabulary = checks.optional_integer("max_vocabulary", max_vocabulary)
    memory_limit = checks.integer("memory_limit", memory_limit)
    files = checks.optional_integer("files", files)
    paths = [source] if isinstance(source, str | os.PathLike) else list(source)
    pieces = list(_pieces(paths, max(_SMALLEST_PIECE, memory_limit // 16)))
    work = folder / "unfinished"
    plan = {
        **how,
        "min_count": min_count,
        "max_vocabulary": max_vocabulary,
        "files": files,
        "memory_limit": memory_limit,
        "source": [[str(p), Path(p).stat().st_size, int(Path(p).stat().st_mtime)] for p in paths],
    }
    if _finished(folder, plan):
        _clean(folder)
        return
    run = functools.partial(_run, client=client, verbose=verbose)
    task: Callable = functools.partial(count_words, work=work, memory_limit=memory_limit)
    run(task, pieces, "words")
    text = _all_words(work, len(pieces))
    vocabulary = frequent_words(text, min_count, max_vocabulary)
    vocabulary.save(folder / "vocabulary.txt")
    tokens = sum(vocabulary.counts.values())
    numbers = range(files or -(-tokens * how["window"] // _PAIRS_A_FILE))
    shared = {"work": work, "files": len(numbers), "memory_limit": memory_limit, **how}
    units = run(functools.partial(count_pairs, **shared), pieces, "pairs")
    shared = {
        "folder": folder,
        "runs": len(pieces),
        "words": len(vocabulary.words),
        "unit": units[0],
        "symmetric": how["symmetric"],
    }
    found = run(functools.partial(add_up, **shared), numbers, "adding up")
    about = {
        "format": FORMAT,
        "settings": {**how, "tokens": text.tokens, "skipped": text.tokens - tokens},
        "plan": plan,
        "files": found,
    }
    with atomic_write(folder / "about.json") as file:
        json.dump(about, file, ensure_ascii=False, indent=1)
    _clean(folder)


# --- the tasks ----------------------------------------------------------------------------------


def count_words(piece: Piece, *, work: Path, memory_limit: int) -> None:
    """The different words of a piece and how often each is seen, by first appearance."""
    target = _words_file(work, piece.number)
    if target.exists():
        return
    with _encoded(piece, memory_limit) as text, atomic_write(target, "wb") as file:
        letters = "\n".join(text.words).encode("utf-8")
        np.savez(file, words=np.frombuffer(letters, np.uint8), counts=text.counts)


def count_pairs(
    piece: Piece, *, work: Path, files: int, memory_limit: int, symmetric: bool, **how: Any
) -> int:
    """The pairs of a piece, sorted by the file that they will go to, and within it by key.

    They come in blocks if memory is short; a table tells where in each block each file's part is.

    Returns:
        The integer that stands for a count of 1.0.
    """
    index, unit = _index(work.parent / "vocabulary.txt"), 1
    runs, table = _run_files(work, piece.number)
    if table.exists():
        return int(np.load(table)[0, -1])
    starts, end = [], 0
    with (
        _encoded(piece, memory_limit) as text,
        RunMerger(memory_limit // 4) as merger,
        atomic_write(runs, "wb") as file,
    ):
        rows = np.array([index.get(word, GAP) for word in text.words] or [GAP], np.int32)
        how = {**how, "symmetric": symmetric, "memory_limit": memory_limit, "verbose": 0}
        unit = add_counts(merger, text, rows, words=len(index), **how)
        for block in merger.blocks():
            which = _file_of(block["key"], len(index), files)
            file.write(block[np.argsort(which, kind="stable")])
            ends = end + np.cumsum(np.bincount(which, minlength=files))
            starts.append([end, *ends, unit])
            end = int(ends[-1])
    with atomic_write(table, "wb") as file:
        np.save(file, np.array(starts or [[0] * (files + 1) + [unit]], np.int64))
    return unit


def add_up(
    number: int, *, folder: Path, runs: int, words: int, unit: int, symmetric: bool
) -> dict[str, int]:
    """Add up what all pieces have for one file, and write it.

    Returns:
        The number of cells, of pairs and the checksum, for `about.json`.
    """
    target = folder / f"{number:05d}.npy"
    if not target.exists():
        with RunMerger() as merger:
            for k in range(runs):
                merger.add(_part_of_run(folder / "unfinished", k, number))
            cells = _cells(np.concatenate(list(merger.blocks())), words, unit, symmetric)
        with atomic_write(target, "wb") as file:
            np.save(file, cells)
    cells = np.load(target, mmap_mode="r", allow_pickle=False)
    alone = int(np.count_nonzero(cells["row"] == cells["column"])) if symmetric else len(cells)
    checksum = zlib.crc32(memoryview(cells).cast("B")) if len(cells) else 0
    return {"cells": len(cells), "pairs": 2 * len(cells) - alone, "checksum": checksum}


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


def _pieces(paths: list[Any], size: int) -> Iterator[Piece]:
    """Cut the files at line ends, so that no window and no word is cut."""
    number = 0
    for path in paths:
        with Path(path).open("rb") as file:
            length, start = os.fstat(file.fileno()).st_size, 0
            while start < length:
                file.seek(min(length, start + size) - 1)
                while (line := file.readline(size)) and not line.endswith(b"\n"):
                    pass  # a long line is read on in pieces of its own
                yield Piece(number, str(Path(path).resolve()), start, file.tell())
                number, start = number + 1, file.tell()


def _encoded(piece: Piece, memory_limit: int) -> EncodedText:
    span = (piece.start, piece.stop)
    return EncodedText(piece.path, verbose=0, memory_limit=memory_limit, span=span)


def _all_words(work: Path, pieces: int) -> Words:
    """The words of all pieces, by first appearance."""
    totals: dict[str, int] = {}
    for number in range(pieces):
        with np.load(_words_file(work, number), allow_pickle=False) as stored:
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


def _cells(sums: np.ndarray, words: int, unit: int, symmetric: bool) -> np.ndarray:
    """Integer sums of keys to records, tile by tile."""
    rows, columns = np.divmod(sums["key"], words)
    counts = sums["sum"] / unit
    if symmetric:  # each of two equal words is in the window of the other
        counts[rows == columns] *= 2.0
    order = np.argsort(_tiles(rows, columns, words), kind="stable")
    cells = np.empty(len(sums), CELL)
    for name, values in zip(CELL.names or (), (rows, columns, counts), strict=True):
        cells[name] = values[order]
    return cells


def _part_of_run(work: Path, number: int, file: int) -> np.ndarray:
    """What the pairs of one piece hold for one file, sorted by key."""
    runs, table = _run_files(work, number)
    spans = np.load(table, mmap_mode="r")[:, file : file + 2]
    parts = [np.fromfile(runs, RUN, b - a, offset=int(a) * RUN.itemsize) for a, b in spans]
    return np.concatenate(parts)


def _words_file(work: Path, number: int) -> Path:
    return work / f"words-{number:05d}.npz"


def _run_files(work: Path, number: int) -> tuple[Path, Path]:
    return work / f"pairs-{number:05d}.bin", work / f"pairs-{number:05d}.npy"


@functools.lru_cache(maxsize=1)
def _read_index(path: Path, time: int) -> dict[str, int]:
    return {word: row for row, word in enumerate(Vocabulary.load(path).words)}


def _index(path: Path) -> dict[str, int]:
    """The row of each word, kept from task to task."""
    return _read_index(path, path.stat().st_mtime_ns)


def _finished(folder: Path, plan: dict[str, Any]) -> bool:
    """Whether the counts are there already; makes the folder if they are not.

    Raises:
        ValueError: the folder belongs to another counting.
    """
    note = folder / "unfinished" / "plan.json"
    before = None
    if (folder / "about.json").exists():
        before = json.loads((folder / "about.json").read_text(encoding="utf-8")).get("plan")
    elif note.exists():
        before = json.loads(note.read_text(encoding="utf-8"))
    else:
        with atomic_write(note) as file:
            json.dump(plan, file, ensure_ascii=False)
        return False
    for name, value in plan.items():
        if before is None or before.get(name) != value:
            raise ValueError(
                f"`folder` {folder} belongs to another counting: its {name} is "
                f"{before and before.get(name)!r}, here it is {value!r}. Name another folder, or "
                "delete this one"
            )
    return (folder / "about.json").exists()


def _clean(folder: Path) -> None:
    """Delete what only the counting needs, and what tasks that were killed have left."""
    shutil.rmtree(folder / "unfinished", ignore_errors=True)
    for left in folder.glob(".[0-9]*.npy.*"):
        left.unlink()
