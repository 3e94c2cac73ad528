"""What a hostile notebook can and cannot do: the table in the instructor's page, line by line.

All notebooks run one after another in one room, as in a class; the last is an honest one.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from wordemb_keras.course.assignments.author import build, judge
from wordemb_keras.course.assignments.run import rooms
from wordemb_keras.course.assignments.run.execution import Execution
from wordemb_keras.course.assignments.run.launcher import Launcher, Limits
from wordemb_keras.course.assignments.run.runner import Step, run_steps

pytestmark = [
    pytest.mark.xdist_group("hostile"),
    pytest.mark.skipif(sys.platform != "linux", reason="closed rooms are Linux's"),
]

LIMITS = Limits(cell_seconds=1, seconds=40, memory=300, patience=6)
RIGHT = "def double(x):\n    return 2 * x\n"
SPY = """\
def double(x):
    import gc, inspect, sys
    frame, seen = sys._getframe(), []
    while frame:
        seen.append(repr(frame.f_locals)[:100_000] + inspect.getsource(frame)[:100_000]
                    if frame.f_code.co_filename.endswith(".py") else repr(frame.f_locals)[:100_000])
        frame = frame.f_back
    for thing in gc.get_objects():
        if type(thing) is dict:
            seen.append(str(list(thing.values())[:50])[:5000])
    raise ValueError("FOUND" if any("seve" + "n(rng" in text for text in seen) else "nothing")
"""
FORGED = """\
import json, os, socket
def double(x):
    for handle in range(3, 40):
        try:
            connection = socket.socket(fileno=os.dup(handle))
            text = json.dumps({"results": [{"value": 14, "after": [7]}], "nonce": "0"}).encode()
            connection.send(len(text).to_bytes(4, "big") + text)
        except OSError:
            pass
    return 0
"""


def printing(expression):
    """The right answer, and something that is found out."""
    return f"import os, socket, sys\n{RIGHT}print({expression})"


# Name -> what the cell of the first answer is. {source}: the folder of the assignment's source.
ATTACKS = {
    # what it cannot see
    "solutions": printing("os.path.exists({source!r}), os.path.exists({repository!r})"),
    "files of the grader": printing(
        "[os.path.exists(p) for p in ({home!r}, {own!r}, '/home', '/var')]"
    ),
    "hidden": printing("os.listdir({masked!r}) if os.path.exists({masked!r}) else []"),
    "who": printing(
        "os.getuid(), open('/proc/self/status').read().split('CapEff:')[1][:17].strip()"
    ),
    "processes": printing("len([p for p in os.listdir('/proc') if p.isdigit()]) < 6"),
    "environment": printing("[k for k in os.environ if 'TOKEN' in k]"),
    "network": printing(
        "[socket.socket().connect_ex(a) for a in (('127.0.0.1', 22), ('1.1.1.1', 53))]"
    ),
    "memory of the parent": f"""\
{RIGHT}
import os
try:
    print(open(f"/proc/{{os.getppid()}}/mem", "rb"))
except OSError as error:
    print(type(error).__name__)""",
    # what it cannot change
    "writes": f"""\
{RIGHT}
import wordemb_keras, numpy, os
for place in (wordemb_keras.__file__, numpy.__file__, "/usr/bin/x", "/etc/x"):
    try:
        open(place, "a").close(); print("written", place)
    except OSError:
        pass
print("tried")""",
    "leaves files": f"""\
{RIGHT}
for path in ("x.txt", "/tmp/x.txt", "/dev/shm/x"):
    open(path, "w").close()""",
    "leaves a process": f"""\
{RIGHT}
import os, time
if os.fork() == 0:
    os.setsid()
    time.sleep(600)""",
    "kills the first process": f"{RIGHT}\nimport os\nos.kill(1, 9)",
    "kills its parent": f"{RIGHT}\nimport os\nos.kill(os.getppid(), 9)",
    # what ends one question only
    "loop": "def double(x):\n    while True: pass",
    "sleep": "import time\ndef double(x):\n    time.sleep(10**6)",
    "fork bomb": "import os\ndef double(x):\n    while True: os.fork()",
    "memory": "def double(x):\n    return [bytearray(2**24) for _ in range(2**20)]",
    "disk": "def double(x):\n    f = open('f', 'wb')\n    while True: f.write(bytes(2**24))",
    "deep": "def double(x):\n    y = []\n    for _ in range(10**5): y = [y]\n    return y",
    # what earns nothing, and is seen
    "forged reply": FORGED,
    "frames": SPY,
    "np.isclose": "import numpy as np\nnp.isclose = lambda *a, **k: True\ndef double(x): return 4",
    "builtins": "import builtins\nbuiltins.sum = lambda *a: True\ndef double(x): return 4",
    "run_cell": "s = get_ipython()\ns.run_cell = lambda *a, **k: None\ndef double(x): return 4",
    "class of the shell": """\
def double(x): return 4
for kind in type(get_ipython()).__mro__[:2]:
    kind.run_cell_async = lambda *a, **k: None""",
    "transformer": """\
get_ipython().input_transformers_post.append(lambda lines: ["pass\\n"])
def double(x): return 4""",
    "event": """\
def double(x): return 4
def after(*_): raise SystemExit
get_ipython().events.register("pre_run_cell", after)""",
    "exceptions": """\
def double(x): return 4
get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)""",
    "our own module": """\
import sys
calls = sys.modules["wordemb_keras.course.assignments.calls"]
calls.plain = lambda *a, **k: 14
def double(x): return 4""",
    "leaves in the end": f"""\
{RIGHT}
import os
def leave(info):
    if "AssertionError(" in info.raw_cell: os._exit(0)
get_ipython().events.register("pre_run_cell", leave)""",
    "package": "from wordemb_keras.text import english_tokens as double",
    "package by name": "import importlib\n"
    "double = importlib.import_module('wordemb' + '_keras.text').english_tokens",
    # what costs nothing, whatever the room
    "shell": f"files = !ls\n!ls\n{RIGHT}",
    "name": f"import getpass\ngetpass.getuser()\n{RIGHT}",
    # the next student
    "honest": printing("os.listdir('.'), os.listdir('/dev/shm'), os.path.exists('/tmp/x.txt')"),
}


@pytest.fixture(scope="module")
def class_(toy, tmp_path_factory):
    """Every attack's trace and results."""
    masked = tmp_path_factory.mktemp("grades")
    (masked / "scores.csv").write_text("secret", encoding="utf-8")
    own = tmp_path_factory.mktemp("own") / "letter.txt"
    own.write_text("secret", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANVAS_API_TOKEN", "123")
        room = rooms.choose(hidden=[toy.path.parent, masked])
        if room.name == "plain":
            pytest.skip("neither bubblewrap nor the kernel's namespaces work here")
        execution = Execution(toy, LIMITS, seed=1, room=room)
        places = {
            "source": str(toy.path.parent),
            "repository": str(Path(rooms.ROOT, "notebooks")),
            "home": str(Path.home() / ".bashrc"),
            "own": str(own),
            "masked": str(masked),
        }
        try:
            expected = execution.expected()
            found = {}
            for name, attack in ATTACKS.items():
                for place, path in places.items():
                    attack = attack.replace(f"{{{place}!r}}", repr(path))
                notebook = build.answered_version(
                    toy, {"double": attack, "root": "def root(x):\n    return math.sqrt(x)"}
                )
                code = [cell for cell in notebook.cells if cell.cell_type == "code"]
                trace = execution.run(code)
                results = {
                    q: judge.judge(q, 2, expected[q], trace.found.get(q), trace.lost.get(q, ""))
                    for q in ("double", "root")
                }
                found[name] = trace, results, text_of(trace)
            yield found
        finally:
            execution.close()


def text_of(trace):
    """All that a feedback page could show."""
    streams = [o.get("text", "") for outputs in trace.outputs for o in outputs]
    errors = [str(o.get("traceback", "")) for outputs in trace.outputs for o in outputs]
    return "".join(streams), "".join(errors)


def points(class_, name):
    _, results, _ = class_[name]
    return tuple(judge.score(results[question]) for question in ("double", "root"))


SEEN = {
    "solutions": "False False",
    "files of the grader": "[False, False, False, False]",
    "hidden": "[]",
    "who": "65534 0000000000000000",
    "processes": "True",
    "environment": "[]",
    "memory of the parent": "PermissionError",
    "writes": "tried",
    "honest": "[] [] False",
}


@pytest.mark.parametrize("name", SEEN)
def test_what_it_sees(class_, name):
    trace, _, (printed, _) = class_[name]
    assert printed.strip() == SEEN[name], trace
    assert points(class_, name) == (2, 2)


def test_there_is_no_network(class_):
    _, _, (printed, _) = class_["network"]
    assert re.fullmatch(r"\[\d+, \d+\]", printed.strip()) and "0" not in printed.split()


@pytest.mark.parametrize(
    "name",
    ["leaves files", "leaves a process", "kills the first process", "kills its parent"],
)
def test_it_reaches_no_other_process(class_, name):
    trace, _, _ = class_[name]
    assert points(class_, name) == (2, 2), trace
    assert points(class_, "honest") == (2, 2)
    left = trace.notes == ["1 process(es) outlived their cell, ended"]
    assert left == (name == "leaves a process")


@pytest.mark.parametrize(
    "name, words",
    {
        "loop": "time limit (1 s) in double",
        "sleep": "time limit (1 s) in double",
        "fork bomb": "more than 64 processes in double",
        "memory": "memory limit",
        "disk": "",
        "deep": "",
    }.items(),
)
def test_it_costs_one_question(class_, name, words):
    trace, _, _ = class_[name]
    assert points(class_, name) == (0, 2), trace
    assert words in "; ".join(trace.notes)


@pytest.mark.parametrize(
    "name, words",
    {
        "forged reply": "a reply that nobody asked for",
        "frames": "_getframe in double",
        "np.isclose": "replaced: np.isclose",
        "builtins": "replaced: builtins.sum",
        "run_cell": "replaced: get_ipython().run_cell",
        "class of the shell": "run_cell_async",
        "transformer": "replaced: an input transformer",
        "event": "replaced: the event pre_run_cell",
        "exceptions": "replaced: a handler of exceptions",
        "our own module": "replaced: calls.plain",
        "package": "double is a function of wordemb_keras.text",
        "package by name": "double is a function of wordemb_keras.text",
    }.items(),
)
def test_it_earns_nothing_and_is_seen(class_, name, words):
    trace, _, _ = class_[name]
    assert words in "; ".join(trace.suspicious), trace
    assert points(class_, name)[0] == 0


def test_who_leaves_before_the_canaries_is_seen(class_):
    trace, _, _ = class_["leaves in the end"]
    assert trace.suspicious == ["what runs after the last cell did not run to its end"]
    assert points(class_, "leaves in the end") == (2, 2)  # the answers were right


def test_an_honest_one_is_not_suspicious(class_):
    trace, _, _ = class_["honest"]
    assert trace.suspicious == [] and trace.notes == []


@pytest.mark.parametrize("name", ["shell", "name"])
def test_what_any_notebook_does_costs_nothing(class_, name):
    trace, _, (_, errors) = class_[name]
    assert points(class_, name) == (2, 2) and not errors, trace


def test_hidden_cells_are_nowhere(class_):
    """Not in frames, not among objects, not in what is shown, whatever was tried."""
    assert "nothing" in class_["frames"][1]["double"][0].why["en"]
    for _, results, shown in class_.values():
        words = [result.why.get("en", "") for result in results["double"]]
        assert "seven(rng" not in "".join([*shown, *words])
        assert "FOUND" not in "".join(words)


# --- the other rooms ------------------------------------------------------------------------


def test_bubblewrap(tmp_path):
    if problem := rooms.Bubblewrap().problem():
        pytest.skip(f"bubblewrap does not work here: {problem}")
    own = tmp_path / "letter.txt"
    own.write_text("secret", encoding="utf-8")
    hello = Step(f"import os\nos.getuid(), os.path.exists({str(own)!r}), os.getpid() < 100")
    with Launcher(room=rooms.Bubblewrap()) as launcher:
        trace = run_steps(launcher, [hello], LIMITS)
    assert trace.outputs[0][0]["data"]["text/plain"] == "(65534, False, True)"


DOCKER = """\
#!/bin/sh
echo "$*" >> {log}
while [ "$1" != python ]; do shift; done
shift 2   # the entry point, the image
cd {folder} && exec {python} "$@"
"""


def test_a_container_for_each_submission(tmp_path, monkeypatch):
    """With a stand-in for docker that starts what it is told to start."""
    program, log = tmp_path / "docker", tmp_path / "log"
    text = DOCKER.format(log=log, python=sys.executable, folder=tmp_path)
    program.write_text(text, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(rooms, "SCRATCH", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    room = rooms.choose("docker", memory=600)
    with Launcher(room=room) as launcher:
        for _ in range(2):
            trace = run_steps(launcher, [Step("1 + 1")], LIMITS)
            assert trace.outputs[0][0]["data"]["text/plain"] == "2"
    started = log.read_text(encoding="utf-8").splitlines()[1:]  # the first was a try
    assert len(started) == 2
    for option in ("--network none", "--read-only", "--cap-drop ALL", "--user 65534:65534"):
        assert option in started[0]


def test_a_room_of_no_such_name_is_named():
    with pytest.raises(ValueError, match=r"one of auto, bubblewrap.* Received: 'dokcer'"):
        rooms.choose("dokcer")


def test_a_room_that_does_not_work_says_why():
    if shutil.which("podman"):
        pytest.skip("podman is here")
    with pytest.raises(ValueError, match="--isolation podman does not work here"):
        rooms.choose("podman")


def test_without_any_room_there_is_a_warning(monkeypatch):
    monkeypatch.setattr(rooms, "_problem", lambda room: "not here")
    with pytest.warns(UserWarning, match="plain processes with your rights"):
        assert rooms.choose().name == "plain"


@pytest.mark.parametrize("name", ["_lost_once", "_lost_twice"])
def test_the_grader_s_own_process_may_be_ended_at_any_moment(name):
    """A plain process can end the supervisor; once is repeated, twice is its question's end."""
    kill = "import os, pathlib, psutil\nif {}: psutil.Process().parent().parent().kill()"
    once = "not pathlib.Path(r'{}').exists()"
    with Launcher(room=rooms.Plain()) as launcher:
        flag = Path(launcher._home.name, "flag")
        mark = f"{once.format(flag)} and not pathlib.Path(r'{flag}').touch()"
        text = kill.format(mark if name == "_lost_once" else "True")
        trace = run_steps(launcher, [Step("x = 1"), Step(text, "q"), Step("x")], LIMITS)
    assert trace.outputs[2][0]["data"]["text/plain"] == "1"
    words = "the grader's process was ended, repeated"
    assert trace.notes[0] == words
    assert len(trace.notes) == (1 if name == "_lost_once" else 2)


def test_processes_end_with_the_grader():
    """Killed itself, it leaves nothing behind."""
    code = """
import os, signal
from wordemb_keras.course.assignments.run.launcher import Launcher, Limits
from wordemb_keras.course.assignments.run import rooms
launcher = Launcher(room=rooms.choose())
launcher.start(Limits())
print(launcher._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=300
    )
    import psutil

    pid = int(done.stdout)
    _, alive = psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], 30)
    assert alive == []


@pytest.mark.parametrize("page", ["instructors.md", "instructors.ko.md"])
def test_the_instructor_s_page_has_a_line_for_each(page):
    text = Path(rooms.ROOT, "docs", page).read_text(encoding="utf-8")
    rows = [line.split("|")[-2] for line in text.splitlines() if line.count("|") == 4]
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert set(ATTACKS) - {"honest", "shell", "name"} <= set(named)
    assert len(named) == len(set(named))
