"""What a model can call: one folder for each connector, all alike."""
