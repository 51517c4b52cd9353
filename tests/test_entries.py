"""Requirements for bundled entries. Each test runs once per entry, so it covers new entries too."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import CASES, Built, Project

from sphinx_bioglossary.glossary.loader import load, source_files
from sphinx_bioglossary.glossary.model import Entry
from sphinx_bioglossary.glossary.surface_forms import surface_forms

GLOSSARY, FAULTS = load(["bioimage"], Path())
FILES = source_files("bioimage", Path())
ROOT = Path(__file__).parent.parent
HEADWORDS: dict[str, str] = yaml.safe_load((CASES / "headwords.yaml").read_text(encoding="utf-8"))
NAMES = {name.lower(): entry.id for entry in GLOSSARY for name in entry.names}
OWNERS: dict[str, list[str]] = {}
for one in GLOSSARY:
    for form in {form.lower().replace("-", " ") for form in surface_forms(one)}:
        OWNERS.setdefault(form, []).append(one.id)

each_entry = pytest.mark.parametrize("entry", tuple(GLOSSARY), ids=lambda entry: entry.id)
_TERM = re.compile(r":term:`(?:[^`<]+ <)?([^`>]+)>?`")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"])")


def paragraphs(entry: Entry) -> list[str]:
    """Return the paragraphs of a definition as readers see them, with the source of its maths."""
    text = re.sub(r":term:`([^`<]+?)(?: <[^`]+>)?`", r"\1", entry.definition)
    return [" ".join(part.split()) for part in text.split("\n\n")]


def test_the_files_have_no_faults() -> None:
    assert not FAULTS


@each_entry
def test_the_summary_stands_alone(entry: Entry) -> None:
    summary = paragraphs(entry)[0]
    assert len(summary) <= 240
    assert len(_SENTENCE_END.split(summary)) <= 2
    assert summary.endswith(".")
    assert summary[0].isupper()
    assert "`" not in summary, "no maths and no references: a tooltip may show it as plain text"
    assert not re.search(r"\b(refers? to|is when|e\.g|i\.e)\b", summary)
    assert not re.match(rf"((an?|the) )?{re.escape(entry.term)}s? (is|are)\b", summary, re.IGNORECASE)


@each_entry
def test_the_rest_is_short(entry: Entry) -> None:
    summary, rest = paragraphs(entry)
    assert 25 <= len(rest.split()) <= 60
    assert len(f"{summary} {rest}".split()) <= 100
    assert rest.endswith(".")


@each_entry
def test_its_facts_have_sources(entry: Entry) -> None:
    table = (ROOT / "docs" / "facts" / f"{entry.category}.md").read_text(encoding="utf-8")
    rows = [line for line in table.splitlines() if line.startswith(f"| {entry.term} |")]
    assert rows
    assert all(re.search(r"\]\(https://\S+\) \|$", row) for row in rows)


def test_a_third_of_the_entries_lead_on() -> None:
    assert sum(bool(entry.links) for entry in GLOSSARY) * 3 >= len(GLOSSARY.entries)


@each_entry
def test_terms_inside_are_those_of_other_entries(entry: Entry) -> None:
    targets = [NAMES.get(name.lower()) for name in _TERM.findall(entry.definition)]
    assert None not in targets
    assert entry.id not in targets
    assert len(set(targets)) == len(targets)
    assert entry.definition.count(":term:") == len(targets) <= 3


@each_entry
def test_see_also_leads_to_other_entries(entry: Entry) -> None:
    assert 1 <= len(set(entry.see_also)) == len(entry.see_also) <= 4
    assert set(entry.see_also) <= set(GLOSSARY.entries) - {entry.id}


@each_entry
def test_every_entry_can_be_reached_from_another(entry: Entry) -> None:
    inside = (_TERM.findall(other.definition) for other in GLOSSARY)
    named = {NAMES[name.lower()] for names in inside for name in names}
    assert entry.id in named.union(*(other.see_also for other in GLOSSARY))


@each_entry
def test_no_other_entry_has_its_forms(entry: Entry) -> None:
    forms = {form.lower().replace("-", " ") for form in surface_forms(entry)}
    assert {form: OWNERS[form] for form in forms if OWNERS[form] != [entry.id]} == {}


@each_entry
def test_forms_are_listed_only_where_no_rule_finds_them(entry: Entry) -> None:
    generated = surface_forms(Entry(**{**_fields(entry), "forms": ()}))
    assert not set(entry.forms) & generated


@each_entry
def test_its_category_is_its_file(entry: Entry) -> None:
    assert entry.category == entry.location.path.stem


@each_entry
def test_links_are_safe_and_named(entry: Entry) -> None:
    assert [link for link in entry.links if not (link.url.startswith("https://") and link.title)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_spelling_is_american(path: Path) -> None:
    assert misspelled(path, "clear,rare,en-GB_to_en-US") == ""


@pytest.mark.parametrize("path", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda path: path.name)
def test_the_documents_are_spelled_right(path: Path) -> None:
    assert misspelled(path, "clear,rare") == ""


def misspelled(path: Path, dictionaries: str) -> str:
    # "whats" stands in names of files, and a fixel is a part of a voxel.
    options = ["--builtin", dictionaries, "--ignore-words-list", "whats,fixel"]
    command = [sys.executable, "-m", "codespell_lib", *options, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


@dataclass
class Pages:
    """The whole glossary, and a page that names each entry in every way, as HTML and LaTeX."""

    glossary: BeautifulSoup
    names: dict[str, list[str]]
    latex: str
    warnings: str


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    project = Project(tmp_path_factory.mktemp("entries"))
    project.conf(bioglossary_scope="none", latex_documents=[("index", "all.tex", "All", "Us", "howto")])
    names = [f"{entry.id}\n   :term:`{name}`\n" for entry in GLOSSARY for name in _written(entry)]
    project.write(
        {
            "index.rst": "Names\n=====\n\n" + "\n".join(names) + "\n.. toctree::\n\n   glossary\n",
            "glossary.rst": "All\n===\n\n.. bioglossary::\n",
        }
    )
    html: Built = project.build()
    latex: Built = project.build("latex")
    found: dict[str, list[str]] = {}
    for term in html.page("index").select("dl > dt"):
        link = term.find_next_sibling("dd").find("a")
        found.setdefault(term.get_text(), []).append(link["href"] if link else "")
    return Pages(html.page("glossary"), found, latex.read("all.tex"), html.warnings + latex.warnings)


@each_entry
def test_term_takes_every_name(entry: Entry, pages: Pages) -> None:
    assert pages.names[entry.id] == [f"glossary.html#{entry.anchor}"] * len(_written(entry))


@each_entry
def test_no_entry_causes_warnings_in_html_and_latex(entry: Entry, pages: Pages) -> None:
    body = pages.glossary.find("dt", id=entry.anchor).find_next_sibling("dd")
    assert not body.select(".system-message, .problematic")
    assert f"{{glossary:{entry.anchor}}}" in pages.latex
    place = re.compile(rf"{re.escape(str(entry.location.path))}:(\d+)")
    last = entry.location.line + entry.definition.count("\n")
    lines = [int(line) for line in place.findall(pages.warnings)]
    assert not [line for line in lines if entry.location.line <= line <= last]


def test_the_pages_have_no_warnings(pages: Pages) -> None:
    assert pages.warnings == ""


@pytest.mark.parametrize(
    ("form", "entry_id"),
    [
        ("Bayesian optimisation", "bayesian-optimization"),
        ("colour channels", "channel"),
        ("domain randomisation", "domain-randomization"),
        ("manual labelling", "manual-annotation"),
        ("hand-labelled", "manual-annotation"),
        ("optimisers", "optimizer"),
        ("regularisation", "regularization"),
        ("regularised", "regularization"),
        ("fully-connected layers", "linear-layer"),
        ("non-linear", "nonlinear"),
        ("down-sampled", "downsampling"),
        ("auto-encoders", "autoencoder"),
        ("hyper-parameter", "hyperparameter"),
        ("self supervised learning", "self-supervised-learning"),
        ("ViTs", "transformer-model"),
        ("training sets", "training-data"),
        ("GANs", "generative-adversarial-network"),
    ],
)
def test_other_spellings_are_found(form: str, entry_id: str) -> None:
    assert OWNERS.get(form.lower().replace("-", " ")) == [entry_id]


def test_every_headword_of_the_published_list_is_there() -> None:
    assert len(HEADWORDS) == 90
    assert HEADWORDS.keys() - GLOSSARY.entries.keys() == set()


def _written(entry: Entry) -> list[str]:
    headword = HEADWORDS.get(entry.id)
    return [*entry.names, entry.headline, *([headword] if headword else [])]


def _fields(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
