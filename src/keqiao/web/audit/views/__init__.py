"""Pages of the audit log."""

from keqiao.web.audit.views.entries import entry, log
from keqiao.web.audit.views.taking import export, workbook
from keqiao.web.audit.views.verifying import verification, verify

__all__ = ["entry", "export", "log", "verification", "verify", "workbook"]
