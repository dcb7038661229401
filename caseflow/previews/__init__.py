"""Pictures of files, drawn by a process of its own that may do nothing else."""
