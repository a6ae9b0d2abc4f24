"""Kinds of jobs that no effect of the engine names."""

from typing import Final

TIMER: Final = "timer"
"""Tells an instance that a timer is due."""

START_CALLED: Final = "start_called_instance"
"""Starts an instance that a call activity asked for, where one command could not start all."""

RETURN_TO_CALLER: Final = "return_to_caller"
"""Tells an instance that one it has called is over."""

DELIVER_SIGNAL: Final = "deliver_signal"
"""Lets an instance hear a signal that was broadcast."""

REACH_CALLED: Final = "reach_called_instances"
"""Cancels, suspends or resumes the called instances that one command could not reach."""
