"""Closed rooms, in which submissions run as nobody in particular.

A room shows the system's programs, Python, the installed packages, this package and its data,
all read-only, and an empty folder in memory. It has no network, no other processes, and no
view of the assignments' sources, of other submissions, of scores or of the user's files.

    Bubblewrap      the program bwrap (Debian, Fedora, ...: the package bubblewrap)
    Namespaces      the same, asked of the kernel by ourselves (`namespaces.py`)
    Container       docker or podman: one container a submission
    Plain           no room at all: a process with your rights

References: bubblewrap (https://github.com/containers/bubblewrap); `man 7 namespaces`.
"""

import functools
import json
import os
import subprocess
import sys
import sysconfig
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wordemb_keras.course.execution import ROOT, environment
from wordemb_keras.datasets import sample_folder, search_path

NAMES = ("auto", "bubblewrap", "namespaces", "docker", "podman", "plain")
IMAGE = "wordemb-grading"
NOBODY = 65534
SCRATCH = "/scratch"  # in a room; /tmp may hold what is shown
SIZE = 512 * 2**20  # of what a submission may write
_PYTHON = Path(sys.executable)
_SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store"),
    *("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime"),
)
# As many submissions run at a time as there are cores, and a limit counts the time of all threads.
_THREADS = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"),
    *("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"),
)
# What a process may know of the grader's environment; nothing else goes along.
_KEPT = (
    *("PATH", "LANG", "LC_", "TZ", "LD_LIBRARY_PATH", "DYLD_", "OMP_", "KERAS_BACKEND", "TF_"),
    *("SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS", "PROCESSOR_"),
)


class Room:
    """Where the process runs that a submission is forked from.

    `lasting`: whether a room serves one submission after another; each is a process of its own,
    ended with all that it has started before the next begins, and nothing that it wrote stays.
    """

    name = ""
    lasting = True

    def command(self, arguments: list[str]) -> list[str]:
        """What to start.

        Args:
            arguments: of Python.
        """
        raise NotImplementedError

    def scratch(self, home: Path) -> Path:
        """The folder that submissions may write in, as they see it.

        Args:
            home: a folder of the grader's.
        """
        return Path(SCRATCH)

    def variables(self, scratch: Path) -> dict[str, str]:
        """The environment of a submission.

        Args:
            scratch: where its home is.
        """
        homes = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TMP", "TEMP")
        return {
            **{k: v for k, v in os.environ.items() if k.upper().startswith(_KEPT)},
            **environment(),
            **dict.fromkeys((*homes, "IPYTHONDIR"), str(scratch)),
            **dict.fromkeys(_THREADS, "1"),
            **dict.fromkeys(("USER", "LOGNAME"), "student"),  # who has no name in /etc/passwd
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def problem(self) -> str:
        """Why it cannot be used here; an empty string where it can."""
        try:
            done = subprocess.run(
                self.command(["-c", "import wordemb_keras"]),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=self.variables(Path(SCRATCH)),
                timeout=60,
            )
        except (OSError, subprocess.SubprocessError) as error:
            return str(error)
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return (lines[-1] if lines else "it failed") if done.returncode else ""


class Plain(Room):
    """A process of one's own, with one's own rights."""

    name = "plain"

    def command(self, arguments: list[str]) -> list[str]:
        """Python itself."""
        return [str(_PYTHON), *arguments]

    def scratch(self, home: Path) -> Path:
        """A folder beside the grader's own."""
        folder = home / "scratch"
        folder.mkdir(exist_ok=True)
        return folder

    def problem(self) -> str:
        """It works everywhere."""
        return ""


@dataclass(frozen=True)
class Closed(Room):
    """A room on this system that shows a part of it.

    Args:
        hidden: folders that nobody in the room may see, wherever they lie.
    """

    hidden: tuple[Path, ...] = ()

    def covered(self) -> list[Path]:
        """The hidden folders that would be seen."""
        shown, _ = view()
        return [path for path in self.hidden if path.is_dir() and _inside(path, shown)]


class Bubblewrap(Closed):
    """bubblewrap sets the room up."""

    name = "bubblewrap"

    def command(self, arguments: list[str]) -> list[str]:
        """Bwrap with what it shows; later mounts lie over earlier ones."""
        shown, links = view()
        return [
            *("bwrap", "--unshare-all", "--die-with-parent", "--as-pid-1", "--new-session"),
            *("--uid", str(NOBODY), "--gid", str(NOBODY), "--cap-drop", "ALL"),
            *(part for path in shown for part in ("--ro-bind", str(path), str(path))),
            *(part for path, to in links.items() for part in ("--symlink", to, path)),
            *(part for path in self.covered() for part in ("--tmpfs", str(path))),
            *("--proc", "/proc", "--dev", "/dev", "--size", str(SIZE), "--tmpfs", SCRATCH),
            *("--chdir", SCRATCH, str(_PYTHON), *arguments),
        ]


class Namespaces(Closed):
    """The kernel's namespaces, without a program that sets them up."""

    name = "namespaces"

    def command(self, arguments: list[str]) -> list[str]:
        """`namespaces.py` with a plan of what it shows."""
        shown, links = view()
        plan = {
            "shown": [str(path) for path in shown],
            "links": links,
            "hidden": [str(path) for path in self.covered()],
            "scratch": SCRATCH,
            "size": SIZE,
            "nobody": NOBODY,
        }
        script = str(Path(__file__).with_name("namespaces.py"))
        return [*(str(_PYTHON), "-I", "-S", script, json.dumps(plan)), str(_PYTHON), *arguments]


@dataclass(frozen=True)
class Container(Room):
    """A container for each submission, from an image without any assignment in it.

    Args:
        name: of the program, `"docker"` or `"podman"`.
        memory: most of it, in MB.
    """

    name: str
    memory: int = 4096
    lasting = False

    def command(self, arguments: list[str]) -> list[str]:
        """The program's."""
        return [
            *(self.name, "run", "--rm", "--interactive", "--network", "none", "--read-only"),
            *("--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
            *("--user", f"{NOBODY}:{NOBODY}", "--pids-limit", "256"),
            *("--memory", f"{self.memory}m", "--memory-swap", f"{self.memory}m"),
            *("--tmpfs", f"{SCRATCH}:rw,exec,size={SIZE},mode=1777", "--workdir", SCRATCH),
            *("--tmpfs", "/tmp:rw,mode=1777", "--env", "PYTHONUTF8=1"),
            *("--env", f"HOME={SCRATCH}", "--env", f"TMPDIR={SCRATCH}"),
            *("--env", "MPLBACKEND=module://matplotlib_inline.backend_inline"),
            *("--entrypoint", "python", IMAGE, *arguments),
        ]

    def variables(self, scratch: Path) -> dict[str, str]:
        """The program's own; of these none goes into the container."""
        return dict(os.environ)


def choose(name: str = "auto", *, hidden: Iterable[Path] = (), memory: int = 4096) -> Room:
    """The room to grade in.

    Args:
        name: one of `NAMES`; `"auto"` is the first of bubblewrap, namespaces and plain that works.
        hidden: folders that nobody in the room may see, wherever they lie.
        memory: of a container, in MB.

    Raises:
        ValueError: there is no such room, or it does not work here; the message says why.
    """
    if name not in NAMES:
        raise ValueError(f"isolation must be one of {', '.join(NAMES)}. Received: {name!r}")
    masked = tuple(sorted({path.resolve() for path in hidden}))
    rooms: list[Room] = [Bubblewrap(masked), Namespaces(masked)]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        rooms.reverse()  # bubblewrap leaves root's files to the root that started it
    if name == "auto":
        problems = {}
        for room in rooms:
            problems[room.name] = _problem(room)
            if not problems[room.name]:
                return room
        reasons = "; ".join(f"{known}: {why}" for known, why in problems.items())
        warnings.warn(
            "Submissions run as plain processes with your rights: they can read your files and use "
            "the network. Grade only people whom you trust so, or choose --isolation docker. "
            f"No closed room works here ({reasons}).",
            stacklevel=2,
        )
        return Plain()
    known = {**{room.name: room for room in rooms}, "plain": Plain()}
    room = known.get(name) or Container(name, memory)
    if problem := _problem(room):
        if isinstance(room, Container):
            problem += f". Is {name} running, and the image built? See docs/instructors.md"
        raise ValueError(f"--isolation {name} does not work here: {problem}")
    return room


@functools.cache
def _problem(room: Room) -> str:
    return room.problem()


@functools.cache
def view() -> tuple[list[Path], dict[str, str]]:
    """What a room shows, read-only, and the links that lead there."""
    paths = sysconfig.get_paths()
    wanted = [
        *map(Path, _SYSTEM),
        *map(Path, (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)),
        *(Path(paths[kind]) for kind in ("stdlib", "platstdlib", "purelib", "platlib")),
        *(Path(p) for p in sys.path if Path(p).name in ("site-packages", "dist-packages")),
        *(ROOT / "wordemb_keras", sample_folder()),
        *(path.resolve() for path in search_path()),
    ]
    links: dict[str, str] = {}
    shown: dict[Path, None] = {}
    for path in wanted:
        if path.is_symlink():  # /bin -> usr/bin, .venv -> elsewhere
            links[str(path)] = str(path.readlink())
        if path.exists():
            shown[path.resolve()] = None
    if not _inside(Path("/tmp"), list(shown)) and not any(Path("/tmp") in p.parents for p in shown):
        links["/tmp"] = SCRATCH
    outer = [path for path in shown if not any(parent in shown for parent in path.parents)]
    return outer, {link: to for link, to in links.items() if not _inside(Path(link), outer)}


def _inside(path: Path, folders: list[Path]) -> bool:
    return any(folder == path or folder in path.parents for folder in folders)
