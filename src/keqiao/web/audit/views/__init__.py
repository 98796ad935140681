"""Pages of the audit log."""

from keqiao.web.audit.views.entries import Log, entry
from keqiao.web.audit.views.export import export
from keqiao.web.audit.views.log_verification import verification, verify

__all__ = ["Log", "entry", "export", "verification", "verify"]
