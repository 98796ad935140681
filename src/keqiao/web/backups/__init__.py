"""Back-ups of an installation: one file with database, uploads, archives and keys, and bringing it back."""
