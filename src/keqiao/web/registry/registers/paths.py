"""Ways from a row to the names that a search goes through."""

ALIASES = ("platform", "platform__organisation", "platform__organisation__aliases")
FIRM = ("firm__organisation", "firm__organisation__aliases")
