"""A team, and the folder that its mails go to."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from bpm.base.search import SearchRequest
from bpm.identity.contracts import Actor
from bpm.notifications import queries
from bpm.notifications.contracts import NotificationView
from tests import builders
from tests.builders import END, START, chain, user_task
from tests.telling import give_email


@dataclass(frozen=True, kw_only=True)
class Team:
    """Alice and Bob are reviewers, Carol is not; all three get mail."""

    alice: Actor
    bob: Actor
    carol: Actor


@pytest.fixture
def team(db: None) -> Team:
    builders.group("reviewers")
    people = {
        "alice": builders.person("alice", "reviewers"),
        "bob": builders.person("bob", "reviewers"),
        "carol": builders.person("carol"),
    }
    for name in people:
        give_email(name, f"{name}@example.org")
    return Team(**people)


@pytest.fixture
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.BPM_MAIL_SERVER = None
    settings.BPM_MAIL_OUTBOX = tmp_path / "outbox"
    settings.BPM_PUBLIC_URL = "https://bpm.example.org"
    return tmp_path / "outbox"


def offered_task(
    assignment: str = 'candidateGroups="reviewers"', *, key: str | None = None
) -> UUID:
    """Start an instance that waits at one user task, and return the task."""
    deployed = builders.deploy(chain(START, user_task("approve", assignment), END), key=key)
    return builders.waiting_task(builders.start(deployed, business_key="R-1"))


def told(actor: Actor) -> list[NotificationView]:
    """Return what a person finds in the application, oldest first."""
    return list(reversed(queries.list_notifications(SearchRequest(), actor=actor).items))


def kinds(actor: Actor) -> list[str]:
    """Return what a person is told of, oldest first."""
    return [view.kind.value for view in told(actor)]
