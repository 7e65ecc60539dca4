"""Faces in a picture: found, laid upright, measured and described as 128 numbers each."""
