"""Models, people and instances for tests, made through the services that the product uses."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from uuid import UUID, uuid4

from bpm.core.values import Value
from bpm.definitions.contracts import ResourceContent
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import Actor, NewUser, system_actor
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.commands.start_process_instance import start_process_instance
from bpm.runtime.contracts import ProcessInstanceView, StartProcessInstance

START = '<bpmn:startEvent id="start"/>'
END = '<bpmn:endEvent id="end"/>'


def model(key: str, body: str, *, process: str = "", roots: str = "") -> str:
    """Return a model with one executable process.

    Args:
        key: Id of the process.
        body: Its elements as XML.
        process: Attributes of ``bpm:process``.
        roots: Elements beside the process: errors, messages.
    """
    extensions = (
        f"<bpmn:extensionElements><bpm:process {process}/></bpmn:extensionElements>"
        if process
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:bpm="urn:bpm:schema:1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' id="defs" targetNamespace="http://example.org/{key}">'
        f'{roots}<bpmn:process id="{key}" name="{key}" isExecutable="true">{extensions}{body}'
        "</bpmn:process></bpmn:definitions>"
    )


def chain(*nodes: str) -> str:
    """Return nodes joined by sequence flows in order; a node is XML with an id attribute."""
    ids = [node.split('id="', 1)[1].split('"', 1)[0] for node in nodes]
    flows = [
        f'<bpmn:sequenceFlow id="flow_{source}_{target}" sourceRef="{source}"'
        f' targetRef="{target}"/>'
        for source, target in pairwise(ids)
    ]
    return "".join(nodes) + "".join(flows)


def script(id_: str, expression: str, result: str, *, extensions: str = "") -> str:
    """Return a script task that writes the value of a FEEL expression."""
    return (
        f'<bpmn:scriptTask id="{id_}" scriptFormat="feel"><bpmn:extensionElements>'
        f'<bpm:script resultVariable="{result}"/>{extensions}</bpmn:extensionElements>'
        f"<bpmn:script>{expression}</bpmn:script></bpmn:scriptTask>"
    )


def user_task(id_: str, assignment: str = 'candidateGroups="reviewers"') -> str:
    """Return a user task; ``assignment`` are the attributes of ``bpm:assignment``."""
    return (
        f'<bpmn:userTask id="{id_}" name="{id_}"><bpmn:extensionElements>'
        f"<bpm:assignment {assignment}/></bpmn:extensionElements></bpmn:userTask>"
    )


def flow(id_: str, source: str, target: str, condition: str = "") -> str:
    """Return a sequence flow."""
    inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return (
        f'<bpmn:sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{inner}'
        "</bpmn:sequenceFlow>"
    )


def system(tenant_id: UUID | None = None) -> Actor:
    """Return the actor that may do everything, in the default tenant unless one is named."""
    return system_actor(tenant_id or identity.default_tenant_id())


def group(name: str, tenant_id: UUID | None = None) -> None:
    """Create a group."""
    identity_services.create_group(system(tenant_id), name=name, display_name=name.capitalize())


def person(username: str, *groups: str, tenant_id: UUID | None = None) -> Actor:
    """Create a person and return the actor that stands for him."""
    user = identity_services.create_user(
        system(tenant_id),
        user=NewUser(username=username, password="Correct-horse-7", groups=groups),
    )
    return identity.actor_for_user(user.id)


def deploy(
    body: str,
    *,
    key: str | None = None,
    process: str = "",
    roots: str = "",
    actor: Actor | None = None,
) -> str:
    """Deploy one process and return its key."""
    key = key or f"process_{uuid4().hex[:12]}"
    deploy_resources(
        actor=actor or system(),
        name=key,
        resources=[
            ResourceContent(
                name=f"{key}.bpmn", content=model(key, body, process=process, roots=roots).encode()
            )
        ],
    )
    return key


def start(
    key: str,
    variables: Mapping[str, Value] | None = None,
    *,
    actor: Actor | None = None,
    business_key: str | None = None,
) -> ProcessInstanceView:
    """Start an instance of the newest version of a process."""
    return start_process_instance(
        StartProcessInstance(
            definition_key=key, business_key=business_key, variables=dict(variables or {})
        ),
        actor=actor or system(),
        include_variables=True,
    )


def waiting_task(instance: ProcessInstanceView) -> UUID:
    """Return the user task that an instance has just reached."""
    found: Sequence[UUID] = [
        place.user_task_id for place in instance.waiting_at if place.user_task_id is not None
    ]
    assert len(found) == 1, instance.waiting_at
    return found[0]
