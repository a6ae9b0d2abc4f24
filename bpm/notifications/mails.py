"""Mails as operators see them."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, SearchRequest, Sort
from bpm.identity.contracts import Actor, Permission
from bpm.identity.services import require
from bpm.notifications.contracts import MailState, NotificationMailView
from bpm.notifications.errors import NotificationMailNotFoundError
from bpm.notifications.models import NotificationMail

_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID, is_sortable=True),
    "state": Field(path="state"),
    "username": Field(path="user__username"),
}


def list_notification_mails(search: SearchRequest, *, actor: Actor) -> Page[NotificationMailView]:
    """Return a page of the tenant's mails, newest first.

    Raises:
        PermissionMissingError: The actor does not operate instances of all processes.
        InvalidSearchError: The search cannot be carried out as asked.
    """
    return find_page(
        _visible(actor),
        search,
        fields=_FIELDS,
        default_sort=[Sort(field="id", is_descending=True)],
        view=_view,
    )


def get_notification_mail(mail_id: UUID, *, actor: Actor) -> NotificationMailView:
    """Return one mail.

    Raises:
        PermissionMissingError: The actor does not operate instances of all processes.
        NotificationMailNotFoundError: It does not exist in the actor's tenant.
    """
    row = _visible(actor).filter(id=mail_id).first()
    if row is None:
        raise NotificationMailNotFoundError(f"There is no mail {mail_id}.")
    return _view(row)


def _visible(actor: Actor) -> QuerySet[NotificationMail]:
    require(actor, Permission.OPERATE_INSTANCES)
    rows = NotificationMail.objects.filter(tenant_id=actor.tenant_id).select_related("user")
    return rows.annotate(items=Count("notification"))


def _view(row: NotificationMail) -> NotificationMailView:
    items: int = vars(row)["items"]
    return NotificationMailView(
        id=row.id,
        username=row.user.username,
        email=row.user.email,
        is_digest=row.is_digest,
        items=items,
        state=MailState(row.state),
        attempts=row.attempts,
        last_error=row.last_error,
        created_at=row.created_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
    )
