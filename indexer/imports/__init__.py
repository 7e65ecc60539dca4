"""Other programs' libraries and exports, read into what they say of photos."""
