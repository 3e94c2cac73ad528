"""What the benchmarks share: the corpus, and one process a measurement.

Each method runs in a process of its own, so that peak memory is its own. A
Python method prints the seconds of its work as its last line (imports and
compiling are not work); a C program's work is its whole run.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1e6


@dataclass(frozen=True)
class Run:
    """One run of one process: seconds of work, CPU seconds of work, peak memory in MB."""

    wall: float
    cpu: float
    peak: float
    result: dict


def write_c1(path: Path) -> int:
    """Corpus C1, a sentence a line: natural English text, then head500. Returns its tokens."""
    from gensim.test.utils import datapath

    from wordemb_keras import datasets, text

    stemmed = Path(datapath("head500.noblanks.cor")).read_text(encoding="utf-8").splitlines()
    tokens = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for part in (datasets.read_sentences("english"), stemmed):
            for sentence in part:
                words = text.english_tokens(sentence)
                tokens += len(words)
                file.write(" ".join(words) + "\n")
    return tokens


def python(
    code: str, *arguments: object, interpreter: str = sys.executable, **environment: str
) -> Run:
    """Run Python code; its last printed line is a JSON object with `wall` and `cpu`."""
    started, usage, output = _process(
        [interpreter, "-c", code, *map(str, arguments)], **environment
    )
    result = json.loads(output.splitlines()[-1])
    wall = result.pop("wall", started)
    cpu = result.pop("cpu", usage.ru_utime + usage.ru_stime)
    return Run(wall, cpu, usage.ru_maxrss * 1024 / MEGABYTE, result)


def program(*commands: str) -> Run:
    """Run shell commands of C programs one after the other; times add up, peak is the largest."""
    walls, cpus, peaks = [], [], []
    for command in commands:
        wall, usage, _ = _process(["sh", "-c", f"exec {command}"])
        walls.append(wall)
        cpus.append(usage.ru_utime + usage.ru_stime)
        peaks.append(usage.ru_maxrss * 1024 / MEGABYTE)
    return Run(sum(walls), sum(cpus), max(peaks), {})


def medians(runs: list[Run]) -> Run:
    """The median of each figure."""
    wall, cpu, peak = (
        statistics.median(getattr(run, name) for run in runs) for name in ("wall", "cpu", "peak")
    )
    return Run(wall, cpu, peak, runs[-1].result)


def interleaved(methods: dict, repeats: int) -> dict[str, Run]:
    """Run the methods in turn, A B C A B C ..., so that a slow spell of the machine hits all."""
    collected: dict[str, list[Run]] = {name: [] for name in methods}
    for _ in range(repeats):
        for name, method in methods.items():
            collected[name].append(method())
            print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {name: medians(runs) for name, runs in collected.items()}


def _process(command: list[str], **environment: str):
    started = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **environment},
        ) as running,
    ):
        output = running.stdout.read()
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            errors.seek(0)
            raise RuntimeError(f"exit status {running.returncode}: {errors.read()[-2000:]}")
    return time.perf_counter() - started, usage, output
