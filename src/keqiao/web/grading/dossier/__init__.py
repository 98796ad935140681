"""All that led to one decision as an archive with hashes, for the auditor."""
