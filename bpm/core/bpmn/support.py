"""What the engine runs already and the rest of the suite does not carry yet.

Deployment refuses it by name, like what does not run at all; opening an element is one line less
here.
"""

from typing import Final

AHEAD: Final[frozenset[str]] = frozenset()
"""Names of BPMN elements, as they stand in a model."""
