"""What the user did with memories, and what is learnt from it."""
