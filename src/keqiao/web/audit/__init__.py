"""Who did what and when: append-only entries, each chained to the one before by its hash."""
