"""A room with a supervisor in it, seen from the grader: workers started, asked, ended."""

import contextlib
import queue
import secrets
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wordemb_keras.course.assignments.run.channel import Channel
from wordemb_keras.course.assignments.run.processes import Died, end, tree
from wordemb_keras.course.assignments.run.rooms import Plain, Room

MEGABYTE = 2**20
START = 600  # seconds by the clock, on a busy machine
PATIENCE = 60  # seconds by the clock that the supervisor may be late


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Args:
        cell_seconds: of CPU time, or asleep, one cell or one case.
        seconds: of CPU time, the whole submission.
        memory: all its processes together, in MB, beyond what was imported for it.
        patience: how many times as long it may take by the clock, as the machine may be busy.
    """

    cell_seconds: float = 20
    seconds: float = 120
    memory: int = 2048
    patience: float = 10


class RoomLost(Exception):
    """The room itself has ended, through no fault that we know of a submission."""


class Launcher:
    """Runs submissions one after another, in rooms.

    Args:
        imports: import statements to run once, before any submission.
        rehearsal: cells that belong to every submission, run once before all where rooms last.
        room: where; see `rooms.choose`.
        share: fork workers from one process that has imported already, where the
            system can (Linux). False: a fresh process for each.
    """

    def __init__(
        self,
        imports: Iterable[str] = (),
        rehearsal: Iterable[str] = (),
        *,
        room: Room | None = None,
        share: bool = True,
    ) -> None:
        self._imports = ["import IPython.core.interactiveshell", *imports]
        self._room, self._share = room or Plain(), share
        self._rehearsal = list(rehearsal) if self._room.lasting else []
        self._process: subprocess.Popen | None = None
        self._channel: Channel | None = None
        self._replies: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._home = tempfile.TemporaryDirectory(prefix="wordemb-", ignore_cleanup_errors=True)
        self.stopped = False  # set by another thread: whatever runs ends soon

    def __enter__(self) -> "Launcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, limits: Limits) -> "Worker":
        """A new worker, in an empty folder.

        Raises:
            RoomLost: the room cannot be opened, or ended.
        """
        with contextlib.suppress(RoomLost):
            if self._room.lasting and "died" not in self.request({"do": "start"}, START):
                return Worker(self, limits)
        self._open(limits)
        answer = self.request({"do": "start"}, START)
        if "died" in answer:
            raise RoomLost(f"a process could not be started: {answer['died']}")
        return Worker(self, limits)

    def request(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Ask the supervisor.

        Args:
            message: what.
            seconds: by the clock; then the room is given up.

        Raises:
            RoomLost: it does not answer.
        """
        if self._channel is None:
            raise RoomLost("there is no room")
        try:
            self._channel.send(message)
        except (OSError, ValueError):
            raise self._lost("it was ended") from None
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(queue.Empty):
                answer = self._replies.get(timeout=0.1)
                if answer is None:
                    raise self._lost("it was ended")
                return answer
            if self.stopped:
                raise KeyboardInterrupt
        raise self._lost(f"it did not answer within {seconds:g} s")

    def close(self) -> None:
        """End the room and all that is in it."""
        self._leave()
        self._home.cleanup()

    def _open(self, limits: Limits) -> None:
        self._leave()
        home = Path(self._home.name)
        scratch = self._room.scratch(home)
        with (home / "errors.txt").open("wb") as errors:
            self._process = subprocess.Popen(
                self._room.command(["-m", f"{__package__}.supervisor"]),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=home,
                env=self._room.variables(scratch),
                start_new_session=True,  # Ctrl-C is for the grader
            )
        self._channel = Channel(self._process.stdout, self._process.stdin)  # type: ignore[arg-type]
        self._replies = queue.Queue()
        threading.Thread(target=self._channel.pour, args=(self._replies,), daemon=True).start()
        settings = {
            "imports": self._imports,
            "rehearsal": self._rehearsal,
            "share": self._share,
            "memory": limits.memory * MEGABYTE,
            "scratch": str(scratch),
        }
        self.request(settings, START)

    def _leave(self) -> None:
        """Close our end; the supervisor ends the rest."""
        process, self._process = self._process, None
        channel, self._channel = self._channel, None
        if process is None or channel is None:
            return
        with contextlib.suppress(OSError, ValueError):
            process.stdin.close()  # type: ignore[union-attr]
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            end(tree(process.pid))
            process.wait()
        channel.close()

    def _lost(self, why: str) -> RoomLost:
        """The room is given up; what its last words were."""
        if self._process is not None:
            end(tree(self._process.pid))
        self._leave()
        with contextlib.suppress(OSError):
            lines = (Path(self._home.name) / "errors.txt").read_text("utf-8", "replace").split("\n")
            why += f" ({lines[-2].strip()})" if len(lines) > 1 else ""
        return RoomLost(f"the grader's process for submissions is gone: {why}")


class Worker:
    """One running submission, seen from the grader."""

    def __init__(self, launcher: Launcher, limits: Limits) -> None:
        self._launcher, self._limits = launcher, limits
        self.seconds = 0.0  # of CPU time so far
        self.forged = False  # whether it has answered in place of the one who was asked

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Run one cell or one case.

        Args:
            message: see `worker.work`.

        Raises:
            Died: it ended, or had to be ended.
            RoomLost: not only it.
        """
        left = self._limits.seconds - self.seconds
        if left <= 0:
            raise Died("time limit of the submission")
        seconds = min(self._limits.cell_seconds, left)
        clock = seconds * self._limits.patience
        nonce = secrets.token_hex(8)
        answer = self._launcher.request(
            {
                "do": "ask",
                "message": {**message, "nonce": nonce},
                "seconds": seconds,
                "clock": clock,
            },
            clock + PATIENCE,
        )
        self.seconds += answer.get("seconds", 0.0)
        if "died" in answer:
            raise Died(answer["died"])
        reply = answer["reply"]
        if reply.get("nonce") != nonce:
            self.forged = True
            raise Died("a forged reply")
        return reply

    def stop(self) -> int:
        """End it; how many processes it has left running."""
        with contextlib.suppress(RoomLost):
            return int(self._launcher.request({"do": "stop"}, PATIENCE).get("left", 0))
        return 0
