"""The command ``sphinx-bioglossary``."""

from __future__ import annotations

import argparse
import io
import logging
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from sphinx_bioglossary.version import __version__

from .explain import Explained, NotInDocsError, explain

_NAME = "sphinx-bioglossary"
# A path may contain colons, so only digits at the end are a line and a column.
_PLACE = re.compile(r"(.+?)(?::([0-9]+))?(?::([0-9]+))?", re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: the command-line arguments without the program name; ``None`` for those of the shell.

    Returns:
        The exit status: 0, or 2 if the file cannot be explained, or 1 if the explanation cannot be written.
    """
    parser = argparse.ArgumentParser(prog=_NAME)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser(
        "explain", help="show for each surface form in a file whether it may be linked, and why"
    )
    command.add_argument(
        "place", metavar="FILE[:LINE[:COLUMN]]", help="source file of the docs, and a place in it"
    )
    command.add_argument("--doctrees", type=Path, help="doctree folder of a build")
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Texts and file names may contain characters that the terminal cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")
    warnings, logger = _WarningHandler(), logging.getLogger("sphinx")
    logger.addHandler(warnings)
    try:
        status = _explain(options.place, options.doctrees)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # Python writes what is left at its end, and would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1 if isinstance(error, BrokenPipeError) else _failed(error, 1)
    finally:
        logger.removeHandler(warnings)
    return status


class _WarningHandler(logging.Handler):
    """Prints warnings in the format of a build."""

    def emit(self, record: logging.LogRecord) -> None:
        location = getattr(record, "location", None)
        print(f"{location}: " if location else "", "WARNING: ", record.getMessage(), sep="", file=sys.stderr)


def _explain(place: str, doctrees: Path | None) -> int:
    found = _PLACE.fullmatch(place)
    name, *numbers = found.groups() if found else (place,)
    # Nine digits are more than any file needs, and Python refuses to convert thousands.
    wanted = tuple(int(number[:9]) for number in numbers if number)
    path = Path(name)
    try:
        basis, occurrences, line_count = explain(path, doctrees)
    except (NotInDocsError, OSError) as error:
        return _failed(error, 2)
    shown = [one for one in occurrences if not wanted or one.place[: len(wanted) + 1] == (str(path), *wanted)]
    if wanted and not shown and not 1 <= wanted[0] <= line_count:
        return _failed(f"{path} has {line_count} lines, counted from 1", 2)
    print(basis)
    for one in shown:
        print(_row(one))
    return 0


def _row(one: Explained) -> str:
    answer = "may be linked" if one.answer.linked else "is not linked"
    row = f"{':'.join(map(str, one.place))}: {one.text!r} ({one.entry_id}) {answer}"
    return f"{row}: {one.answer.reason}" if one.answer.reason else row


def _failed(error: object, status: int) -> int:
    print(f"{_NAME}: {error}", file=sys.stderr)
    return status
