"""What others in the house see of a library, which devices these are, and how they know this machine."""
