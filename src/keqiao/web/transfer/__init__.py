"""Capital of firms, and income of transformed results that is shared."""
