"""The engine as a pure function of definition, state and command."""
