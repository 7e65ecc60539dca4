"""Vector search over the store: FAISS indexes, a cache that can always be rebuilt."""
