"""Who acts in tests of running instances."""

import pytest

from bpm.identity.contracts import Actor
from tests import builders


@pytest.fixture
def system() -> Actor:
    """Who may do everything."""
    return builders.system()


@pytest.fixture
def alice() -> Actor:
    """One of the reviewers, who are the candidates where a model names nobody else."""
    builders.group("reviewers")
    return builders.person("alice", "reviewers")
