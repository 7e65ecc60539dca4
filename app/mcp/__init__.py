"""The library for programs that speak the Model Context Protocol: what they may ask, and a server."""
