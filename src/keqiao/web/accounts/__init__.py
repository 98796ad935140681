"""People, units, roles: who may see and do what."""
