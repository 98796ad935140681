"""Two records of one thing become one, and are split again."""
