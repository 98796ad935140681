"""Many rows at once: from a workbook or pasted, tried first, undone as a whole."""
