"""How quick and how exact the vector index is, beside other ways to search the same vectors."""
