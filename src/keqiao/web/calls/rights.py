"""Rights of the room by the names that its modules use."""

VIEW, KEEP, APPLY = "calls.view", "calls.keep", "calls.apply"
