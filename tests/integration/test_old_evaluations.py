"""Evaluations of decisions are kept as long as the settings say."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from bpm.base import clock
from bpm.base.ids import first_id_at, new_id
from bpm.config.sweeping import sweep
from bpm.decisions import services
from bpm.decisions.models import DecisionEvaluation

pytestmark = pytest.mark.django_db


def evaluated(*, days_ago: float, process_instance_id: UUID | None = None) -> UUID:
    moment = clock.now() - timedelta(days=days_ago)
    # As if it had been made then: the end of an id is chance, its beginning is the time.
    id_ = UUID(int=first_id_at(moment).int | new_id().int & (1 << 62) - 1)
    return DecisionEvaluation.objects.create(
        id=id_,
        tenant_id=new_id(),
        decision_definition_id=new_id(),
        decision_key="approval",
        decision_name="Approval",
        version=1,
        evaluated_at=moment,
        process_instance_id=process_instance_id,
        result={"value": None, "types": {}},
        decisions=[],
    ).id


def left() -> Sequence[UUID]:
    return list(DecisionEvaluation.objects.order_by("id").values_list("id", flat=True))


def test_only_what_no_process_asked_for_goes_when_its_time_is_over(
    settings: Settings,
) -> None:
    settings.BPM_EVALUATION_DAYS = 30
    evaluated(days_ago=31)
    of_a_process = evaluated(days_ago=40, process_instance_id=new_id())
    young = evaluated(days_ago=29)

    assert sweep() is False

    assert left() == [of_a_process, young]


def test_without_a_time_all_are_kept() -> None:
    old = evaluated(days_ago=4000)

    assert sweep() is False

    assert left() == [old]


def test_many_go_a_part_at_a_time_the_oldest_first(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BPM_EVALUATION_DAYS = 1
    monkeypatch.setattr(services, "_DELETED_AT_ONCE", 2)
    newest, *_ = [evaluated(days_ago=days) for days in (2, 3, 4)]

    assert sweep() is True
    assert left() == [newest]
    assert sweep() is False
    assert left() == []
