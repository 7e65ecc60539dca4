"""Memories: events, features and the model that ranks them."""
