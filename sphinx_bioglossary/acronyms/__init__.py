"""Acronyms in text: which are used, and which are explained."""
