"""The process that runs scripts: locked up, replaced when it fails, owned by one process."""

import marshal
import os
import signal
import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from bpm.core.scripting import (
    Script,
    ScriptError,
    ScriptMemoryError,
    ScriptTimeoutError,
    ScriptWorkerError,
    close_pool,
    compile_script,
    run_script,
)
from bpm.core.scripting.pool import POOL_SIZE, get_pool
from bpm.core.scripting.worker_process import WorkerProcess
from tests.waiting import wait_until

PROJECT = Path(__file__).resolve().parents[4]


def only_worker() -> WorkerProcess:
    """Return the one worker that runs after a script has run."""
    close_pool()
    run_script(compile_script("x = 1"), {})
    [worker] = get_pool()._all
    return worker


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_worker_serves_many_scripts() -> None:
    worker = only_worker()

    for number in range(700):  # more than it keeps programs of
        assert run_script(compile_script(f"x = {number}"), {}) == {"x": Decimal(number)}

    assert get_pool()._all == {worker}


def test_a_script_that_takes_too_long_is_killed() -> None:
    worker = only_worker()

    begun = time.monotonic()
    with pytest.raises(ScriptTimeoutError, match=r"longer than 0\.2 s"):
        run_script(compile_script("while True: pass"), {}, timeout_seconds=0.2)

    assert time.monotonic() - begun < 1
    assert not lives(worker.pid)
    assert run_script(compile_script("x = 1"), {}) == {"x": Decimal(1)}


def test_a_script_that_needs_too_much_memory_is_told_so() -> None:
    worker = only_worker()

    with pytest.raises(ScriptMemoryError, match="512 MiB"):
        run_script(compile_script("x = [0] * 10 ** 9"), {})

    assert not lives(worker.pid)
    assert run_script(compile_script("x = 1"), {}) == {"x": Decimal(1)}


def test_a_worker_that_was_killed_while_idle_is_replaced_in_silence() -> None:
    worker = only_worker()

    os.kill(worker.pid, signal.SIGKILL)
    assert wait_until(lambda: not worker.is_idle())

    assert run_script(compile_script("x = 1"), {}) == {"x": Decimal(1)}


def test_large_values_pass_both_ways() -> None:
    text = "ä" * 400_000

    assert run_script(compile_script("b = a + '!'"), {"a": text}) == {"b": text + "!"}


def test_nothing_is_left_for_the_next_script() -> None:
    run_script(compile_script("secret = 1\ndef helper(): return 2\nlen = 3"), {})

    with pytest.raises(ScriptError, match="There is no variable 'secret'"):
        run_script(compile_script("x = secret"), {})
    assert run_script(compile_script("x = len([])"), {}) == {"x": Decimal(0)}


def test_threads_do_not_mix_up_their_answers() -> None:
    script = compile_script("x = [n, n * 2]")

    def run_many(thread: int) -> bool:
        numbers = [Decimal(thread * 1000 + i) for i in range(100)]
        return all(run_script(script, {"n": n}) == {"x": [n, n * 2]} for n in numbers)

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(run_many, range(4)))


def test_a_slow_script_does_not_hold_up_another_thread() -> None:
    slow, quick = compile_script("while True: pass"), compile_script("x = 1")

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(run_script, slow, {}, timeout_seconds=2)
        assert wait_until(lambda: POOL_SIZE - get_pool()._places.qsize() == 1)
        assert run_script(quick, {}) == {"x": Decimal(1)}
        assert not running.done()
        with pytest.raises(ScriptTimeoutError):
            running.result()


def test_a_forked_process_has_workers_of_its_own() -> None:
    worker = only_worker()
    reader, writer = os.pipe()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # about forks beside threads
        child = os.fork()
    if child == 0:
        outcome = b"failed"
        try:
            result = run_script(compile_script("x = n + 1"), {"n": Decimal(1)})
            [own] = get_pool()._all
            outcome = b"%d" % own.pid if result == {"x": Decimal(2)} else b"wrong"
        finally:
            os.write(writer, outcome)
            os._exit(0)
    os.waitpid(child, 0)
    own_pid = int(os.read(reader, 100))
    os.close(reader)
    os.close(writer)

    assert own_pid != worker.pid
    assert wait_until(lambda: not lives(own_pid))
    assert run_script(compile_script("x = 1"), {}) == {"x": Decimal(1)}
    assert get_pool()._all == {worker}


def test_workers_end_with_their_parent() -> None:
    program = (
        "import os\n"
        "from bpm.core.scripting import compile_script, run_script\n"
        "from bpm.core.scripting.pool import get_pool\n"
        "run_script(compile_script('x = 1'), {})\n"
        "print(*(w.pid for w in get_pool()._all), flush=True)\n"
        "os._exit(0)\n"
    )

    done = subprocess.run(  # noqa: S603 - the program above
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, check=True
    )

    assert wait_until(lambda: not lives(int(done.stdout)))


def test_a_worker_that_cannot_start_is_an_error_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    close_pool()
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(ScriptWorkerError, match="did not start"):
        run_script(compile_script("x = 1"), {})


ESCAPED = """
start = [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0]
modules = start.__init__.__globals__['sys'].modules
os, libc = modules['os'], modules['ctypes'].CDLL(None)
def attempt(function, *arguments):
    try:
        return 'done' if function(*arguments) != -1 else 'refused'
    except Exception as error:
        return 'refused'
environment = [*map(str, os.environ)]
outcomes = {
    'open': attempt(os.open, '/etc/hostname', 0),
    'fork': attempt(os.fork),
    'execute': attempt(os.execv, '/bin/true', ['true']),
    'socket': attempt(libc.socket, 2, 1, 0),
    'list': attempt(os.listdir, '/'),
    'kill': attempt(os.kill, os.getppid(), 0),
    'import': attempt(modules['importlib'].import_module, 'http.client'),
}
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the locks are Linux's")
def test_the_process_holds_when_the_language_does_not() -> None:
    # As if the policy had a hole: code that it never saw, with the way out that it closes.
    code = compile(ESCAPED, "<script>", "exec")
    program = marshal.dumps((code, ("environment", "outcomes"), False))
    locks = only_worker().locks

    left = run_script(Script("", frozenset(), frozenset(), program), {})

    expected = dict.fromkeys(["open", "fork", "execute", "socket", "list", "import"], "refused")
    if "seccomp" in locks:
        expected["kill"] = "refused"
    outcomes = left["outcomes"]
    assert isinstance(outcomes, dict)
    assert {name: outcomes[name] for name in expected} == expected
    assert left["environment"] in ([], ["LC_CTYPE"])  # which Python sets itself
    assert {"memory", "open_files", "processes", "file_size", "core"} <= locks


TAKEN_OVER = """
start = [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0]
os = start.__init__.__globals__['sys'].modules['os']
"""
ENDS = "\nos._exit(0)"


@pytest.mark.parametrize(
    "answer",
    [
        b"\0" * 5 + b"x",
        b"\0\xff\xff\xff\xff",
        b"\0\0",
        b"\0\0\0\xea\x60" + b"[" * 60_000,
        b"\0\0\0\1\x2c" + b"[" * 150 + b"]" * 150,
        b"\7\0\0\0\2[]",
        b"\0\0\0\0\2{}",
        b"\0\0\0\0\7[1,2,3]",
        b'\0\0\0\0\x15[{"a":1},{"a":"x"},""]',
        b"\0\0\0\0\2\xff\xff",
    ],
)
def test_a_worker_that_was_taken_over_can_only_lie(answer: bytes) -> None:
    code = compile(f"{TAKEN_OVER}os.write(1, {answer!r}){ENDS}", "<script>", "exec")
    program = marshal.dumps((code, (), False))

    with pytest.raises(ScriptError, match="brought down"):
        run_script(Script("", frozenset(), frozenset(), program), {})
    assert run_script(compile_script("x = 1"), {}) == {"x": Decimal(1)}
