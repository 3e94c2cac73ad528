"""What the tests share."""

import os
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Two workers and the hundred processes they start read the same files: compile each only once.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# nbformat's jsonschema can check IRIs with this package, which takes three seconds to load: there
# are none in a notebook.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
if workers := int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 0)):
    # Each worker (and the notebook kernel it starts) gets its share of the cores: pools of threads
    # that are as large as the machine wait for each other, a tenth to a quarter of the CPU time.
    share = str(max(1, (os.cpu_count() or 1) // workers))
    for threads in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(threads, share)

import pytest

ROOT = Path(__file__).parent.parent

# Doctests and tests may change into other folders; the search path must not move with them.
if folders := os.environ.get("WORDEMB_DATA"):
    found = [str(Path(folder).resolve()) for folder in folders.split(os.pathsep) if folder]
    os.environ["WORDEMB_DATA"] = os.pathsep.join(found)


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
            [sys.executable, "-c", code],
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
