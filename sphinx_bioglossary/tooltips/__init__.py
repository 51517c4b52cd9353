"""Tooltips for links to entries."""
