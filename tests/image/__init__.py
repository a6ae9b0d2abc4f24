"""The image and its services, rehearsed without Docker."""
