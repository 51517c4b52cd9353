"""``python -m sphinx_bioglossary`` is the command ``sphinx-bioglossary``."""

import sys

from .output.cli import main

sys.exit(main())
