"""Time whole builds with the extension and without it, in turn."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from common import median, parser_of_docs, write_conf

RUNS = 5


def main() -> None:
    parser = parser_of_docs(__doc__)
    options = parser.parse_args()
    with_us, without = [], []
    for _ in range(RUNS):
        without.append(_build(options, extension=False))
        with_us.append(_build(options, extension=True))
    print(f"without: {median(without, 's')}")
    print(f"with:    {median(with_us, 's')}")
    ratios = [ours / plain for ours, plain in zip(with_us, without, strict=True)]
    print(f"ratio:   {median(ratios, '')}")


def _build(options: argparse.Namespace, *, extension: bool) -> float:
    """Build once and return the processor time that it took, in seconds."""
    with tempfile.TemporaryDirectory() as out:
        write_conf(Path(out), options.conf or options.docs, extension=extension, sources=options.sources)
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-c", out]
        before = _used()
        subprocess.run([*command, options.docs, f"{out}/html"], stderr=subprocess.DEVNULL, check=True)
        return _used() - before


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
