"""Deleting a deployment: its versions can no longer be found or started."""

from uuid import UUID

from bpm.base import clock
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.definitions import queries as definition_queries, services as definitions
from bpm.definitions.contracts import DefinitionState
from bpm.definitions.errors import DeploymentInUseError
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission
from bpm.runtime import kept_starts, queries, starts
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.errors import ProcessInstanceEndedError
from bpm.runtime.models import ProcessInstance


def delete_deployment(*, actor: Actor, deployment_id: UUID, cascade: bool = False) -> None:
    """Delete a deployment with its versions; what ended instances need to be read stays.

    With ``cascade`` the versions are suspended first, then each instance is cancelled in a
    transaction of its own; who is interrupted finds them suspended and asks again.

    Args:
        actor: Who deletes.
        deployment_id: Which one.
        cascade: Whether instances that run are cancelled; without it they stand in the way.

    Raises:
        PermissionMissingError: The actor may not delete deployments, or not cancel the instances.
        DeploymentNotFoundError: There is none of this id.
        DeploymentInUseError: Instances run, and it was not said that they may be cancelled; or
            another process names what would be gone with the last version.
    """
    identity_services.require(actor, Permission.DELETE_DEPLOYMENT)
    _require_unused(actor, deployment_id)
    if cascade:
        _cancel_instances(actor, deployment_id)
    _delete(actor, deployment_id)


def _cancel_instances(actor: Actor, deployment_id: UUID) -> None:
    for process_instance_id in _suspend(actor, deployment_id):
        try:
            cancel_process_instance(
                process_instance_id, reason="The deployment was deleted.", actor=actor
            )
        except ProcessInstanceEndedError:
            # It came to its end in the meantime, which is as good.
            continue


@command
def _suspend(actor: Actor, deployment_id: UUID) -> tuple[UUID, ...]:
    locked = definitions.lock_deployment(actor.tenant_id, deployment_id)
    for key in sorted({version.key for version in locked}):
        identity_services.require(actor, Permission.OPERATE_INSTANCES, key)
    definitions.suspend_versions(actor.tenant_id, [version.id for version in locked])
    for version in locked:
        starts.set_running(version.id, DefinitionState.SUSPENDED)
    live = ProcessInstance.objects.filter(
        definition_id__in=[version.id for version in locked], ended_at__isnull=True
    )
    return tuple(live.order_by("id").values_list("id", flat=True))


@command
def _delete(actor: Actor, deployment_id: UUID) -> None:
    locked = definitions.lock_deployment(actor.tenant_id, deployment_id)
    _require_unused(actor, deployment_id)
    live = queries.count_live_instances(version.id for version in locked)
    if live:
        raise DeploymentInUseError(
            f"{live} of its process instances run; cancel them, or delete with cascade=true."
        )
    keys = definitions.mark_deleted(actor.tenant_id, deployment_id)
    now = clock.now()
    starts.settle(actor.tenant_id, keys, now=now)
    kept_starts.begin_with_kept(actor.tenant_id, keys, now=now)


def _require_unused(actor: Actor, deployment_id: UUID) -> None:
    """Refuse while another process names what would be gone.

    Raises:
        DeploymentInUseError: Names each such process with its elements.
    """
    used_by = definition_queries.get_going(actor.tenant_id, deployment_id).used_by
    problems = [
        Problem(
            code="in_use",
            element_id=element.id,
            detail=f"Version {user.version} of {user.key} needs the {user.needs}"
            f" {user.needed_key}, of which it would find none any more.",
            remedy=f"Deploy {user.key} without it first, or another version of {user.needed_key}.",
        )
        for user in used_by
        for element in user.elements
    ]
    if problems:
        raise DeploymentInUseError("Other processes need what is in it.", problems=problems)
