"""Values of parameters as Camunda 7 and its kin write them: texts, lists, maps, scripts."""

from lxml import etree

from bpm.core.bpmn.conversion.expressions import as_operand, quote, to_feel
from bpm.core.bpmn.xml import name_of, text_of


def read_value(parameter: etree._Element) -> tuple[str, str | None]:
    """Return the value of a parameter as ours, and why it cannot be converted, if it cannot."""
    attribute = parameter.get("stringValue") or parameter.get("expression")
    if attribute is not None:
        return to_feel(attribute)
    for part in parameter.iterchildren("*"):
        match name_of(part)[1]:
            case "list":
                return _join([read_value_of(item) for item in part.iterchildren("*")], "[", "]")
            case "map":
                members = [
                    (f"{quote(entry.get('key', ''))}: ", read_value(entry))
                    for entry in part.iterchildren("*")
                ]
                return _join([(f"{key}{as_operand(v)}", f) for key, (v, f) in members], "{", "}")
            case "script":
                language = part.get("scriptFormat", "")
                return text_of(part), f"A script in {language!r} does not run here."
            case "string" | "expression":
                return to_feel(text_of(part))
    return to_feel(text_of(parameter))


def read_value_of(item: etree._Element) -> tuple[str, str | None]:
    """Return an item of a list as an operand of FEEL, with the reason why it cannot be one."""
    if name_of(item)[1] == "script":
        return "null", f"A script in {item.get('scriptFormat', '')!r} does not run here."
    value, fault = to_feel(text_of(item))
    return as_operand(value), fault


def _join(
    parts: list[tuple[str, str | None]], opening: str, closing: str
) -> tuple[str, str | None]:
    faults = [fault for _, fault in parts if fault is not None]
    inner = ", ".join(part for part, _ in parts)
    return f"={opening}{inner}{closing}", faults[0] if faults else None
