"""The supervisor: starts everything in order, keeps it running, stops it together."""

import os
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from bpm.config.configuration import PROJECT_DIR, Configuration
from bpm.config.demo.state import Past, read_past
from bpm.config.processes.children import child_setup
from bpm.config.processes.console import Step, say
from bpm.config.processes.errand import Errand
from bpm.config.processes.errors import StartError
from bpm.config.processes.ground import listen, prepare_var_dir
from bpm.config.processes.postgres import EmbeddedPostgres, embedded_layout
from bpm.config.processes.program import Program
from bpm.config.processes.programs import child_environment, manage, parent_plan
from bpm.config.processes.run_state import RunState

_WATCH_SECONDS = 0.25
# More than the parent of the programs gives these.
_STOP_SECONDS = 6.5
_FREED_SECONDS = 5.0
_READY_SECONDS = 60.0
_DEATHS_THAT_END_A_START = 3
# What Django puts before a sentence that was written for a person.
_SENTENCE = "CommandError: "
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_ANY_ADDRESS = frozenset({"0.0.0.0", "::", "[::]"})  # noqa: S104 compared with, not listened on


class Stopped(BaseException):
    """Somebody asked the suite to stop while it was still starting."""


class Supervisor:
    """Runs the suite of one configuration until it is told to stop."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._stopping = threading.Event()
        self._state = RunState(configuration.var_dir)
        self._postgres: EmbeddedPostgres | None = None
        self._parent: Program | None = None
        self._past = Errand(configuration, "tell_demo")
        host = configuration.host
        self.address = (
            f"http://{'localhost' if host in _ANY_ADDRESS else host}:{configuration.port}"
        )

    def run(self) -> None:
        """Start everything, stay until told to stop, and leave no process behind.

        Raises:
            StartError: Something the start needs is missing; the message says what to do.
        """
        os.umask(0o077)
        with ExitStack() as at_the_end, self._stop_on_signals():
            prepare_var_dir(self._configuration.var_dir)
            was_killed = self._state.claim(self.address)
            at_the_end.callback(self._state.release)
            patience = _FREED_SECONDS if was_killed else 0
            host, port = self._configuration.host, self._configuration.port
            listener = at_the_end.enter_context(listen(host, port, patience_seconds=patience))
            at_the_end.callback(self._stop_all)
            try:
                self._start_all(listener)
                self._tell_how_to_use_it()
                self._begin_past()
                self._watch()
            except Stopped:
                pass
            say("Kontor stops …")
        say("Kontor has stopped.")

    @contextmanager
    def _stop_on_signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self._stopping.set()

        before = {number: signal.signal(number, stop) for number in _STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _start_all(self, listener: socket.socket) -> None:
        say("Kontor starts.")
        if self._configuration.is_embedded:
            self._start_postgres()
        self._prepare()
        self._parent = Program(parent_plan(self._configuration, listener_fd=listener.fileno()))
        with Step("Starting web server, job worker and scheduler"):
            self._parent.start()
            self._wait_until_ready(self._parent)

    def _start_postgres(self) -> None:
        postgres = EmbeddedPostgres(embedded_layout(self._configuration.var_dir))
        with Step("Starting PostgreSQL"):
            postgres.end_leftover()
            postgres.prepare()
            self._postgres = postgres
            postgres.start()

    def _prepare(self) -> None:
        """Run the steps that need Django in a process of their own, which then is gone again."""
        log_path = self._configuration.var_dir / "log" / "prepare.log"
        with log_path.open("ab") as log:
            log_start = log.tell()
            process = subprocess.Popen(  # noqa: S603 our own program
                manage("prepare"),
                env=child_environment(self._configuration),
                cwd=PROJECT_DIR,
                stdin=subprocess.DEVNULL,
                stderr=log,
                preexec_fn=child_setup(),  # noqa: PLW1509 the tie to the supervisor is made there
            )
        while (status := self._poll(process)) is None:
            continue
        if status:
            lines = log_path.read_bytes()[log_start:].decode(errors="replace").strip().splitlines()
            reason = lines[-1][:500] if lines else f"status {status}"
            if reason.startswith(_SENTENCE):
                raise StartError(
                    f"{reason.removeprefix(_SENTENCE)} Mend that and start again; {log_path} tells "
                    "the whole story."
                )
            raise StartError(
                f"Preparing the database failed ({reason}): {log_path} tells the whole story; mend "
                "that and start again."
            )

    def _poll(self, process: subprocess.Popen[bytes]) -> int | None:
        try:
            return process.wait(_WATCH_SECONDS)
        except subprocess.TimeoutExpired:
            if self._stopping.is_set():
                process.terminate()
                process.wait()
                raise Stopped from None
            return None

    def _wait_until_ready(self, parent: Program) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not self._is_ready():
            self._stopping.wait(_WATCH_SECONDS)
            if self._stopping.is_set():
                raise Stopped
            self._keep_running()
            if parent.deaths_in_a_row >= _DEATHS_THAT_END_A_START:
                raise StartError(
                    f"The programs do not start ({parent.last_words()}): {parent.plan.log_path} "
                    "tells the whole story; mend that and start again."
                )
            if time.monotonic() > deadline:
                raise StartError(
                    f"The suite was not ready within {_READY_SECONDS:.0f} s: the files in "
                    f"{self._configuration.var_dir / 'log'} tell why; mend that and start again."
                )

    def _is_ready(self) -> bool:
        host = "127.0.0.1" if self._configuration.host in _ANY_ADDRESS else self._configuration.host
        url = f"http://{host}:{self._configuration.port}/health/ready"
        try:
            # No proxy: the answer must come from here.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(url, timeout=5) as answer:
                return bool(answer.status == 200)  # noqa: PLR2004 HTTP's "fine"
        except (urllib.error.URLError, OSError):
            return False

    def _tell_how_to_use_it(self) -> None:
        say(f"\nKontor is ready:  {self.address}")
        say(f"  REST API        {self.address}/api/docs")
        if self._configuration.is_demo:
            say("  Log in as       admin, clerk, manager, director, operator or analyst")
            say("  Password        the same as the name (demo accounts, this machine only)")
        say(f"  Logs            {self._configuration.var_dir / 'log'}")
        say("  Stop            Ctrl-C\n")

    def _begin_past(self) -> None:
        configuration = self._configuration
        if configuration.demo and read_past(configuration.var_dir) is Past.WANTED:
            say("The work of past weeks is being filled in; that takes a minute, and no waiting.")
            self._past.start()

    def _look_after_past(self) -> None:
        status = self._past.find_end()
        if status == 0:
            say("The work of past weeks is there.")
        elif status is not None:
            say(f"Not all work of past weeks is there: {self._past.log_path} tells why.")

    def _watch(self) -> None:
        while not self._stopping.wait(_WATCH_SECONDS):
            self._keep_running()

    def _keep_running(self) -> None:
        self._mend_postgres()
        self._look_after_past()
        if self._parent is not None:
            sentence = self._parent.watch()
            if sentence:
                say(sentence)
            self._parent.limit_log()

    def _mend_postgres(self) -> None:
        postgres = self._postgres
        if postgres is None or postgres.process is None or postgres.process.poll() is None:
            return
        say("PostgreSQL ended; it is started again at once.")
        try:
            postgres.start()
        except StartError as error:
            # Room on the disk may come back; the programs answer 503 until then.
            say(str(error))
            self._stopping.wait(5)

    def _stop_all(self) -> None:
        self._past.stop()
        if self._parent is not None:
            self._parent.ask_to_stop()
            self._parent.wait(time.monotonic() + _STOP_SECONDS)
            # Also where it ended by itself: nothing it started may stay.
            self._parent.kill()
        if self._postgres is not None:
            self._postgres.stop()
