"""Detection of citations."""

from __future__ import annotations

import re
from functools import lru_cache

# Signs of a citation: an identifier, two authors with initials, or a volume with pages.
_CITED_WORK = re.compile(
    r"\b10\.\d{4,}/|\barXiv:|\b\d+ ?(?:\(\d+\))?: ?\d+[-\u2013]\d+|\bvol\. ?\d|\bpp\. ?\d"
    r"|\b(?:[A-Z][^\W\d_]+,? (?:[A-Z]\.?[ -]?){1,3}[,;&].{0,9}){2}"
)


@lru_cache(maxsize=64)  # because it is called for each match in a paragraph
def is_citation(text: str) -> bool:
    """Whether ``text`` cites a publication."""
    return bool(_CITED_WORK.search(text))
