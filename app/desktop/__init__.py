"""The same pages in a window of their own, with what only a program on the desktop can do."""
