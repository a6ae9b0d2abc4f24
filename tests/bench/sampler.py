"""A sampling profiler: where processor time goes, without slowing Python down unevenly."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

_INTERVAL_SECONDS = 0.001
_PROJECT = f"{Path(__file__).resolve().parents[2]}/"


@dataclass(slots=True)
class Samples:
    """Stacks that were met, one for each tick of processor time.

    Args:
        inclusive: Ticks by function of ours, whatever it had called.
        packages: Ticks by the package whose code was running.
    """

    ticks: int = 0
    inclusive: Counter[str] = field(default_factory=Counter)
    packages: Counter[str] = field(default_factory=Counter)

    def take(self, frame: FrameType | None) -> None:
        """Note one stack."""
        if frame is None:
            return
        self.ticks += 1
        self.packages[_package_of(frame)] += 1
        seen = set()
        at: FrameType | None = frame
        while at is not None:
            name = at.f_code.co_filename
            if name.startswith(f"{_PROJECT}bpm/"):
                seen.add(f"{name.removeprefix(_PROJECT)}: {at.f_code.co_name}")
            at = at.f_back
        self.inclusive.update(seen)

    def shares(self, counts: Counter[str], limit: int) -> list[tuple[float, str]]:
        """Return the largest counts as shares of all ticks."""
        return [(count / max(1, self.ticks), name) for name, count in counts.most_common(limit)]


@contextmanager
def sampling() -> Iterator[Samples]:
    """Sample the main thread by processor time, user and system, while the context lasts."""
    samples = Samples()
    before = signal.signal(signal.SIGPROF, lambda _number, frame: samples.take(frame))
    signal.setitimer(signal.ITIMER_PROF, _INTERVAL_SECONDS, _INTERVAL_SECONDS)
    try:
        yield samples
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _package_of(frame: FrameType) -> str:
    name = frame.f_code.co_filename
    if name.startswith(f"{_PROJECT}bpm/"):
        return "/".join(name.removeprefix(_PROJECT).split("/")[:2])
    _, found, rest = name.partition("/site-packages/")
    return rest.split("/")[0] if found else "Python's library"
