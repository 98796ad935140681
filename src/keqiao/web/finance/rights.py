"""Rights of the room by the names that its modules use."""

VIEW, KEEP = "finance.view", "finance.keep"
REQUESTS, ASK, ANSWER = "finance.view_requests", "finance.ask", "finance.answer"
