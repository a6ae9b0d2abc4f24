"""The templates from which the modeller draws the fields of a call."""

from tests.api.client import Tenants


def test_templates_are_listed_with_all_that_a_panel_needs(tenants: Tenants) -> None:
    items = tenants.admin.ok("GET", "/connectors")["items"]
    names = [item["name"] for item in items]
    assert names == sorted(names)
    http = next(item for item in items if item["id"] == "http")
    assert http["appliesTo"] == ["bpmn:ServiceTask", "bpmn:SendTask"]
    properties = {prop["name"]: prop for prop in http["properties"]}
    assert properties["url"]["required"] is True
    assert properties["method"]["default"] == "GET"
    assert properties["body"]["condition"]["property"] == "method"
    assert properties["query"]["feel"] == "required"
