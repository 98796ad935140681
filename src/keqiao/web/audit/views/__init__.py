"""Pages of the audit log."""

from keqiao.web.audit.views.entries import Log, entry
from keqiao.web.audit.views.taking import export
from keqiao.web.audit.views.verifying import verification, verify

__all__ = ["Log", "entry", "export", "verification", "verify"]
