"""Where the time of a call goes: the web application in this process, under the profiler.

Run by ``make bench`` with ``--profile`` in the environment of the measured suite. The profiler
makes Python three to five times slower, so read shares, not times.
"""

import cProfile
import io
import os
import pstats
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from tests.bench.load import FLOWS
from tests.bench.wire import Answer

_INSTANCES = {"w1": 400, "w6": 150}
_LINES = 32


def main() -> None:
    """Profile both workloads and print the dearest functions."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpm.config.settings")
    from bpm.config.wsgi import application  # noqa: PLC0415 reads the settings when imported

    token = os.environ["BENCH_TOKEN"]
    with Path(os.environ["BENCH_REPORT"]).open("w") as report:
        _profile_all(application, token, report)


def _profile_all(application: WSGIApplication, token: str, report: TextIO) -> None:
    for workload, count in _INSTANCES.items():
        _run(application, token, workload, 30)
        began, used = time.perf_counter(), time.process_time()
        _run(application, token, workload, count)
        plain, used = time.perf_counter() - began, time.process_time() - used
        profiler = cProfile.Profile()
        profiler.enable()
        _run(application, token, workload, count)
        profiler.disable()
        report.write(
            f"\n{workload} without the profiler and without HTTP: {plain / count * 1000:.2f} ms an"
            f" instance, {used / count * 1000:.2f} ms of it on the processor\n"
        )
        _print(report, profiler, count)


def _run(application: WSGIApplication, token: str, workload: str, count: int) -> None:
    make_flow, key = FLOWS[workload]
    for _ in range(count):
        flow = make_flow(key)
        request = next(flow)
        try:
            while True:
                request = flow.send(_call(application, token, *request))
        except StopIteration:
            continue


def _call(application: WSGIApplication, token: str, method: str, path: str, body: bytes) -> Answer:
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "HTTP_ACCEPT": "application/json",
        "wsgi.input": io.BytesIO(body),
        "REMOTE_ADDR": "127.0.0.1",
    }
    if body:
        environ |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body))}
    setup_testing_defaults(environ)
    status: list[str] = []

    def start_response(line: str, *rest: object) -> Callable[[bytes], object]:
        status.append(line)
        return lambda data: None

    chunks: Iterable[bytes] = application(environ, start_response)
    content = b"".join(chunks)
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
    return Answer(status=int(status[0].split(" ", 1)[0]), body=content, closes=False)


def _print(report: TextIO, profiler: cProfile.Profile, count: int) -> None:
    for order, only in (("cumulative", "/bpm/"), ("tottime", "")):
        text = io.StringIO()
        stats = pstats.Stats(profiler, stream=text).sort_stats(order)
        stats.print_stats(*([only] if only else []), _LINES)
        report.write(f"\nby {order} ({count} instances)\n{_table(text.getvalue())}\n")


def _table(text: str) -> str:
    _, _, table = text.partition("   ncalls")
    return "   ncalls" + table.rstrip().replace(f"{Path.cwd()}/", "")


if __name__ == "__main__":
    main()
