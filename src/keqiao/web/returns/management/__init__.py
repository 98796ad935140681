"""Commands of the returns room."""
