"""Returns for programs: collections, forms, workbooks, checks; the same rules and reasons as the pages."""

from keqiao.web.returns.api.checks import checks
from keqiao.web.returns.api.collections import collections
from keqiao.web.returns.api.forms import forms
from keqiao.web.returns.api.uploads import uploads

__all__ = ["checks", "collections", "forms", "uploads"]
