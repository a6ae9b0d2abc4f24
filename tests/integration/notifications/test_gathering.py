"""Who is told of what: from the history, once, and only those who may read it."""

from datetime import timedelta

import pytest
from django.db import connection

from bpm.base import clock
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import Actor, Permission
from bpm.notifications.contracts import ByMail, InApp, Kind, KindChoice, WantedSettings
from bpm.notifications.models import Notification, NotificationCursor, NotificationMail
from bpm.notifications.services import gather_notices, update_notification_settings
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.remind_process_instance import remind_process_instance
from bpm.runtime.commands.resolve_user_task import resolve_user_task
from bpm.runtime.commands.send_back_user_task import send_back_user_task
from bpm.runtime.contracts import CompleteUserTask
from bpm.user_tasks import queries as tasks, services
from bpm.user_tasks.contracts import CandidateNames, TaskCommand
from tests import builders
from tests.builders import END, START, chain, user_task
from tests.integration.notifications.conftest import Team, kinds, offered_task, told
from tests.telling import gather

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_is_given_a_task_is_told_and_who_takes_it_himself_is_not(team: Team) -> None:
    task = offered_task()
    services.assign_user_task(
        TaskCommand(user_task_id=task, reason="you know the case"),
        assignee="bob",
        actor=builders.system(),
    )
    other = offered_task()
    services.claim_user_task(TaskCommand(user_task_id=other), actor=team.alice)

    gather()

    assert (kinds(team.alice), kinds(team.carol)) == ([], [])
    [view] = told(team.bob)
    assert (view.kind, view.user_task_id, view.title) == (Kind.TASK_ASSIGNED, task, "approve")
    assert (view.note, view.business_key, view.is_read) == ("you know the case", "R-1", False)
    # The suite itself is no person.
    assert view.actor is None


def test_who_had_a_task_for_a_moment_only_is_not_bothered(team: Team) -> None:
    task = offered_task()
    for name in ("alice", "bob"):
        services.assign_user_task(
            TaskCommand(user_task_id=task), assignee=name, actor=builders.system()
        )

    gather()

    assert (kinds(team.alice), kinds(team.bob)) == ([], ["task_assigned"])


def test_delegation_goes_there_and_back(team: Team) -> None:
    task = offered_task()
    services.claim_user_task(TaskCommand(user_task_id=task), actor=team.alice)
    asked = TaskCommand(user_task_id=task)
    services.delegate_user_task(asked, assignee="carol", actor=team.alice)
    gather()
    resolve_user_task(asked, actor=team.carol)
    gather()

    [delegated], [resolved] = told(team.carol), told(team.alice)
    assert (delegated.kind, delegated.actor) == (Kind.TASK_DELEGATED, "alice")
    assert (resolved.kind, resolved.actor) == (Kind.TASK_RESOLVED, "carol")


def test_a_comment_reaches_the_mentioned_the_holder_and_the_watchers_once_each(team: Team) -> None:
    task = offered_task()
    services.claim_user_task(TaskCommand(user_task_id=task), actor=team.alice)
    services.watch_user_task(task, username="bob", actor=team.bob)
    services.comment_user_task(task, text="@bob please look, @bob", actor=team.alice)
    services.comment_user_task(task, text="looks right", actor=team.bob)

    gather()

    assert kinds(team.bob) == ["mentioned"]
    [view] = told(team.alice)
    assert (view.kind, view.actor, view.excerpt) == (Kind.TASK_COMMENTED, "bob", "looks right")
    assert kinds(team.carol) == []


def test_a_comment_is_shown_only_to_who_may_still_read_it(team: Team) -> None:
    task = offered_task('candidateUsers="alice,carol"')
    services.comment_user_task(task, text="@carol the salary is 5000", actor=team.alice)
    gather()
    assert told(team.carol)[0].excerpt == "@carol the salary is 5000"

    services.remove_candidates(
        TaskCommand(user_task_id=task),
        names=CandidateNames(users=("carol",)),
        actor=builders.system(),
    )

    [view] = told(team.carol)
    assert (view.kind, view.excerpt) == (Kind.MENTIONED, None)


def test_offers_are_told_to_who_asked_for_them_only(team: Team) -> None:
    choice = KindChoice(kind=Kind.TASK_OFFERED, in_app=InApp.IMMEDIATELY, mail=ByMail.OFF)
    for actor in (team.alice, team.carol):
        update_notification_settings(wanted=WantedSettings(choices=(choice,)), actor=actor)
    offered_task()
    gather()

    assert (kinds(team.alice), kinds(team.bob), kinds(team.carol)) == (["task_offered"], [], [])


def test_due_dates_are_told_to_the_holder_near_and_past(team: Team) -> None:
    gather()
    task = offered_task()
    services.claim_user_task(TaskCommand(user_task_id=task), actor=team.alice)
    asked = TaskCommand(user_task_id=task)
    services.set_user_task_due_at(asked, due_at="PT30H", actor=team.alice)
    gather()
    assert kinds(team.alice) == []

    with clock.frozen(clock.now() + timedelta(hours=7)):
        gather()
        gather()
        assert kinds(team.alice) == ["task_due_soon"]
    with clock.frozen(clock.now() + timedelta(hours=31)):
        gather()
        gather()
    assert kinds(team.alice) == ["task_due_soon", "task_overdue"]


def test_a_due_date_that_is_moved_into_the_past_is_told_at_once(team: Team) -> None:
    gather()
    task = offered_task()
    services.claim_user_task(TaskCommand(user_task_id=task), actor=team.alice)
    due = (clock.now() - timedelta(hours=1)).isoformat()
    asked = TaskCommand(user_task_id=task)
    services.set_user_task_due_at(asked, due_at=due, actor=builders.system())
    gather()

    assert kinds(team.alice) == ["task_overdue"]


def test_the_starter_hears_how_his_request_ends(team: Team) -> None:
    key = builders.deploy(
        chain(START, user_task("approve"), '<bpmn:endEvent id="declined" name="Declined"/>')
    )
    carol = allow_to_start()
    for end in ("completed", "cancelled"):
        instance = builders.start(key, actor=carol, business_key=end)
        if end == "completed":
            complete_user_task(
                CompleteUserTask(user_task_id=builders.waiting_task(instance)), actor=team.bob
            )
        else:
            cancel_process_instance(instance.id, reason="a twin", actor=builders.system())
    gather()

    finished, cancelled = told(team.carol)
    assert (finished.kind, finished.note, finished.actor) == (
        Kind.REQUEST_FINISHED,
        "Declined",
        "bob",
    )
    assert (cancelled.kind, cancelled.note) == (Kind.REQUEST_CANCELLED, "a twin")
    assert (cancelled.user_task_id, cancelled.title) == (None, key)


def test_requests_without_others_and_own_ends_are_not_told(team: Team) -> None:
    carol = allow_to_start()
    builders.start(builders.deploy(chain(START, END)), actor=carol)
    own = builders.start(
        builders.deploy(chain(START, user_task("fill_in", 'assignee="carol"'), END)),
        actor=carol,
    )
    complete_user_task(CompleteUserTask(user_task_id=builders.waiting_task(own)), actor=team.carol)
    gather()

    assert kinds(team.carol) == []


def test_a_request_that_needs_its_starter_says_so(team: Team) -> None:
    carol = allow_to_start()
    key = builders.deploy(
        chain(START, user_task("approve"), user_task("mend", 'assignee="carol"'), END)
    )
    instance = builders.start(key, actor=carol)
    complete_user_task(
        CompleteUserTask(user_task_id=builders.waiting_task(instance)), actor=team.bob
    )
    gather()

    [view] = told(team.carol)
    assert (view.kind, view.title, view.actor) == (Kind.REQUEST_NEEDS_ME, "mend", "bob")


def test_a_reminder_reaches_the_holder_or_everybody_who_may_take_it(team: Team) -> None:
    carol = allow_to_start()
    key = builders.deploy(chain(START, user_task("approve"), END))
    for is_held in (True, False):
        instance = builders.start(key, actor=carol)
        if is_held:
            asked = TaskCommand(user_task_id=builders.waiting_task(instance))
            services.claim_user_task(asked, actor=team.alice)
        remind_process_instance(instance.id, note="it is urgent", actor=carol)
    gather()

    assert kinds(team.alice) == ["task_reminded", "task_reminded"]
    [view] = told(team.bob)
    assert (view.kind, view.actor, view.note) == (Kind.TASK_REMINDED, "carol", "it is urgent")


def test_a_task_that_is_sent_back_tells_why(team: Team) -> None:
    carol = allow_to_start()
    key = builders.deploy(
        chain(START, user_task("fill_in", 'assignee="carol"'), user_task("approve"), END)
    )
    instance = builders.start(key, actor=carol)
    complete_user_task(
        CompleteUserTask(user_task_id=builders.waiting_task(instance)), actor=team.carol
    )
    [task] = tasks.list_user_tasks_of_instance(instance.id, actor=team.bob)
    services.claim_user_task(TaskCommand(user_task_id=task.id), actor=team.bob)
    send_back_user_task(
        TaskCommand(user_task_id=task.id, reason="a page misses"),
        activity_id="fill_in",
        actor=team.bob,
    )
    gather()

    [view] = told(team.carol)
    assert (view.kind, view.title, view.note) == (Kind.REQUEST_NEEDS_ME, "fill_in", "a page misses")


def test_muted_processes_and_kinds_that_are_off_are_not_told(team: Team) -> None:
    off = KindChoice(kind=Kind.TASK_ASSIGNED, in_app=InApp.OFF, mail=ByMail.OFF)
    update_notification_settings(wanted=WantedSettings(choices=(off,)), actor=team.alice)
    update_notification_settings(
        wanted=WantedSettings(muted_processes=("quiet_process",)), actor=team.bob
    )
    for name in ("alice", "bob"):
        task = offered_task(key="quiet_process")
        services.assign_user_task(
            TaskCommand(user_task_id=task), assignee=name, actor=builders.system()
        )
    gather()

    assert Notification.objects.count() == NotificationMail.objects.count() == 0


def test_who_may_not_read_a_task_any_more_is_not_told(team: Team) -> None:
    task = offered_task('candidateUsers="alice,carol"')
    services.comment_user_task(task, text="@carol look", actor=team.alice)
    services.remove_candidates(
        TaskCommand(user_task_id=task),
        names=CandidateNames(users=("carol",)),
        actor=builders.system(),
    )
    gather()

    assert kinds(team.carol) == []


def test_each_event_is_told_once_though_its_transaction_is_late(team: Team) -> None:
    """A transaction that began first commits last: nothing behind it is told before it."""
    gather()
    late, early = offered_task(), offered_task()
    asked = TaskCommand(user_task_id=early)
    other = connection.copy(alias="late")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_current_xact_id()")
            services.assign_user_task(asked, assignee="bob", actor=builders.system())
            gather_notices(now=clock.now())
            assert kinds(team.bob) == []
            cursor.execute("COMMIT")
    finally:
        other.close()
    services.assign_user_task(
        TaskCommand(user_task_id=late), assignee="bob", actor=builders.system()
    )
    gather()
    NotificationCursor.objects.update(xid=0)
    gather()

    assert [view.user_task_id for view in told(team.bob)] == [early, late]


def test_a_cursor_from_another_database_begins_here(team: Team) -> None:
    gather()
    NotificationCursor.objects.update(xid=2**62)
    gather_notices(now=clock.now())
    task = offered_task()
    services.assign_user_task(
        TaskCommand(user_task_id=task), assignee="bob", actor=builders.system()
    )
    gather()

    assert kinds(team.bob) == ["task_assigned"]


def test_old_news_is_no_news(team: Team) -> None:
    task = offered_task()
    services.assign_user_task(
        TaskCommand(user_task_id=task), assignee="bob", actor=builders.system()
    )
    with clock.frozen(clock.now() + timedelta(days=3)):
        gather()

    assert kinds(team.bob) == []


def allow_to_start() -> Actor:
    """Let Carol start processes, and return her as she is then."""
    tenant = builders.system()
    builders.group("starters")
    identity_services.set_group_permissions(
        tenant, group="starters", permissions=[Permission.START_INSTANCES]
    )
    identity_services.add_member(tenant, group="starters", username="carol")
    return identity.actor_for_user(identity.user_ids(tenant.tenant_id, ["carol"])["carol"])
