"""Jobs that kill the process which runs them: put aside after a few deaths, never for ever."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from bpm.base import clock
from bpm.config.configuration import PROJECT_DIR
from bpm.jobs import running
from bpm.jobs.contracts import MAX_DEATHS
from bpm.runtime.commands.retry_incident import retry_incident
from tests import builders
from tests.builders import END, START, chain, script
from tests.integration.runtime.acting import open_incidents, read, rows
from tests.integration.runtime.test_service_calls import service

pytestmark = pytest.mark.django_db(transaction=True)


def run_worker(poison: str) -> int:
    """Let a worker run all that is ready in a process of its own; return its exit status."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"{url}&port={database['PORT']}",
        "DJANGO_SETTINGS_MODULE": "bpm.config.settings.test",
    }
    worker = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-m", "tests.integration.runtime.mortal_worker", poison],
        cwd=PROJECT_DIR,
        env=environment,
        timeout=120,
        check=False,
    )
    return worker.returncode


def let_leases_run_out() -> None:
    later = clock.now() + timedelta(seconds=settings.BPM_JOB_LEASE_SECONDS + 1)
    with clock.frozen(later):
        running.poll()


def background(id_: str) -> str:
    return script(id_, "1 + 1", "answer", extensions='<bpm:async before="true"/>')


@pytest.mark.parametrize("kind", ["a step in the background", "a call"])
def test_a_job_that_kills_its_workers_ends_in_an_incident_and_harms_no_other(kind: str) -> None:
    def task(id_: str) -> str:
        if kind == "a call":
            return service(body="=1").replace('id="pay"', f'id="{id_}"')
        return background(id_)

    deadly = builders.start(builders.deploy(chain(START, task("poison"), END)))
    harmless = builders.deploy(chain(START, task("pay"), END))
    others = [builders.start(harmless) for _ in range(4)]
    deaths = 0

    while not open_incidents():
        status = run_worker("poison")
        assert status in {0, -signal.SIGKILL}
        deaths += status != 0
        assert deaths <= MAX_DEATHS + 1, "the job kills one worker after the other"
        let_leases_run_out()

    # One death in company, where anybody could have been the cause; then only those alone count.
    assert deaths == MAX_DEATHS + 1
    (incident,) = open_incidents()
    assert (incident.process_instance_id, incident.activity_id) == (deadly.id, "poison")
    assert rows("SELECT count(*) FROM job WHERE activity_id <> 'poison' AND deaths > 0") == [(0,)]
    assert run_worker("poison") == 0
    assert {read(instance).state for instance in others} == {"completed"}
    assert read(deadly).state == "active"

    retry_incident(incident.id, actor=builders.system())
    assert run_worker("nothing") == 0
    assert read(deadly).state == "completed"
