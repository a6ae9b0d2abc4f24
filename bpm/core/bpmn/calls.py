"""What a service task calls and what a call activity starts."""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from bpm.core.bpmn.settings import NO_NAMES, TRUTHS, compile_setting
from bpm.core.bpmn.xml import BPM, BPMN, children, extension, text_of
from bpm.core.errors import InvalidInputError
from bpm.core.feel import Expression, compile_condition
from bpm.core.time import NANOSECONDS, DaysTimeDuration, InvalidTemporalError

DEFAULT_BINDING: Final = "deployment"


class InvalidTimeoutError(InvalidInputError):
    """The longest time of a call cannot be read."""

    code = "invalid_timeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorMapping:
    """Which failure of a call is which BPMN error; without ``when``, every one."""

    when: Expression | None
    error_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """``bpm:service`` with its parameters, and ``bpm:errorMapping``."""

    connector: str
    operation: str | None = None
    result_variable: str | None = None
    timeout_seconds: float | None = None
    template_version: str | None = None
    parameters: tuple[tuple[str, Expression | None], ...] = ()
    error_mappings: tuple[ErrorMapping, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledElementSettings:
    """The process that a call activity starts, and what goes to it and comes back.

    Args:
        key: Id of the process, text or FEEL.
        binding: ``deployment``, ``latest``, ``version`` or ``versionTag``.
        propagate_all: Whether all variables go there and come back.
    """

    key: Expression | None
    binding: str = DEFAULT_BINDING
    version: int | None = None
    version_tag: str | None = None
    business_key: Expression | None = None
    propagate_all: bool = False


def read_service(node: etree._Element, names: frozenset[str] = NO_NAMES) -> ServiceSettings | None:
    """Return what a task calls, or None where it does not say."""
    settings = extension(node, "service")
    if settings is None or not settings.get("connector", "").strip():
        return None
    return ServiceSettings(
        connector=settings.get("connector", "").strip(),
        operation=settings.get("operation", "").strip() or None,
        result_variable=settings.get("resultVariable"),
        timeout_seconds=read_timeout(settings.get("timeout")),
        template_version=settings.get("templateVersion"),
        parameters=tuple(
            (part.get("name", ""), compile_setting(text_of(part), names))
            for part in children(settings, BPM, "parameter")
        ),
        error_mappings=tuple(_read_mappings(node, names)),
    )


def read_parameters(node: etree._Element) -> dict[str, str]:
    """Return the parameters of a call as they are written."""
    settings = extension(node, "service")
    parts = () if settings is None else children(settings, BPM, "parameter")
    return {part.get("name", ""): text_of(part) for part in parts}


def read_timeout(text: str | None) -> float | None:
    """Return the seconds that a call may take: from a duration, or from a number of seconds.

    Raises:
        InvalidTimeoutError: It is neither, or not more than nothing.
    """
    if text is None or not text.strip():
        return None
    try:
        seconds = DaysTimeDuration.parse(text.strip()).nanoseconds / NANOSECONDS
    except InvalidTemporalError:
        try:
            seconds = float(text)
        except ValueError as error:
            raise InvalidTimeoutError(f"{text[:80]!r} is no duration such as PT30S.") from error
    if not 0 < seconds < float("inf"):
        raise InvalidTimeoutError(f"{text[:80]!r} is not more than nothing.")
    return seconds


def read_called_element(
    node: etree._Element, names: frozenset[str] = NO_NAMES
) -> CalledElementSettings:
    """Return what a call activity starts."""
    settings = extension(node, "calledElement")
    found = etree.Element("none") if settings is None else settings
    version = found.get("version", "").strip()
    return CalledElementSettings(
        key=compile_setting(node.get("calledElement"), names),
        binding=found.get("binding", DEFAULT_BINDING),
        version=int(version) if version.isdecimal() else None,
        version_tag=found.get("versionTag"),
        business_key=compile_setting(found.get("businessKey"), names),
        propagate_all=TRUTHS.get(found.get("propagateAll", "false"), False),
    )


def _read_mappings(node: etree._Element, names: frozenset[str]) -> list[ErrorMapping]:
    holder = node.find(f"{{{BPMN}}}extensionElements")
    found = [] if holder is None else children(holder, BPM, "errorMapping")
    return [
        ErrorMapping(
            when=compile_condition(when, names=names) if (when := part.get("when", "")) else None,
            error_code=part.get("errorCode", ""),
        )
        for part in found
    ]
