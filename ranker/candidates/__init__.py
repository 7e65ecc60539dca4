"""What memories could be about, by kind."""
