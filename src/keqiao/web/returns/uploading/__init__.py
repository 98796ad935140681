"""Excel both ways: the platform's workbook, the dry run, the errors in the same workbook."""
