"""The version of the package, and of what it stores in Sphinx's environment."""

from __future__ import annotations

import zlib

__version__ = "0.1.0"

# A release may mend a rule by which pages were read: every other version reads them anew.
ENV_VERSION = zlib.crc32(__version__.encode())
