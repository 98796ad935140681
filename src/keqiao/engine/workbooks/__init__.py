"""Files in and out: data files into a panel, the Excel form to fill in, and the workbook of results.

:func:`read_data` reads .xlsx, .csv and .parquet; :func:`write_template` writes the form; :func:`write_results` writes
what an evaluation found. The names are resolved when first used, so that a command pays only for what it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keqiao.engine.data_findings import DataError
    from keqiao.engine.workbooks.problems import FileFinding
    from keqiao.engine.workbooks.reading import DataFile, read_data
    from keqiao.engine.workbooks.results import write_results
    from keqiao.engine.workbooks.template import write_template

__all__ = ["DataError", "DataFile", "FileFinding", "read_data", "write_results", "write_template"]
_MODULES = {
    "DataError": "problems",
    "FileFinding": "problems",
    "DataFile": "reading",
    "read_data": "reading",
    "write_results": "results",
    "write_template": "template",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
