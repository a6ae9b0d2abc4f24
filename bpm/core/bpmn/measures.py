"""How long names may be and how often something may happen, at deployment as at run time."""

from typing import Final

LONGEST_NAME: Final = 150
"""Characters of a person's or a group's name."""

LONGEST_TEXT: Final = 255
"""Characters of keys: of processes, of forms, of the customer's business."""

MOST_INSTANCES: Final = 10_000
"""Instances of one multi-instance activity."""
