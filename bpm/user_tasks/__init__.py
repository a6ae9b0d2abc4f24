"""The inbox: user tasks, candidates, claims, drafts."""
