"""psycopg with connections that can keep statements until an answer is wanted.

What is overridden is not part of psycopg's documented interface:
``tests/integration/base/test_pipelining.py`` holds it.
"""

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import psycopg
from psycopg.generators import send
from psycopg.pq import TransactionStatus
from typing_extensions import override

_Waiting = Generator[Any, Any, None]


class PatientPipeline(psycopg.Pipeline):
    """Keeps statements until an answer is wanted; psycopg's own sends each of them at once."""

    @override
    def _communicate_gen(self) -> _Waiting:
        # Into libpq's own memory, which is sent with a sync or when it has grown large.
        while self.command_queue:
            self.command_queue.popleft()()
        yield from ()

    @override
    def _sync_gen(self) -> _Waiting:
        yield from self._fetch_gen(flush=True)

    @override
    def _exit_gen(self) -> _Waiting:
        yield from self._fetch_gen(flush=True)

    @override
    def _fetch_gen(self, *, flush: bool) -> _Waiting:
        yield from self._communicate_gen()
        if self.result_queue and flush:
            # By a sync and not by a flush, so that the state of the transaction is known after
            # it: psycopg leaves out the commit of a transaction that it does not know of.
            self.pgconn.pipeline_sync()
            self.result_queue.append(None)
            yield from send(self.pgconn)
        yield from super()._fetch_gen(flush=False)


class PatientConnection(psycopg.Connection[Any]):
    """A connection that can be in a pipeline from a command's writes to their commit."""

    def enter_pipeline(self) -> None:
        """Wait for no answer from now on, not even to the beginning of a transaction."""
        pipeline = PatientPipeline(self)
        pipeline.__enter__()
        self._pipeline = pipeline
        if not self.autocommit and self.pgconn.transaction_status == TransactionStatus.IDLE:
            # psycopg itself would wait for this.
            self.pgconn.send_query_params(self._get_tx_start_command(), None)
            pipeline.result_queue.append(None)

    @property
    def is_in_pipeline(self) -> bool:
        """Return whether answers are not waited for."""
        return self._pipeline is not None

    def leave_pipeline(self, error: BaseException | None = None) -> None:
        """Wait for all answers, and for each one from now on.

        Args:
            error: What ends the pipeline; answers that say more of it are only logged.

        Raises:
            psycopg.Error: A statement has gone wrong.
        """
        pipeline, self._pipeline = self._pipeline, None
        if isinstance(pipeline, PatientPipeline):
            pipeline.__exit__(None if error is None else type(error), error, None)


DRIVER = SimpleNamespace(**vars(psycopg) | {"connect": PatientConnection.connect})
"""What Django takes for psycopg itself."""
