"""The product as the conformance suites see it: a translation of calls, without behaviour.

Every namespace is a tenant of its own; everything goes through the commands that REST calls.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar, cast
from uuid import UUID, uuid4

from django.db import connection

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.core.bpmn.conversion import convert_model
from bpm.core.engine import read_user_task
from bpm.core.engine.contracts import INSTANCE_SCOPE
from bpm.core.errors import BpmError
from bpm.core.values import JsonObject, Value, decode_variables, encode_variables, parse_json
from bpm.definitions import queries as definitions
from bpm.definitions.contracts import ResourceContent
from bpm.identity import services as identity_services
from bpm.identity.contracts import NewUser, system_actor
from bpm.identity.models import Tenant
from bpm.jobs import running
from bpm.messages.contracts import CorrelationMode, Message
from bpm.runtime import queries, reading
from bpm.runtime.commands.begin_activity import begin_activity
from bpm.runtime.commands.broadcast_signal import broadcast_signal
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.commands.start_process_instance import start_process_instance
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.contracts import CompleteUserTask, StartProcessInstance
from bpm.runtime.signals import Signal
from bpm.user_tasks import services as user_tasks
from bpm.user_tasks.contracts import TaskCommand
from tests.conformance.database import SUITES

sys.path.append(str(SUITES / "harness"))
from suite_api import EngineError, Rejected, Unsupported  # type: ignore[import-not-found]

# The adapter runs the jobs itself.
running.register_waker(lambda: None)

Result = TypeVar("Result")

_BEGINNING: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
_CLERK: Final = "clerk"
_UNCAUGHT: Final = "uncaught_error"
_CONTAINERS: Final = (
    *("sub_process", "transaction", "ad_hoc_sub_process", "call_activity"),
    *("multi_instance_body", "standard_loop_body"),
)
"""Visits that wait only for what is in them."""
_SCRIPTS: Final[Mapping[str, str]] = {
    "INCREMENT_INTEGER_VARIABLE": "integerVariable = integerVariable + 1",
    "INCREMENT_INTEGER_VARIABLE_AND_LOG": "integerVariable = integerVariable + 1",
    "SET_STRING_DATA": "data = 'String'",
    "THROW_ERROR": "raise ValueError('thrown by the script')",
}
"""What the tests' scripts do beside being seen; all others do nothing."""


class ProductAdapter:
    """See the contract in the runner's own text."""

    lacks: frozenset[str] = frozenset()
    script_format = "python"

    def __init__(self) -> None:
        self.tenant_id = UUID(int=0)
        self._clock = ExitStack()
        self._now = _BEGINNING

    # --- namespaces and time

    def reset(self) -> None:
        """Make a tenant; what other namespaces left behind runs no more."""
        _execute("DELETE FROM job")
        self.tenant_id = new_id()
        Tenant.objects.create(id=self.tenant_id, name=f"suite-{self.tenant_id}")
        self.actor = system_actor(self.tenant_id)
        identity_services.create_user(
            self.actor, user=NewUser(username=_CLERK, password=f"Aa1-{uuid4()}")
        )
        self._set_clock(_BEGINNING)

    def _set_clock(self, now: datetime) -> None:
        self._clock.close()
        self._now = now
        self._clock.enter_context(clock.frozen(now))

    def advance(self, seconds: float) -> None:
        """Let time pass: each timer runs at its own time."""
        until = self._now + timedelta(seconds=seconds)
        self._settle()
        while (due := self._next_due(until)) is not None:
            self._set_clock(max(due, self._now))
            self._settle()
        self._set_clock(until)
        self._settle()

    def _next_due(self, until: datetime) -> datetime | None:
        rows = self._read("SELECT min(due_at) FROM job WHERE NOT suspended AND tenant_id = %s")
        due: datetime | None = rows[0][0]
        return due if due is not None and due <= until else None

    def _settle(self) -> None:
        running.poll()
        while running.run_ready_jobs():
            running.poll()

    # --- commands

    def deploy(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Import files and deploy them together, as one does with models made elsewhere.

        What is only kept as documentation is rejected for the suite.
        """
        resources = [_import(name, content) for name, content in files]
        name = f"suite-{uuid4()}"
        view = _call(
            lambda: deploy_resources(actor=self.actor, name=name, resources=resources), Rejected
        )
        if not view.process_definitions:
            raise Rejected("Nothing in these files can run.")

    def start(self, process_id: str, variables: Mapping[str, Any], business_key: str | None) -> str:
        """Start the newest version of a process."""
        request = StartProcessInstance(
            definition_key=process_id, business_key=business_key, variables=_values(variables)
        )
        view = _call(lambda: start_process_instance(request, actor=self.actor))
        self._settle()
        return str(view.id)

    def start_by_message(self, name: str, variables: Mapping[str, Any]) -> str:
        """Start whatever process the message starts."""
        message = Message(name=name, mode=CorrelationMode.START_ONLY, variables=_values(variables))
        view = _call(lambda: correlate_message(message, actor=self.actor))
        self._settle()
        return str(view.process_instance_id)

    def complete(self, tid: str, variables: Mapping[str, Any]) -> None:
        """Complete a user task as whoever holds it."""
        rows = self._read("SELECT assignee FROM user_task WHERE tenant_id = %s AND id = %s", tid)
        holder = rows[0][0]
        if holder is None:
            holder = _CLERK
            asked = TaskCommand(user_task_id=UUID(tid))
            _call(lambda: user_tasks.assign_user_task(asked, assignee=_CLERK, actor=self.actor))
        person = replace(self.actor, username=holder)
        request = CompleteUserTask(user_task_id=UUID(tid), variables=_values(variables))
        _call(lambda: complete_user_task(request, actor=person))
        self._settle()

    def message(
        self,
        name: str,
        variables: Mapping[str, Any],
        iid: str | None = None,
        business_key: str | None = None,
        correlation: Mapping[str, Any] | None = None,
        subscription: str | None = None,
    ) -> None:
        """Correlate one message."""
        message = Message(
            name=name,
            process_instance_id=None if iid is None else UUID(iid),
            business_key=business_key,
            correlation_key=next((str(key) for key in (correlation or {}).values()), None),
            activity_id=subscription,
            variables=_values(variables),
        )
        _call(lambda: correlate_message(message, actor=self.actor))
        self._settle()

    def signal(self, name: str, variables: Mapping[str, Any]) -> None:
        """Broadcast a signal."""
        sent = Signal(name=name, variables=_values(variables))
        _call(lambda: broadcast_signal(sent, actor=self.actor))
        self._settle()

    def set_vars(self, iid: str, variables: Mapping[str, Any]) -> None:
        """Write variables of an instance."""
        _call(lambda: update_variables(UUID(iid), variables=_values(variables), actor=self.actor))
        self._settle()

    def set_task_vars(self, tid: str, variables: Mapping[str, Any]) -> None:
        """Write variables from where a task stands: to its instance, where no scope is nearer."""
        rows = self._read(
            "SELECT process_instance_id FROM user_task WHERE tenant_id = %s AND id = %s", tid
        )
        instance: UUID = rows[0][0]
        inner = dict(reading.read_engine_state(instance).scopes)
        del inner[INSTANCE_SCOPE]
        if any(name in scope for scope in inner.values() for name in variables):
            raise Unsupported("variables of a scope within an instance have no address yet")
        self.set_vars(str(instance), variables)

    def cancel(self, iid: str) -> None:
        """Cancel an instance."""
        _call(lambda: cancel_process_instance(UUID(iid), reason=None, actor=self.actor))
        self._settle()

    def adhoc_enable(self, iid: str, element: str) -> None:
        """Start one activity of an ad-hoc sub-process."""
        _call(lambda: begin_activity(UUID(iid), activity_id=element, actor=self.actor))
        self._settle()

    # --- what can be seen

    def user_tasks(self, iid: str | None = None) -> list[dict[str, Any]]:
        """Return the open user tasks, oldest first."""
        rows = self._read(
            "SELECT task.id, activity_id, name, assignee, process_instance_id, visit"
            " FROM user_task task WHERE task.tenant_id = %s AND state = 'open' ORDER BY task.id"
        )
        wanted = None if iid is None else self._tree_of(iid)
        return [
            {
                "tid": str(id_),
                "element": element,
                "name": name,
                "assignee": assignee,
                "vars": self._visible(instance, visit),
            }
            for id_, element, name, assignee, instance, visit in rows
            if wanted is None or str(instance) in wanted
        ]

    def _visible(self, instance_id: UUID, visit: int) -> dict[str, Any]:
        definition_id = self._read(
            "SELECT definition_id FROM process_instance WHERE tenant_id = %s AND id = %s",
            instance_id,
        )[0][0]
        process = definitions.get_executable_by_id(definition_id).process
        state = reading.read_engine_state(instance_id)
        visible: Mapping[str, Value] = read_user_task(process, state, visit).visible
        return _plain_object(encode_variables(visible)[0])

    def status(self, iid: str) -> dict[str, Any]:
        """Return whether an instance is over, and what stopped it."""
        state = self._state_of(iid)
        found = self._read(
            "SELECT message FROM incident WHERE tenant_id = %s AND resolved_at IS NULL"
            " AND process_instance_id = %s AND kind <> %s ORDER BY id LIMIT 1",
            *(iid, _UNCAUGHT),
        )
        return {
            "ended": state in {"completed", "cancelled"},
            "error": found[0][0] if found else None,
        }

    def _state_of(self, iid: str) -> str:
        rows = self._read(
            "SELECT state FROM process_instance WHERE tenant_id = %s AND id = %s", iid
        )
        return str(rows[0][0])

    def variables(self, iid: str) -> dict[str, Any]:
        """Return an instance's own variables."""
        return _plain_object(queries.get_variables(UUID(iid), actor=self.actor).variables)

    def active(self, iid: str | None = None) -> list[str]:
        """Return the elements at which something outside is waited for."""
        rows = self._read(
            "SELECT process_instance_id, activity_id FROM activity_instance"
            " WHERE tenant_id = %s AND ended_at IS NULL AND activity_type <> ALL(%s) ORDER BY id",
            list(_CONTAINERS),
        )
        wanted = None if iid is None else self._tree_of(iid)
        return [name for instance, name in rows if wanted is None or str(instance) in wanted]

    def running(self, process_id: str) -> int:
        """Return how many instances of a process run."""
        return self._count(
            "process_instance", "ended_at IS NULL AND definition_key = %s", process_id
        )

    def running_roots(self) -> int:
        """Return how many instances run that nobody called."""
        return self._count("process_instance", "ended_at IS NULL AND parent_id IS NULL")

    def pending_timers(self, iid: str | None = None) -> int:
        """Return how many timers are armed."""
        return self._count_of("job", "kind IN ('timer', 'start_timer')", iid)

    def subscriptions(self, iid: str | None = None) -> int:
        """Return how many messages and signals are waited for."""
        return self._count_of("event_subscription", "kind IN ('message', 'signal')", iid)

    def completed_elements(self) -> list[str]:
        """Return the elements that were completed, once for each time."""
        rows = self._read(
            "SELECT activity_id FROM activity_instance WHERE tenant_id = %s"
            " AND outcome = 'completed' AND activity_type <> ALL(%s) ORDER BY ended_at, id",
            ["multi_instance_body", "standard_loop_body"],
        )
        return [row[0] for row in rows]

    def uncaught_errors(self) -> int:
        """Return how many BPMN errors nobody caught."""
        return self._count("incident", "resolved_at IS NULL AND kind = %s", _UNCAUGHT)

    def intervals(self, element: str) -> list[tuple[float, float]]:
        """Return when an element was under way."""
        rows = self._read(
            "SELECT started_at, ended_at FROM activity_instance WHERE tenant_id = %s"
            " AND activity_id = %s AND ended_at IS NOT NULL ORDER BY id",
            element,
        )
        return [(began.timestamp(), ended.timestamp()) for began, ended in rows]

    def log_data_seen(self) -> list[str]:
        """Return the text variables of all instances."""
        rows = self._read("SELECT id FROM process_instance WHERE tenant_id = %s")
        values = (value for row in rows for value in self.variables(str(row[0])).values())
        return [value for value in values if isinstance(value, str)]

    # --- expressions

    def bind_expression(self, text: str) -> str:
        """Return an expression as it stands."""
        return text

    def bind_script(self, token: str) -> str:
        """Return the script that a token of the suite stands for."""
        return _SCRIPTS.get(token, "pass")

    # --- reading

    def _read(self, sql: str, *parameters: object) -> list[Any]:
        return _execute(sql, self.tenant_id, *parameters)

    def _count(self, table: str, condition: str, *parameters: object) -> int:
        sql = f"SELECT count(*) FROM {table} WHERE tenant_id = %s AND {condition}"  # noqa: S608
        return int(self._read(sql, *parameters)[0][0])

    def _count_of(self, table: str, condition: str, iid: str | None) -> int:
        if iid is None:
            return self._count(table, condition)
        tree = sorted(self._tree_of(iid))
        return self._count(table, f"{condition} AND process_instance_id::text = ANY(%s)", tree)

    def _tree_of(self, iid: str) -> set[str]:
        rows = self._read(
            "SELECT id::text, parent_id::text FROM process_instance WHERE tenant_id = %s"
        )
        found, before = {iid}, 0
        while len(found) > before:
            before = len(found)
            found |= {id_ for id_, parent in rows if parent in found}
        return found


def _execute(sql: str, *parameters: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)  # type: ignore[arg-type]
        return list(cursor.fetchall()) if cursor.description else []


def _call(command: Callable[[], Result], error: type[Exception] = EngineError) -> Result:
    try:
        return command()
    except BpmError as refusal:
        problems = "; ".join(f"{problem.code} {problem.detail}" for problem in refusal.problems)
        raise error(problems or refusal.detail) from refusal


def _import(name: str, content: bytes) -> ResourceContent:
    conversion = _call(lambda: convert_model(content), Rejected)
    return ResourceContent(name=name, content=conversion.content)


def _values(variables: Mapping[str, Any]) -> Mapping[str, Value]:
    parsed = parse_json(json.dumps(dict(variables)).encode())
    return decode_variables(cast("JsonObject", parsed))


def _plain_object(values: JsonObject) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    """Return a value as Python's own JSON reader would."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
