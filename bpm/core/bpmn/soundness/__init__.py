"""Whether the control flow of a model can come to rest as it should, whatever is decided."""

from bpm.core.bpmn.soundness.game import Games, play
from bpm.core.bpmn.soundness.net import Net, build_net
from bpm.core.bpmn.soundness.quantities import find_starved

__all__ = ["Games", "Net", "build_net", "find_starved", "play"]
