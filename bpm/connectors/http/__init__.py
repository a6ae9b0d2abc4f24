"""The connector `http`: one request to a web service."""
