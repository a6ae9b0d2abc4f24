"""The templates: whole, the same in shape, and what the deploy check makes of them."""

from pathlib import Path

import pytest

import bpm.connectors
from bpm.connectors import catalogue, services
from bpm.connectors.reference import write_reference

FOLDER = Path(bpm.connectors.__path__[0])
REFERENCE = FOLDER.parents[1] / "docs" / "reference" / "connectors.md"
FOLDERS = sorted(path.parent for path in FOLDER.glob("*/template.json"))


def test_every_folder_is_a_connector_and_every_connector_a_folder() -> None:
    packages = {path.parent.name for path in FOLDER.glob("*/__init__.py")}

    assert {path.name for path in FOLDERS} == set(services.CONNECTORS) == packages


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_folders_are_alike(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}

    assert {"__init__.py", "connector.py", "template.json", "README.md"} <= names
    template = catalogue._read_templates()[folder.name]
    assert (template.id, template.connector) == (folder.name, folder.name)
    groups = {group.id for group in template.groups}
    properties = {prop.name for prop in template.properties}
    for prop in template.properties:
        assert prop.group in groups
        assert prop.description.endswith(".")
        assert prop.condition is None or prop.condition.property in properties
        if prop.choices and prop.default is not None:
            assert prop.default in [choice.value for choice in prop.choices]


def test_the_reference_says_what_the_templates_say() -> None:
    assert REFERENCE.read_text() == write_reference()


@pytest.mark.parametrize(
    ("parameters", "codes"),
    [
        ({"url": "https://example.org"}, []),
        ({"url": "=address", "method": "=verb", "body": "=order"}, []),
        ({"url": "https://example.org", "method": "POST", "body": "text"}, []),
        ({"url": " "}, ["parameter_missing"]),
        ({"url": "x", "method": "FETCH"}, ["unknown_choice"]),
        ({"url": "x", "headers": "A: b"}, ["feel_needed"]),
        ({"url": "x", "body": "text"}, ["parameter_without_effect"]),
        ({"uri": "x"}, ["unknown_parameter", "parameter_missing"]),
    ],
)
def test_the_deploy_check_names_each_fault(parameters: dict[str, str], codes: list[str]) -> None:
    problems = catalogue.check_parameters("http", None, parameters)

    assert [problem.code for problem in problems] == codes
    assert all(problem.detail and problem.remedy for problem in problems)


def test_unknown_connectors_and_operations_are_named() -> None:
    [connector] = catalogue.check_parameters("soap", None, {})
    [operation] = catalogue.check_parameters("http", "get", {})

    assert (connector.code, operation.code) == ("unknown_connector", "unknown_operation")
    assert connector.remedy == "Use one of http, mail, python."
