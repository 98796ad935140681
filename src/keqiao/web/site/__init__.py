"""The house of the rooms: settings, addresses, base pages, navigation, tables, error pages."""
