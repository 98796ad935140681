"""Rights of the room."""

VIEW, KEEP = "alliances.view", "alliances.keep"
