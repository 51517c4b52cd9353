"""Kill builds at random moments, build again, and compare the output with that of a build that nobody killed.

Every second kill hits a build after an edit of some pages instead of a first build. A page that Sphinx has
half written counts as done for the next build, with and without extensions, so such pages are counted apart.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

_EDIT = {
    ".rst": "\n\nA convolution, a perceptron and a U-Net.\n",
    ".md": "\n\nA convolution, and a perceptron.\n",
}


def main() -> None:
    """Kill the builds and print the differences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("docs", type=Path, help="folder with conf.py, which uses the extension")
    parser.add_argument("kills", type=int, help="number of builds to kill")
    parser.add_argument("--seed", type=int, default=0, help="seed of moments and edits")
    options = parser.parse_args()
    random, faults = Random(options.seed), 0
    for number in range(options.kills):
        with tempfile.TemporaryDirectory() as folder:
            found, half_written, moment = _play(options.docs, Path(folder), random, is_first=number % 2 == 0)
        print(
            f"kill {number} after {moment:.2f} s: {half_written} half-written, others: {found or 'none'}",
            flush=True,
        )
        faults += len(found)
    sys.exit(faults > 0)


def _play(docs: Path, folder: Path, random: Random, *, is_first: bool) -> tuple[list[str], int, float]:
    """Return the differing files, the number of half-written pages, and the moment of the kill in seconds."""
    source = folder / "source"
    shutil.copytree(docs, source)
    if not is_first:
        _start(source, folder / "killed").wait()
    pages = sorted(path for path in source.rglob("*") if path.suffix in _EDIT)
    for page in [] if is_first else random.sample(pages, max(1, len(pages) // 4)):
        page.write_text(page.read_text(encoding="utf-8") + _EDIT[page.suffix], encoding="utf-8")
    started = time.monotonic()
    if not is_first:
        shutil.copytree(folder / "killed", folder / "timed")
    _start(source, folder / "timed").wait()
    moment = random.uniform(0.3, 1) * (time.monotonic() - started)
    process = _start(source, folder / "killed")
    time.sleep(moment)
    process.kill()
    process.wait()
    _start(source, folder / "killed").wait()
    _start(source, folder / "clean").wait()
    found, half_written = [], 0
    for path in sorted((folder / "clean").rglob("*")):
        name = path.relative_to(folder / "clean")
        other = folder / "killed" / name
        # Sphinx loses index entries in the search index when it writes pages that it has not just read.
        if path.is_dir() or name.parts[0] == "trees" or name.name in ("searchindex.js", ".buildinfo"):
            continue
        text = other.read_bytes() if other.exists() else None
        if text is not None and text != path.read_bytes() and path.read_bytes().startswith(text):
            half_written += 1
        elif text != path.read_bytes():
            found.append(str(name))
    return found, half_written, moment


def _start(source: Path, output: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sphinx", "-Q", "-d", output / "trees", source, output]
    return subprocess.Popen(command)


if __name__ == "__main__":
    main()
