"""Which elements of BPMN run, as a page written from the gate's own tables."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from bpm.core.bpmn.checks.extensions import SUPPORTED, UNSUPPORTED_ATTRIBUTES
from bpm.core.bpmn.checks.triggers import ALLOWED
from bpm.core.bpmn.data_elements import DATA_RULES, children_of
from bpm.core.bpmn.elements import (
    FLOW_NODES,
    INERT,
    REFUSED_NODES,
    RULES,
    STARTS_FROM_OUTSIDE,
)
from bpm.core.bpmn.support import AHEAD
from bpm.core.bpmn.vocabulary import DESCRIPTOR_PATH, setting_types

_DEFINITION: Final = "EventDefinition"
_PLACES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "start of a process": ("top start", "startEvent"),
        "start of an event sub-process": ("handler start", "startEvent"),
        "intermediate, catching": ("intermediateCatchEvent", "intermediateCatchEvent"),
        "intermediate, throwing": ("intermediateThrowEvent", "intermediateThrowEvent"),
        "boundary": ("boundary", "boundaryEvent"),
        "end": ("endEvent", "endEvent"),
    }
)
LIMITS: Final = """\
- Several triggers: catching intermediate events, also behind an event-based gateway, boundary
  events and event sub-processes go on with the first of them, or with `parallelMultiple` when all
  have happened, each message, timer, signal or condition once; one beside something that goes on
  then waits for all of them anew, unless there is a timer among them. Errors, escalations and
  cancel are caught beside others, but not with `parallelMultiple`. Throwing and end events throw
  all: messages, then compensation, then signals and escalations, and at last one error or cancel,
  or terminate. A start event of a process begins an instance by each of its triggers; with
  `parallelMultiple` when all have happened. What has is kept until then: messages in a queue, those
  together whose correlation keys are the same, or that have none, and whose business keys, where
  they bring any, do not differ; a signal, timer or condition once, for what is complete first. The
  instance gets the variables of all of them. A new version of the process takes over what has
  happened where its start event of the same id has the same triggers, else that is given
  up, and the deployment, or a dry run of it, warns.
- An event sub-process begins as long as something else is under way beside it; once only such that
  have begun are left, no more do.
- An escalation that nobody catches has no effect; one that nobody in a called process catches goes
  to its call activity, in the same command where that has begun the process, else soon after.
- Signals are heard in the whole tenant by whoever waits; an instance that is suspended at that
  moment does not hear. One thrown within an instance is heard there as soon as nothing
  else moves in it, elsewhere soon after.
- Signals and messages may let up to 1000 commands follow from one; where nothing waits in between,
  the next is an incident, which a retry after a minute lets go on. So processes that begin each
  other in a circle stop.
- Conditions are looked at when the event is reached, and whenever a command that has written
  variables comes to rest. A condition that is null, or speaks of a variable that is not there, is
  not true yet; one that has become true has to become false before it counts again.
- A cancel event stands directly in its transaction; where none is attached to that, it is an
  incident. What is completed in the transaction is compensated before the token leaves it; of one
  that is repeated, all instances are.
- Compensation undoes what is completed, each instance and turn once: what was done after something
  on a path that leads from there is undone before it, all else side by side. An activity has one
  handler: at its border, or an event sub-process in it. Without one, a sub-process passes
  compensation on to what is completed in it; a called process is compensated only by a handler at
  its call activity. What is thrown without naming an activity is for all beside the event, and,
  for an event in an event sub-process, all beside that.
- Handlers read the variables as they are now, and those of the activity's own scope (its `bpm:io`,
  element and counter) as they were at its end. What they write goes to the variables outside.
- An error that leaves a sub-process, or a called process, without an error event sub-process for it
  has all compensated that is completed in it, and in what is given up in it; only then goes on what
  catches it, or does the caller hear of it: the specification presumes that what fails leaves
  nothing behind. Its own handler is not asked. An error event sub-process in it sees to that
  itself, by throwing compensation. An error undoes nothing in a transaction (a hazard); other
  events that interrupt a sub-process, and a terminate event, undo nothing.
- `startQuantity` and `completionQuantity` run from 1 to 1000. Tokens that stay below the number
  are an incident once nothing else can come.
- A complex gateway that several flows lead to has an `activationCondition` over the variables and
  `activationCount`, the number of tokens that are there. Once it holds, one token of each flow goes
  on as one, and later ones are taken in until none can come any more. A flow without a condition,
  or whose condition does not name `waitingForStart`, is decided then, not once more at the reset.
- In an ad-hoc sub-process with a `completionCondition` and a user task to which no flow leads,
  nothing begins by itself: people choose what begins, when and how often (`begin-activity`);
  `ordering="Sequential"` refuses it as long as something is under way. Any other begins by itself
  what no flow leads to, each once: all at once, or with `ordering="Sequential"` one after the
  other in order of the document; more of it may be chosen as long as it is open. `bpm:adHoc
  begins` says it otherwise. The condition is asked whenever an activity in it is done; where it
  does not hold once all is done that began by itself, that is an incident, which a retry asks
  again. Without a condition it is over when all is done, or where people choose, when
  one says so (`complete-ad-hoc`).
- A call of a global task of the same file is a task of its kind at that place, with the roles and
  settings of the call, and its data inputs and outputs, before those of the global task. One in
  another file is not found, like a process that is not deployed.
- Multi-instance activities with the behaviour None, One or Complex throw signals or escalations
  when instances are done; an interrupting event at the border ends what is left, as everywhere.
- A data object or property is a variable of its process, sub-process or visit, called by its name
  where FEEL reads that as it stands and no other has it, else by its id. Data inputs and outputs
  are locals of the visit. An activity none of whose input sets is complete does not wait in
  silence: it is an incident that names what is missing, and goes on by a retry. A path in the `to`
  of an assignment has its members parted by dots. Inputs and outputs of a whole process are
  ordinary variables of its instances.
- Data stores outlive every instance, and nothing stores them: an activity that reads or writes one
  by an association stops there with an incident.
- What is valid and says too little, or says it for somebody else, deploys with the warning
  `stops_here`, and a token that reaches it stops with an incident: a script in another language, a
  task with an `operationRef` or `implementation` without a connector, a receive task without a
  message, an expression in the other language that it or the model names, a standard loop with
  neither `loopCondition` nor `loopMaximum`, a cancel end event whose transaction is to be undone by
  another `method` than `##Compensate`.
- A standard loop without `loopMaximum` has no limit but the step budget of a command; with 0 it has
  no turn.
- A service or send task, a business rule task or a call activity that names nothing at all is
  refused: BPMN lets it be drawn, but says of none of them what it would do."""
"""What the tables below cannot say."""


EXECUTED_PATH: Final = DESCRIPTOR_PATH.with_name("executed.json")
_SETTINGS: Final = "bpm:"


def write_executed() -> bytes:
    """Return what the gate reads of each element, for the test that the modeller's panel covers it.

    Attributes by the name of their element, and the elements that may stand in it; names of the
    vocabulary of ours begin with ``bpm:``.
    """
    found = {
        name: {
            "attributes": sorted(rule.attributes),
            "children": sorted(children_of(name) - AHEAD - set(REFUSED_NODES) - INERT),
        }
        for name, rule in sorted({**DATA_RULES, **RULES}.items())
        if name not in AHEAD
    }
    for type_ in setting_types().values():
        if type_.name in SUPPORTED:
            refused = UNSUPPORTED_ATTRIBUTES.get(type_.name, frozenset())
            found[_SETTINGS + type_.name] = {
                "attributes": sorted(set(type_.attributes) - refused),
                "children": sorted(_SETTINGS + child for child in type_.children),
            }
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def write_coverage() -> bytes:
    """Return the page."""
    return "".join(f"{line}\n" for line in _lines()).encode()


def _lines() -> Iterator[str]:
    yield "# BPMN coverage"
    yield "Written by `make schema` from what the deploy check accepts; all else is refused."
    yield ""
    yield "| element | |"
    yield "|---|---|"
    for name in sorted(FLOW_NODES):
        runs = name in RULES and name not in REFUSED_NODES and name not in AHEAD
        yield f"| `{name}` | {'runs' if runs else 'refused'} |"
    kinds = sorted(frozenset().union(*ALLOWED.values()))
    yield ""
    yield "What triggers events: *runs*, *refused*, or nothing where BPMN forbids it."
    yield ""
    yield f"| event | {' | '.join(kinds)} |"
    yield f"|---|{'---|' * len(kinds)}"
    for label, (place, element) in _PLACES.items():
        known = STARTS_FROM_OUTSIDE if place == "top start" else RULES[element].children
        cells = (_cell(kind, ALLOWED[place], known) for kind in kinds)
        yield f"| {label} | {' | '.join(cells)} |"
    yield ""
    yield "## Limits"
    yield LIMITS


def _cell(kind: str, allowed: frozenset[str], known: frozenset[str]) -> str:
    if kind not in allowed:
        return ""
    return "runs" if f"{kind}{_DEFINITION}" in known - AHEAD else "refused"
