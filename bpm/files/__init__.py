"""Uploaded files: who brought them, what they are, how long they stay, where their bytes lie."""
