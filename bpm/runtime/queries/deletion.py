"""What would go with a deployment, counted before anything is deleted."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Subquery

from bpm.definitions import queries as definitions
from bpm.definitions.use_types import Dependent, GoingVersion, StayingUser
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission
from bpm.jobs import queries as jobs
from bpm.runtime.models import ProcessInstance
from bpm.runtime.queries.statistics import count_by_definition
from bpm.user_tasks import queries as user_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionView:
    """What goes with a deployment; instances that ended stay readable, with their files.

    Args:
        running: Instances that would be cancelled; without ``cascade`` they stand in the way.
        finished: Instances that ended and stay.
        finished_is_estimate: Whether more stay than ``finished``, because counting stopped.
        incidents: Open ones in the instances that run.
        user_tasks: Open ones in the instances that run.
        jobs: Waiting in the instances that run: timers, calls, messages to be sent.
        used_by: Processes that stand in the way, because they need what would be gone.
        staying_users: Processes that use a form or decision of it, and still find one.
        staying_user_tasks: Open ones in other instances that show a form of it; they keep it.
    """

    process_definitions: tuple[GoingVersion, ...]
    forms: tuple[GoingVersion, ...]
    decisions: tuple[GoingVersion, ...]
    running: int
    finished: int
    finished_is_estimate: bool
    incidents: int
    user_tasks: int
    jobs: int
    used_by: tuple[Dependent, ...]
    staying_users: tuple[StayingUser, ...]
    staying_user_tasks: int


def preview_deletion(deployment_id: UUID, *, actor: Actor) -> DeletionView:
    """Return what would go with a deployment.

    Raises:
        PermissionMissingError: The actor may not delete deployments.
        DeploymentNotFoundError: There is none of this id.
    """
    identity_services.require(actor, Permission.DELETE_DEPLOYMENT)
    going = definitions.get_going(actor.tenant_id, deployment_id)
    counts = count_by_definition(going.definition_ids).values()
    live = Subquery(
        ProcessInstance.objects.filter(
            definition_id__in=going.definition_ids, ended_at__isnull=True
        ).values("id")
    )
    return DeletionView(
        process_definitions=going.process_definitions,
        forms=going.forms,
        decisions=going.decisions,
        running=sum(count.running for count in counts),
        finished=sum(count.finished for count in counts),
        finished_is_estimate=any(count.finished_is_estimate for count in counts),
        incidents=sum(count.incidents for count in counts),
        user_tasks=user_tasks.count_open_of_instances(live),
        jobs=jobs.count_of_instances(live),
        used_by=going.used_by,
        staying_users=going.staying_users,
        staying_user_tasks=user_tasks.count_open_of_forms_elsewhere(
            going.form_ids, live, tenant_id=actor.tenant_id
        ),
    )
