"""Working in the registers: lists, a row with its history, forms, bulk edit, withdrawal."""
