"""Users from an Excel file: all accounts or none. Roles in the file are only proposed; the security administrator gives
them.
"""
