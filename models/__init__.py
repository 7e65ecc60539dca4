"""Shipped weights, one folder a model, each with its card and the recipe that made it."""
