"""Functions shared by the benchmarks."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from pathlib import Path


def median(values: Sequence[float], unit: str, factor: float = 1) -> str:
    """Format the median, minimum and maximum of ``values``, multiplied by ``factor``, in ``unit``."""
    middle, low, high = (factor * value for value in (statistics.median(values), min(values), max(values)))
    return f"{middle:9.3f} {unit} ({low:.3f} to {high:.3f})"


def parser_of_docs(description: str | None) -> argparse.ArgumentParser:
    """Return an argument parser with the docs to build, the folder of ``conf.py`` and a glossary file."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--conf", type=Path, help="folder with the conf.py")
    parser.add_argument("--sources", type=Path, help="a glossary file to add")
    return parser


def write_conf(folder: Path, conf: Path, *, extension: bool, sources: Path | None = None) -> None:
    """Write a ``conf.py`` that executes another one and adds or removes the extension.

    Args:
        folder: the folder to write to.
        conf: the folder of the original ``conf.py``.
        extension: whether to add the extension.
        sources: a glossary file to add.
    """
    ours = "sphinx_bioglossary"
    lines = [
        f"exec(open({str(conf.resolve() / 'conf.py')!r}, encoding='utf-8').read())",
        f"extensions = [name for name in globals().get('extensions', []) if name != {ours!r}]",
        f"extensions += {[ours] if extension else []!r}",
        f"bioglossary_sources = {['bioimage', *([str(sources.resolve())] if sources else [])]!r}",
    ]
    (folder / "conf.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
