"""One command a module: the operations that change a process."""
