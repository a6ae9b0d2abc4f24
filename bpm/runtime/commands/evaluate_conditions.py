"""Ask which processes begin, given what is known."""

from collections.abc import Mapping

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core import bpmn
from bpm.core.errors import Problem
from bpm.core.values import JsonObject, Value, check_limits
from bpm.definitions import queries as definitions, services
from bpm.definitions.start_types import Occurrence, Start, StartKind
from bpm.identity.contracts import Actor
from bpm.runtime import beginning, calling, file_references, step
from bpm.runtime.contracts import MAX_BUSINESS_KEY_CHARACTERS
from bpm.runtime.limits import variable_limits
from bpm.runtime.message_views import ConditionsView, CorrelationView


def evaluate_conditions(
    variables: Mapping[str, Value],
    *,
    actor: Actor,
    definition_key: str | None = None,
    business_key: str | None = None,
    request_key: RequestKey | None = None,
) -> ConditionsView:
    """Begin an instance at every conditional start event whose condition is true.

    Args:
        variables: What the conditions read; those of the instances that begin.
        actor: Who asks; processes that the actor may not start do not begin.
        definition_key: Only this process.
        business_key: Of the instances that begin.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        InvalidConditionError: A condition cannot be decided; nothing begins then.
        InvalidStartError: The business key is no good.
        BusinessKeyInUseError: A process that begins wants business keys to be unique.
        InvalidFileReferenceError: A variable refers to a file that the actor may not read.
        InvalidInputError: The variables are too many or too large.
    """
    if business_key is not None and not 0 < len(business_key) <= MAX_BUSINESS_KEY_CHARACTERS:
        detail = f"Give 1 to {MAX_BUSINESS_KEY_CHARACTERS} characters, or leave it out."
        raise beginning.refuse("/business_key", detail)
    check_limits(variables, limits=variable_limits())
    return _evaluate_once(variables, actor, definition_key, business_key, request_key)


@command
def _evaluate_once(
    variables: Mapping[str, Value],
    actor: Actor,
    definition_key: str | None,
    business_key: str | None,
    request_key: RequestKey | None,
) -> ConditionsView:
    def run() -> ConditionsView:
        found = definitions.find_starts(StartKind.CONDITION, tenant_id=actor.tenant_id)
        able = [
            start
            for start in found
            if definition_key in (None, start.definition_key)
            and not start.is_suspended
            and beginning.may_begin(start, actor)
            and _holds(start, variables)
        ]
        file_references.check_files(variables, actor=actor)
        begun = (_begin(start, variables, actor, business_key) for start in able)
        return ConditionsView(started=tuple(view for view in begun if view is not None))

    return answer_once(request_key, view=ConditionsView, status=200, run=run)


def _holds(start: Start, variables: Mapping[str, Value]) -> bool:
    try:
        return bpmn.holds(definitions.find_condition(start), variables, now=clock.now())
    except bpmn.InvalidConditionError as error:
        problem = Problem(
            code=error.code,
            detail=f"{start.definition_key!r} at {start.activity_id!r}: {error.detail}",
            element_id=start.activity_id,
        )
        raise bpmn.InvalidConditionError(problem.detail, problems=[problem]) from error


def _begin(
    start: Start, variables: Mapping[str, Value], actor: Actor, business_key: str | None
) -> CorrelationView | None:
    now = clock.now()
    told: JsonObject = {"type": "condition_became_true", "activity_id": start.activity_id}
    happened = Occurrence(event=told, variables=variables, business_key=business_key)
    gathered = services.gather(start, happened, tenant_id=actor.tenant_id, now=now)
    if gathered is None or gathered.missing:
        return None
    executable = definitions.get_executable_by_id(gathered.definition_id)
    key = gathered.business_key
    instance = beginning.new_instance(executable, actor, business_key=key, now=now)
    events = gathered.events
    doing = step.Doing(actor=actor, command="evaluate_conditions", now=now, events=events)
    plan = calling.start(
        instance, executable, gathered.variables, doing, start_at=start.activity_id
    )
    with beginning.business_key_guarded(key), pipelined():
        calling.write(plan, business_key_policy=executable.business_key_policy.value)
    return CorrelationView(
        process_instance_id=instance.id,
        definition_key=executable.key,
        business_key=key,
        activity_id=start.activity_id,
        state=plan.main.change.state,
        started=True,
    )
