"""Steps of sign-ups stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard("firms", "steps of sign-ups are never changed", append_only=("firms_signupstep",))
