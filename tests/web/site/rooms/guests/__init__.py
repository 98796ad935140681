"""A small room as docs/developer/add-a-room.md shows it; the test beside it adds it to the product."""
