"""Read and check BPMN models."""
