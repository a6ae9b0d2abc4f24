"""Draw small BPMN models in text: one function per element."""

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpm="urn:bpm:schema:1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:other="urn:other:vendor" xmlns:tns="urn:test" id="definitions" '
    'targetNamespace="urn:test">'
)
START = '<bpmn:startEvent id="start"/>'
END = '<bpmn:endEvent id="end"/>'


def definitions(*roots: str) -> bytes:
    """Return a whole document."""
    return (HEAD + "".join(roots) + "</bpmn:definitions>").encode()


def process(
    *parts: str, key: str = "p", attributes: str = 'isExecutable="true"', settings: str = ""
) -> str:
    extensions = f"<bpmn:extensionElements>{settings}</bpmn:extensionElements>" if settings else ""
    return f'<bpmn:process id="{key}" {attributes}>{extensions}{"".join(parts)}</bpmn:process>'


def model(
    *parts: str,
    key: str = "p",
    settings: str = "",
    attributes: str = 'isExecutable="true"',
    roots: str = "",
) -> bytes:
    """Return a document with one process, behind further root elements."""
    return definitions(roots, process(*parts, key=key, settings=settings, attributes=attributes))


def element(
    tag: str, id_: str, inner: str = "", settings: str = "", **attributes: str | int
) -> str:
    extensions = f"<bpmn:extensionElements>{settings}</bpmn:extensionElements>" if settings else ""
    more = "".join(f" {name}={quoteattr(str(value))}" for name, value in attributes.items())
    return f'<bpmn:{tag} id="{id_}"{more}>{extensions}{inner}</bpmn:{tag}>'


def setting(tag: str, inner: str = "", **attributes: str) -> str:
    """Return one ``bpm:`` setting."""
    more = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<bpm:{tag}{more}>{inner}</bpm:{tag}>"


def user_task(id_: str, settings: str = "", **assignment: str) -> str:
    assigned = setting("assignment", **assignment) if assignment else ""
    return element("userTask", id_, settings=assigned + settings)


def script(id_: str, expression: str, result: str | None = None, settings: str = "") -> str:
    stored = setting("script", resultVariable=result) if result else ""
    body = f"<bpmn:script>{escape(expression)}</bpmn:script>"
    return element("scriptTask", id_, body, stored + settings, scriptFormat="feel")


def gateway(
    id_: str, default: str | None = None, kind: str = "exclusiveGateway", settings: str = ""
) -> str:
    if default is None:
        return element(kind, id_, settings=settings)
    return element(kind, id_, settings=settings, default=default)


def flow(id_: str, source: str, target: str, condition: str | None = None) -> str:
    inner = ""
    if condition is not None:
        inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>"
    return element("sequenceFlow", id_, inner, sourceRef=source, targetRef=target)


def io(inputs: str = "", outputs: str = "") -> str:
    """Return ``bpm:io``: ``"a==x + 1; b=text"`` maps the FEEL ``x + 1`` to ``a``."""
    parts = [
        setting(tag, escape(text.strip()), name=name.strip())
        for tag, mappings in (("input", inputs), ("output", outputs))
        for name, _, text in (mapping.partition("=") for mapping in mappings.split(";") if mapping)
    ]
    return setting("io", "".join(parts))


def many(*, sequential: bool = False, number: str = "", until: str = "", **loop: str) -> str:
    """Return the marker of a multi-instance activity."""
    settings = setting("loop", **loop) if loop else ""
    inner = f"<bpmn:loopCardinality>{number}</bpmn:loopCardinality>" if number else ""
    if until:
        inner += f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>"
    attributes = {"isSequential": str(sequential).lower()}
    return element("multiInstanceLoopCharacteristics", "", inner, settings, **attributes).replace(
        ' id=""', ""
    )


def sub_process(id_: str, *parts: str, settings: str = "", **attributes: str) -> str:
    return element("subProcess", id_, "".join(parts), settings, **attributes)


def error_end(id_: str, error: str) -> str:
    return element("endEvent", id_, f'<bpmn:errorEventDefinition errorRef="{error}"/>')


def boundary(id_: str, host: str, trigger: str, settings: str = "", **attributes: str) -> str:
    return element("boundaryEvent", id_, trigger, settings, attachedToRef=host, **attributes)


def timer(kind: str, text: str) -> str:
    """Return a timer's definition; ``kind`` is ``timeDate`` and the like."""
    inner = f"<bpmn:{kind}>{escape(text)}</bpmn:{kind}>"
    return f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>"


def message(reference: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="{reference}"/>'


def catch(id_: str, trigger: str, settings: str = "") -> str:
    return element("intermediateCatchEvent", id_, trigger, settings)


def service(
    id_: str, parameters: str = "", more: str = "", inner: str = "", **attributes: str
) -> str:
    """Return a service task; parameters as for ``io``."""
    parts = [
        setting("parameter", escape(text.strip()), name=name.strip())
        for name, _, text in (item.partition("=") for item in parameters.split(";") if item)
    ]
    call = setting("service", "".join(parts), **{"connector": "http", **attributes})
    return element("serviceTask", id_, inner, call + more)


def call(id_: str, called: str = "child", settings: str = "", inner: str = "") -> str:
    return element("callActivity", id_, inner, settings, calledElement=called)


def chain(*nodes: str, flows: str = "f") -> str:
    """Join nodes by sequence flows ``f1``, ``f2``, … in the order given."""
    ids = [node.split('id="', 1)[1].split('"', 1)[0] for node in nodes]
    joined = (flow(f"{flows}{n}", a, b) for n, (a, b) in enumerate(pairwise(ids), 1))
    return "".join((*nodes, *joined))
