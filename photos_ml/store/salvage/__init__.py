"""Reading what can be read of a damaged library file, page by page, where SQLite itself gives up."""
