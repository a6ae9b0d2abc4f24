"""Begin an instance that an event has ordered."""

from bpm.base import clock
from bpm.base.log_context import add_to_log_context
from bpm.base.pipelining import pipelined
from bpm.base.transactions import command
from bpm.definitions import queries as definitions
from bpm.jobs import services as jobs
from bpm.jobs.contracts import LeasedJob
from bpm.jobs.errors import JobLostError
from bpm.runtime import calling, chains, starts, step
from bpm.runtime.beginning import business_key_guarded


@command
def begin_instance(job: LeasedJob) -> None:
    """Make the instance that a job names and run it to its first rest.

    It begins even where its process was suspended, or deployed anew, since the event: that
    happened before.

    Args:
        job: In the hands of this worker; its lease decides whether it still counts.

    Raises:
        JobLostError: Another worker has it.
        BusinessKeyInUseError: The process wants business keys to be unique.
        InvalidInputError: The variables are too many or too large.
    """
    if not jobs.finish_job(job.id, lease_token=job.lease_token):
        raise JobLostError(f"The job {job.id} is not this worker's any more.")
    beginning = starts.read_payload(job.payload)
    executable = definitions.get_executable_by_id(beginning.definition_id)
    now = clock.now()
    instance = starts.instance_of(job, executable, now=now)
    add_to_log_context(process_instance_id=instance.id, business_key=instance.business_key)
    doing = step.Doing(
        actor=None,
        command="begin_instance",
        now=now,
        events=[*beginning.events],
        chain=chains.read_chain(job.payload, now=now),
    )
    plan = calling.start(instance, executable, beginning.variables, doing, start_at=job.activity_id)
    with business_key_guarded(instance.business_key), pipelined():
        calling.write(plan, business_key_policy=executable.business_key_policy.value)
