"""Reading user tasks: every list and every id goes through what the actor may see."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery

from bpm.base.sql import newest_instances
from bpm.core import engine
from bpm.definitions import queries as definitions
from bpm.identity.contracts import Actor
from bpm.user_tasks import access
from bpm.user_tasks.contracts import (
    DelegationState,
    LiveUserTask,
    TaskDraftView,
    UserTaskRow,
    UserTaskState,
    UserTaskView,
)
from bpm.user_tasks.errors import UserTaskNotFoundError
from bpm.user_tasks.holder_types import TaskHolder
from bpm.user_tasks.models import TaskDraft, UserTask, UserTaskCandidate
from bpm.user_tasks.rows import (
    find_row,
    find_rows_of_instance,
    is_distinct,
)

_MOST_PARTS = 40


def get_user_task_row(user_task_id: UUID, *, actor: Actor) -> UserTaskRow:
    """Return a stored user task that the actor may read, in one statement.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
    """
    row = find_row(user_task_id)
    if row is None or not access.can_read(actor, row):
        raise UserTaskNotFoundError(f"There is no user task {user_task_id} for you.")
    return row


def get_any_user_task_row(user_task_id: UUID) -> UserTaskRow:
    """Return a stored user task, whoever may see it.

    Raises:
        UserTaskNotFoundError: It does not exist.
    """
    row = find_row(user_task_id)
    if row is None:
        raise UserTaskNotFoundError(f"There is no user task {user_task_id}.")
    return row


def get_user_task(user_task_id: UUID, *, actor: Actor) -> UserTaskView:
    """Return a user task as the actor reads it.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
    """
    return view_of(get_user_task_row(user_task_id, actor=actor), actor=actor)


def list_holders(process_instance_ids: Iterable[UUID]) -> Sequence[TaskHolder]:
    """Return the open user tasks of instances and who has them, oldest first."""
    named = UserTaskCandidate.objects.filter(user_task_id=OuterRef("id"))
    rows = UserTask.objects.filter(
        process_instance_id__in=list(process_instance_ids), state=UserTaskState.OPEN
    ).annotate(candidate_names=ArraySubquery(named.values("candidate")))
    return [
        TaskHolder(
            user_task_id=row.id,
            process_instance_id=row.process_instance_id,
            activity_id=row.activity_id,
            name=row.name,
            assignee=row.assignee,
            candidate_users=_names(row.candidate_names, "user:"),
            candidate_groups=_names(row.candidate_names, "group:"),
            since=row.created_at,
            due_at=row.due_at,
        )
        for row in rows.order_by("id")
    ]


def list_done_activities(process_instance_ids: Iterable[UUID]) -> frozenset[tuple[UUID, str]]:
    """Return the user tasks of the model that were completed in instances and are not open now.

    Returns:
        Pairs of instance and activity; one that was done several times, or by several people, once.
    """
    rows = UserTask.objects.filter(process_instance_id__in=list(process_instance_ids)).exclude(
        state=UserTaskState.CANCELLED
    )
    states = rows.values_list("process_instance_id", "activity_id", "state").distinct()
    by_state: dict[bool, set[tuple[UUID, str]]] = {True: set(), False: set()}
    for instance_id, activity_id, state in states:
        by_state[state == UserTaskState.OPEN].add((instance_id, activity_id))
    return frozenset(by_state[False] - by_state[True])


def list_completed_rows(process_instance_id: UUID) -> Sequence[UserTaskRow]:
    """Return the completed user tasks of an instance, oldest first, whoever may see them."""
    return find_rows_of_instance(process_instance_id, state=UserTaskState.COMPLETED)


def list_user_tasks_of_instance(
    process_instance_id: UUID, *, actor: Actor
) -> tuple[UserTaskView, ...]:
    """Return the open user tasks of one instance that the actor may see, oldest first."""
    rows = find_rows_of_instance(process_instance_id, state=UserTaskState.OPEN)
    return tuple(view_of(row, actor=actor) for row in rows if access.can_read(actor, row))


def find_draft(user_task_id: UUID, *, actor: Actor) -> TaskDraftView:
    """Return what the actor saved for a user task; empty where nothing was saved.

    Raises:
        UserTaskNotFoundError: The task does not exist, or is not the actor's to see.
    """
    task = get_user_task_row(user_task_id, actor=actor)
    draft = TaskDraft.objects.filter(user_task_id=user_task_id, username=actor.username).first()
    if draft is None:
        return TaskDraftView(variables={}, variable_types={}, updated_at=None)
    return draft_view(draft, task)


def draft_view(draft: TaskDraft, task: UserTaskRow) -> TaskDraftView:
    """Return a draft as its person reads it."""
    is_outdated = draft.form_id != task.form_id
    return TaskDraftView(
        variables=draft.variables,
        variable_types=draft.variable_types,
        updated_at=draft.updated_at,
        form_id=draft.form_id,
        form_version=draft.form_version,
        is_outdated=is_outdated,
        labels=definitions.list_field_labels(draft.form_id) if is_outdated else {},
        revision=draft.revision,
    )


def count_open_of_instances(instances: Subquery) -> int:
    """Return how many open user tasks these process instances have."""
    rows = UserTask.objects.filter(process_instance_id__in=instances, state=UserTaskState.OPEN)
    return rows.count()


def count_open_of_form(form_id: UUID, *, tenant_id: UUID) -> int:
    """Return how many open user tasks show a form."""
    rows = UserTask.objects.filter(form_id=form_id, state=UserTaskState.OPEN, tenant_id=tenant_id)
    return rows.count()


def count_open_of_forms_elsewhere(
    form_ids: Collection[UUID], instances: Subquery, *, tenant_id: UUID
) -> int:
    """Return how many open user tasks of other process instances than these show such a form."""
    rows = UserTask.objects.filter(
        form_id__in=form_ids, state=UserTaskState.OPEN, tenant_id=tenant_id
    )
    return rows.exclude(process_instance_id__in=instances).count() if form_ids else 0


def instances_shown_by_tasks(actor: Actor) -> Sequence[Q]:
    """Return conditions on ``process_instance`` which those meet that tasks show to the actor.

    One of them holds where the actor is or was a candidate of a task, holds one or held it. Each
    names its instances newest first out of one index: the planner, who cannot know that a person's
    instances lie together, would look at each instance for a task of his.
    """
    offers = UserTaskCandidate.objects.filter(tenant_id=actor.tenant_id)
    names = actor.candidates
    offered = (
        [offers.filter(candidate=name) for name in names]
        if len(names) <= _MOST_PARTS
        else [offers.filter(candidate__in=names)]
    )
    held = UserTask.objects.filter(tenant_id=actor.tenant_id, assignee=actor.username)
    is_open = Q(state=UserTaskState.OPEN)
    tasks = (held.filter(is_open), held.filter(~is_open))
    return [Q(id__in=newest_instances(rows)) for rows in (*offered, *tasks)]


def instances_held_by(actor: Actor) -> Q:
    """Return the condition on ``process_instance``: the actor holds, or held, a task of it."""
    held = UserTask.objects.filter(process_instance_id=OuterRef("id"), assignee=actor.username)
    return Q(Exists(held))


def is_involved(process_instance_id: UUID, *, actor: Actor) -> bool:
    """Return whether the actor is or was candidate or assignee of a task of this instance."""
    candidates = UserTaskCandidate.objects.filter(
        user_task__process_instance_id=process_instance_id, candidate__in=actor.candidates
    )
    return candidates.exists() or is_assignee(process_instance_id, actor=actor)


def is_assignee(process_instance_id: UUID, *, actor: Actor) -> bool:
    """Return whether the actor holds, or held, a task of this instance."""
    return UserTask.objects.filter(
        process_instance_id=process_instance_id, assignee=actor.username
    ).exists()


def is_held_at(process_instance_id: UUID, activity_id: str, username: str) -> bool:
    """Return whether a person holds an open user task of an activity in an instance."""
    return UserTask.objects.filter(
        process_instance_id=process_instance_id,
        activity_id=activity_id,
        assignee=username,
        state=UserTaskState.OPEN,
    ).exists()


def list_open_tasks(process_instance_ids: Iterable[UUID]) -> Sequence[LiveUserTask]:
    """Return the open user tasks of these instances, whoever may see them."""
    rows = UserTask.objects.filter(
        process_instance_id__in=list(process_instance_ids), state=UserTaskState.OPEN
    ).values_list("id", "process_instance_id", "visit", "activity_id", "suspended")
    return [
        LiveUserTask(
            id=id_,
            process_instance_id=instance,
            visit=visit,
            activity_id=activity_id,
            suspended=suspended,
        )
        for id_, instance, visit, activity_id, suspended in rows
    ]


def find_wrong_offers(process_instance_ids: Iterable[UUID]) -> Sequence[tuple[UUID, UUID]]:
    """Return instance and task of every offer that its task contradicts: by state or sort keys."""
    offers = UserTaskCandidate.objects.filter(
        user_task__process_instance_id__in=list(process_instance_ids)
    )
    free = Q(
        user_task__state=UserTaskState.OPEN,
        user_task__suspended=False,
        user_task__assignee__isnull=True,
    )
    differs = Q(is_distinct("due_at")) | Q(is_distinct("priority"))
    is_open = Q(user_task__state=UserTaskState.OPEN)
    differs |= (Q(is_open=True) & ~is_open) | (Q(is_open=False) & is_open)
    wrong = offers.filter((Q(offered=True) & ~free) | (Q(offered=False) & free) | differs)
    return list(wrong.values_list("process_instance_id", "user_task_id"))


def find_homeless_tasks(known: Subquery) -> Sequence[UUID]:
    """Return the instances that user tasks name and that do not exist.

    Args:
        known: Ids of all instances.
    """
    homeless = UserTask.objects.exclude(process_instance_id__in=known)
    return list(homeless.values_list("process_instance_id", flat=True).distinct())


def view_of(row: UserTaskRow, *, actor: Actor) -> UserTaskView:
    """Return a stored user task as one person reads it."""
    why_not_claim = access.why_not(lambda: access.require_claimable(actor, row))
    why_not_complete = access.why_not(lambda: access.require_completable(actor, row))
    can_claim = why_not_claim is None and row.assignee is None
    executable = definitions.get_executable_by_id(row.definition_id)
    can_change = access.is_possible(lambda: access.require_changeable(actor, row))
    return UserTaskView(
        id=row.id,
        name=row.name,
        activity_id=row.activity_id,
        process_instance_id=row.process_instance_id,
        definition_id=row.definition_id,
        definition_key=row.definition_key,
        definition_name=executable.name,
        business_key=row.business_key,
        assignee=row.assignee,
        owner=row.owner,
        candidate_users=_names(row.candidates, "user:"),
        candidate_groups=_names(row.candidates, "group:"),
        priority=row.priority,
        due_at=row.due_at,
        follow_up_at=row.follow_up_at,
        state=UserTaskState(row.state),
        suspended=row.suspended,
        created_at=row.created_at,
        completed_at=row.completed_at,
        form_key=row.form_key,
        form_id=row.form_id,
        form_version=row.form_version,
        revision=row.revision,
        can_claim=can_claim,
        can_complete=why_not_complete is None,
        why_not=None if can_claim or why_not_complete is None else why_not_complete,
        started_by=row.started_by,
        delegation_state=(
            None if row.delegation_state is None else DelegationState(row.delegation_state)
        ),
        excluded_users=tuple(sorted(row.excluded)),
        can_assign=access.is_possible(lambda: access.require_assignable(actor, row)),
        can_delegate=access.is_possible(lambda: access.require_delegable(actor, row)),
        can_resolve=access.is_possible(lambda: access.require_resolvable(actor, row)),
        can_change=can_change,
        can_send_back=_can_send_back(actor, row),
        can_add_approver=can_change and engine.takes_approvers(executable.process, row.activity_id),
    )


def _can_send_back(actor: Actor, row: UserTaskRow) -> bool:
    if not row.completed_before:
        return False
    process = definitions.get_executable_by_id(row.definition_id).process
    earlier = engine.list_earlier_user_tasks(process, row.activity_id)
    return not earlier.isdisjoint(row.completed_before) and access.is_possible(
        lambda: access.require_sendable_back(actor, row)
    )


def _names(candidates: Sequence[str], prefix: str) -> tuple[str, ...]:
    found = (name.removeprefix(prefix) for name in candidates if name.startswith(prefix))
    return tuple(sorted(found))
