"""Dates as officials file them: 2024-10-31, and 2024年10月31日 in running text."""

DATE_FORMAT = "Y-m-d"
LONG_DATE_FORMAT = "Y年n月j日"
DATETIME_FORMAT = "Y-m-d H:i"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"
THOUSAND_SEPARATOR = ","
DECIMAL_SEPARATOR = "."
NUMBER_GROUPING = 3
