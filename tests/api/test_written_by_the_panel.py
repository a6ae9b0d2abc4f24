"""A model that the modeller's panel has written deploys and runs.

The file is written by `frontend/src/features/modeler/panel/written.test.ts`.
"""

from pathlib import Path

from tests.api.client import Api

MODEL = Path(__file__).parent / "models" / "written-by-the-panel.bpmn"


def test_data_global_tasks_behaviours_and_triggers_run_as_the_panel_wrote_them(admin: Api) -> None:
    resources = [{"name": MODEL.name, "content": MODEL.read_text()}]
    deployed = admin.ok("POST", "/deployments", {"name": "panel", "resources": resources})
    body = {"definition_key": "written_by_the_panel"}

    instance = admin.ok("POST", "/process-instances", body)

    assert deployed["warnings"] == []
    address = f"/process-instances/{instance['id']}"
    assert admin.ok("GET", address)["state"] == "completed"
    variables = admin.ok("GET", f"{address}/variables")["variables"]
    assert [variables[name] for name in ("price", "total", "last")] == [20, 42, 42]
    taken = admin.ok("GET", f"{address}/path")["activities"]
    assert {"enough", "tell", "taken"} <= taken.keys()
    assert not {"missed", "left"} & taken.keys()
