"""Lists of projects from Excel: entered in the register and taken up at once."""
