"""Image and text encoders behind one Protocol."""
