"""Everything that is computed from a picture, as steps: one file each, one line each in the registry."""
