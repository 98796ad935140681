"""Pages of the room; thin: what they show comes from selectors, what they do goes through services."""
