"""Workers started and watched: time, memory, processes; at the end everything is ended.

On Linux a server imports once what the assignment imports (TensorFlow takes
seconds) and forks a worker for each submission. Elsewhere, or with
`share=False`, each worker is a fresh process.
"""

import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from wordemb_keras.course.assignments.run.processes import end, runs, tree
from wordemb_keras.course.assignments.run.worker import Channel
from wordemb_keras.course.notebooks import environment

MEGABYTE = 2**20
POLL = 0.05  # seconds
MOST_PROCESSES = 64
_SECRET = ("TOKEN", "SECRET", "PASSWORD", "CREDENTIAL", "API_KEY", "ACCESS_KEY")


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Args:
        cell_seconds: one cell.
        seconds: the whole submission.
        memory: all its processes together, in MB, beyond what was imported for it.
    """

    cell_seconds: float = 20
    seconds: float = 120
    memory: int = 2048


class Died(Exception):
    """The worker ended or had to be ended; the message says why, in a few words."""


class Launcher:
    """Starts workers; keeps the server that they are forked from.

    Args:
        imports: import statements to run once, before any submission.
        share: fork workers from one process that has imported already, where the
            system can (Linux). False: a fresh process for each.
    """

    def __init__(self, imports: Iterable[str] = (), *, share: bool = True) -> None:
        self._imports = ["import IPython.core.interactiveshell", *imports]
        self._share = share and sys.platform == "linux"
        self._server: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self.stopped = False  # set by another thread: whatever runs ends soon
        self._home = tempfile.TemporaryDirectory(prefix="wordemb-", ignore_cleanup_errors=True)

    def __enter__(self) -> "Launcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, limits: Limits, folder: Path) -> "Worker":
        """A new worker that runs in `folder`."""
        if not self._share:
            return self._fresh(limits, folder)
        try:
            return self._fork(limits, folder)
        except (OSError, Died):  # a submission may have ended the server
            self._stop_server()
            return self._fork(limits, folder)

    def strays(self, worker: int) -> list[psutil.Process]:
        """Orphans that the ended `worker` left to the server."""
        if self._server is None:
            return []
        with contextlib.suppress(psutil.Error):
            return [p for p in psutil.Process(self._server.pid).children() if p.pid != worker]
        return []

    def close(self) -> None:
        """End the server."""
        self._stop_server()
        self._home.cleanup()

    def _fork(self, limits: Limits, folder: Path) -> "Worker":
        if self._server is None or self._server.poll() is not None:
            self._stop_server()
            self._control = self._start_server()
        control = self._control
        if control is None:
            raise OSError("the server did not start")
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(control, [b"f"], [theirs.fileno()])
        pid = int.from_bytes(control.recv(8), "big")
        if not pid:
            raise OSError("the server ended")
        stream = ours.makefile("rwb")
        ours.close()
        return Worker(self, pid, Channel(stream, stream), [stream], limits, folder)  # type: ignore[arg-type]

    def _fresh(self, limits: Limits, folder: Path) -> "Worker":
        process = subprocess.Popen(
            [sys.executable, "-m", "wordemb_keras.course.assignments.run.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._home.name,
            env=self._environment(),
            start_new_session=True,
        )
        channel = Channel(process.stdout, process.stdin)  # type: ignore[arg-type]
        streams = [process.stdout, process.stdin]
        return Worker(self, process.pid, channel, streams, limits, folder, process, self._imports)

    def _start_server(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-m", __package__ + ".worker", "serve", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                cwd=self._home.name,
                env=self._environment(),
                start_new_session=True,
            )
        ours.settimeout(120)
        channel = Channel(ours.makefile("rb"), ours.makefile("wb"))
        channel.send({"imports": self._imports})
        if channel.receive() is None:
            raise OSError("the server ended while it imported")
        return ours

    def _stop_server(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._server is not None:
            end([*self.strays(0), *tree(self._server.pid)])
            self._server.wait()
        self._server = self._control = None

    def _environment(self) -> dict[str, str]:
        """The grader's environment without what looks secret; the same package and data."""
        kept = {k: v for k, v in os.environ.items() if not any(s in k.upper() for s in _SECRET)}
        return {
            **kept,
            **environment(),
            "IPYTHONDIR": self._home.name,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYTHONUTF8": "1",
        }


class Worker:
    """One running submission, seen from the grader."""

    def __init__(
        self,
        launcher: Launcher,
        pid: int,
        channel: Channel,
        streams: list[Any],
        limits: Limits,
        folder: Path,
        process: subprocess.Popen | None = None,
        imports: list[str] | None = None,
    ) -> None:
        self.pid = pid
        self._launcher, self._channel, self._streams = launcher, channel, streams
        self._limits, self._popen = limits, process
        self._replies: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._baseline = 0
        threading.Thread(target=self._listen, daemon=True).start()
        self._prepare(folder, imports or [])

    def run(self, source: str, *, hidden: bool, seconds: float) -> dict[str, Any]:
        """Run one cell.

        Args:
            source: its text.
            hidden: whether it is a hidden test, which leaves no trace in the history.
            seconds: the most it may take, if that is less than the limit of a cell.

        Returns:
            Its outputs, and how many characters of them were cut.

        Raises:
            Died: it took too long or too much, or its process ended.
        """
        self._send({"source": source, "hidden": hidden})
        return self._wait(min(seconds, self._limits.cell_seconds), "time limit")

    def left_running(self) -> int:
        """How many processes the cells have started that still run."""
        others = [*tree(self.pid)[1:], *self._launcher.strays(self.pid)]
        return sum(runs(process) for process in others)

    def kill(self) -> None:
        """End the worker, its process group and whatever descends from it."""
        for _ in range(20):
            if sys.platform != "win32":
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.pid, signal.SIGKILL)
            alive = [*tree(self.pid), *self._launcher.strays(self.pid)]
            if not alive:
                break
            end(alive)
        if self._popen is not None:
            self._popen.wait()
        for stream in self._streams:
            with contextlib.suppress(OSError, ValueError):
                stream.close()

    def _prepare(self, folder: Path, imports: list[str]) -> None:
        try:
            memory = self._limits.memory * MEGABYTE
            self._send({"folder": str(folder), "memory": memory, "imports": imports})
            self._wait(120, "start")
        except Died:
            self.kill()
            raise
        self._baseline = self._resident()

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._channel.send(message)
        except (OSError, ValueError):
            raise Died("its process ended") from None

    def _listen(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while (message := self._channel.receive()) is not None:
                self._replies.put(message)
        self._replies.put(None)

    def _wait(self, seconds: float, late: str) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while True:
            try:
                reply = self._replies.get(timeout=POLL)
            except queue.Empty:
                if self._launcher.stopped:
                    raise KeyboardInterrupt from None
                self._watch()
            else:
                if reply is None:
                    raise Died("its process ended (os._exit or a crash)")
                return reply
            if time.monotonic() > until:
                raise Died(f"{late} ({seconds:g} s)")

    def _watch(self) -> None:
        alive = tree(self.pid)
        if not alive:
            if self._replies.empty():
                self._replies.put(None)
            return
        if len(alive) > MOST_PROCESSES:
            raise Died(f"more than {MOST_PROCESSES} processes")
        if self._resident(alive) > self._limits.memory * MEGABYTE:
            raise Died(f"memory limit ({self._limits.memory} MB)")

    def _resident(self, alive: list[psutil.Process] | None = None) -> int:
        """Bytes in memory beyond what each process shares with the server from the start."""
        total = 0
        for process in tree(self.pid) if alive is None else alive:
            with contextlib.suppress(psutil.Error):
                total += max(0, process.memory_info().rss - self._baseline)
        return total
