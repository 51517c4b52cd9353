"""Acronyms in text: uses and explanations."""
