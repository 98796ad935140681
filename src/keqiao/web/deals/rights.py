"""Rights of the room."""

VIEW, CONDUCT, TAKE_PART = "deals.view", "deals.conduct", "deals.take_part"
