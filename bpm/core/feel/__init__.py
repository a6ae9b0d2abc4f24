"""FEEL: parser, compiler, built-in functions."""
