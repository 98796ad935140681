"""Rights of the room."""

VIEW, CONFIRM, OWN = "firms.view", "firms.confirm", "firms.own"
