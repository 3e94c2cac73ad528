"""Counts in a folder of files: those of `Cooccurrence`, trained on alike, and hard to break."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wordemb_keras.cooccurrence import Cooccurrence, pair_counting
from wordemb_keras.cooccurrence.counts import Parts
from wordemb_keras.cooccurrence.pair_files import PairFiles
from wordemb_keras.glove import GloVe, hogwild
from wordemb_keras.glove.pairs import pairs_dataset, training_parts

KOREAN = ["나는", "밥을", "먹는다", "ㅋㅋ", "😀", "\u1112\u1161\u11ab"]  # the last one is 한 in NFD


def text(path, number=300, words=3000, seed=0):
    """Sentences of words that are as unequal as words are."""
    rng = np.random.default_rng(seed)
    ids = (rng.pareto(0.4, (number, 12)) * 3).astype(np.int64) % words
    lines = [" ".join(f"말{k}" for k in row[: rng.integers(1, 12)]) for row in ids]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def build(source, folder, **options):
    return PairFiles.build(source, folder, **{"window": 3, "verbose": 0, **options})


def same(files, counted):
    again = files.cooccurrence()
    assert again.vocabulary.words == counted.vocabulary.words
    assert again.vocabulary.counts == counted.vocabulary.counts
    assert again.settings == counted.settings
    for name in ("data", "indices", "indptr"):
        mine, expected = getattr(again.matrix, name), getattr(counted.matrix, name)
        np.testing.assert_array_equal(mine, expected)


RESULT = {"about.json", "vocabulary.txt", *(f"0000{k}.npy" for k in range(5))}


def names(folder):
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(pair_counting, "_SMALLEST_PIECE", 1)


# --- the counts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("weighting", ["count", "inverse_distance"])
@pytest.mark.parametrize("symmetric", [True, False])
def test_they_are_those_of_one_matrix(weighting, symmetric, tmp_path, small_pieces):
    source = text(tmp_path / "말뭉치.txt", 90)
    how = {"weighting": weighting, "symmetric": symmetric, "min_count": 2, "max_vocabulary": 50}
    counted = Cooccurrence.build(source, window=3, verbose=0, **how)
    for limit in (200, 100_000):  # pieces of 12 bytes, and all in one piece
        files = build(source, tmp_path / f"{limit}", files=5, memory_limit=limit, **how)
        same(files, counted)
        assert len(files.sizes) == 5
        assert sum(files.sizes) == counted.matrix.nnz
        assert len(files) == len(counted)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(KOREAN), max_size=5), min_size=1, max_size=9),
    st.sampled_from([{"window": 3}, {"window": 30}, {"window": 3, "subsample": 0.1, "seed": 5}]),
)
def test_any_text_in_any_pieces(tmp_path_factory, sentences, how):
    folder = tmp_path_factory.mktemp("text")
    sentences = [*sentences, ["나는", "밥을"]]
    lines = [" ".join(s) for s in sentences]
    (folder / "all.txt").write_bytes("\n".join(lines).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_counting, "_SMALLEST_PIECE", 1)
        files = build(folder / "all.txt", folder / "counts", memory_limit=64, **how)
    same(files, Cooccurrence.build(folder / "all.txt", verbose=0, **how))


def test_several_files_are_one_text(tmp_path):
    one, two = text(tmp_path / "1.txt", seed=1), text(tmp_path / "2.txt", seed=2)
    (tmp_path / "both.txt").write_bytes(one.read_bytes() + b"\n" + two.read_bytes())
    counted = Cooccurrence.build(tmp_path / "both.txt", window=3, verbose=0)
    same(build([one, str(two)], tmp_path / "counts"), counted)


def test_pieces_end_at_line_ends(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff가 나\r\n\n\n다".encode() + b" x" * 50 + b"\ny")
    for size in (1, 2, 7, 30, 1000):
        pieces = list(pair_counting._pieces([path], size))
        parts = [path.read_bytes()[p.start : p.stop] for p in pieces]
        assert b"".join(parts) == path.read_bytes()
        assert all(part.endswith(b"\n") for part in parts[:-1])
        assert [p.number for p in pieces] == list(range(len(pieces)))


def test_a_tile_lies_in_one_file(tmp_path):
    files = build(text(tmp_path / "a.txt", 2000), tmp_path / "counts", files=4)
    seen = []
    for k in range(4):
        cells = files.cells(k)
        tiles = list(zip(cells["row"] // 256, cells["column"] // 256, strict=True))
        changes = [a for a, b in zip(tiles, [*tiles[1:], None], strict=False) if a != b]
        assert len(changes) == len(set(tiles))  # side by side
        seen += set(tiles)
    assert len(seen) == len(set(seen)) > 4


# --- training -----------------------------------------------------------------------------------


@pytest.mark.parametrize("symmetric", [True, False])
def test_the_pairs_are_those_of_the_matrix(symmetric, tmp_path):
    source = text(tmp_path / "a.txt", 2000)
    files = build(source, tmp_path / "counts", files=3, symmetric=symmetric)
    parts = list(training_parts(files, x_max=10, alpha=0.75))
    assert [len(part.rows) for part in parts] == files.sizes
    (whole,) = training_parts(files.cooccurrence(), x_max=10, alpha=0.75)

    def in_order(pairs):
        order = np.lexsort((pairs[1], pairs[0]))
        return [array[order] for array in pairs]

    found = in_order([np.concatenate([part[k] for part in parts]) for k in range(4)])
    for mine, expected in zip(found, in_order(whole[:4]), strict=True):
        np.testing.assert_array_equal(mine, expected)
    for part in parts:
        for a, b in zip(part.starts, part.starts[1:], strict=False):
            assert len(set(part.rows[a:b] // 256)) <= 1 and len(set(part.columns[a:b] // 256)) <= 1


def test_both_trainers_learn_as_from_memory(tmp_path, eager):
    files = build(
        text(tmp_path / "a.txt"), tmp_path / "counts", files=3, weighting="inverse_distance"
    )
    counted = files.cooccurrence()
    costs = []
    for x in (counted, files):
        for how in ({"threads": 1}, {"trainer": "keras", "batch_size": 2500}):
            model = GloVe(len(x), 10, seed=1)
            with eager():
                loss = model.fit(x, epochs=10, verbose=0, **how).history["loss"]
                assert loss[-1] < 0.5 * loss[0]
                costs.append(model.evaluate(counted, verbose=0))
                assert model.evaluate(files, verbose=0) == pytest.approx(costs[-1], rel=1e-4)
            assert model.vocabulary.words == counted.vocabulary.words
    assert costs[2:] == pytest.approx(costs[:2], rel=0.2)


def test_the_data_set_gives_each_pair_once_in_another_order_each_epoch(tmp_path):
    files = build(text(tmp_path / "a.txt", 500), tmp_path / "counts", files=3)
    data = pairs_dataset(files, batch_size=100, seed=1)
    epochs = [[b[0][0].numpy() * 10_000 + b[0][1].numpy() for b in data] for _ in range(2)]
    assert len(epochs[0]) == int(data.cardinality())
    first, second = (np.concatenate(epoch) for epoch in epochs)
    assert len(set(first)) == len(first) == sum(files.sizes)
    assert set(first) == set(second) and (first != second).any()


def test_steps_and_orders(tmp_path, monkeypatch):
    monkeypatch.setattr(hogwild, "_STEP_PAIRS", 500)
    files = build(text(tmp_path / "a.txt", 2000), tmp_path / "counts", files=4)
    pairs, visited = training_parts(files, x_max=10, alpha=0.75), []

    def part(number):
        visited.append(number)
        return pairs[number]

    parts = Parts(files.sizes, part)
    trainer = hogwild.Hogwild(parts, len(files), 3, threads=1, seed=1)
    for rows in (trainer.words, trainer.contexts):
        for values in (rows.vectors, rows.biases, rows.vector_squares, rows.bias_squares):
            values[:] = 0.1
    for epoch in range(6):
        shown = list(trainer.epoch(epoch, 0.05))
        assert len(shown) == trainer.steps
        assert shown[-1][0] == sum(files.sizes)
    orders = [tuple(visited[k : k + 4]) for k in range(0, 24, 4)]
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)
    assert len(set(orders)) > 1


def test_a_checkpoint_goes_on(tmp_path):
    files = build(text(tmp_path / "a.txt"), tmp_path / "counts", files=3)
    other = build(text(tmp_path / "b.txt", seed=9), tmp_path / "others", files=3)
    whole, model = GloVe(len(files), 8, seed=1), GloVe(len(files), 8, seed=1)
    whole.fit(files, epochs=4, threads=1, verbose=0)
    path = tmp_path / "glove.npz"
    GloVe(len(files), 8, seed=1).fit(files, epochs=2, threads=1, verbose=0, checkpoint=path)
    model.fit(files, epochs=4, threads=1, verbose=0, checkpoint=path)
    np.testing.assert_array_equal(model.vectors, whole.vectors)
    with pytest.raises(ValueError, match="belongs to another run"):
        GloVe(len(other), 8, seed=1).fit(other, verbose=0, checkpoint=path)


# --- stopping and going on ----------------------------------------------------------------------


def test_a_killed_counting_goes_on(tmp_path, monkeypatch, start_fresh_keras):
    code = """
import os, signal
from wordemb_keras.cooccurrence import pair_counting
from wordemb_keras.cooccurrence.pair_files import PairFiles
add_up = pair_counting.add_up
def dies(number, **how):
    if number == 3:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return add_up(number, **how)
pair_counting.add_up = dies
PairFiles.build("a.txt", "counts", window=int(os.environ["WINDOW"]), files=5, verbose=0)
"""
    source = text(tmp_path / "a.txt")
    folder = tmp_path / "counts"
    for window in ("1", "3"):  # what window 1 leaves behind is nothing to window 3
        assert start_fresh_keras(code, tmp_path, WINDOW=window).wait() != 0
    with pytest.raises(FileNotFoundError, match=r"was not finished.*goes on when it is started"):
        PairFiles(folder)
    assert [path.name for path in folder.iterdir()] == ["unfinished"]
    done = {path: path.stat().st_mtime_ns for path in folder.glob("unfinished/*/0000*.npy")}
    assert sorted(path.name for path in done) == [f"0000{k}.npy" for k in (0, 0, 1, 1, 2, 2)]
    monkeypatch.chdir(tmp_path)
    files = build("a.txt", folder, files=5)
    same(files, Cooccurrence.build(source, window=3, verbose=0))
    assert (folder / "00002.npy").stat().st_mtime_ns in done.values()  # it was not made again
    assert names(folder) == RESULT
    with pytest.raises(ValueError, match=r"another counting: its window is 3, here it is 4"):
        build("a.txt", folder, window=4, files=5)


def test_a_move_that_was_killed_goes_on(tmp_path, monkeypatch):
    source, folder = text(tmp_path / "a.txt"), tmp_path / "counts"
    replace, moved = Path.replace, []

    def dies(path, target):
        if Path(target).parent == folder.resolve():
            moved.append(path.name)
            if len(moved) == 3:
                raise KeyboardInterrupt
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        build(source, folder, files=5)
    assert names(folder) == {"unfinished", "vocabulary.txt", "00000.npy"}
    with pytest.raises(FileNotFoundError, match="was not finished"):
        PairFiles(folder)
    with pytest.raises(ValueError, match=r"must be new, empty.*00000\.npy, vocabulary\.txt"):
        build(source, folder, files=5, window=1)
    monkeypatch.setattr(pair_counting, "count_words", None)
    same(build(source, folder, files=5), Cooccurrence.build(source, window=3, verbose=0))
    assert names(folder) == RESULT


@pytest.mark.parametrize("name", ["vocabulary.txt", "notes.md", "00000.npy", "unfinished/mine.txt"])
def test_a_folder_with_anything_else_is_left_alone(name, tmp_path):
    source, folder = text(tmp_path / "a.txt"), tmp_path / "counts"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"holds {name}\. Nothing in it was changed"):
        build(source, folder)
    assert [path for path in folder.rglob("*") if path.is_file()] == [folder / name]
    assert (folder / name).read_text(encoding="utf-8") == "mine"
    with pytest.raises(ValueError, match=r"holds a\.txt"):
        build(source, tmp_path, window=1)


def test_a_text_that_changes_while_it_is_counted(tmp_path, monkeypatch):
    source, add_up = text(tmp_path / "a.txt"), pair_counting.add_up

    def grows(number, **how):
        source.write_text("다른 글", encoding="utf-8")
        return add_up(number, **how)

    monkeypatch.setattr(pair_counting, "add_up", grows)
    with pytest.raises(ValueError, match="was changed while it was counted"):
        build(source, tmp_path / "counts")
    monkeypatch.undo()
    same(build(source, tmp_path / "counts"), Cooccurrence.build(source, window=3, verbose=0))


def test_a_finished_counting_is_opened(tmp_path, monkeypatch):
    source = text(tmp_path / "a.txt")
    build(source, tmp_path / "counts")
    monkeypatch.setattr(pair_counting, "count_words", None)
    build(source, tmp_path / "counts")
    source.write_text("다른 글", encoding="utf-8")
    with pytest.raises(ValueError, match=r"belongs to another counting: its source is"):
        build(source, tmp_path / "counts")


PEAK = """
import pathlib, re
from wordemb_keras.cooccurrence.pair_files import PairFiles
def peak():
    status = pathlib.Path("/proc/self/status").read_text(encoding="utf-8")
    return 1024 * int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
PairFiles.build("few.txt", "few", window=8, verbose=0)  # compiled, loaded
before = peak()
for name in ("some", "many"):
    PairFiles.build(
        name + ".txt", name, window=8, memory_limit=10_000_000, files=20, verbose=0)
    print(peak() - before)
"""


def test_memory_does_not_grow_with_the_text(tmp_path, fresh_process):
    """An eighth of a million words with 1 million pairs, and four times as many."""
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells the peak of a process alone, without its parent's")
    (tmp_path / "few.txt").write_text("가 나", encoding="utf-8")
    build(text(tmp_path / "a.txt"), tmp_path / "a")  # compiled, for the new process too
    for name, sentences in (("some", 5_000), ("many", 20_000)):
        ids = np.random.default_rng(0).integers(0, 1000, (sentences, 25))
        lines = "\n".join(" ".join(f"말{k}" for k in row) for row in ids)
        (tmp_path / f"{name}.txt").write_text(lines, encoding="utf-8")
    some, many = map(int, fresh_process(PEAK).split())
    assert many < some + 6_000_000 < 46_000_000


# --- bad input ----------------------------------------------------------------------------------


def test_bad_arguments(tmp_path):
    source = text(tmp_path / "a.txt")
    for bad in ([["나는", "밥을"]], [3], []):
        with pytest.raises(ValueError, match="`source` must"):
            build(bad, tmp_path / "none")
    with pytest.raises(ValueError, match="`folder` must be a folder"):
        build(source, source)
    with pytest.raises(ValueError, match=r"must be a text file\. Received: the folder"):
        build(tmp_path, tmp_path / "none")
    for options, message in (
        ({"window": 0}, "`window` must be a positive integer"),
        ({"weighting": "x"}, '`weighting` must be "count" or "inverse'),
        ({"files": 0}, "`files` must be a positive integer"),
        ({"memory_limit": 0}, "`memory_limit` must be a positive integer"),
        ({"min_count": 10**6}, "at least one word that is seen `min_count` times"),
    ):
        with pytest.raises(ValueError, match=message):
            build(source, tmp_path / "none", **options)
        assert "min_count" in options or not (tmp_path / "none").exists()  # nothing was written
    with pytest.raises(FileNotFoundError):
        build(tmp_path / "none.txt", tmp_path / "c")
    (tmp_path / "cp949.txt").write_bytes(b"fine\n" + "나는 밥을".encode("cp949"))
    with pytest.raises(ValueError, match=r"cp949\.txt, line 2: not UTF-8"):
        build(tmp_path / "cp949.txt", tmp_path / "d")


def test_a_relative_folder_is_found_from_elsewhere(tmp_path, monkeypatch):
    counted = build(text(tmp_path / "a.txt"), tmp_path / "counts")
    monkeypatch.chdir(tmp_path)
    files = PairFiles("counts")
    monkeypatch.chdir(tmp_path / "counts")
    np.testing.assert_array_equal(files.cells(0), counted.cells(0))


def test_bad_folders(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"about\.json: missing"):
        PairFiles(tmp_path)
    (tmp_path / "about.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"was not written by `PairFiles\.build`"):
        PairFiles(tmp_path)
    files = build(text(tmp_path / "a.txt", 2000), tmp_path / "counts", files=2)
    np.save(tmp_path / "counts" / "00001.npy", files.cells(1)[:-1].copy())
    with pytest.raises(ValueError, match=r"00001\.npy must hold the \d+ cells"):
        GloVe(len(files), 4).fit(files, verbose=0)
    (tmp_path / "counts" / "00001.npy").unlink()
    with pytest.raises(ValueError, match=r"00001\.npy cannot be read"):
        files.cells(1)
    with pytest.raises(ValueError, match="`vocabulary_size` must be the number of words counted"):
        GloVe(3, 4).fit(files)


def test_a_changed_byte_and_changed_words_are_found(tmp_path):
    text, folder = tmp_path / "x.txt", tmp_path / "counts"
    text.write_text("가 나 다\n나 다 라\n", encoding="utf-8")
    PairFiles.build(text, folder, window=2, verbose=0)
    content = bytearray((folder / "00000.npy").read_bytes())
    content[-3] ^= 1
    (folder / "00000.npy").write_bytes(content)
    with pytest.raises(ValueError, match="its checksum is another"):
        PairFiles(folder).parts()[0]
    vocabulary = (folder / "vocabulary.txt").read_text(encoding="utf-8")
    (folder / "vocabulary.txt").write_text(vocabulary.replace("라", "마"), encoding="utf-8")
    with pytest.raises(ValueError, match="other words than those that were counted"):
        PairFiles(folder)
