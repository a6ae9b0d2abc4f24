"""Hand a message over to a visit that waits for it, because its job runs now."""

from bpm.base import clock
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine import contracts as engine_contracts
from bpm.core.values import JsonObject
from bpm.jobs import services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.messages import kept, services as messages
from bpm.messages.contracts import SentMessage
from bpm.runtime import calling, handing_over, step, store
from bpm.runtime.contracts import InstanceState


@command
def hand_over_message(job: LeasedJob) -> None:
    """Let the visit at which the job stands receive a message, if it still waits for it.

    A message for all comes with the job. Else it is the oldest that is kept for the visit; where
    others were faster, the visit goes on waiting.

    Args:
        job: In the hands of this worker; its lease decides whether it still counts.

    Raises:
        JobLostError: Another worker has it.
        NewerStateFormatError: A newer release wrote the instance's state.
        InvalidInputError: The variables became too many or too large.
    """
    if job.visit is None:
        raise AssertionError("A message is always received at a visit.")
    locked = store.lock_instance(job.process_instance_id)
    if not jobs.finish_job(job.id, lease_token=job.lease_token):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    if locked is None or locked.state is not InstanceState.ACTIVE:
        return
    sent = handing_over.read_payload(job.payload)
    if sent is None:
        sent = kept.take_message(job.process_instance_id, job.visit)
    if sent is None or not messages.take_message_subscription(
        job.process_instance_id, job.visit, sent.name
    ):
        return
    receipt = engine_contracts.ReceiveMessage(visit=job.visit, variables=sent.variables)
    plan = calling.advance(locked, receipt, _doing(job, sent))
    with pipelined():
        calling.write(plan)


def _doing(job: LeasedJob, sent: SentMessage) -> step.Doing:
    told: JsonObject = {
        "type": "message_received",
        "name": sent.name,
        "correlation_key": sent.correlation_key,
        "activity_id": job.activity_id,
        "sent_by": sent.sent_by,
    }
    return step.Doing(actor=None, command="hand_over_message", now=clock.now(), events=[told])
