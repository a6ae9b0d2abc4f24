"""Process instances: the commands that move tokens."""
