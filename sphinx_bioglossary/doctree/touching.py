"""Links that touch, and look like one."""

from __future__ import annotations

import re

_GAP = re.compile(r"\s*|[-\u2010\u2011\u2013]\s?")


def touch(text: str, end: int, start: int) -> bool:
    """Whether at most a space or a hyphen separates words that end at ``end`` from those at ``start``."""
    return end <= start and bool(_GAP.fullmatch(text, end, start))


def beside_link(words: str) -> str:
    """Return the reason against a link that touches the one on ``words``."""
    return f'touches the link "{" ".join(words.split())}"'
