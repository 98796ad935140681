"""Rights of the room."""

VIEW, TAKE_PART, ORGANISE = "meetings.view", "meetings.take_part", "meetings.organise"
