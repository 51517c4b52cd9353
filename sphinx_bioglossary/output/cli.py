"""The command ``sphinx-bioglossary``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .explain import NotInDocsError, explain


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: the command-line arguments without the program name; ``None`` for those of the shell.

    Returns:
        The exit status: 0, or 2 if the file cannot be explained.
    """
    parser = argparse.ArgumentParser(prog="sphinx-bioglossary")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser(
        "explain", help="show for each surface form in a file whether it may be linked, and why"
    )
    command.add_argument("place", metavar="FILE[:LINE]", help="source file of the docs, and a line in it")
    command.add_argument("--doctrees", type=Path, help="doctree folder of a build")
    options = parser.parse_args(arguments)
    return _explain(options.place, options.doctrees)


def _explain(place: str, doctrees: Path | None) -> int:
    name, _, number = place.rpartition(":")
    # A path may contain a colon, so only digits after the last one are a line.
    path, line = (Path(name), int(number)) if name and number.isdecimal() else (Path(place), None)
    try:
        basis, decisions = explain(path, doctrees)
    except (NotInDocsError, OSError) as error:
        print(f"sphinx-bioglossary: {error}", file=sys.stderr)  # noqa: T201 - the command's output
        return 2
    print(basis)  # noqa: T201
    for decision in decisions:
        if line in (None, decision.line):
            answer = "may be linked" if decision.linked else "is not linked"
            row = f"{path}:{decision.line}: {decision.text!r} ({decision.entry_id}) {answer}"
            print(f"{row}: {decision.reason}" if decision.reason else row)  # noqa: T201
    return 0
