"""People whom the suite writes to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from bpm.base.languages import Language
from bpm.identity.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """An active person, and where mail for him goes; ``email`` may be empty.

    Args:
        language: What he chose, else what his browser asked for when he logged in last.
    """

    id: UUID
    username: str
    email: str
    first_name: str
    last_name: str
    language: Language

    @property
    def full_name(self) -> str:
        """First and last name; the username where neither is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.username


def find_addressees(tenant_id: UUID, usernames: Collection[str]) -> Mapping[str, Addressee]:
    """Return the active people of these names, by name."""
    found = User.objects.filter(tenant_id=tenant_id, username__in=usernames, is_active=True)
    return {user.username: _addressee(user) for user in found}


def find_addressees_by_id(user_ids: Collection[UUID]) -> Mapping[UUID, Addressee]:
    """Return the active people of these ids, by id."""
    found = User.objects.filter(pk__in=user_ids, is_active=True)
    return {user.pk: _addressee(user) for user in found}


def _addressee(user: User) -> Addressee:
    return Addressee(
        id=user.pk,
        username=user.username,
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        language=Language(user.language or user.seen_language),
    )
