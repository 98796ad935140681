"""Rights of the room."""

VIEW, CONDUCT, TAKE_PART, FIGURES = "deals.view", "deals.conduct", "deals.take_part", "deals.figures"
