"""Pure Python: BPMN, FEEL, the engine. Nothing here knows Django."""
