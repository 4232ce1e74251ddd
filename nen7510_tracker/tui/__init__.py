"""The terminal interface: shows, asks, nothing else."""
