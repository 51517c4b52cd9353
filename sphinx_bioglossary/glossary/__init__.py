"""Entries, and how their names are found in text."""
