"""Returns (填报): figures come in with their evidence, are reviewed cell by cell, and become facts."""
