"""What of people may be read."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, FieldKind, InvalidSearchError, SearchRequest, Sort
from bpm.core.errors import Problem
from bpm.core.values import JsonValue
from bpm.identity.contracts import (
    Actor,
    Permission,
    UserView,
)
from bpm.identity.errors import UserNotFoundError
from bpm.identity.models import TenantGroup, User

_LONGEST_TEXT = 200


def _in_group(value: JsonValue, pointer: str) -> Q:
    if not isinstance(value, str):
        problem = Problem(code="invalid_value", pointer=pointer, detail="Give a group's name.")
        raise InvalidSearchError(problems=[problem])
    # A subquery, so that nobody is listed twice.
    members = User.objects.filter(groups__tenant_group__name=value)
    return Q(pk__in=members.values("pk"))


_USER_FIELDS: Mapping[str, Field] = {
    "id": Field(path="id", kind=FieldKind.ID),
    "username": Field(path="username", is_sortable=True),
    "first_name": Field(path="first_name", is_sortable=True),
    "last_name": Field(path="last_name", is_sortable=True),
    "is_active": Field(path="is_active", kind=FieldKind.FLAG),
    "is_admin": Field(path="is_superuser", kind=FieldKind.FLAG),
    "group": Field(condition=_in_group),
    "date_joined": Field(path="date_joined", kind=FieldKind.TIME, is_sortable=True),
}


def users_of(tenant_id: UUID) -> QuerySet[User]:
    """Return the people of a tenant, each with the groups at hand."""
    groups = TenantGroup.objects.order_by("name")
    return User.objects.filter(tenant_id=tenant_id).prefetch_related(
        Prefetch("groups__tenant_group", queryset=groups)
    )


def user_view(user: User, *, is_private: bool = True) -> UserView:
    """Return a person as others read them; the e-mail address only where ``is_private``."""
    return UserView(
        id=user.pk,
        username=user.username,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email if is_private else "",
        groups=tuple(sorted(group.tenant_group.name for group in user.groups.all())),
        is_active=user.is_active,
        is_admin=user.is_superuser,
        date_joined=user.date_joined,
    )


def get_user(actor: Actor, username: str) -> UserView:
    """Return one person of the actor's tenant.

    Raises:
        UserNotFoundError: There is nobody of this name.
    """
    user = users_of(actor.tenant_id).filter(username=username).first()
    if user is None:
        raise UserNotFoundError
    return user_view(user, is_private=_reads_private(actor, user))


def _reads_private(actor: Actor, user: User) -> bool:
    return user.pk == actor.id or Permission.ADMINISTER_PEOPLE in actor.permissions


def search_users(actor: Actor, search: SearchRequest, *, text: str = "") -> Page[UserView]:
    """Return people of the actor's tenant, for pickers and for administration.

    Args:
        actor: Anybody; names are no secret among colleagues.
        search: Filter, order and page.
        text: Part of a name; empty for all.
    """
    check_text(text)
    rows = users_of(actor.tenant_id)
    for word in set(text.split()):
        rows = rows.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
        )
    return find_page(
        rows,
        search,
        fields=_USER_FIELDS,
        default_sort=[Sort(field="username")],
        view=lambda user: user_view(user, is_private=_reads_private(actor, user)),
    )


def check_text(text: str) -> None:
    """Refuse a text to look for that is longer than any name.

    Raises:
        InvalidSearchError: It is.
    """
    if len(text) > _LONGEST_TEXT:
        detail = f"Give at most {_LONGEST_TEXT} characters."
        raise InvalidSearchError(
            problems=[Problem(code="invalid_value", pointer="/text", detail=detail)]
        )


def user_ids(tenant_id: UUID, usernames: Collection[str]) -> dict[str, UUID]:
    """Return the ids of active people by user name; names of nobody are left out."""
    found = User.objects.filter(tenant_id=tenant_id, username__in=usernames, is_active=True)
    return dict(found.values_list("username", "id"))


def usernames(ids: Collection[UUID]) -> dict[UUID, str]:
    """Return user names by id."""
    return dict(User.objects.filter(pk__in=ids).values_list("id", "username"))
