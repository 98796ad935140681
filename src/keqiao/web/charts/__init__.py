"""Charts: one definition becomes an interactive chart, a table view, an SVG and a PNG."""
