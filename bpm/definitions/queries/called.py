"""Which version of a process a call activity means."""

from uuid import UUID

from bpm.core.engine.contracts import Binding, StartChild
from bpm.definitions.compiled import load_executable
from bpm.definitions.contracts import DefinitionState, Executable
from bpm.definitions.errors import CalledProcessNotFoundError, CalledProcessSuspendedError
from bpm.definitions.models import ProcessDefinition


def get_called_executable(call: StartChild, *, caller_id: UUID, tenant_id: UUID) -> Executable:
    """Return the definition that a call activity starts, found at this moment.

    Args:
        call: Key and binding. What is bound to the deployment is the version that was newest
            when the caller was deployed, those of the same deployment included.
        caller_id: The definition that calls.
        tenant_id: Definitions of other tenants do not exist.

    Raises:
        CalledProcessNotFoundError: There is none, or only events begin it.
        CalledProcessSuspendedError: Nobody may start it now.
    """
    rows = ProcessDefinition.objects.filter(tenant_id=tenant_id, key=call.definition_key)
    rows = rows.exclude(state=DefinitionState.DELETED)
    match call.binding:
        case Binding.VERSION:
            rows = rows.filter(version=call.version or 0)
        case Binding.VERSION_TAG:
            rows = rows.filter(version_tag=call.version_tag)
        case Binding.DEPLOYMENT:
            caller = ProcessDefinition.objects.filter(id=caller_id)
            rows = rows.filter(deployed_at__lte=caller.values("deployed_at")[:1])
        case Binding.LATEST:
            pass
    found = rows.order_by("-version").values_list("id", "state").first()
    if found is None:
        raise CalledProcessNotFoundError(_describe(call))
    if found[1] == DefinitionState.SUSPENDED:
        raise CalledProcessSuspendedError(f"The process {call.definition_key!r} is suspended.")
    executable = load_executable(found[0])
    if not executable.process.info.can_be_called:
        raise CalledProcessNotFoundError(
            f"The process {call.definition_key!r} has no start event without a trigger, or several;"
            " only there can a call begin it."
        )
    return executable


def _describe(call: StartChild) -> str:
    key = call.definition_key[:255]
    match call.binding:
        case Binding.VERSION:
            return f"There is no process {key!r} of version {call.version}."
        case Binding.VERSION_TAG:
            return f"There is no process {key!r} with the version tag {call.version_tag!r}."
        case Binding.DEPLOYMENT:
            return (
                f"There is no process {key!r} that was deployed before or with the process that "
                "calls it."
            )
        case Binding.LATEST:
            return f"There is no process {key!r}."
