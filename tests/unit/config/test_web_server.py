"""How connections are shared among web workers."""

import os

from bpm.config.web_server import SharedCounts


def test_a_worker_with_more_connections_than_another_is_ahead() -> None:
    counts = SharedCounts()
    counts.note(1, 2)
    counts.note(2, 3)

    assert counts.is_ahead(3)
    assert not counts.is_ahead(2)


def test_a_worker_alone_is_never_ahead() -> None:
    counts = SharedCounts()

    assert not counts.is_ahead(1000)


def test_a_worker_that_has_ended_waits_for_no_connections() -> None:
    counts = SharedCounts()
    counts.note(1, 0)
    counts.note(2, 3)

    counts.forget(1)

    assert not counts.is_ahead(3)


def test_processes_that_were_forked_see_each_others_counts() -> None:
    counts = SharedCounts()
    counts.note(1, 5)

    child = os.fork()
    if child == 0:
        counts.note(2, 4)
        os._exit(0)
    os.waitpid(child, 0)

    assert counts.is_ahead(5)
