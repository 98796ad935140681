"""The figures that allocation rules read: where the system finds them, and what an officer changed."""
