"""Functions on truth values.

Source: DMN 1.5 §10.3.4.2 and §10.3.4.4.
"""

from bpm.core.feel.built_in import Chapter
from bpm.core.feel.comparison import both, either, equal
from bpm.core.feel.runtime import Runtime
from bpm.core.time import DateTime, Time

chapter = Chapter()


@chapter.function("not", "negand: any")
def negate(runtime: Runtime, negand: object) -> bool | None:
    """Return the opposite; null for what is no boolean."""
    if not isinstance(negand, bool):
        runtime.note("not() needs true or false")
        return None
    return not negand


@chapter.function("all", "list: *any")
@chapter.function("and", "list: *any")
def all_true(runtime: Runtime, items: list[object]) -> bool | None:
    """Return whether every item is true; an item that is no boolean makes it unknown."""
    runtime.visit(items)
    answer: bool | None = True
    for item in items:
        answer = both(answer, item)
    return answer


@chapter.function("any", "list: *any")
@chapter.function("or", "list: *any")
def any_true(runtime: Runtime, items: list[object]) -> bool | None:
    """Return whether some item is true; an item that is no boolean makes it unknown."""
    runtime.visit(items)
    answer: bool | None = False
    for item in items:
        answer = either(answer, item)
    return answer


@chapter.function("is", "value1: any?", "value2: any?")
def is_same(runtime: Runtime, value1: object = None, value2: object = None) -> bool:
    """Return whether two values are the same in every part, offset and zone included."""
    if type(value1) is not type(value2):
        return False
    if isinstance(value1, Time | DateTime):
        return str(value1) == str(value2)
    return equal(runtime, value1, value2) is True
