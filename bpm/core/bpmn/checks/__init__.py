"""The rules of the deployment check, one module per concern, all run on every model."""
