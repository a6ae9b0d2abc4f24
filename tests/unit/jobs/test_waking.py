"""Many wake-up calls in a moment become two, and none is left out at the end."""

import threading

from bpm.jobs.waking import GatheredCalls
from tests.waiting import wait_until


class _Calls:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.heard = 0
        self.told = 0
        self.told_when_heard = 0

    def hear(self) -> None:
        with self._lock:
            self.heard += 1
            self.told_when_heard = self.told


def test_a_single_call_is_made_at_once() -> None:
    calls = _Calls()

    GatheredCalls(calls.hear)()

    assert calls.heard == 1


def test_a_flurry_becomes_a_few_calls_and_the_last_comes_after_everything() -> None:
    calls = _Calls()
    gathered = GatheredCalls(calls.hear)

    for _ in range(200):
        calls.told += 1
        gathered()

    assert wait_until(lambda: calls.told_when_heard == 200)
    assert 2 <= calls.heard < 100


def test_calls_from_many_threads_are_all_followed_by_one() -> None:
    calls = _Calls()
    gathered = GatheredCalls(calls.hear)

    def tell() -> None:
        for _ in range(50):
            calls.told += 1
            gathered()

    threads = [threading.Thread(target=tell) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wait_until(lambda: calls.told_when_heard == calls.told)
