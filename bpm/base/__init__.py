"""What every app needs and nothing else."""
