"""The audit log takes no change and no deletion."""

from keqiao.web.audit.guards import Guard

GUARD = Guard("audit", "audit entries cannot be changed or deleted", append_only=("audit_entry",))
