"""A caller of the API, and the people who call in these tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.test import Client

from bpm.base.ids import new_id
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import Actor, NewUser, Permission, system_actor
from bpm.identity.models import Tenant

PASSWORD = "Correct-horse-7"
UNUSED_ID = "01900000-0000-7000-8000-000000000000"
"""An id that nothing has; the same in every run, so that test names are."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    json: Any
    raw: bytes
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        """Return the problem's code."""
        assert self.headers["content-type"] == "application/problem+json", self.raw
        return str(self.json["code"])

    @property
    def pointers(self) -> list[str]:
        """Return where the problems are."""
        return [error["pointer"] for error in self.json["errors"]]


@dataclass(kw_only=True)
class Api:
    """One caller; nobody in particular without a token."""

    token: str | None = None
    actor: Actor | None = None
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> Answer:
        """Send one request below ``/api/v1``."""
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        response = self.client.generic(
            method, f"/api/v1{path}", data, content_type=content_type, headers=sent
        )
        content = response.getvalue()
        kind = response.headers.get("Content-Type", "")
        return Answer(
            status=response.status_code,
            json=(json.loads(content, parse_float=Decimal) if content and "json" in kind else None),
            raw=content,
            headers={name.lower(): value for name, value in response.headers.items()},
        )

    def ok(self, method: str, path: str, body: object = None, **options: Any) -> Any:
        """Send one request that must succeed, and return its JSON."""
        answer = self(method, path, body, **options)
        assert answer.status in {200, 201, 202, 204}, answer.raw
        return answer.json


@dataclass(frozen=True, kw_only=True)
class Tenants:
    """Two tenants whose people and groups have the same names.

    Alice and Bob are reviewers, Charlie is not; Ada administers. Gina administers elsewhere, and
    another Alice is a reviewer there.
    """

    admin: Api
    alice: Api
    bob: Api
    charlie: Api
    gina: Api
    other_alice: Api
    nobody: Api

    def __post_init__(self) -> None:
        """Make sure that callers are told apart."""
        assert len({self.admin.token, self.gina.token, self.alice.token}) == 3


def caller(tenant: Actor, username: str, *groups: str, is_admin: bool = False) -> Api:
    """Create a person with a token."""
    view = identity_services.create_user(
        tenant, user=NewUser(username=username, password=PASSWORD, groups=groups)
    )
    if is_admin:
        make_admin(username, tenant)
    actor = identity.actor_for_user(view.id)
    token = identity_services.create_token(actor, name="test").token
    return Api(token=token, actor=actor)


def make_admin(username: str, tenant: Actor) -> None:
    """Let a person administer the tenant; the product does so for its first account only."""
    from bpm.identity.models import User  # noqa: PLC0415 beside its only use

    User.objects.filter(tenant_id=tenant.tenant_id, username=username).update(is_superuser=True)


def system_of(name: str) -> Actor:
    """Return the actor of a tenant that may do everything, made when it is missing."""
    tenant, _ = Tenant.objects.get_or_create(name=name, defaults={"id": new_id()})
    return system_actor(tenant.pk)


def build_tenants() -> Tenants:
    """Create everybody."""
    ours, theirs = system_actor(identity.default_tenant_id()), system_of("globex")
    for tenant in (ours, theirs):
        for name in ("reviewers", "others"):
            identity_services.create_group(tenant, name=name)
    return Tenants(
        admin=caller(ours, "ada", is_admin=True),
        alice=caller(ours, "alice", "reviewers"),
        bob=caller(ours, "bob", "reviewers"),
        charlie=caller(ours, "charlie", "others"),
        gina=caller(theirs, "gina", is_admin=True),
        other_alice=caller(theirs, "alice", "reviewers"),
        nobody=Api(),
    )


def permit(who: Api, *permissions: Permission) -> None:
    """Give a person permissions for the whole tenant, by a group of their own."""
    assert who.actor is not None
    tenant = system_actor(who.actor.tenant_id)
    name = f"may-{uuid4().hex[:8]}"
    identity_services.create_group(tenant, name=name)
    identity_services.set_group_permissions(tenant, group=name, permissions=permissions)
    identity_services.add_member(tenant, group=name, username=who.actor.username)
