"""The registers: platforms, people, patents, projects, firms, contracts, qualifications, agreements, events."""
