"""The same counts from a Dask cluster, also when a worker is killed at its work."""

import os
import signal
import threading
import time

import numpy as np
import pytest

from wordemb_keras.cooccurrence import Cooccurrence, pair_counting
from wordemb_keras.cooccurrence.pair_files import PairFiles

distributed = pytest.importorskip("dask.distributed", reason="needs the extra `dask`")
pytestmark = pytest.mark.xdist_group("dask")  # one worker starts the cluster


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dask")
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=":0",
            host="127.0.0.1",
            local_directory=str(folder),
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """Three files of lines of unequal words; each file in a few pieces."""
    monkeypatch.setattr(pair_counting, "_SMALLEST_PIECE", 40_000)
    rng, paths = np.random.default_rng(0), []
    for k in range(3):
        ids = (rng.pareto(0.7, (1500, 12)) * 3).astype(int) % 3000
        lines = "".join(" ".join(f"말{n}" for n in row) + "\n" for row in ids)
        paths.append(tmp_path / f"{k}.txt")
        paths[-1].write_text(lines, encoding="utf-8")
    whole = tmp_path / "whole.txt"
    whole.write_bytes(b"".join(path.read_bytes() for path in paths))
    return paths, whole


def build(paths, folder, client, **how):
    return PairFiles.build(
        paths, folder, memory_limit=60_000, files=6, client=client, verbose=0, **how
    )


def same(files, counted):
    again = files.cooccurrence()
    assert again.vocabulary.words == counted.vocabulary.words
    assert again.settings == counted.settings
    for name in ("data", "indices", "indptr"):
        mine, expected = getattr(again.matrix, name), getattr(counted.matrix, name)
        np.testing.assert_array_equal(mine, expected)


@pytest.mark.parametrize("weighting", ["count", "inverse_distance"])
def test_bit_equal_to_one_process(weighting, client, corpus, tmp_path):
    paths, whole = corpus
    how = {"window": 4, "weighting": weighting, "min_count": 2}
    files = build(paths, tmp_path / "counts", client, **how)
    same(files, Cooccurrence.build(whole, verbose=0, **how))


def test_a_killed_worker_costs_a_retry(client, corpus, tmp_path, monkeypatch):
    """A worker process is killed as soon as the first of some 200 pieces has its pairs counted."""
    monkeypatch.setattr(pair_counting, "_SMALLEST_PIECE", 4000)
    paths, whole = corpus
    folder, killed = tmp_path / "counts", []

    def kill_one():
        while not list(folder.glob("unfinished/*/pairs-*.npy")) and folder.parent.exists():
            time.sleep(0.01)
        pid = next(iter(client.run(os.getpid).values()))
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        killed.append((pid, (folder / "about.json").exists()))

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    files = build(paths, folder, client, window=4)
    killer.join(timeout=60)
    assert killed and not killed[0][1]  # it was in mid-run
    same(files, Cooccurrence.build(whole, window=4, verbose=0))
    assert killed[0][0] not in client.run(os.getpid).values()


def test_an_error_of_a_task_is_told(client, tmp_path):
    path = tmp_path / "cp949.txt"
    path.write_bytes(b"fine\n" + "나는 밥을".encode("cp949"))
    with pytest.raises(ValueError, match=r"cp949\.txt, line 2: not UTF-8"):
        PairFiles.build(path, tmp_path / "counts", client=client, verbose=0)
