"""Decisions on occurrences, and the links."""
