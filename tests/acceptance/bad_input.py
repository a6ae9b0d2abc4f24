"""Bad input as a user meets it: each names its element, writes nothing by half, harms nobody else.

``make acceptance PROGRAMS=tests/acceptance/bad_input.py``; the suite must allow calls to 127.0.0.1.
"""

import argparse
import http.server
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from typing_extensions import override

# Started as a file, by a path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.rest_client import RestClient
from tests.waiting import wait_until

_GIGABYTE = 10**9
_CHUNK = 65_536
_SECONDS = 120.0
_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


class _Outside(http.server.BaseHTTPRequestHandler):
    """A server that answers too much, or sends callers where they may not go."""

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the console."""

    def do_GET(self) -> None:
        """Answer by the path."""
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        size = _GIGABYTE if self.path == "/gigabyte" else 2
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        try:
            for sent in range(0, size, _CHUNK):
                self.wfile.write(b"{}" if size == len("{}") else b"x" * min(_CHUNK, size - sent))
        except OSError:
            # Whoever called has read enough.
            return


@dataclass(frozen=True, kw_only=True)
class Case:
    """One process that cannot go on.

    Args:
        key: Of the process.
        step: Its only element between start and end.
        says: What the incident's message holds.
        variables: Of its start.
    """

    key: str
    step: str
    says: str
    variables: Mapping[str, object] = field(default_factory=dict)


def _model(key: str, step: str) -> str:
    flows = "".join(
        f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in (("start", "step"), ("step", "end"))
    )
    return (
        f'<bpmn:definitions xmlns:bpmn="{_BPMN}" xmlns:bpm="urn:bpm:schema:1.0" id="definitions"'
        f' targetNamespace="urn:kontor:bad-input"><bpmn:process id="{key}" isExecutable="true">'
        f'<bpmn:startEvent id="start"/>{step}<bpmn:endEvent id="end"/>{flows}'
        "</bpmn:process></bpmn:definitions>"
    )


def _script(source: str, *, language: str = "python", loop: str = "") -> str:
    return (
        f'<bpmn:scriptTask id="step" scriptFormat="{language}"><bpmn:extensionElements>'
        f'<bpm:script resultVariable="result"/></bpmn:extensionElements>{loop}'
        f"<bpmn:script>{escape(source)}</bpmn:script></bpmn:scriptTask>"
    )


def _each(collection: str) -> str:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        f'<bpm:loop collection="={collection}" elementVariable="one"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )
    return _script("one", language="feel", loop=loop)


def _call(key: str) -> str:
    return (
        f'<bpmn:callActivity id="step" calledElement="{key}"><bpmn:extensionElements>'
        '<bpm:calledElement binding="latest"/></bpmn:extensionElements></bpmn:callActivity>'
    )


def _fetch(address: str) -> str:
    return (
        '<bpmn:serviceTask id="step"><bpmn:extensionElements><bpm:service connector="http">'
        '<bpm:parameter name="method">GET</bpm:parameter>'
        f'<bpm:parameter name="url">{address}</bpm:parameter>'
        "</bpm:service></bpmn:extensionElements></bpmn:serviceTask>"
    )


def _cases(outside: str) -> list[Case]:
    found: dict[str, object] = {"things": "seven"}
    return [
        Case(key="no-list", step=_each("things"), says="is not a list", variables=found),
        Case(key="no-collection", step=_each("things"), says="no variable 'things'"),
        Case(key="call-of-nothing", step=_call("is-not-there"), says="no process 'is-not-there'"),
        Case(key="calls-itself", step=_call("calls-itself"), says="in a circle"),
        Case(key="endless", step=_script("while True:\n    pass"), says="longer than"),
        Case(
            key="greedy",
            # At once, so that the limit of time is not first on a slow machine.
            step=_script("'x' * 2 ** 32"),
            says="of memory",
        ),
        Case(key="gigabyte", step=_fetch(f"{outside}/gigabyte"), says="larger than"),
        Case(key="inwards", step=_fetch(f"{outside}/redirect"), says="link-local"),
    ]


def main() -> int:
    """Run every case; return 0 when each led to one incident at its element, and nothing else."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--url", "--user", "--password"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()
    api = RestClient(options.url, username=options.user, password=options.password)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Outside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    outside = f"http://127.0.0.1:{server.server_port}"
    _deploy(api, "good", _fetch(f"{outside}/good"))
    cases = _cases(outside)
    for case in cases:
        _deploy(api, case.key, case.step)
        _start(api, case.key, case.variables)
    faults = [fault for case in cases if (fault := _find_fault(api, case))]
    faults += _find_harm(api)
    for fault in faults:
        sys.stdout.write(f"FAULT  {fault}\n")
    sys.stdout.write(f"{len(cases)} kinds of bad input, {len(faults)} faults\n")
    server.shutdown()
    return 1 if faults else 0


def _deploy(api: RestClient, key: str, step: str) -> None:
    resource = {"name": f"{key}.bpmn", "content": _model(key, step)}
    answer = api.post("/deployments", {"name": key, "resources": [resource]})
    if answer.status != 201:
        raise SystemExit(f"{key} does not deploy: {answer.status} {answer.json}")


def _start(api: RestClient, key: str, variables: Mapping[str, object]) -> str:
    began = time.monotonic()
    answer = api.post("/process-instances", {"definition_key": key, "variables": dict(variables)})
    if answer.status != 201:
        raise SystemExit(f"{key} does not start: {answer.status} {answer.json}")
    sys.stdout.write(f"{key}: started in {time.monotonic() - began:.1f} s\n")
    return str(answer.json["id"])


def _find_fault(api: RestClient, case: Case) -> str | None:
    path = f"/incidents?definition_key={case.key}&limit=5"
    wait_until(lambda: bool(api.get(path).json["items"]), seconds=_SECONDS)
    found = api.get(path).json["items"]
    if len(found) != 1:
        return f"{case.key}: {len(found)} incidents"
    message, place = found[0]["message"], found[0]["activity_id"]
    sys.stdout.write(f"{case.key}: {place}: {message}\n")
    if place != "step" or case.says not in message:
        return f"{case.key}: {place} {message!r} does not say {case.says!r}"
    return None


def _find_harm(api: RestClient) -> list[str]:
    """Return what others would notice: work that does not go on, or an API that does not answer."""
    ids = [_start(api, "good", {}) for _ in range(5)]

    def all_ended() -> bool:
        states = {api.get(f"/process-instances/{id_}").json["state"] for id_ in ids}
        return states == {"completed"}

    return [] if wait_until(all_ended, seconds=_SECONDS) else ["Other instances do not go on."]


if __name__ == "__main__":
    sys.exit(main())
