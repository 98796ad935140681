"""Rights of the room."""

LAYOUT, ANALYSE = "planning.view", "planning.analyse"
