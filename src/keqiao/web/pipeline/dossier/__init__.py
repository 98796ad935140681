"""The dossier of a project: all that was decided about it, and on what, as one archive."""
