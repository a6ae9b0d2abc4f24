"""Draw small BPMN models in text: one function per element."""

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpm="urn:bpm:schema:1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:other="urn:other:vendor" xmlns:tns="urn:test" id="definitions" '
    'targetNamespace="urn:test"{more}>'
)
START = '<bpmn:startEvent id="start"/>'
END = '<bpmn:endEvent id="end"/>'


def definitions(*roots, more=""):
    return (HEAD.format(more=more) + "".join(roots) + "</bpmn:definitions>").encode()


def process(*parts, key="p", attributes='isExecutable="true"', settings=""):
    extensions = f"<bpmn:extensionElements>{settings}</bpmn:extensionElements>" if settings else ""
    return f'<bpmn:process id="{key}" {attributes}>{extensions}{"".join(parts)}</bpmn:process>'


def model(*parts, key="p", settings="", attributes='isExecutable="true"'):
    return definitions(process(*parts, key=key, settings=settings, attributes=attributes))


def element(tag, id_, inner="", settings="", **attributes):
    extensions = f"<bpmn:extensionElements>{settings}</bpmn:extensionElements>" if settings else ""
    more = "".join(f" {name}={quoteattr(str(value))}" for name, value in attributes.items())
    return f'<bpmn:{tag} id="{id_}"{more}>{extensions}{inner}</bpmn:{tag}>'


def setting(tag, inner="", **attributes):
    more = "".join(f" {name}={quoteattr(str(value))}" for name, value in attributes.items())
    return f"<bpm:{tag}{more}>{inner}</bpm:{tag}>"


def user_task(id_, settings="", **assignment):
    assigned = setting("assignment", **assignment) if assignment else ""
    return element("userTask", id_, settings=assigned + settings)


def script(id_, expression, result=None, settings=""):
    stored = setting("script", resultVariable=result) if result else ""
    body = f"<bpmn:script>{escape(expression)}</bpmn:script>"
    return element("scriptTask", id_, body, stored + settings, scriptFormat="feel")


def gateway(id_, default=None, kind="exclusiveGateway", settings=""):
    attributes = {"default": default} if default else {}
    return element(kind, id_, settings=settings, **attributes)


def flow(id_, source, target, condition=None):
    inner = ""
    if condition is not None:
        inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>"
    return element("sequenceFlow", id_, inner, sourceRef=source, targetRef=target)


def chain(*nodes):
    """Join nodes by sequence flows ``f1``, ``f2``, … in the order given."""
    ids = [node.split('id="', 1)[1].split('"', 1)[0] for node in nodes]
    flows = (flow(f"f{n}", a, b) for n, (a, b) in enumerate(pairwise(ids), 1))
    return "".join((*nodes, *flows))
