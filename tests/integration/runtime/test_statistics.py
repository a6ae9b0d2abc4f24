"""What is told of the instances of a version: counted up to a bound, timed in the newest."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from bpm.identity.contracts import Actor
from bpm.runtime.models import ActivityInstance
from bpm.runtime.queries import statistics, visits
from bpm.runtime.queries.statistics import count_by_definition, get_statistics
from tests import builders
from tests.integration.runtime.acting import complete

pytestmark = pytest.mark.django_db(transaction=True)


def review() -> str:
    return builders.chain(builders.START, builders.user_task("review"), builders.END)


def ended_after(seconds: int, definition: str, actor: Actor) -> UUID:
    """Return an instance that ended; its task was open for so many seconds."""
    instance = builders.start(definition)
    complete(builders.waiting_task(instance), actor)
    visit = ActivityInstance.objects.get(process_instance_id=instance.id, activity_id="review")
    assert visit.ended_at is not None
    began = visit.ended_at - timedelta(seconds=seconds)
    ActivityInstance.objects.filter(id=visit.id).update(started_at=began)
    return instance.definition_id


def test_visits_and_their_durations_are_told_of_all_where_they_are_few(alice: Actor) -> None:
    definition = builders.deploy(review())
    id_, *_ = [ended_after(seconds, definition, alice) for seconds in (60, 120, 180)]
    builders.start(definition)

    told = get_statistics(id_)

    assert (told.running, told.finished, told.finished_is_estimate) == (1, 3, False)
    assert (told.sample.instances, told.sample.is_all) == (4, True)
    found = {one.activity_id: one for one in told.activities}
    assert (found["review"].running, found["review"].visits) == (1, 4)
    assert found["review"].median_seconds == pytest.approx(120, abs=1)
    assert found["review"].p95_seconds == pytest.approx(174, abs=1)
    assert (found["end"].running, found["end"].visits) == (0, 3)


def test_counting_and_reading_stop_at_their_bounds(
    alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "COUNTED_EXACTLY", 2)
    monkeypatch.setattr(visits, "COUNTED_EXACTLY", 2)
    monkeypatch.setattr(visits, "_INSTANCES", 3)
    definition = builders.deploy(review())
    id_, *_ = [ended_after(60, definition, alice) for _ in range(3)]
    for _ in range(3):
        builders.start(definition)

    told = get_statistics(id_)

    assert (told.running, told.finished, told.finished_is_estimate) == (3, 2, True)
    assert (told.sample.instances, told.sample.is_all) == (3, False)
    found = {one.activity_id: one for one in told.activities}
    assert (found["review"].running, found["review"].running_is_estimate) == (2, True)
    # Those that ended come before the newest, which are all at their first step.
    assert (found["review"].visits, found["end"].visits) == (3, 3)


def test_a_version_without_instances_has_no_figures() -> None:
    id_ = builders.start(builders.deploy(review())).definition_id
    builders.deploy(builders.chain(builders.START, builders.user_task("look"), builders.END))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM process_definition WHERE id <> %s", [id_])
        (newest,) = cursor.fetchone()

    told = get_statistics(newest)

    assert (told.running, told.finished, told.activities) == (0, 0, ())
    assert (told.sample.instances, told.sample.since, told.sample.is_all) == (0, None, True)
    assert [counts.running for counts in count_by_definition([id_, newest]).values()] == [1, 0]
