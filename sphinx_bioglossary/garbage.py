"""Python's search for garbage, which has nothing to find among what stays.

It comes after so many new objects, whoever makes them, and goes through all that a build holds. While a page
is read or resolved, that is its whole document besides.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_alone() -> Iterator[None]:
    """Keep Python from looking for garbage; it makes up for it afterwards.

    With ten thousand entries to load, it would take more than half of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
