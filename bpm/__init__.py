"""Kontor: a BPMN-driven business process management suite."""
