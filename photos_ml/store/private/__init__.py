"""What is private: sealed in the library's file, readable with a passphrase alone."""
