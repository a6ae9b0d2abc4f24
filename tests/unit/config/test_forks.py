"""Programs that are forks: their output, their name, how they end and are started again."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bpm.config.configuration import PROJECT_DIR

# In a process without threads, which is what may be forked.
_PARENT = """
import json, os, signal, subprocess, sys, time
from pathlib import Path
from bpm.config.processes.forks import run_fork
from bpm.config.processes.program import Program, ProgramPlan

folder = Path(sys.argv[1])
kept, closed = os.pipe()

def work():
    print("said", Path("/proc/self/comm").read_text().strip(), flush=True)
    try:
        os.fstat(closed)
    except OSError:
        print("closed", flush=True)
    while True:
        signal.pause()

def fail():
    raise SystemExit(3)

def make(name, run):
    plan = ProgramPlan(name=name, launch=run_fork(run, closed_fds=(closed,)), log_dir=folder)
    return Program(plan)

worker, broken = make("worker-1", work), make("broken", fail)
worker.start()
while "closed" not in worker.plan.log_path.read_text():
    time.sleep(0.01)
first = worker.process.pid
try:
    worker.process.wait(0.01)
except subprocess.TimeoutExpired:
    is_waiting = True
os.kill(first, signal.SIGKILL)
while not (sentence := worker.watch()):
    time.sleep(0.01)
worker.watch()
worker.ask_to_stop()
has_ended = worker.wait(time.monotonic() + 20)
broken.start()
while not (complaint := broken.watch()):
    time.sleep(0.01)
worker.kill()
print(json.dumps({
    "log": worker.plan.log_path.read_text().split("\\n")[:2],
    "sentences": [sentence, complaint],
    "is_waiting": is_waiting,
    "is_another": worker.process.pid != first,
    "status": worker.process.poll(),
    "has_ended": has_ended,
}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes cannot be named")
def test_forks_are_watched_like_other_programs(tmp_path: Path) -> None:
    parent = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-c", _PARENT, str(tmp_path)],
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert json.loads(parent.stdout) == {
        "log": ["said worker-1", "closed"],
        "sentences": [
            "The worker-1 ended (signal 9); it is started again at once.",
            "The broken ended (status 3); it is started again at once.",
        ],
        "is_waiting": True,
        "is_another": True,
        "status": -15,
        "has_ended": True,
    }
