"""Rights of the room by the names that its modules use."""

VIEW, KEEP, APPLY = "talents.view", "talents.keep", "talents.apply"
