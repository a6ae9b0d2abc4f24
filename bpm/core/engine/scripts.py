"""Scripts in Python, as the check of a model looks at them."""

from collections.abc import Sequence

from bpm.core.errors import Problem
from bpm.core.scripting import ScriptSyntaxError, compile_script


def check_script(source: str) -> Sequence[Problem]:
    """Return all that is wrong with a script, each with its line; empty where it may run."""
    try:
        compile_script(source)
    except ScriptSyntaxError as error:
        return error.problems
    return ()
