"""Django's PostgreSQL backend with less on the way to the driver."""
