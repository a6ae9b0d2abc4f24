"""Let an instance hear a signal, because its job runs now."""

from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.core.engine import contracts as engine_contracts
from bpm.jobs import services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.messages import services as messages
from bpm.runtime import calling, job_steps, signals, store
from bpm.runtime.contracts import InstanceState


@command
def deliver_signal(job: LeasedJob) -> None:
    """Let the visit at which the job stands hear a signal, if it still waits for it.

    Args:
        job: In the hands of this worker; its lease decides whether it still counts.

    Raises:
        JobLostError: Another worker has it.
        NewerStateFormatError: A newer release wrote the instance's state.
        InvalidInputError: The variables became too many or too large.
    """
    if job.visit is None:
        raise AssertionError("A signal is always heard at a visit.")
    locked = store.lock_instance(job.process_instance_id)
    if not jobs.finish_job(job.id, lease_token=job.lease_token):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    heard = signals.read_payload(job.payload)
    if locked is None or locked.state is not InstanceState.ACTIVE:
        return
    if not messages.take_signal_subscription(job.process_instance_id, job.visit, heard.name):
        return
    doing = job_steps.doing_of(job, "deliver_signal")
    receipt = engine_contracts.ReceiveMessage(visit=job.visit, variables=heard.variables)
    plan = calling.advance(locked, receipt, doing)
    with pipelined():
        calling.write(plan)
