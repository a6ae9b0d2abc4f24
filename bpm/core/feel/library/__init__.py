"""The built-in functions of FEEL, one module per chapter of DMN 1.5 §10.3.4."""

from bpm.core.feel.built_in import compound_names, join_chapters
from bpm.core.feel.emit_functions import SPECIAL_NAMES
from bpm.core.feel.library import (
    contexts,
    conversions,
    intervals,
    lists,
    logic,
    numbers,
    statistics,
    strings,
    temporals,
)

FUNCTIONS = join_chapters(
    contexts.chapter,
    conversions.chapter,
    intervals.chapter,
    lists.chapter,
    logic.chapter,
    numbers.chapter,
    statistics.chapter,
    strings.chapter,
    temporals.chapter,
)
FUNCTION_NAMES = compound_names(FUNCTIONS)
for _name in SPECIAL_NAMES:
    FUNCTION_NAMES.add(_name)
