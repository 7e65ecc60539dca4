"""Migration 19: what is private lies sealed in the library's file."""

PRIVATE = """
-- How the passphrase opens the key: scrypt makes of it and `salt` what `sealed` was closed with. `marking` is
-- open: files that are private have to be passed over while nobody knows the passphrase.
CREATE TABLE private_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    cost INTEGER NOT NULL,
    salt BLOB NOT NULL,
    sealed BLOB NOT NULL,
    marking BLOB NOT NULL
) STRICT;

-- A whole library of the same schema, cut into pieces, each sealed by itself. `generation` is another number
-- whenever any piece is.
CREATE TABLE private_pieces (number INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
CREATE TABLE private_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

-- Keyed hashes of the places and the bytes of private files.
CREATE TABLE private_marks (mark BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
"""
