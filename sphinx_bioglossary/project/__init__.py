"""Options, data and build state of a project."""
