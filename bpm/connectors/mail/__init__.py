"""The connector `mail`: one message to a few people."""
