"""Needs and offers of technology, projects, capital and people, and who meets whose need."""
