"""From XML to a model: every namespace of DMN 1.1 to 1.5, and a refusal by name for the rest."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from bpm.core.dmn.model import (
    Aggregation,
    Decision,
    DecisionModel,
    HitPolicy,
    InputColumn,
    InputData,
    ItemType,
    OutputColumn,
    Rule,
    Table,
    Text,
)
from bpm.core.errors import Problem
from bpm.core.feel.names import normalise
from bpm.core.xml import UnreadableXmlError, line_of, name_of, read_xml, text_of

NAMESPACES: Final = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)
"""DMN 1.1 to 1.5, in this order."""

_BPM: Final = "urn:bpm:schema:1.0"
_CAMUNDA: Final = ("http://camunda.org/schema/1.0/dmn", "http://operaton.org/schema/1.0/dmn")
_LANGUAGES: Final = ("feel", "/feel/", "feel.xsd")
_LOGICS: Final = frozenset(
    {
        *("context", "list", "relation", "functionDefinition", "invocation", "conditional"),
        *("filter", "for", "some", "every"),
    }
)
_AHEAD: Final = frozenset({"businessKnowledgeModel", "decisionService", "import"})
_UNKNOWN_CODE: Final = "unsupported_decision_element"
_LATER: Final = "Use a decision table or a literal expression."


def read_definitions(content: bytes) -> etree._Element:
    """Return the root of a file that holds decisions.

    Raises:
        UnreadableXmlError: It is not XML that can be accepted, or no DMN.
    """
    root = read_xml(content)
    namespace, local = name_of(root)
    if local != "definitions" or namespace not in NAMESPACES:
        detail = f"This is no DMN: its root is {local[:80]!r} of {namespace[:200]!r}."
        problem = Problem(
            code="not_dmn", detail=detail, line=line_of(root), remedy="Use DMN 1.1 to 1.5."
        )
        raise UnreadableXmlError(detail, problems=[problem])
    return root


class Reader:
    """Reads one file; what is wrong with it is kept in ``problems``."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self.problems: list[Problem] = []

    def read(self) -> DecisionModel:
        """Return the model, without the parts that are at fault."""
        for element in self._root.iterchildren():
            local = name_of(element)[1]
            if name_of(element)[0] in NAMESPACES and local in _AHEAD:
                self.report(
                    element, _UNKNOWN_CODE, f"{_label(element)} cannot be evaluated yet.", _LATER
                )
        self._check_ids()
        decisions = [self._read_decision(found) for found in _children(self._root, "decision")]
        inputs = [self._read_input_data(found) for found in _children(self._root, "inputData")]
        types = [self._read_type(found) for found in _children(self._root, "itemDefinition")]
        return DecisionModel(
            name=self._root.get("name", ""),
            decisions={found.id: found for found in decisions if found is not None},
            inputs={found.id: found for found in inputs},
            types={found.name: found for found in types},
        )

    def report(self, element: etree._Element, code: str, detail: str, remedy: str = "") -> None:
        """Keep something that is wrong."""
        self.problems.append(
            Problem(
                code=code,
                detail=detail,
                element_id=_id_of(element) or None,
                remedy=remedy or None,
                line=line_of(element),
            )
        )

    def _check_ids(self) -> None:
        seen: set[str] = set()
        for element in _children(self._root, "decision", "inputData"):
            id_ = element.get("id", "")
            if not id_:
                self.report(
                    element, "missing_id", f"{_label(element)} has no id.", "Give it an id."
                )
            elif id_ in seen:
                self.report(
                    element,
                    "duplicate_id",
                    f"The id {id_[:80]!r} is used twice.",
                    "Give each element an id of its own.",
                )
            seen.add(id_)

    def _read_decision(self, element: etree._Element) -> Decision | None:
        logic = self._read_logic(element)
        if logic is None:
            return None
        variable = _child(element, "variable")
        name = "" if variable is None else variable.get("name", "")
        decisions, inputs = [], []
        for requirement in _children(element, "informationRequirement"):
            decisions += _references(requirement, "requiredDecision")
            inputs += _references(requirement, "requiredInput")
        for found in _children(element, "knowledgeRequirement"):
            detail = f"{_label(element)} requires business knowledge, which cannot be evaluated."
            self.report(found, _UNKNOWN_CODE, detail, _LATER)
        return Decision(
            id=element.get("id", ""),
            line=line_of(element),
            name=normalise(name or element.get("name", "") or element.get("id", "")),
            title=element.get("name", "") or element.get("id", ""),
            type_name="" if variable is None else _type_of(variable),
            version_tag=_version_tag(element),
            logic=logic,
            decisions=tuple(decisions),
            inputs=tuple(inputs),
        )

    def _read_logic(self, element: etree._Element) -> Table | Text | None:
        for part in element.iterchildren():
            local = name_of(part)[1]
            if name_of(part)[0] not in NAMESPACES:
                continue
            if local == "decisionTable":
                return self._read_table(part)
            if local == "literalExpression":
                return self._read_text(part)
            if local in _LOGICS:
                detail = f"{_label(element)} is decided by a boxed {local}, not supported yet."
                self.report(part, _UNKNOWN_CODE, detail, _LATER)
                return None
        self.report(
            element, "missing_decision_logic", f"{_label(element)} does not say how.", _LATER
        )
        return None

    def _read_table(self, element: etree._Element) -> Table | None:
        policy = element.get("hitPolicy", "UNIQUE")
        aggregation = element.get("aggregation")
        if policy not in set(HitPolicy):
            detail = f"There is no hit policy {policy[:40]!r}."
            self.report(element, "invalid_hit_policy", detail, f"Use one of {', '.join(HitPolicy)}")
            return None
        if aggregation and (aggregation not in set(Aggregation) or policy != HitPolicy.COLLECT):
            detail = f"The hit policy {policy} cannot aggregate by {aggregation[:40]!r}."
            self.report(element, "invalid_hit_policy", detail, "Use COLLECT and SUM, MIN, …")
            return None
        inputs = tuple(self._read_input(found) for found in _children(element, "input"))
        outputs = tuple(self._read_output(found) for found in _children(element, "output"))
        if not outputs:
            self.report(element, "missing_output", f"{_label(element)} has no output.", "Add one.")
            return None
        if len(outputs) > 1 and len({found.name for found in outputs} - {""}) < len(outputs):
            detail = f"The outputs of {_label(element)} need names that differ."
            self.report(element, "invalid_output_name", detail, "Name each output.")
        rules = [self._read_rule(found) for found in _children(element, "rule")]
        for row, rule in enumerate(rules, start=1):
            if len(rule.inputs) != len(inputs) or len(rule.outputs) != len(outputs):
                self._report_cells(rule, row, (len(inputs), len(outputs)))
        return Table(
            id=_id_of(element),
            line=line_of(element),
            hit_policy=HitPolicy(policy),
            aggregation=Aggregation(aggregation) if aggregation else None,
            inputs=inputs,
            outputs=outputs,
            rules=tuple(rules),
        )

    def _report_cells(self, rule: Rule, row: int, expected: tuple[int, int]) -> None:
        detail = (
            f"Rule {row} has {len(rule.inputs)} inputs and {len(rule.outputs)} outputs; "
            f"the table has {expected[0]} and {expected[1]}."
        )
        self.problems.append(
            Problem(
                code="invalid_rule",
                detail=detail,
                element_id=rule.id,
                line=rule.line,
                remedy="Give the rule one cell per column.",
            )
        )

    def _read_input(self, element: etree._Element) -> InputColumn:
        found = _child(element, "inputExpression")
        expression = self._read_text(element if found is None else found)
        return InputColumn(
            id=_id_of(element),
            line=line_of(element),
            label=element.get("label", "") or expression.text,
            expression=expression,
            type_name="" if found is None else _type_of(found),
            allowed=self._read_tests(element, "inputValues"),
        )

    def _read_output(self, element: etree._Element) -> OutputColumn:
        default = _child(element, "defaultOutputEntry")
        name = normalise(element.get("name", ""))
        return OutputColumn(
            id=_id_of(element),
            line=line_of(element),
            name=name,
            label=element.get("label", "") or name,
            type_name=_type_of(element),
            allowed=self._read_tests(element, "outputValues"),
            default=None if default is None else self._read_text(default),
        )

    def _read_rule(self, element: etree._Element) -> Rule:
        return Rule(
            id=_id_of(element),
            line=line_of(element),
            inputs=tuple(self._read_text(found) for found in _children(element, "inputEntry")),
            outputs=tuple(self._read_text(found) for found in _children(element, "outputEntry")),
        )

    def _read_tests(self, element: etree._Element, name: str) -> Text | None:
        found = _child(element, name)
        if found is None:
            return None
        tests = self._read_text(found)
        return tests if tests.text else None

    def _read_text(self, element: etree._Element) -> Text:
        language = element.get("expressionLanguage", "") or self._root.get("expressionLanguage", "")
        if language and not language.lower().endswith(_LANGUAGES):
            detail = f"Expressions in {language[:80]!r} cannot be evaluated."
            self.report(element, "unsupported_language", detail, "Write FEEL.")
        return Text(
            id=_id_of(element), line=line_of(element), text=text_of(_child(element, "text"))
        )

    def _read_input_data(self, element: etree._Element) -> InputData:
        variable = _child(element, "variable")
        name = "" if variable is None else variable.get("name", "")
        return InputData(
            id=element.get("id", ""),
            line=line_of(element),
            name=normalise(name or element.get("name", "")),
            type_name="" if variable is None else _type_of(variable),
        )

    def _read_type(self, element: etree._Element) -> ItemType:
        allowed = self._read_tests(element, "allowedValues")
        return ItemType(
            id=_id_of(element),
            line=line_of(element),
            name=element.get("name", ""),
            base=text_of(_child(element, "typeRef")),
            members=tuple(self._read_type(found) for found in _children(element, "itemComponent")),
            is_list=element.get("isCollection", "false") in {"true", "1"},
            allowed=allowed or self._read_tests(element, "typeConstraint"),
        )


def _children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    namespace = name_of(element)[0]
    return element.iterchildren(*(f"{{{namespace}}}{name}" for name in names))


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next(_children(element, name), None)


def _references(requirement: etree._Element, name: str) -> list[str]:
    found = _children(requirement, name)
    return [part.get("href", "").removeprefix("#") for part in found]


def _type_of(element: etree._Element) -> str:
    written = element.get("typeRef") or text_of(_child(element, "typeRef"))
    # DMN 1.1 wrote qualified names such as feel:string.
    return written.rpartition(":")[2]


def _id_of(element: etree._Element) -> str:
    found: etree._Element | None = element
    while found is not None and not found.get("id"):
        found = found.getparent()
    return "" if found is None else found.get("id", "")


def _version_tag(element: etree._Element) -> str | None:
    names = (_BPM, *_CAMUNDA)
    written = (element.get(f"{{{namespace}}}versionTag") for namespace in names)
    tag: str | None = next((found.strip() for found in written if found and found.strip()), None)
    return tag


def _label(element: etree._Element) -> str:
    name = element.get("name") or element.get("id") or ""
    return f"{name_of(element)[1]} {name[:80]!r}"
