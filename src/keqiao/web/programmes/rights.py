"""Rights of the room by the names that its modules use."""

VIEW, KEEP, ANSWER = "programmes.view", "programmes.keep", "programmes.answer"
