"""The command that explains decisions on a file, with and without a build."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Project

from sphinx_bioglossary import __version__
from sphinx_bioglossary.output.cli import main

PAGE = """\
Title
=====

A 3x3 kernel and an :noterm:`autoencoder`.

Restart the notebook kernel, then the perceptron.
"""


@pytest.fixture
def docs(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    project.conf(bioglossary_exclude_terms=["perceptron"])
    project.write({"index.rst": PAGE})
    monkeypatch.chdir(project.source)
    return project


def test_explain_reports_the_decisions_of_the_last_build(
    docs: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    docs.build()
    assert main(["explain", "index.rst"]) == 0
    basis, *lines = capsys.readouterr().out.splitlines()
    assert basis == f"As of the build in {docs.source.parent / 'build' / 'doctrees'}."
    assert lines == [
        "index.rst:4:7: 'kernel' (kernel) may be linked: \"#x# kernel\"",
        "index.rst:4:30: 'autoencoder' (autoencoder) is not linked: marked with :noterm:",
        "index.rst:6:22: 'kernel' (kernel) is not linked: another sense: \"notebook\" in the sentence",
        "index.rst:6:39: 'perceptron' (perceptron) is not linked: excluded by bioglossary_exclude_terms",
    ]


@pytest.mark.parametrize(
    ("place", "shown"),
    [("index.rst:6", ["kernel", "perceptron"]), ("index.rst:6:39", ["perceptron"]), ("index.rst:2", [])],
)
def test_explain_can_be_limited_to_one_place(
    docs: Project, capsys: pytest.CaptureFixture[str], place: str, shown: list[str]
) -> None:
    docs.build()
    assert main(["explain", place]) == 0
    assert [line.split("'")[1] for line in capsys.readouterr().out.splitlines()[1:]] == shown


def test_a_file_newer_than_the_build_is_reported(docs: Project, capsys: pytest.CaptureFixture[str]) -> None:
    docs.build()
    os.utime(docs.source / "index.rst", (2**32, 2**32))
    assert main(["explain", "index.rst"]) == 0
    assert "The file is newer: build again." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("field", "reason"),
    [("off", "switched off by the page"), ("off: Kernel", "this term is switched off by the page")],
)
def test_explain_reports_what_a_page_switches_off(
    docs: Project, capsys: pytest.CaptureFixture[str], field: str, reason: str
) -> None:
    docs.write({"index.rst": f":bioglossary: {field}\n\n{PAGE}"})
    docs.build()
    assert main(["explain", "index.rst"]) == 0
    assert f"(kernel) is not linked: {reason}\n" in capsys.readouterr().out


def test_explain_works_without_a_build(docs: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(docs.source / "index.rst")]) == 0
    basis, *lines = capsys.readouterr().out.splitlines()
    assert "without what the other pages say" in basis
    assert "'kernel' (kernel) may be linked" in lines[0]
    assert "another sense" in lines[2]


def test_explain_without_a_build_reads_the_projects_glossaries(
    docs: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    docs.conf(bioglossary_sources=["own.yaml"])
    docs.write({"own.yaml": "- {id: title, term: Title, definition: Text.}\n"})
    assert main(["explain", "index.rst"]) == 0
    assert "index.rst:1:1: 'Title' (title) may be linked" in capsys.readouterr().out


def test_files_that_are_no_pages_are_reported(
    docs: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = tmp_path / "alone.rst"
    alone.write_text("Kernel.\n", encoding="utf-8")
    assert main(["explain", str(alone)]) == 2
    assert "there is no conf.py in the folder of" in capsys.readouterr().err
    assert main(["explain", "none.rst"]) == 2
    assert "No such file" in capsys.readouterr().err
    assert main(["explain", "index.rst", "--doctrees", str(docs.source)]) == 2
    assert "there is no environment.pickle in" in capsys.readouterr().err


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx_bioglossary", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]


def test_the_command_is_a_module_too() -> None:
    shown = run("--version")
    assert (shown.returncode, shown.stdout) == (0, f"sphinx-bioglossary {__version__}\n")


def test_places_of_all_kinds(docs: Project, capsys: pytest.CaptureFixture[str]) -> None:
    docs.write(
        {
            "index.rst": """\
                A `kernel <https://kernel.org/kernel>`__ and an image kernel, then *pixel*
                classifiers \N{EN DASH} don't use the |tool|, but an autoencoder.

                * A 3x3 kernel, a 5x5 kernel, an
                  optical *point* spread function.

                .. include:: part.inc

                .. |tool| replace:: perceptron
                """,
            "part.inc": "A perceptron.\n",
        }
    )
    docs.build()
    assert main(["explain", "index.rst"]) == 0
    places = [line.partition(" (")[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert places == [
        "index.rst:1:4: 'kernel'",
        "index.rst:1:55: 'kernel'",
        "index.rst:1:69: 'pixel classifiers'",
        "index.rst:2: 'perceptron'",
        "index.rst:2:44: 'autoencoder'",
        "index.rst:4:9: 'kernel'",
        "index.rst:4:23: 'kernel'",
        "index.rst:5:12: 'point spread function'",
        "part.inc:1:3: 'perceptron'",
    ]


def test_options_are_checked_as_in_a_build(docs: Project, capsys: pytest.CaptureFixture[str]) -> None:
    docs.conf(bioglossary_scope=5, bioglossary_exclude_pages=5, bioglossary_source=[])
    docs.write({"own.yaml": "- {id: title}\n"})
    assert main(["explain", "index.rst"]) == 0
    shown = capsys.readouterr()
    assert "'kernel' (kernel) may be linked" in shown.out
    assert "WARNING: bioglossary_scope must be" in shown.err
    assert "WARNING: bioglossary_exclude_pages must be a list of patterns of pages, not 5" in shown.err
    assert "WARNING: there is no option bioglossary_source; did you mean" in shown.err
    docs.conf(bioglossary_sources=["bioimage", "own.yaml"], bioglossary_exclude_pages=["index.rst"])
    assert main(["explain", "index.rst"]) == 0
    shown = capsys.readouterr()
    assert "'kernel' (kernel) is not linked: excluded by bioglossary_exclude_pages" in shown.out
    assert f"{docs.source / 'own.yaml'}:1: WARNING: the entry is left out" in shown.err


@pytest.mark.parametrize(
    ("conf", "line", "reason"),
    [
        ("import os\nimport no_such_module\n", 2, "ModuleNotFoundError: No module named 'no_such_module'"),
        ("x = 1\n\ny = (\n", 3, "SyntaxError: '(' was never closed"),
        ("def f():\n    1 / 0\nf()\n", 2, "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)\n", 1, "SystemExit: 3"),
    ],
)
def test_a_conf_py_that_cannot_be_read_is_reported(docs: Project, conf: str, line: int, reason: str) -> None:
    docs.write({"conf.py": conf})
    shown = run("explain", "index.rst")
    assert shown.stderr == (
        f"{docs.source / 'conf.py'}:{line}: WARNING: conf.py cannot be read, "
        f"so all options have their defaults: {reason}\n"
    )
    assert "'perceptron' (perceptron) may be linked" in shown.stdout


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("index.rst:7", "index.rst has 6 lines, counted from 1"),
        ("index.rst:0", "index.rst has 6 lines, counted from 1"),
        ("index.rst:" + "9" * 5000, "index.rst has 6 lines, counted from 1"),
        ("index.rst:1:" + "9" * 5000, ""),
        ("none.rst:3", "No such file or directory: 'none.rst'"),
        ("folder", "Is a directory: 'folder'"),
        ("loop.rst", "'loop.rst'"),
        ("x" * 5000, "File name too long"),
        ("binary.rst", "binary.rst is not a text file"),
        ("latin.rst", ""),
        ("empty.rst", ""),
        (":", "No such file or directory: ':'"),
        ("", "there is no conf.py in the folder of ."),
    ],
)
@pytest.mark.parametrize("builders", [["html"], []])
def test_wrong_places_are_reported(
    docs: Project, capsys: pytest.CaptureFixture[str], place: str, message: str, builders: list[str]
) -> None:
    for builder in builders:
        docs.build(builder)
    (docs.source / "folder").mkdir()
    (docs.source / "loop.rst").symlink_to("loop.rst")
    (docs.source / "binary.rst").write_bytes(bytes(range(256)))
    (docs.source / "latin.rst").write_bytes("Ein Perceptron für Überall".encode("latin-1"))
    (docs.source / "empty.rst").write_bytes(b"")
    assert main(["explain", place]) == (2 if message else 0)
    shown = capsys.readouterr().err
    assert message in shown
    assert shown.startswith("sphinx-bioglossary: ") == bool(message)


def test_a_broken_build_counts_as_none(docs: Project, capsys: pytest.CaptureFixture[str]) -> None:
    docs.build()
    doctrees = docs.source.parent / "build" / "doctrees"
    (doctrees / "environment.pickle").with_name("loop").symlink_to("loop")
    for name, content in (("index.doctree", b"x"), ("environment.pickle", b""), ("index.doctree", None)):
        if content is None:
            (doctrees / name).unlink()
        else:
            (doctrees / name).write_bytes(content)
        assert main(["explain", "index.rst"]) == 0
        shown = capsys.readouterr()
        assert shown.out.startswith("There is no build with this page")
        assert shown.err == ""


def test_output_that_cannot_be_shown(docs: Project) -> None:
    docs.write({"index.rst": "A \N{GREEK SMALL LETTER MU}CT perceptron.\n", "own.yaml": "[]"})
    name = os.fsdecode(b"\xff.rst")
    (docs.source / name).write_text(
        "A perceptron, a Perceptron\N{RIGHT SINGLE QUOTATION MARK}s perceptron.\n", encoding="utf-8"
    )
    for encoding in ("ascii", "utf-8"):
        shown = run("explain", name, env={**os.environ, "PYTHONIOENCODING": encoding})
        assert (shown.returncode, shown.stderr) == (0, "")
        assert "\\udcff.rst:1:3: 'perceptron'" in shown.stdout


@pytest.mark.usefixtures("docs")
def test_a_closed_pipe_and_a_full_disk() -> None:
    command = [sys.executable, "-m", "sphinx_bioglossary", "explain", "index.rst"]
    reading, writing = os.pipe()
    os.close(reading)
    shown = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (shown.returncode, shown.stderr) == (1, "")
    if Path("/dev/full").exists():
        with Path("/dev/full").open("w") as full:
            shown = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert (shown.returncode, shown.stderr) == (
            1,
            "sphinx-bioglossary: [Errno 28] No space left on device\n",
        )


def test_an_interruption_ends_the_command(docs: Project) -> None:
    # A process that a shell has started in the background ignores the signal.
    handled = "signal.signal(signal.SIGINT, signal.default_int_handler)"
    docs.write({"conf.py": f"import os, signal\n{handled}\nos.kill(os.getpid(), signal.SIGINT)\n"})
    shown = run("explain", "index.rst")
    assert (shown.returncode, shown.stdout, shown.stderr) == (130, "", "")
