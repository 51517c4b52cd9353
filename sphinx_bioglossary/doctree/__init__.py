"""Traversal of a doctree, and its running text."""
