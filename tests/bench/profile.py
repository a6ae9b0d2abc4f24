"""Where the processor time of a call goes: the web application in this process, sampled.

Run by ``make bench`` with ``--profile`` in the environment of the measured suite.
"""

import io
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from tests.bench.flows import BY_REST, WORKLOADS
from tests.bench.sampler import Samples, sampling
from tests.bench.wire import Answer

_SECONDS = 3.0
_LINES = 40


def main() -> None:
    """Profile both workloads and print the dearest functions."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpm.config.settings")
    from bpm.config.wsgi import application  # noqa: PLC0415 reads the settings when imported

    token = os.environ["BENCH_TOKEN"]
    with Path(os.environ["BENCH_REPORT"]).open("w") as report:
        _profile_all(application, token, report)


def _profile_all(application: WSGIApplication, token: str, report: TextIO) -> None:
    chosen = os.environ.get("BENCH_WORKLOADS", ",".join(BY_REST))
    for workload in chosen.split(","):
        _run(application, token, workload, _SECONDS / 10)
        began, used = time.perf_counter(), time.process_time()
        count = _run(application, token, workload, _SECONDS)
        plain, used = time.perf_counter() - began, time.process_time() - used
        with sampling() as samples:
            _run(application, token, workload, _SECONDS)
        report.write(
            f"\n{workload} without a web server: {plain / count * 1000:.2f} ms an"
            f" instance, {used / count * 1000:.2f} ms of it on the processor\n"
        )
        _print(report, samples)


def _run(application: WSGIApplication, token: str, workload: str, seconds: float) -> int:
    make_flow = WORKLOADS[workload].flow_maker()
    ends, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < ends:
        flow = make_flow()
        request = next(flow)
        count += 1
        try:
            while True:
                request = flow.send(_call(application, token, *request))
        except StopIteration:
            continue
    return count


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


def _print(report: TextIO, samples: Samples) -> None:
    report.write(f"{samples.ticks} samples\n")
    for title, counts, limit in (
        ("whose code was running", samples.packages, 12),
        ("inside which function of ours, with all that it called", samples.inclusive, _LINES),
    ):
        report.write(f"  {title}\n")
        report.writelines(
            f"    {share:6.1%}  {name}\n" for share, name in samples.shares(counts, limit)
        )


if __name__ == "__main__":
    main()
