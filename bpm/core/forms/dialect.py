"""The part of FEEL that forms may use: what the browser computes exactly as the server does."""

from typing import Final

from bpm.core.feel import Part, Survey, survey_expression

FUNCTIONS: Final = frozenset(
    {
        *("not", "all", "any", "is defined", "get or else", "string", "number"),
        *("decimal", "floor", "ceiling", "abs", "modulo", "odd", "even"),
        *("round up", "round down", "round half up", "round half down"),
        *("substring", "string length", "upper case", "lower case", "trim", "string join"),
        *("contains", "starts with", "ends with", "substring before", "substring after"),
        *("count", "min", "max", "sum", "mean", "median", "product", "get value"),
        *("list contains", "append", "concatenate", "union", "distinct values", "flatten"),
        *("reverse", "index of", "sublist", "remove", "insert before", "is empty"),
        *("date", "time", "date and time", "duration", "years and months duration"),
        *("now", "today", "day of week", "month of year", "day of year", "week of year"),
        "last day of month",
    }
)
"""Built-in functions of forms; the same as in the pages, which a test holds together."""

_LONG_NAMES: Final = frozenset({"time offset"})
_REMEDIES: Final = {
    Part.POWER: "Multiply instead: side * side.",
    Part.FUNCTION: "Write the expression out where it is used.",
    Part.INSTANCE_OF: "Let the process find out, and read its answer in a variable.",
    Part.CALLED_VALUE: "Call a built-in function by its name.",
}
_PROCESS = "Let the process compute it, and read its result in a variable."


def find_foreign(source: str, *, names: frozenset[str]) -> tuple[str, str] | None:
    """Return what an expression has that forms do not, and what to do instead; None for nothing.

    Args:
        source: FEEL that parses, without a leading ``=``.
        names: As for ``compile_expression``.
    """
    survey = survey_expression(source, names=names)
    return _find_part(survey) or _find_function(survey) or _find_name(survey)


def _find_part(survey: Survey) -> tuple[str, str] | None:
    part = min(survey.parts, default=None)
    return None if part is None else (str(part), _REMEDIES[part])


def _find_function(survey: Survey) -> tuple[str, str] | None:
    name = min(survey.functions - FUNCTIONS, default=None)
    return None if name is None else (f"{name}()", _PROCESS)


def _find_name(survey: Survey) -> tuple[str, str] | None:
    name = min(survey.long_names - _LONG_NAMES, default=None)
    return (
        None
        if name is None
        else (f"the name {name!r}", "Name it by one word, or read it with get value().")
    )
