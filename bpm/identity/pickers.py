"""People to choose from."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from bpm.identity.contracts import PersonView
from bpm.identity.models import User
from bpm.identity.queries import check_text


def list_people(
    tenant_id: UUID, *, candidates: Collection[str], text: str, limit: int
) -> list[PersonView]:
    """Return active people for a picker, by user name.

    Args:
        tenant_id: Whose people.
        candidates: ``user:<username>`` and ``group:<name>``; a person needs to be one of them.
        text: Part of a name; empty for all.
        limit: People at most.
    """
    check_text(text)
    users = [name.removeprefix("user:") for name in candidates if name.startswith("user:")]
    groups = [name.removeprefix("group:") for name in candidates if name.startswith("group:")]
    members = User.objects.filter(groups__tenant_group__name__in=groups)
    found = User.objects.filter(
        Q(username__in=users) | Q(pk__in=members.values("pk")),
        Q(username__icontains=text) | Q(first_name__icontains=text) | Q(last_name__icontains=text),
        tenant_id=tenant_id,
        is_active=True,
    ).order_by("username")
    return [
        PersonView(username=user.username, first_name=user.first_name, last_name=user.last_name)
        for user in found[:limit]
    ]
