"""Text in pictures: where it stands, which way up, and what it says."""
