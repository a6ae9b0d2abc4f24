"""One file that holds everything of an installation but its key: made, read, put back."""
