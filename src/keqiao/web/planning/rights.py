"""Rights of the room."""

LAYOUT, ANALYSE = "planning.view", "planning.analyse"
PLANS, PLAN, DECIDE = "planning.view_plans", "planning.plan", "planning.decide"
ATTRACT = "planning.attract"
