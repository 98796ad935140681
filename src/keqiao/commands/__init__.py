"""The commands of ``keqiao``, one module for each subject, imported only when called."""
