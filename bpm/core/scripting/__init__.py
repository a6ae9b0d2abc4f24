"""Scripts in Python: checked when deployed, run in a process of their own that can be killed."""

from bpm.core.scripting.errors import (
    ScriptError,
    ScriptMemoryError,
    ScriptSyntaxError,
    ScriptTimeoutError,
    ScriptWorkerError,
)
from bpm.core.scripting.execution import (
    DEFAULT_TIMEOUT_SECONDS,
    ScriptOutcome,
    evaluate_script,
    run_script,
)
from bpm.core.scripting.pool import close_pool
from bpm.core.scripting.script import Script, compile_script
from bpm.core.scripting.worker_process import TimeBudget

__all__ = [
    "DEFAULT_TIMEOUT_SECONDS",
    "Script",
    "ScriptError",
    "ScriptMemoryError",
    "ScriptOutcome",
    "ScriptSyntaxError",
    "ScriptTimeoutError",
    "ScriptWorkerError",
    "TimeBudget",
    "close_pool",
    "compile_script",
    "evaluate_script",
    "run_script",
]
