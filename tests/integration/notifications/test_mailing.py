"""Mails about what concerns people: when, to whom, once, and visibly when it fails."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from bpm.base import clock
from bpm.base.languages import Language
from bpm.connectors.mail.server import MailServer
from bpm.identity.contracts import Actor
from bpm.identity.models import User
from bpm.identity.services import choose_language
from bpm.notifications import queries, services
from bpm.notifications.contracts import ByMail, InApp, Kind, KindChoice, WantedSettings
from bpm.notifications.models import Notification, NotificationMail
from bpm.runtime.commands.cancel_process_instance import cancel_process_instance
from bpm.user_tasks import services as tasks
from bpm.user_tasks.contracts import CandidateNames, TaskCommand
from bpm.user_tasks.queries import get_any_user_task_row
from tests import builders
from tests.builders import END, START, chain, script
from tests.integration.connectors.servers import MailServerOfTest, mail_server
from tests.integration.notifications.conftest import Team, kinds, offered_task
from tests.telling import gather, give_email, mails_in, send_all, text_of

pytestmark = pytest.mark.django_db(transaction=True)

DIGEST = KindChoice(kind=Kind.TASK_ASSIGNED, in_app=InApp.OFF, mail=ByMail.DIGEST)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def smtp(settings: Settings) -> Iterator[MailServerOfTest]:
    with mail_server() as server:
        settings.BPM_MAIL_SERVER = MailServer(host="127.0.0.1", port=server.port, tls="none")
        yield server


def give(username: str) -> TaskCommand:
    """Give a new task to somebody, and gather what that leads to."""
    asked = TaskCommand(user_task_id=offered_task())
    tasks.assign_user_task(asked, assignee=username, actor=builders.system())
    gather()
    return asked


def choose(actor: Actor, wanted: WantedSettings) -> None:
    services.update_notification_settings(wanted=wanted, actor=actor)


def test_a_mail_goes_out_once_with_a_link_and_nothing_of_the_case(team: Team, outbox: Path) -> None:
    task = give("bob")
    send_all()
    send_all()

    [mail] = mails_in(outbox)
    assert mail["To"] == "bob@example.org"
    assert mail["Subject"] == "Kontor: Kontor gave you “approve”."
    assert f"https://bpm.example.org/inbox/mine/{task.user_task_id}" in text_of(mail)
    assert "approve" in text_of(mail, "html")
    assert list(NotificationMail.objects.values_list("state", "attempts")) == [("sent", 1)]


def test_a_mail_that_was_cut_off_is_sent_again_as_the_same_message(
    team: Team, outbox: Path
) -> None:
    give("bob")
    send_all()
    # The process was killed after the server had taken the mail, before it was written down.
    NotificationMail.objects.update(state="waiting", finished_at=None)
    [first] = mails_in(outbox)
    send_all()

    [again] = mails_in(outbox)
    assert again["Message-ID"] == first["Message-ID"]


def test_two_senders_never_hold_the_same_mail(team: Team, outbox: Path) -> None:
    give("bob")
    now = clock.now()

    assert len(services.lease_mails(now=now)) == 1
    assert services.lease_mails(now=now) == []
    assert len(services.lease_mails(now=now + timedelta(minutes=3))) == 1


def test_who_has_no_address_gets_no_mail(team: Team, outbox: Path) -> None:
    give_email("bob", "")
    give("bob")
    send_all()

    assert kinds(team.bob) == ["task_assigned"]
    assert (NotificationMail.objects.count(), mails_in(outbox)) == (0, [])


def test_mails_wait_for_the_end_of_the_quiet_hours(team: Team, outbox: Path) -> None:
    with clock.frozen(NOON):
        choose(
            team.bob,
            WantedSettings(quiet_from="13:00", quiet_until="15:00", time_zone="Europe/Berlin"),
        )
        give("bob")
        send_all()
        assert (kinds(team.bob), mails_in(outbox)) == (["task_assigned"], [])
    # Noon in UTC is two o'clock in Berlin.
    with clock.frozen(NOON + timedelta(minutes=59)):
        send_all()
        assert mails_in(outbox) == []
    with clock.frozen(NOON + timedelta(minutes=60)):
        send_all()
        assert len(mails_in(outbox)) == 1


def test_a_digest_gathers_a_day_and_leaves_out_what_was_read_or_is_over(
    team: Team, outbox: Path
) -> None:
    with clock.frozen(NOON):
        shown = KindChoice(kind=Kind.TASK_ASSIGNED, in_app=InApp.IMMEDIATELY, mail=ByMail.DIGEST)
        choose(team.bob, WantedSettings(choices=(shown,), digest_hour=18))
        choose_language(Language.GERMAN, actor=team.bob)
        gone, read, kept, also = [give("bob") for _ in range(4)]
        end(gone)
        services.read_notification(
            Notification.objects.get(user_task_id=read.user_task_id).id, actor=team.bob
        )
        send_all()
        assert mails_in(outbox) == []
    with clock.frozen(NOON + timedelta(hours=6)):
        send_all()
        give("bob")

    [mail] = mails_in(outbox)
    assert mail["Subject"] == "Kontor: Ihr Tag im Überblick: 2 Nachrichten"
    for task, is_in in ((gone, False), (read, False), (kept, True), (also, True)):
        assert (str(task.user_task_id) in text_of(mail)) is is_in
    waiting = NotificationMail.objects.get(state="waiting")
    assert waiting.due_at == NOON + timedelta(hours=30)


def end(task: TaskCommand) -> None:
    """Cancel the instance of a task."""
    row = get_any_user_task_row(task.user_task_id)
    cancel_process_instance(row.process_instance_id, reason=None, actor=builders.system())


def test_who_lost_the_right_to_read_gets_no_mail(team: Team, outbox: Path) -> None:
    asked = TaskCommand(user_task_id=offered_task('candidateUsers="alice,carol"'))
    tasks.comment_user_task(asked.user_task_id, text="@carol secret", actor=team.alice)
    gather()
    assert kinds(team.carol) == ["mentioned"]
    tasks.remove_candidates(asked, names=CandidateNames(users=("carol",)), actor=builders.system())
    send_all()

    assert mails_in(outbox) == []
    assert NotificationMail.objects.get().state == "dropped"


def test_who_was_deactivated_gets_no_mail(team: Team, outbox: Path) -> None:
    give("bob")
    User.objects.filter(username="bob").update(is_active=False)
    send_all()

    assert mails_in(outbox) == []
    assert NotificationMail.objects.get().state == "dropped"


def test_a_server_that_is_away_is_tried_again_and_given_up_visibly(
    team: Team, settings: Settings
) -> None:
    settings.BPM_MAIL_SERVER = MailServer(host="127.0.0.1", port=1, tls="none")
    start = clock.now()
    with clock.frozen(start):
        give("bob")
        send_all()
    row = NotificationMail.objects.get()
    assert (row.state, row.attempts, row.due_at - start) == ("waiting", 1, timedelta(minutes=1))
    problem = queries.get_notification_settings(actor=team.bob).mail_problem
    assert problem is not None
    assert "cannot be reached" in problem

    for days in range(1, 6):
        with clock.frozen(start + timedelta(days=days)):
            send_all()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", 6)
    assert "cannot be reached" in str(row.last_error)
    with clock.frozen(start + timedelta(days=7)):
        assert services.lease_mails(now=clock.now()) == []


def test_an_address_that_the_server_refuses_is_given_up_at_once(
    team: Team, smtp: MailServerOfTest
) -> None:
    smtp.refusals = {"rcpt": "550 nobody of this name"}
    give("bob")
    send_all()

    row = NotificationMail.objects.get()
    assert (row.state, row.attempts) == ("failed", 1)
    assert "550" in str(row.last_error)


def test_old_notifications_and_mails_are_swept(team: Team, outbox: Path) -> None:
    give("bob")
    send_all()
    with clock.frozen(clock.now() + timedelta(days=89)):
        services.delete_old_notifications()
        assert Notification.objects.count() == NotificationMail.objects.count() == 1
    with clock.frozen(clock.now() + timedelta(days=91)):
        services.delete_old_notifications()

    assert Notification.objects.count() == NotificationMail.objects.count() == 0


def test_a_pass_gives_way_to_a_job_that_waits(team: Team, outbox: Path) -> None:
    del team
    for _ in range(5):
        give("bob")
    waiting = '<bpm:async before="true"/>'
    key = builders.deploy(chain(START, script("add", "1", "m", extensions=waiting), END))
    instance = builders.start(key)

    services.run_notifications()
    assert len(mails_in(outbox)) == 2

    cancel_process_instance(instance.id, reason="No longer", actor=builders.system())
    services.run_notifications()
    assert len(mails_in(outbox)) == 5
