"""Holds the tables of process instances against the engine states that they must follow from."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Subquery

from bpm.core import engine
from bpm.core.engine.contracts import INSTANCE_SCOPE, Expectation
from bpm.core.errors import BpmError
from bpm.definitions import queries as definitions
from bpm.jobs import queries as jobs
from bpm.jobs.contracts import JobState, LiveJob
from bpm.messages import queries as messages
from bpm.messages.contracts import LiveSubscription
from bpm.runtime import reading
from bpm.runtime.contracts import Finding, InstanceState
from bpm.runtime.job_kinds import (
    DELIVER_SIGNAL,
    ESCALATE_TO_CALLER,
    HAND_OVER_MESSAGE,
    REACH_CALLED,
    RETURN_TO_CALLER,
    START_CALLED,
    WITHOUT_INSTANCE,
)
from bpm.runtime.models import (
    ActivityInstance,
    Incident,
    LargeValue,
    ProcessInstance,
    ScopeVariables,
    SearchableVariable,
)
from bpm.runtime.verify_files import find_unkept_files
from bpm.runtime.verify_searchable import find_wrong_searchable
from bpm.runtime.verify_starts import find_wrong_starts
from bpm.user_tasks import queries as user_tasks
from bpm.user_tasks.contracts import LiveUserTask

_BATCH = 200
# These stand for a called instance that is to be started, or has ended.
_CALL_JOBS = frozenset({START_CALLED, RETURN_TO_CALLER})
_HEARING_JOBS = frozenset({DELIVER_SIGNAL, HAND_OVER_MESSAGE})
_OTHER_JOBS = _CALL_JOBS | _HEARING_JOBS | {ESCALATE_TO_CALLER}


@dataclass(slots=True, kw_only=True)
class _Tables:
    """What the tables hold of one instance that is not over."""

    tasks: dict[int, LiveUserTask] = field(default_factory=dict)
    jobs: dict[int, LiveJob] = field(default_factory=dict)
    subscriptions: dict[int, LiveSubscription] = field(default_factory=dict)
    called: dict[int, str] = field(default_factory=dict)
    incidents: dict[int, Incident] = field(default_factory=dict)
    activities: dict[int, str] = field(default_factory=dict)
    scopes: set[int] = field(default_factory=set)
    wrong_offers: int = 0
    failed_to_reach: set[UUID] = field(default_factory=set)
    told_of_reaching: set[UUID] = field(default_factory=set)
    is_being_reached: bool = False


def find_problems(process_instance_ids: Iterable[UUID] | None = None) -> list[Finding]:
    """Compare instances with what their engine state says must exist.

    Args:
        process_instance_ids: Which ones; None for all, ended ones too.

    Returns:
        One finding for each difference; empty where everything agrees.
    """
    rows = ProcessInstance.objects.order_by("id").values_list("id", flat=True)
    if process_instance_ids is not None:
        rows = rows.filter(id__in=list(process_instance_ids))
    findings: list[Finding] = []
    for batch in _batches(rows.iterator(chunk_size=_BATCH)):
        findings += _check_batch(batch)
    if process_instance_ids is None:
        findings += _find_homeless_rows()
        findings += find_wrong_starts()
    return findings


def _batches(ids: Iterator[UUID]) -> Iterator[list[UUID]]:
    batch: list[UUID] = []
    for id_ in ids:
        batch.append(id_)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _check_batch(ids: Sequence[UUID]) -> Iterator[Finding]:
    tables = _read_tables(ids)
    for instance in ProcessInstance.objects.filter(id__in=ids):
        checked = _Check(instance, tables[instance.id])
        checked.run()
        yield from checked.findings
    yield from find_wrong_searchable(ids)
    yield from find_unkept_files(ids)


def _read_tables(ids: Sequence[UUID]) -> dict[UUID, _Tables]:
    tables: dict[UUID, _Tables] = defaultdict(_Tables)
    for task in user_tasks.list_open_tasks(ids):
        tables[task.process_instance_id].tasks[task.visit] = task
    _read_waiting(ids, tables)
    _read_reached(ids, tables)
    for incident in Incident.objects.filter(process_instance_id__in=ids, resolved_at=None):
        found = tables[incident.process_instance_id]
        if incident.visit is not None:
            found.incidents[incident.visit] = incident
        elif incident.job_id is not None:
            found.told_of_reaching.add(incident.job_id)
    open_visits = ActivityInstance.objects.filter(process_instance_id__in=ids, ended_at=None)
    for instance_id, visit, activity_id in open_visits.values_list(
        "process_instance_id", "visit", "activity_id"
    ):
        tables[instance_id].activities[visit] = activity_id
    scopes = ScopeVariables.objects.filter(process_instance_id__in=ids)
    for instance_id, scope in scopes.values_list("process_instance_id", "scope"):
        tables[instance_id].scopes.add(scope)
    for instance_id, count in Counter(
        instance for instance, _ in user_tasks.find_wrong_offers(ids)
    ).items():
        tables[instance_id].wrong_offers = count
    return tables


def _read_reached(ids: Sequence[UUID], tables: dict[UUID, _Tables]) -> None:
    """Note the instances in whose tree a job is still to reach called ones."""
    rows = ProcessInstance.objects.filter(id__in=ids)
    roots = dict(rows.values_list("id", "root_instance_id"))
    reached = jobs.find_roots_with(REACH_CALLED, roots.values())
    for instance_id, root in roots.items():
        tables[instance_id].is_being_reached = root in reached


def _read_waiting(ids: Sequence[UUID], tables: dict[UUID, _Tables]) -> None:
    for job in jobs.list_jobs(ids):
        found = tables[job.process_instance_id]
        if job.kind in _HEARING_JOBS and job.state != JobState.FAILED:
            continue  # Beside what is waited for; it ends as nothing where nobody waits any more.
        if job.kind != REACH_CALLED:
            found.jobs[-1 if job.visit is None else job.visit] = job
        elif job.state == JobState.FAILED:
            found.failed_to_reach.add(job.id)
    for subscription in messages.list_subscriptions(ids):
        tables[subscription.process_instance_id].subscriptions[subscription.visit] = subscription
    called = ProcessInstance.objects.filter(parent_id__in=ids, ended_at__isnull=True)
    for caller, visit, state in called.values_list("parent_id", "calling_visit", "state"):
        if caller is not None:
            tables[caller].called[-1 if visit is None else visit] = state


class _Check:
    """Compares one instance with its tables and gathers what differs."""

    def __init__(self, instance: ProcessInstance, tables: _Tables) -> None:
        self._instance = instance
        self._tables = tables
        self.findings: list[Finding] = []

    def run(self) -> None:
        """Do all comparisons."""
        expectations = self._expectations()
        if expectations is None:
            return
        self._check_waiting(expectations)
        self._check_activities(expectations)
        self._check_counts()
        self._check_suspension()
        if not expectations and self._instance.ended_at is None:
            self._find("limbo", "It is active and waits for nothing.")
        elif self._instance.ended_at is None and not self._waits(expectations):
            self._find("limbo", "It is active, and neither a person nor a job moves it on.")

    def _find(self, kind: str, detail: str) -> None:
        self.findings.append(
            Finding(process_instance_id=self._instance.id, kind=kind, detail=detail)
        )

    def _waits(self, expectations: Sequence[Expectation]) -> bool:
        tables = self._tables
        return any(found.waits_for == "choice" for found in expectations) or bool(
            tables.tasks or tables.jobs or tables.subscriptions or tables.called or tables.incidents
        )

    def _expectations(self) -> tuple[Expectation, ...] | None:
        if self._instance.ended_at is not None:
            return ()
        try:
            state = reading.read_engine_state(self._instance.id)
            process = definitions.get_executable_by_id(self._instance.definition_id).process
            found = engine.inspect(process, state)
        except (BpmError, ValueError, KeyError, TypeError) as error:
            self._find("unreadable", f"Its state cannot be read: {error}")
            return None
        local = {scope for scope in state.scopes if scope != INSTANCE_SCOPE}
        live = {expectation.visit for expectation in found}
        for scope in local - live:
            self._find("orphan_scope", f"Scope {scope} belongs to no live visit.")
        return found

    def _check_waiting(self, expectations: Sequence[Expectation]) -> None:
        expected = {expectation.visit: expectation for expectation in expectations}
        tables = self._tables
        waits = {visit: found.waits_for for visit, found in expected.items()}
        self._compare("user_task", waits, tables.tasks.keys())
        calls = {visit for visit, job in tables.jobs.items() if job.kind in _CALL_JOBS}
        others = {visit for visit, job in tables.jobs.items() if job.kind not in _OTHER_JOBS}
        self._compare("job", waits, others)
        self._compare("subscription", waits, tables.subscriptions.keys())
        called = {*tables.called.keys(), *calls}
        if tables.is_being_reached:
            # Nobody waits for those any more that a job is still to cancel.
            called &= {visit for visit, waits_for in waits.items() if waits_for == "child"}
        self._compare("child", waits, called)
        for visit in calls & tables.called.keys():
            self._find("orphan_job", f"The instance called at visit {visit} runs already.")
        steps = {visit for visit, found in tables.incidents.items() if found.job_id is None}
        self._compare("incident", waits, steps)
        failed = {v for v, job in tables.jobs.items() if job.state == JobState.FAILED}
        of_jobs = tables.incidents.keys() - steps
        for visit in failed - of_jobs:
            self._find("missing_incident", f"The job of visit {visit} failed without an incident.")
        for visit in of_jobs - failed:
            self._find("orphan_incident", f"The incident of visit {visit} has no failed job.")

    def _compare(self, what: str, waits: dict[int, str], present: Iterable[int]) -> None:
        wanted = {visit for visit, waits_for in waits.items() if waits_for == what}
        found = set(present)
        for visit in sorted(wanted - found):
            self._find(f"missing_{what}", f"Visit {visit} waits for one.")
        for visit in sorted(found - wanted):
            self._find(f"orphan_{what}", f"Visit {visit} does not wait for it.")

    def _check_activities(self, expectations: Sequence[Expectation]) -> None:
        live = {expectation.visit: expectation for expectation in expectations}
        for visit, activity_id in self._tables.activities.items():
            if visit not in live:
                self._find("orphan_activity", f"Visit {visit} to {activity_id} is over.")
            elif live[visit].activity_id != activity_id:
                self._find("wrong_activity", f"Visit {visit} is to {live[visit].activity_id}.")
        for visit, expectation in live.items():
            # A step that is held, or a job before it, may stand in front of its visit.
            begun = expectation.waits_for == "user_task"
            if begun and visit not in self._tables.activities:
                self._find("missing_activity", f"Visit {visit} to {expectation.activity_id}.")

    def _check_counts(self) -> None:
        instance, tables = self._instance, self._tables
        incidents = len(tables.incidents) + len(tables.told_of_reaching)
        if instance.open_incidents != incidents:
            self._find(
                "wrong_count",
                f"{instance.open_incidents} open incidents are noted, {incidents} exist.",
            )
        if tables.failed_to_reach != tables.told_of_reaching:
            self._find("wrong_incident", "A job below it failed without an incident, or inversely.")
        if instance.local_scopes != len(tables.scopes):
            self._find(
                "wrong_count",
                f"{instance.local_scopes} local scopes are noted, {len(tables.scopes)} exist.",
            )
        if tables.wrong_offers:
            self._find("wrong_offer", f"{tables.wrong_offers} candidates see a wrong offer.")

    def _check_suspension(self) -> None:
        suspended = self._instance.state == InstanceState.SUSPENDED
        waiting = (
            ("user task", self._tables.tasks),
            ("job", self._tables.jobs),
            ("subscription", self._tables.subscriptions),
        )
        for what, found in waiting:
            for visit, row in found.items():
                if row.suspended != suspended:
                    self._find("wrong_suspension", f"The {what} of visit {visit} differs.")
        for visit, state in self._tables.called.items():
            is_late = suspended and state != InstanceState.SUSPENDED
            if is_late and not self._tables.is_being_reached:
                self._find("wrong_suspension", f"The instance called at visit {visit} runs.")


def _find_homeless_rows() -> Iterator[Finding]:
    """Find rows that belong to no instance at all; no foreign key forbids them."""
    known = Subquery(ProcessInstance.objects.values("id"))
    found: dict[str, Iterable[UUID]] = {
        "user_task": user_tasks.find_homeless_tasks(known),
        "job": jobs.find_homeless_jobs(known, other_than=WITHOUT_INSTANCE),
        "event_subscription": messages.find_homeless_subscriptions(known),
    }
    for model in (ActivityInstance, ScopeVariables, LargeValue, SearchableVariable):
        homeless = model.objects.exclude(process_instance_id__in=known)
        found[model._meta.db_table] = homeless.values_list(  # noqa: SLF001 Django documents _meta
            "process_instance_id", flat=True
        ).distinct()
    # Of an instance that could not begin there is nothing but its job and what tells of that.
    begun = [job.id for job in jobs.list_jobs_of_kinds(WITHOUT_INSTANCE)]
    told = Incident.objects.exclude(process_instance_id__in=known).filter(resolved_at__isnull=True)
    found["incident"] = (
        told.exclude(job_id__in=begun).values_list("process_instance_id", flat=True).distinct()
    )
    for table, instance_ids in found.items():
        for instance_id in instance_ids:
            yield Finding(
                process_instance_id=instance_id,
                kind="orphan_rows",
                detail=f"Rows of {table} exist, the process instance does not.",
            )
