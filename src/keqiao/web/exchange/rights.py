"""Rights of the exchange."""

VIEW, POST, BROKER, REVIEW = "exchange.view", "exchange.post", "exchange.broker", "exchange.review"
ALL_TIERS = (REVIEW, "audit.view")
"""Who holds one of these sees every need and offer, whatever its owner chose to show."""
