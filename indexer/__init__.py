"""From a folder of files to rows in the library."""
