"""Studies and the survey reports that come of them: figures bound to facts, written by several, issued once."""
