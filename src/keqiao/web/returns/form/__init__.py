"""The page of a form: fill in, evidence, review."""
