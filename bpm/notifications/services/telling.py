"""Writing notices down: for whom they are meant, who may read them, as each person wants it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from bpm.base.ids import new_id
from bpm.core.errors import UnauthenticatedError
from bpm.identity import queries as identity
from bpm.identity.addressees import Addressee, find_addressees
from bpm.identity.contracts import Actor
from bpm.notifications.choices import choice_of, digest_due_at, single_due_at
from bpm.notifications.contracts import ByMail, InApp, MailState, Notice
from bpm.notifications.models import Notification, NotificationMail, NotificationSettings
from bpm.user_tasks import access
from bpm.user_tasks.contracts import UserTaskRow

_LONGEST_NOTE = 500
# A digest that goes out in a moment may be read for sending already.
_NOT_JUST_NOW = timedelta(seconds=60)


def tell(notices: Iterable[Notice], tasks: Mapping[UUID, UserTaskRow], *, now: datetime) -> int:
    """Write notices for those who want them and may read what they are about.

    Within a transaction that keeps every other writer of notices out.

    Args:
        notices: In the order in which things happened.
        tasks: Those that notices name, as they are now.
        now: When that is.

    Returns:
        How many were written.
    """
    of_tenant: dict[UUID, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.username != notice.actor:
            of_tenant[notice.tenant_id].append(notice)
    return sum(_Telling(tasks=tasks, now=now).tell(found) for found in of_tenant.values())


@dataclass(slots=True, kw_only=True)
class _Telling:
    """One batch of notices within one tenant."""

    tasks: Mapping[UUID, UserTaskRow]
    now: datetime
    mails: list[NotificationMail] = field(default_factory=list)
    actors: dict[UUID, Actor | None] = field(default_factory=dict)
    digests: dict[UUID, UUID] = field(default_factory=dict)

    def tell(self, notices: Sequence[Notice]) -> int:
        people = find_addressees(notices[0].tenant_id, {notice.username for notice in notices})
        chosen = NotificationSettings.objects.in_bulk([person.id for person in people.values()])
        told = _already_told(people, notices)
        self.digests = _open_digests(people, after=self.now + _NOT_JUST_NOW)
        rows: list[Notification] = []
        for notice in notices:
            person = people.get(notice.username)
            if person is None or (person.id, notice.event_key) in told:
                continue
            told.add((person.id, notice.event_key))
            row = self._row(notice, person, chosen.get(person.id))
            if row is not None:
                rows.append(row)
        NotificationMail.objects.bulk_create(self.mails)
        Notification.objects.bulk_create(rows)
        return len(rows)

    def _row(
        self, notice: Notice, person: Addressee, chosen: NotificationSettings | None
    ) -> Notification | None:
        """Return what to write for a person; None where he is not to be told."""
        if chosen is not None and notice.definition_key in chosen.muted_processes:
            return None
        choice = choice_of(chosen, notice.kind)
        by_mail = choice.mail if person.email else ByMail.OFF
        is_listed = choice.in_app is InApp.IMMEDIATELY
        if not (is_listed or by_mail is not ByMail.OFF) or not self._may_read(notice, person):
            return None
        return Notification(
            id=new_id(),
            tenant_id=notice.tenant_id,
            user_id=person.id,
            kind=notice.kind,
            event_key=notice.event_key,
            at=notice.at,
            title=notice.title,
            actor=notice.actor,
            user_task_id=notice.user_task_id,
            process_instance_id=notice.process_instance_id,
            root_instance_id=notice.root_instance_id,
            definition_key=notice.definition_key,
            definition_name=notice.definition_name,
            business_key=notice.business_key,
            due_at=notice.due_at,
            comment_id=notice.comment_id,
            note=None if notice.note is None else notice.note[:_LONGEST_NOTE],
            listed=is_listed,
            mail_id=self._mail_of(notice, person, chosen, by_mail),
        )

    def _may_read(self, notice: Notice, person: Addressee) -> bool:
        if notice.user_task_id is None:
            # It is the person's own request.
            return True
        if person.id not in self.actors:
            self.actors[person.id] = find_actor(person.id)
        actor, task = self.actors[person.id], self.tasks.get(notice.user_task_id)
        return actor is not None and task is not None and access.can_read(actor, task)

    def _mail_of(
        self,
        notice: Notice,
        person: Addressee,
        chosen: NotificationSettings | None,
        by_mail: ByMail,
    ) -> UUID | None:
        """Return the mail that a notice goes out with, made where there is none yet."""
        if by_mail is ByMail.OFF:
            return None
        is_digest = by_mail is ByMail.DIGEST
        if is_digest and person.id in self.digests:
            return self.digests[person.id]
        mail = NotificationMail(
            id=new_id(),
            tenant_id=notice.tenant_id,
            user_id=person.id,
            is_digest=is_digest,
            state=MailState.WAITING,
            due_at=(digest_due_at if is_digest else single_due_at)(chosen, self.now),
            created_at=self.now,
        )
        self.mails.append(mail)
        if is_digest:
            self.digests[person.id] = mail.id
        return mail.id


def find_actor(user_id: UUID) -> Actor | None:
    """Return the actor for a person, or None where he is not active any more."""
    try:
        return identity.actor_for_user(user_id)
    except UnauthenticatedError:
        return None


def _already_told(
    people: Mapping[str, Addressee], notices: Sequence[Notice]
) -> set[tuple[UUID, str]]:
    found = Notification.objects.filter(
        user_id__in=[person.id for person in people.values()],
        event_key__in={notice.event_key for notice in notices},
    )
    return set(found.values_list("user_id", "event_key"))


def _open_digests(people: Mapping[str, Addressee], *, after: datetime) -> dict[UUID, UUID]:
    found = NotificationMail.objects.filter(
        user_id__in=[person.id for person in people.values()],
        is_digest=True,
        state=MailState.WAITING,
        attempts=0,
        due_at__gt=after,
    )
    return dict(found.values_list("user_id", "id"))
