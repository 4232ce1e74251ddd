"""The command line: parses, shows, nothing else."""
