"""Permissions in memory: right at once in every process, read once while nothing changes."""

import pytest
from pytest_django import DjangoAssertNumQueries

from bpm.identity import queries, services
from bpm.identity.contracts import GrantView, NewUser, Permission
from bpm.identity.errors import PermissionMissingError
from bpm.identity.models import Tenant, User
from tests import builders

pytestmark = pytest.mark.django_db


def test_rights_are_read_once_while_nothing_changes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    alice = builders.person("alice")
    assert alice.id is not None
    queries.actor_for_user(alice.id)

    with django_assert_num_queries(1):
        again = queries.actor_for_user(alice.id)
    assert again == alice


def test_a_change_of_rights_is_seen_by_the_next_call() -> None:
    builders.group("reviewers")
    alice = builders.person("alice")
    assert alice.id is not None

    services.add_member(builders.system(), group="reviewers", username="alice")
    assert queries.actor_for_user(alice.id).groups == {"reviewers"}

    services.set_group_permissions(
        builders.system(), group="reviewers", permissions=[Permission.DEPLOY]
    )
    assert queries.actor_for_user(alice.id).permissions == {Permission.DEPLOY}

    services.remove_member(builders.system(), group="reviewers", username="alice")
    assert queries.actor_for_user(alice.id).permissions == frozenset()


def test_a_permission_on_one_key_is_not_one_on_another() -> None:
    builders.person("alice")
    grant = GrantView(permission=Permission.START_INSTANCES, user="alice")
    services.grant_permission(builders.system(), key="one", grant=grant)
    alice = queries.actor_for_user(User.objects.get(username="alice").pk)

    assert queries.allowed_keys(alice, Permission.START_INSTANCES) == frozenset({"one"})
    assert queries.allowed_keys(alice, Permission.READ_INSTANCES) == frozenset()
    services.require(alice, Permission.START_INSTANCES, "one")
    for resource in ("two", None):
        with pytest.raises(PermissionMissingError, match=r"process_instance\.start"):
            services.require(alice, Permission.START_INSTANCES, resource)
    assert queries.allowed_keys(builders.system(), Permission.READ_INSTANCES) is None


def test_demo_accounts_are_created_once_and_left_alone() -> None:
    created = services.create_demo_accounts()
    services.deactivate_user(builders.system(), username="clerk")

    again = services.create_demo_accounts()

    people = {"admin", "clerk", "manager", "director", "operator", "analyst"}
    assert (set(created), again) == (people, ())
    assert User.objects.get(username="clerk").is_active is False
    analyst = queries.actor_for_user(User.objects.get(username="analyst").pk)
    assert Permission.DEPLOY in analyst.permissions
    assert Permission.ADMINISTER_PEOPLE not in analyst.permissions


def test_the_first_administrator_comes_from_djangos_command() -> None:
    user = User.objects.create_superuser("root", "root@example.org", "Correct-horse-7")

    actor = queries.actor_for_user(user.pk)

    assert (actor.is_admin, actor.tenant_id) == (True, Tenant.objects.get(name="default").pk)
    assert actor.permissions == frozenset(Permission)


def test_a_user_is_created_with_a_group_of_another_tenant_never() -> None:
    services.create_group(builders.system(), name="reviewers")
    user = NewUser(username="bob", password="Correct-horse-7", groups=("reviewers",))

    made = services.create_user(builders.system(), user=user)

    assert made.groups == ("reviewers",)
    assert queries.group_names(made.id, ["reviewers"]) == frozenset()
