"""The rights of the room, as its pages and services ask for them."""

VIEW, PLAN, APPROVE, PAY, USE = (
    "funding.view",
    "funding.plan",
    "funding.approve",
    "funding.pay",
    "funding.use",
)
