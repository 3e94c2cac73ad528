"""What the tests share."""

import atexit
import contextlib
import gc
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if workers := int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 0)):
    # Each worker (and the notebook kernel it starts) gets its share of the cores: pools of threads
    # that are as large as the machine wait for each other, a tenth to a quarter of the CPU time.
    share = str(max(1, (os.cpu_count() or 1) // workers))
    for threads in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(threads, share)

import pytest

ROOT = Path(__file__).parent.parent

gc.disable()  # what is imported stays: see `pytest_collection_finish`

# Two workers and the hundred processes they start read the same files: compile each only once.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# nbformat's jsonschema can check IRIs with this package, which takes three seconds to load: there
# are none in a notebook.
WITHOUT_IRIS = 'import sys; sys.modules.setdefault("rfc3987_syntax", None)\n'
exec(WITHOUT_IRIS)

LONGEST = ("test_notebooks.py", "test_distribute.py", "test_docs.py")  # up to a minute a test

# Doctests and tests may change into other folders; the search path must not move with them.
if folders := os.environ.get("WORDEMB_DATA"):
    found = [str(Path(folder).resolve()) for folder in folders.split(os.pathsep) if folder]
    os.environ["WORDEMB_DATA"] = os.pathsep.join(found)


@atexit.register
def at_exit():
    """A worker of pytest-xdist ends here: Python would clear its objects away for seven seconds.

    All that is registered later, by multiprocessing too, is done before this. How the tests ended
    is told by then; pytest itself, which is no worker, keeps its exit status.
    """
    if at_exit.worker:
        os._exit(0)


at_exit.worker = False


def pytest_configure(config):
    at_exit.worker = hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Put the group of a test behind its name, by which pytest-xdist gives it to one worker.

    xdist 3.8 does so where pytest 9.2 no longer looks: every worker ran every group. The longest
    come first: one that begins last would run alone while the other workers have nothing to do.
    """
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items if getattr(config.option, "loadgroup", False) else ():
        group = item.get_closest_marker("xdist_group")
        if group and not item.nodeid.endswith(f"@{group.args[0]}"):
            item._id = item._id.parse(f"{item.nodeid}@{group.args[0]}")


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not look through it, now or for each test."""
    gc.freeze()
    gc.enable()


@contextlib.contextmanager
def run_eagerly():
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Even though the `tf.config.experimental_run_functions")
        try:
            yield
        finally:
            tf.config.run_functions_eagerly(False)


@pytest.fixture(scope="session")
def eager():
    """A context in which TensorFlow runs every step as it comes.

    To make a graph takes seconds even of a tiny model: for what is not about the graph.
    """
    return run_eagerly


@pytest.fixture
def eagerly(eager):
    """The same for a whole test."""
    with eager():
        yield


@pytest.fixture
def real_data():
    """The folder with the real data, or a skip that says why."""
    for folder in os.environ.get("WORDEMB_DATA", "").split(os.pathsep):
        if folder and (Path(folder) / "nsmc").is_dir():
            return Path(folder)
    pytest.skip("needs the real data: set WORDEMB_DATA to its folder")


@pytest.fixture
def fresh_process(tmp_path):
    """Run code in a new Python process, in an empty folder; gives what it printed."""

    def run(code: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_IRIS + code],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
            timeout=300,
        )
        if done.returncode:
            raise AssertionError(done.stderr)
        return done.stdout.strip()

    return run


class Forked:
    """A new process that has loaded Keras and TensorFlow and nothing else: the code starts there.

    Loading them takes six seconds, so one process does it for all tests of a worker and is forked
    for each (where there is no fork, each loads them again). It writes to two files.
    """

    _context = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
    _context.set_forkserver_preload(["keras"])

    def __init__(self, code: str, folder: Path, **environment: str):
        self._files = Path(tempfile.mkdtemp(prefix="output-"))
        begin = (
            "import gc, os, sys\n"
            "gc.freeze()\n"  # as in `pytest_collection_finish`
            "for number, stream in ((1, sys.stdout), (2, sys.stderr)):\n"
            f"    path = os.path.join({str(self._files)!r}, str(number))\n"
            "    os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)\n"
            "    stream.reconfigure(encoding='utf-8')\n"
            f"os.environ.update({environment!r})\n"
            f"os.chdir({str(folder)!r})\n"
        )
        process = self._context.Process(target=exec, args=(begin + code, {"__name__": "__main__"}))
        process.start()
        self.kill, self._process = process.kill, process

    @property
    def running(self) -> bool:
        return self._process.is_alive()

    def wait(self, timeout: float = 300) -> int:
        """Its exit status, or minus the signal that killed it."""
        self._process.join(timeout)
        if self.running:
            self.kill()
            raise AssertionError(f"still running after {timeout} seconds: {self.errors()}")
        return self._process.exitcode

    def output(self) -> str:
        """What it has printed."""
        return self._written(1)

    def errors(self) -> str:
        """What it has written to the stream of errors."""
        return self._written(2)

    def _written(self, number: int) -> str:
        file = self._files / str(number)
        return file.read_text(encoding="utf-8", errors="replace").strip() if file.exists() else ""

    def close(self) -> None:
        """End it, and delete what it has written."""
        self.kill()
        self._process.join()
        shutil.rmtree(self._files)


class Kernel(Forked):
    """A kernel of Jupyter as a `Forked`, with what jupyter_client asks of a process."""

    stdin = stdout = stderr = None

    def __init__(self, command: list[str], *, env: dict[str, str], cwd: str, **_):
        code = (
            "os.setsid()\n"  # Jupyter ends the whole group of the process
            f"sys.argv = {command[command.index('-m') + 1 :]!r}\n"
            "from ipykernel import kernelapp\n"
            "kernelapp.launch_new_instance()\n"
        )
        super().__init__(code, Path(cwd), **env)
        self.pid = self._process.pid
        while self.running and os.getpgid(self.pid) != self.pid:
            time.sleep(0.01)

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)


@pytest.fixture(scope="module")
def forked_kernels():
    """Kernels do not load Keras and TensorFlow again: see `Forked`."""
    from jupyter_client.provisioning import local_provisioner

    started = []

    def launch(*args, **options):
        started.append(Kernel(*args, **options))
        return started[-1]

    with pytest.MonkeyPatch.context() as patch:
        if os.name != "nt":
            patch.setattr(local_provisioner, "launch_kernel", launch)
        yield
    for kernel in started:
        kernel.close()


@pytest.fixture
def start_fresh_keras():
    """Start code in a new process that has loaded only Keras: a `Forked`."""
    started = []

    def start(*args, **environment):
        started.append(Forked(*args, **environment))
        return started[-1]

    yield start
    for process in started:
        process.close()


@pytest.fixture
def fresh_keras(tmp_path, start_fresh_keras):
    """As `fresh_process`, where Keras is loaded already."""

    def run(code: str) -> str:
        process = start_fresh_keras(code, tmp_path)
        if process.wait():
            raise AssertionError(process.errors())
        return process.output()

    return run
