"""Projects from a first idea to production: stages with gates between them, and who is in charge of each."""
