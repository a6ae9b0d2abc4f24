"""Rows of what an instance asks for: user tasks, jobs, timers, messages, called instances."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from typing_extensions import Unpack

from bpm.base.ids import new_id
from bpm.core.engine.contracts import (
    ArmTimer,
    BroadcastSignal,
    CreateJob,
    CreateUserTask,
    PublishMessage,
    StartChild,
    Subscribe,
)
from bpm.core.values import JsonObject, JsonValue
from bpm.jobs.contracts import NewJob
from bpm.messages.contracts import NewSubscription
from bpm.runtime.called import write_call
from bpm.runtime.effects.telling import Teller
from bpm.runtime.job_kinds import START_CALLED, TIMER
from bpm.user_tasks.contracts import NewUserTask


class _JobOptions(TypedDict, total=False):
    priority: int
    retry_delays: tuple[int, ...] | None
    exclusive_key: UUID | None
    payload: JsonObject


class Asker(Teller):
    """Gathers also the rows of what is waited for."""

    def create_user_task(self, effect: CreateUserTask) -> None:
        """Add a user task with its candidates."""
        activity = self.activities.get(effect.visit)
        form = self.forms.get(effect.visit)
        candidates = [f"user:{name}" for name in effect.candidate_users]
        candidates += [f"group:{name}" for name in effect.candidate_groups]
        task = NewUserTask(
            id=new_id(),
            tenant_id=self.instance.tenant_id,
            root_instance_id=self.instance.root_instance_id,
            process_instance_id=self.instance.id,
            definition_id=self.instance.definition_id,
            definition_key=self.instance.definition_key,
            business_key=self.instance.business_key,
            started_by=self.instance.started_by,
            activity_instance_id=activity.id if activity else self.known[effect.visit],
            visit=effect.visit,
            activity_id=effect.activity_id,
            name=effect.name,
            assignee=effect.assignee,
            candidates=tuple(dict.fromkeys(candidates)),
            priority=effect.priority,
            due_at=effect.due_at,
            follow_up_at=effect.follow_up_at,
            form_key=None if effect.form is None else effect.form.key,
            form_id=None if form is None else form.id,
            form_version=None if form is None else form.version,
            created_at=self.now,
            exclude_completers_of=effect.exclude_completers_of,
        )
        self.rows.user_tasks[effect.visit] = task
        self.rows.events.append(
            {
                "type": "user_task_created",
                "visit": Decimal(effect.visit),
                "activity_id": effect.activity_id,
                "user_task_id": str(task.id),
                "assignee": effect.assignee,
            }
        )

    def create_job(self, effect: CreateJob) -> None:
        """Add a job that is due at once."""
        self._add_job(
            self._new_job(
                effect.visit,
                effect.activity_id,
                effect.kind.value,
                priority=effect.priority,
                retry_delays=effect.retry_delays,
                exclusive_key=self.instance.id if effect.exclusive else None,
            )
        )

    def arm_timer(self, effect: ArmTimer) -> None:
        """Add a job that is due when the timer is; calls that take long do not hold it up."""
        job = self._new_job(
            effect.visit,
            effect.activity_id,
            TIMER,
            due_at=effect.due_at,
            payload={} if effect.cycle is None else {"cycle": effect.cycle},
        )
        self._add_job(job, due_at=effect.due_at.isoformat())

    def cancel_call(self, visit: int) -> None:
        """Add the end of a called instance, or of the job that was to start it."""
        if self.rows.jobs.pop(visit, None) is None:
            self.rows.cancelled_children.append(visit)
            # A job may have to start the instance yet, or to tell of its end.
            self.rows.cancelled_jobs.append(visit)
        self.tell("called_instance_cancelled", visit=visit)

    def subscribe(self, effect: Subscribe) -> None:
        """Add a subscription."""
        instance = self.instance
        subscription = NewSubscription(
            id=new_id(),
            tenant_id=instance.tenant_id,
            root_instance_id=instance.root_instance_id,
            process_instance_id=instance.id,
            definition_id=instance.definition_id,
            definition_key=instance.definition_key,
            business_key=instance.business_key,
            visit=effect.visit,
            activity_id=effect.activity_id,
            kind=effect.kind.value,
            name=effect.name,
            correlation_key=effect.correlation_key,
            created_at=self.now,
        )
        self.rows.subscriptions[effect.visit] = subscription
        self.tell(
            "subscription_created",
            visit=effect.visit,
            activity_id=effect.activity_id,
            kind=effect.kind.value,
            name=effect.name,
            correlation_key=effect.correlation_key,
        )

    def broadcast(self, effect: BroadcastSignal) -> None:
        """Note a signal that others are to hear."""
        self.rows.signals.append(effect)
        self.tell(
            "signal_thrown",
            visit=effect.visit,
            activity_id=effect.activity_id,
            name=effect.name,
        )

    def publish(self, effect: PublishMessage) -> None:
        """Note a message that is to be sent."""
        self.rows.messages.append(effect)
        self.tell(
            "message_thrown",
            visit=effect.visit,
            activity_id=effect.activity_id,
            name=effect.name,
            correlation_key=effect.correlation_key,
        )

    def call(self, effect: StartChild) -> None:
        """Tell which instance was called, or leave the call to a job."""
        called = self.rows.called.get(effect.visit)
        if called is None:
            job = self._new_job(
                effect.visit,
                effect.activity_id,
                START_CALLED,
                payload=write_call(effect),
            )
            self._add_job(job)
            return
        self.tell(
            "instance_called",
            visit=effect.visit,
            activity_id=effect.activity_id,
            process_instance_id=str(called),
        )

    def _add_job(self, job: NewJob, **more: JsonValue) -> None:
        if job.visit is None:
            raise AssertionError("Jobs of the engine always belong to a visit.")
        self.rows.jobs[job.visit] = job
        self.tell(
            "job_created",
            visit=job.visit,
            activity_id=job.activity_id,
            kind=job.kind,
            job_id=str(job.id),
            **more,
        )

    def _new_job(
        self,
        visit: int,
        activity_id: str,
        kind: str,
        *,
        due_at: datetime | None = None,
        **more: Unpack[_JobOptions],
    ) -> NewJob:
        instance = self.instance
        return NewJob(
            id=new_id(),
            tenant_id=instance.tenant_id,
            root_instance_id=instance.root_instance_id,
            process_instance_id=instance.id,
            definition_id=instance.definition_id,
            definition_key=instance.definition_key,
            visit=visit,
            activity_id=activity_id,
            kind=kind,
            due_at=self.now if due_at is None else due_at,
            created_at=self.now,
            **more,
        )
