"""Deployments, versioned definitions and drafts."""
