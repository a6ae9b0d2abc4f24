"""Kinds of jobs that no effect of the engine names."""

from typing import Final

TIMER: Final = "timer"
"""Tells an instance that a timer is due."""

START_CALLED: Final = "start_called_instance"
"""Starts an instance that a call activity asked for, where one command could not start all."""

RETURN_TO_CALLER: Final = "return_to_caller"
"""Tells an instance that one it has called is over."""

ESCALATE_TO_CALLER: Final = "escalate_to_caller"
"""Tells an instance that one it has called, which goes on, has thrown an escalation."""

DELIVER_SIGNAL: Final = "deliver_signal"
"""Lets an instance hear a signal that was broadcast."""

HAND_OVER_MESSAGE: Final = "hand_over_message"
"""Hands a message over to a visit that waits for it: one for all who wait, or one that was kept."""

START_TIMER: Final = "start_timer"
"""Fires a timer that begins instances; it names its subscription in the place of an instance."""

START_INSTANCE: Final = "start_instance"
"""Begins an instance because of an event; it names the instance that it will make."""

PUBLISH_MESSAGE: Final = "publish_message"
"""Hands over a message that a model has thrown; it outlives the instance that threw it."""

WITHOUT_INSTANCE: Final = frozenset({START_TIMER, START_INSTANCE, PUBLISH_MESSAGE})
"""Kinds of jobs that no instance waits for."""

REACH_CALLED: Final = "reach_called_instances"
"""Cancels, suspends or resumes the called instances that one command could not reach."""
