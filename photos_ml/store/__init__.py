"""The library file: one SQLite database, the only truth."""
