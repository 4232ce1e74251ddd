"""What a user does: rules and store meet here, and nowhere else."""
