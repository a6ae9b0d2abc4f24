"""The processes of the suite: the embedded database, their supervisor, what keeps them together."""
