"""README agrees with the code."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx_bioglossary.project.config import OPTIONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_options() -> None:
    rows = [f"| `{option.key}` | `{option.default!r}` | {option.help} |" for option in OPTIONS]
    table = README.partition("| option | default | meaning |\n|---|---|---|\n")[2].partition("\n\n")[0]
    assert table.splitlines() == rows


def test_its_pictures_and_files_are_there() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert {"docs/tooltip-light.png", "docs/tooltip-dark.png", "LICENSE"} <= set(targets)
    assert [target for target in targets if not (ROOT / target).exists()] == []
