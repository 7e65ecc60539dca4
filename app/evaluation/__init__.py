"""How good it is: retrieval, tags, planner, search and memories, measured on data with known answers."""
