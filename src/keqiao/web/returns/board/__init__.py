"""Collections, the board of all platforms, notices."""
