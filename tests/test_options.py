"""Options in ``conf.py`` and on the command line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Project, cases


@pytest.mark.parametrize("case", cases("options"))
def test_the_value_of_an_option(project: Project, case: dict[str, Any]) -> None:
    conf, define = case.get("conf", {}), case.get("define", {})
    project.conf(**conf)
    path = project.source / "conf.py"
    path.write_text(path.read_text(encoding="utf-8") + case.get("code", ""), encoding="utf-8")
    project.write({"index.rst": "All\n===\n"})
    with project.opened(define=define) as app:
        warnings = app.warning.getvalue()
        for name in {**conf, **define} if "value" in case else ():
            assert app.config[name] == case["value"]
    ours = [line for line in warnings.splitlines() if "[bioglossary." in line]
    assert len(ours) == ("warning" in case)
    assert case.get("warning", "") in warnings


def test_options_on_the_command_line_have_an_effect(project: Project, tmp_path: Path) -> None:
    project.conf(bioglossary_jargon="all", show_warning_types=True)
    project.write(
        {
            "index.rst": "All\n===\n\nA gizmo, a WSI.\n\n.. toctree::\n\n   words\n",
            "words.rst": "Words\n=====\n\n.. glossary::\n\n   gizmo\n      Small.\n",
        }
    )
    define = ("bioglossary_jargon=0", "bioglossary_page=", "bioglossary_own_terms=A,gizmo")
    arguments = [part for option in define for part in ("-D", option)]
    command = [sys.executable, "-m", "sphinx", "-q", *arguments, str(project.source), str(tmp_path / "out")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'class="bioglossary [^>]*href="([^"]*)"', page) == ["words.html#term-gizmo"]
    assert not (tmp_path / "out" / "bioglossary.html").exists()
