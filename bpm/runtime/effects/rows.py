"""The rows that one outcome of the engine leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from bpm.core.engine.contracts import BroadcastSignal, PublishMessage
from bpm.core.values import JsonObject
from bpm.jobs.contracts import NewJob
from bpm.messages.contracts import NewSubscription
from bpm.runtime.rows import NewActivity, NewIncident
from bpm.user_tasks.contracts import NewUserTask


@dataclass(slots=True, kw_only=True)
class Rows:
    """What one outcome adds and ends, ready to be written; new rows by their visit.

    Args:
        cancelled_tasks: Visits whose user tasks earlier commands created.
        cancelled_jobs: Visits whose jobs earlier commands created; a job that has failed takes
            its incident with it.
        cancelled_subscriptions: Visits whose subscriptions earlier commands created.
        cancelled_children: Visits whose called instances earlier commands started.
        called: Instances that this command started, by the visit that called them.
        resolved_visits: Visits whose incidents earlier commands opened.
    """

    began: list[NewActivity] = field(default_factory=list)
    ended: dict[int, str] = field(default_factory=dict)
    user_tasks: dict[int, NewUserTask] = field(default_factory=dict)
    cancelled_tasks: list[int] = field(default_factory=list)
    jobs: dict[int, NewJob] = field(default_factory=dict)
    cancelled_jobs: list[int] = field(default_factory=list)
    subscriptions: dict[int, NewSubscription] = field(default_factory=dict)
    cancelled_subscriptions: list[int] = field(default_factory=list)
    called: Mapping[int, UUID] = field(default_factory=dict)
    cancelled_children: list[int] = field(default_factory=list)
    incidents: dict[int, NewIncident] = field(default_factory=dict)
    resolved_visits: list[int] = field(default_factory=list)
    events: list[JsonObject] = field(default_factory=list)
    signals: list[BroadcastSignal] = field(default_factory=list)
    messages: list[PublishMessage] = field(default_factory=list)
    large_values: dict[str, bytes] = field(default_factory=dict)
