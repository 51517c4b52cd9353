"""Which occurrences are linked, and the links."""
