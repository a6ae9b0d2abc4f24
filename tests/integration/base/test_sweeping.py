"""What the scheduler clears away."""

from datetime import timedelta

import pytest

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.base.models import IdempotencyKey
from bpm.config.sweeping import sweep
from bpm.identity.models import LoginThrottle


@pytest.mark.django_db
def test_only_what_has_had_its_time_is_swept() -> None:
    now = clock.now()
    for key, age in (("old", timedelta(hours=25)), ("new", timedelta(hours=23))):
        IdempotencyKey.objects.create(
            id=new_id(),
            actor_id=new_id(),
            key=key,
            request_digest=b"",
            status=201,
            response=b"{}",
            created_at=now - age,
        )
    for key, age in (("old", timedelta(minutes=6)), ("new", timedelta(minutes=4))):
        LoginThrottle.objects.create(key=key, attempts=1, window_started_at=now - age)

    sweep()

    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]
    assert list(LoginThrottle.objects.values_list("key", flat=True)) == ["new"]
