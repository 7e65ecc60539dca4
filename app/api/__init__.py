"""The HTTP service: for the pages and for programs on this machine, and for nobody else."""
