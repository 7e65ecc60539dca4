"""A small language model on this machine that says which words of a query are what; it never invents a value."""
