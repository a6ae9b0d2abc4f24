"""Jobs that wait for the outside, beside those that do not: each on a thread of its own."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Final, Self

from django.db import connection

from bpm.jobs.contracts import LeasedJob

THREADS: Final = 8
_LOOK_AGAIN_AFTER_SECONDS: Final = 0.2

_log = logging.getLogger(__name__)


class SlowLane:
    """Runs slow jobs while its owner goes on; leaving it waits for all of them."""

    def __init__(self, run: Callable[[Sequence[LeasedJob]], None]) -> None:
        self._run = run
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="slow-job")
        self._running: set[Future[None]] = set()

    @property
    def free(self) -> int:
        """How many more jobs can begin now."""
        self._running = {job for job in self._running if not job.done()}
        return THREADS - len(self._running)

    @property
    def is_idle(self) -> bool:
        """Whether no job is under way."""
        return self.free == THREADS

    def begin(self, jobs: Sequence[LeasedJob]) -> None:
        """Let jobs begin; there must be as many free."""
        self._running |= {self._threads.submit(self._run_one, job) for job in jobs}

    def wait(self) -> bool:
        """Wait a moment for a job to end; return False at once where none runs."""
        if not self._running:
            return False
        wait(self._running, timeout=_LOOK_AGAIN_AFTER_SECONDS, return_when=FIRST_COMPLETED)
        return True

    def _run_one(self, job: LeasedJob) -> None:
        try:
            self._run([job])
        except Exception:  # noqa: BLE001 whatever it is, the job's lease runs out
            # Another worker takes the job then; nobody else would hear of this.
            _log.exception("The thread of job %s failed.", job.id)
        finally:
            connection.close()

    def __enter__(self) -> Self:
        """Open the lane; a thread starts only with a job."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for every job that has begun."""
        self._threads.shutdown()
