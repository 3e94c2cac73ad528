"""The first process of a room (`rooms.py`): starts workers, watches them, passes messages on.

    python -m wordemb_keras.course.assignments.run.supervisor      over stdin and stdout

On Linux a second process imports what the assignment imports (TensorFlow takes seconds), runs
its given cells, and forks a worker for each submission. It sees no message, so that nothing of
one submission is in the memory from which the next is forked. Elsewhere each worker is a fresh
process.

What counts is CPU time, and time asleep: on a busy machine a submission waits longer, and
loses nothing by it.
"""

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil

from wordemb_keras.course.assignments.run.channel import Channel
from wordemb_keras.course.assignments.run.processes import Died, end, runs, tree
from wordemb_keras.course.assignments.run.worker import shield

MEGABYTE = 2**20
MOST_PROCESSES = 64
QUICK, SLOW = 0.1, 0.25  # seconds between two looks
START = 300  # seconds: imports on a busy machine
_WORKER = [sys.executable, "-m", f"{__package__}.worker"]


class Supervisor:
    """Runs one submission after another.

    Args:
        settings: `imports`, `rehearsal` (cells to run once before any submission), `share`
            (import once and fork), `memory` in bytes, and `scratch`, the folder in which
            submissions run; it is emptied after each.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        self._imports: list[str] = settings["imports"]
        self._rehearsal: list[str] = settings["rehearsal"]
        self._memory: int = settings["memory"]
        self._scratch = Path(settings["scratch"])
        self._share = bool(settings["share"]) and sys.platform == "linux"
        self._server: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._worker: _Worker | None = None
        if self._share:
            self._start_server()

    def start(self) -> dict[str, Any]:
        """A new worker in an empty folder."""
        self.stop()
        folder = tempfile.mkdtemp(dir=self._scratch)
        self._worker = self._forked() if self._share else self._fresh()
        imports = [] if self._share else self._imports
        settings = {"folder": folder, "imports": imports, "memory": self._memory}
        self._answer(settings, START, START)
        self._worker.baseline = self._resident(tree(self._worker.pid))
        return {}

    def ask(self, message: dict[str, Any], seconds: float, clock: float) -> dict[str, Any]:
        """One cell or one case.

        Args:
            message: for the worker.
            seconds: of CPU time, and of sleep.
            clock: by the clock, whatever happens.
        """
        started = time.monotonic()
        try:
            return {"reply": self._answer(message, seconds, clock), "seconds": self._spent(started)}
        except Died as death:
            return {"died": str(death), "seconds": self._spent(started)}

    def stop(self) -> dict[str, Any]:
        """End the worker and whatever it has started; remove what it has written."""
        left = 0
        if self._worker is not None:
            left = sum(runs(p) for p in self._processes() if p.pid != self._worker.pid)
            self._kill()
            self._worker.close()
            self._worker = None
        _empty(self._scratch)
        if os.getpid() == 1:
            _empty(Path("/dev/shm"))
        return {"left": left}

    def close(self) -> None:
        """End everything."""
        self.stop()
        self._stop_server()

    # --- one worker ---------------------------------------------------------------------

    def _answer(self, message: dict[str, Any], seconds: float, clock: float) -> dict[str, Any]:
        worker = self._worker
        if worker is None:
            raise Died("its process ended")
        worker.used = 0.0
        try:
            worker.channel.send(message)
        except (OSError, ValueError):
            raise Died("its process ended (os._exit or a crash)") from None
        now = started = time.monotonic()
        begin = last = None
        asleep, pause = 0.0, QUICK
        while True:
            try:
                reply = worker.replies.get(timeout=pause)
            except queue.Empty:
                alive = self._processes()
                self._watch(alive)
                used = _cpu(alive)
                begin = used if begin is None else begin
                before, now = now, time.monotonic()
                if last is not None and used - last < 0.01 and all(map(_sleeps, alive)):
                    asleep += now - before
                last, pause = used, min(2 * pause, SLOW)
                worker.used = used - begin
                if used - begin + asleep > seconds or now - started > clock:
                    raise Died(f"time limit ({seconds:g} s)") from None
            else:
                if reply is None:
                    raise Died("its process ended (os._exit or a crash)")
                return reply

    def _spent(self, started: float) -> float:
        """CPU time, where the question took long enough to have been looked at."""
        clock = time.monotonic() - started
        used = self._worker.used if self._worker is not None else 0.0
        return round(min(clock, used + SLOW) if clock > SLOW else clock, 3)

    def _watch(self, alive: list[psutil.Process]) -> None:
        if len(alive) > MOST_PROCESSES:
            raise Died(f"more than {MOST_PROCESSES} processes")
        if self._resident(alive) > self._memory:
            raise Died(f"memory limit ({self._memory / MEGABYTE:g} MB)")
        worker = self._worker
        if worker is not None and not any(p.pid == worker.pid and runs(p) for p in alive):
            worker.replies.put(None)  # a child may still hold its connection open

    def _resident(self, alive: list[psutil.Process]) -> int:
        """Bytes in memory beyond what each process shares from the start."""
        baseline = self._worker.baseline if self._worker is not None else 0
        total = 0
        for process in alive:
            with contextlib.suppress(psutil.Error):
                total += max(0, process.memory_info().rss - baseline)
        return total

    def _processes(self) -> list[psutil.Process]:
        """The worker and what it has started. On Linux orphans are found, too (`shield`)."""
        if not self._share:
            return tree(self._worker.pid) if self._worker is not None else []
        server = self._server.pid if self._server is not None else 0
        return [p for p in tree(os.getpid())[1:] if p.pid != server]

    def _kill(self) -> None:
        for _ in range(20):
            if self._worker is not None and sys.platform != "win32":
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._worker.pid, signal.SIGKILL)
            alive = self._processes()
            if not any(map(runs, alive)):
                break
            end(alive)
        else:  # they fork faster than they die: in a room everything can go
            if os.getpid() == 1:
                os.kill(-1, signal.SIGKILL)

    # --- where workers come from --------------------------------------------------------

    def _fresh(self) -> "_Worker":
        process = subprocess.Popen(
            _WORKER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return _Worker(process.pid, process.stdout, process.stdin, process)

    def _forked(self) -> "_Worker":
        for attempt in range(2):  # a submission may have ended the server
            try:
                control = self._control
                if control is None or self._server is None or self._server.poll() is not None:
                    control = self._start_server()
                ours, theirs = socket.socketpair()
                with theirs, ours:
                    socket.send_fds(control, [b"f"], [theirs.fileno()])
                    pid = int.from_bytes(control.recv(8), "big")
                    if pid:
                        stream = ours.makefile("rwb")
                        return _Worker(pid, stream, stream)
            except OSError:
                if attempt:
                    raise
            self._stop_server()
        raise OSError("the server ended")

    def _start_server(self) -> socket.socket:
        self._stop_server()
        ours, theirs = socket.socketpair()
        with theirs:
            self._server = subprocess.Popen(
                [*_WORKER, "serve", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                cwd=self._scratch,
                start_new_session=True,
            )
        ours.settimeout(START)
        channel = Channel(ours.makefile("rb"), ours.makefile("wb"))
        channel.send({"imports": self._imports, "rehearsal": self._rehearsal})
        answer = channel.receive()
        self._control = ours
        if answer is None:
            raise OSError("the server ended while it imported")
        if not answer["forkable"]:
            self._rehearsal = []
            return self._start_server()
        return ours

    def _stop_server(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._server is not None:
            end(tree(self._server.pid))
            self._server.wait()
        self._server = self._control = None


class _Worker:
    """One running submission; a thread reads what it sends."""

    def __init__(
        self, pid: int, reader: Any, writer: Any, process: subprocess.Popen | None = None
    ) -> None:
        self.pid, self.channel = pid, Channel(reader, writer)
        self.baseline = 0
        self.used = 0.0
        self.replies: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._process = process
        self._thread = threading.Thread(target=self.channel.pour, args=(self.replies,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        if self._process is not None:
            self._process.wait()
        self._thread.join(timeout=5)
        self.channel.close()


def main() -> None:
    """Serve the grader until it closes its end."""
    shield()
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0), os.dup2(nowhere, 1)
    channel = Channel(reader, writer)
    settings = channel.receive()
    if settings is None:
        return
    supervisor = Supervisor(settings)
    requests: queue.Queue[dict[str, Any]] = queue.Queue()

    def listen() -> None:
        while (request := channel.receive()) is not None:
            requests.put(request)
        supervisor.close()  # the grader is gone
        os._exit(0)

    channel.send({"ready": os.getpid()})
    threading.Thread(target=listen, daemon=True).start()
    while True:
        request = requests.get()
        try:
            if request["do"] == "ask":
                answer = supervisor.ask(request["message"], request["seconds"], request["clock"])
            else:
                answer = supervisor.start() if request["do"] == "start" else supervisor.stop()
        except (Died, OSError) as problem:
            answer = {"died": str(problem)}
        channel.send(answer)


def _cpu(alive: list[psutil.Process]) -> float:
    """Seconds that processes have used, and their children that have ended."""
    total = 0.0
    for process in alive:
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system
            total += getattr(times, "children_user", 0) + getattr(times, "children_system", 0)
    return total


def _sleeps(process: psutil.Process) -> bool:
    try:
        return process.status() in (psutil.STATUS_SLEEPING, psutil.STATUS_STOPPED, "zombie")
    except psutil.Error:
        return True


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


if __name__ == "__main__":
    main()
