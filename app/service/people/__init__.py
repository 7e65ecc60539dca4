"""Persons and faces of a library: who there is, who is who, what to ask, and forgetting."""
