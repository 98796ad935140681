"""Platforms, firms, people, patents, projects, contracts and dated events."""
