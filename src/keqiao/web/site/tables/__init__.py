"""Tables: one definition → the page (sorting and filtering in the browser) and an Excel workbook."""

from keqiao.web.site.tables.definition import Cell, Column, Light, PageCell, Table
from keqiao.web.site.tables.workbook import workbook

__all__ = ["Cell", "Column", "Light", "PageCell", "Table", "workbook"]
