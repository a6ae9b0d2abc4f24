"""Specification classes: SpiffWorkflow's, with our mixin first in the method order."""
