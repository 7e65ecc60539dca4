"""What others in the house may see of a library, which devices these are, and by what they know this machine."""
