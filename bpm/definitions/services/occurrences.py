"""Start events all of whose triggers have to happen: what has is kept until the rest has.

Which messages belong together, their correlation keys decide: they are the same, or none has any;
where several bring a business key, that is the same as well. Each message is for one instance, the
oldest first. A signal, timer or condition is kept once, and goes with what is complete first.
Source: BPMN 2.0.2 §10.5.2 (parallel multiple start events).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from bpm.base.ids import new_id
from bpm.base.indexing import indexable
from bpm.core.values import Value, decode_variables, encode_variables
from bpm.definitions.models import StartOccurrence, StartSubscription
from bpm.definitions.start_types import (
    AwaitedTrigger,
    Gathered,
    GivenUp,
    Occurrence,
    Start,
    StartKind,
)

Place = tuple[str, int, str, str]
"""Where a trigger stands: its start event, which of its triggers it is, its kind and name."""


def gather(
    start: Start, occurrence: Occurrence, *, tenant_id: UUID, now: datetime
) -> Gathered | None:
    """Take in that a trigger has happened; say what begins with it, or what is missing for that.

    Args:
        start: The trigger.
        occurrence: What happened.
        tenant_id: Whose process.
        now: When.

    Returns:
        None where a newer version has come meanwhile, which waits for something else.
    """
    if not start.needs_all:
        return Gathered(
            definition_id=start.definition_id,
            variables=occurrence.variables,
            business_key=occurrence.business_key,
            events=(occurrence.event,),
        )
    rows = StartSubscription.objects.select_for_update().filter(
        tenant_id=tenant_id,
        key=start.definition_key,
        activity_id=start.activity_id,
        needs_all=True,
    )
    beside = list(rows.order_by("id"))
    alike = [row for row in beside if (row.kind, row.name) == (start.kind, indexable(start.name))]
    if not alike:
        return None
    key = None if occurrence.correlation_key is None else indexable(occurrence.correlation_key)
    _keep(_free_place(alike, start, key), occurrence, key, now=now)
    found = _find_complete(beside, start, key, occurrence.business_key)
    if found is None:
        here = _fitting(key, occurrence.business_key)
        return Gathered(
            definition_id=beside[0].definition_id,
            missing=tuple(_awaited(row) for row in beside if _oldest(row, here) is None),
        )
    return _take(beside[0].definition_id, found)


def take_out(old: QuerySet[StartSubscription]) -> dict[Place, list[StartOccurrence]]:
    """Return what has happened for start events of a version that another one follows.

    Only of start events that are known whole; their rows go with their subscriptions.
    """
    kept: dict[Place, list[StartOccurrence]] = {}
    for row in old.filter(needs_all=True).prefetch_related("occurrences"):
        kept[_place_of(row)] = list(row.occurrences.all())
    return kept


def put_back(
    kept: dict[Place, list[StartOccurrence]], made: Iterable[StartSubscription]
) -> tuple[GivenUp, ...]:
    """Give what has happened to the new version, where its start event waits for the same.

    Returns:
        What it does not take over, which is lost.
    """
    rows = [row for row in made if row.needs_all]
    moved = []
    for activity_id in {row.activity_id for row in rows}:
        new = {_place_of(row): row for row in rows if row.activity_id == activity_id}
        if new.keys() == {place for place in kept if place[0] == activity_id}:
            for place, row in new.items():
                for occurrence in kept[place]:
                    occurrence.subscription = row
                    moved.append(occurrence)
    StartOccurrence.objects.bulk_create(moved)
    taken = {occurrence.pk for occurrence in moved}
    left = Counter(
        (place[0], place[3] or place[2])
        for place, occurrences in kept.items()
        for occurrence in occurrences
        if occurrence.pk not in taken
    )
    return tuple(
        GivenUp(activity_id=activity_id, name=name, number=number)
        for (activity_id, name), number in sorted(left.items())
    )


def _place_of(row: StartSubscription) -> Place:
    return (row.activity_id, row.position, row.kind, row.name)


def _free_place(alike: Sequence[StartSubscription], start: Start, key: str | None) -> UUID:
    """Return which of several like triggers has happened: the first that has not yet."""
    if start.kind is StartKind.MESSAGE:
        for row in alike:
            if not row.occurrences.filter(_same("correlation_key", key)).exists():
                return row.pk
    return next((row.pk for row in alike if row.position == start.position), alike[0].pk)


def _keep(subscription_id: UUID, occurrence: Occurrence, key: str | None, *, now: datetime) -> None:
    row = StartSubscription.objects.get(pk=subscription_id)
    if row.kind != StartKind.MESSAGE and row.occurrences.exists():
        return
    variables, types = encode_variables(occurrence.variables)
    StartOccurrence.objects.create(
        id=new_id(),
        tenant_id=row.tenant_id,
        subscription=row,
        correlation_key=key,
        business_key=occurrence.business_key,
        event=occurrence.event,
        variables=variables,
        variable_types={**types},
        happened_at=now,
    )


def _find_complete(
    beside: Sequence[StartSubscription], start: Start, key: str | None, business_key: str | None
) -> list[StartOccurrence] | None:
    """Return one that fits of each trigger, the oldest first; None where any is missing."""
    messages = [row.pk for row in beside if row.kind == StartKind.MESSAGE]
    sent = StartOccurrence.objects.filter(subscription_id__in=messages)
    is_message = start.kind is StartKind.MESSAGE
    for one_key in [key] if is_message or not messages else _list_oldest(sent, "correlation_key"):
        alike = sent.filter(_same("correlation_key", one_key))
        own: Iterable[str | None] = (business_key,)
        for one in own if business_key else chain(_list_oldest(alike, "business_key"), (None,)):
            found = [_oldest(row, _fitting(one_key, one)) for row in beside]
            if None not in found:
                complete = [occurrence for occurrence in found if occurrence is not None]
                return sorted(complete, key=lambda occurrence: occurrence.pk)
    return None


def _list_oldest(rows: QuerySet[StartOccurrence], field: str) -> Iterator[str | None]:
    grouped = rows.values_list(field).annotate(oldest=Min("happened_at")).order_by("oldest")
    yield from (value for value, _ in grouped.iterator())


def _oldest(row: StartSubscription, fitting: Q) -> StartOccurrence | None:
    rows = row.occurrences.order_by("id")
    return rows.filter(fitting).first() if row.kind == StartKind.MESSAGE else rows.first()


def _fitting(key: str | None, business_key: str | None) -> Q:
    alike = _same("correlation_key", key)
    return alike & (Q(business_key__isnull=True) | _same("business_key", business_key))


def _same(field: str, value: str | None) -> Q:
    return Q(**{f"{field}__isnull": True}) if value is None else Q(**{field: value})


def _take(definition_id: UUID, found: Sequence[StartOccurrence]) -> Gathered:
    StartOccurrence.objects.filter(pk__in=[occurrence.pk for occurrence in found]).delete()
    variables: dict[str, Value] = {}
    for occurrence in found:
        kinds = {name: str(kind) for name, kind in occurrence.variable_types.items()}
        variables |= decode_variables(occurrence.variables, kinds)
    keys = (occurrence.business_key for occurrence in found)
    return Gathered(
        definition_id=definition_id,
        variables=variables,
        business_key=next((key for key in keys if key is not None), None),
        events=tuple(occurrence.event for occurrence in found),
    )


def _awaited(row: StartSubscription) -> AwaitedTrigger:
    return AwaitedTrigger(kind=StartKind(row.kind), name=row.name or None)
