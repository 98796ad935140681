"""Files and pastes that write many rows: read, planned, shown, corrected, applied or discarded; once for all rooms."""
