"""Administration of accounts: units, users, roles, resets, proposals, imports. Three administrators share it."""
