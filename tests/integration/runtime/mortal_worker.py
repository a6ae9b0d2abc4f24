"""A worker in a process of its own that one of its jobs kills: ``python -m … ACTIVITY``.

It runs what is ready in the database that ``DATABASE_URL`` names. The job of the named activity
ends the process as a fault in a library would, or a kernel that runs out of memory; calls to the
outside are answered without making them.
"""

import os
import signal
import sys
from collections.abc import Callable

import django


def main(poison: str) -> None:
    """Run jobs; die at the poisonous one."""
    django.setup()
    from bpm.connectors import services  # noqa: PLC0415 only after Django is set up
    from bpm.jobs import running  # noqa: PLC0415
    from bpm.jobs.contracts import LeasedJob  # noqa: PLC0415
    from bpm.runtime.job_handlers import HANDLERS  # noqa: PLC0415

    def deadly(execute: Callable[[LeasedJob], None]) -> Callable[[LeasedJob], None]:
        def run(job: LeasedJob) -> None:
            if job.activity_id == poison:
                os.kill(os.getpid(), signal.SIGKILL)
            execute(job)

        return run

    for handler in HANDLERS.values():
        vars(handler)["execute"] = deadly(handler.execute)
    vars(services)["call"] = lambda *_, **__: "done"
    running.run_ready_jobs()


if __name__ == "__main__":
    main(sys.argv[1])
