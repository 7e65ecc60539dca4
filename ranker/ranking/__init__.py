"""Features of photos and memories, what scores them, and which photos are told."""
