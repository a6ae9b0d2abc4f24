"""What instances wait for from outside: messages."""
