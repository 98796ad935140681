"""Facts: measures and their definitions, facts with evidence, derived figures, snapshots."""
