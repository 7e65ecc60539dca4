"""What several machines compute of one collection, in shards that a library takes in as its own work."""
