"""Entries, and the search for their surface forms in text."""
