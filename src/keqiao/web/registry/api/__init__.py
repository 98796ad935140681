"""The registers for programs: list, read, record, change, withdraw, restore; the same rules as the pages."""

from keqiao.web.registry.api.operations import router

__all__ = ["router"]
