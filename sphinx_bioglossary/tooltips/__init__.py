"""Tooltips of links to entries."""
