"""The web system: one Django project, each app a room."""
