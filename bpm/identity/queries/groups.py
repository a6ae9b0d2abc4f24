"""What of groups may be read."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bpm.base.pages import Page, find_page
from bpm.base.search import Field, SearchRequest, Sort
from bpm.identity.contracts import (
    Actor,
    GroupView,
    MembersView,
    PermissionsView,
)
from bpm.identity.errors import GroupNotFoundError
from bpm.identity.models import TenantGroup, User
from bpm.identity.queries.people import check_text

_GROUP_FIELDS: Mapping[str, Field] = {
    "name": Field(path="name", is_sortable=True),
    "display_name": Field(path="display_name", is_sortable=True),
}


def group_names(tenant_id: UUID, names: Collection[str]) -> frozenset[str]:
    """Return those of the names that are groups of the tenant."""
    found = TenantGroup.objects.filter(tenant_id=tenant_id, name__in=names)
    return frozenset(found.values_list("name", flat=True))


def find_group(tenant_id: UUID, name: str) -> TenantGroup:
    """Return the row of a group.

    Raises:
        GroupNotFoundError: There is none of this name.
    """
    group = TenantGroup.objects.select_related("group").filter(tenant_id=tenant_id, name=name)
    found = group.first()
    if found is None:
        raise GroupNotFoundError
    return found


def search_groups(actor: Actor, search: SearchRequest, *, text: str = "") -> Page[GroupView]:
    """Return groups of the actor's tenant.

    Args:
        actor: Anybody.
        search: Filter, order and page.
        text: Part of a name; empty for all.
    """
    check_text(text)
    rows = _groups_of(actor.tenant_id)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(display_name__icontains=text))
    return find_page(
        rows,
        search,
        fields=_GROUP_FIELDS,
        default_sort=[Sort(field="name")],
        view=_group_view,
    )


def get_group(actor: Actor, name: str) -> GroupView:
    """Return one group.

    Raises:
        GroupNotFoundError: There is none of this name.
    """
    found = _groups_of(actor.tenant_id).filter(name=name).first()
    if found is None:
        raise GroupNotFoundError
    return _group_view(found)


def _groups_of(tenant_id: UUID) -> QuerySet[TenantGroup]:
    members = Count("group__user", filter=Q(group__user__is_active=True))
    return TenantGroup.objects.filter(tenant_id=tenant_id).annotate(members=members)


def _group_view(group: TenantGroup) -> GroupView:
    members: int = getattr(group, "members", 0)
    return GroupView(name=group.name, display_name=group.display_name, members=members)


def list_members(actor: Actor, name: str) -> MembersView:
    """Return who belongs to a group.

    Raises:
        GroupNotFoundError: There is none of this name.
    """
    group = find_group(actor.tenant_id, name)
    found = User.objects.filter(groups=group.group).order_by("username")
    return MembersView(members=tuple(found.values_list("username", flat=True)))


def list_group_permissions(actor: Actor, name: str) -> PermissionsView:
    """Return what the members of a group may do everywhere.

    Raises:
        GroupNotFoundError: There is none of this name.
    """
    group = find_group(actor.tenant_id, name).group
    found = group.permissions.order_by("codename").values_list("codename", flat=True)
    return PermissionsView(permissions=tuple(found))
