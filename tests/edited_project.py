"""The model of a project that is edited at random: pages, glossary files and options, and what they hold."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from random import Random

# By id: headword, abbreviation and category. Pages use the names whether a glossary has them or not.
CONCEPTS = {
    "psf": ("Point spread function", "PSF", "one"),
    "roi": ("Region of interest", "ROI", "one"),
    "wsi": ("Whole-slide image", "WSI", "one"),
    "kernel": ("Kernel", None, "two"),
    "gadget": ("Gadget", None, "two"),
    "training": ("Training set", None, "two"),
    "zap": ("Zap", "ZP", "two"),
}
AMBIGUOUS = ("kernel", "gadget")
SPARE_NAMES = ["impulse response", "widget", "filter mask", "kernel", "gizmo", "training data", "patch"]

# What tells the sense of an ambiguous word, if anything does.
SENSES: list[dict[str, object] | None] = [
    None,
    {"phrases": ["soft ~"], "cues": ["pixel"], "not": ["hard ~"], "not_cues": ["shell"]},
    {"likely": True, "not": ["hard ~"], "not_cues": ["shell"]},
    {"cues": ["shell"], "not_cues": ["pixel"]},
]

OPTIONS: dict[str, list[object]] = {
    "scope": ["section", "page", "project", "project", "all", "none"],
    "own_terms": [True, False, ["widget", "gizmo"]],
    "exclude_terms": [[], ["kernel"], ["Gadget", "psf"], ["no such"]],
    "exclude_pages": [[], ["guide/*"], ["page1", "page2"]],
    "used_only": [True, False],
    "tooltips": [True, False],
    "touch": ["tooltip", "link"],
    "jargon": ["acronyms", "all", False],
    "jargon_allow": [[], ["SNR"], ["WSI", "FWHM"]],
    "jargon_exclude_pages": [[], ["guide/*"], ["page*"]],
    "page": ["bioglossary", "glossary", None],
    "sources": [["words/*.yaml"], ["words/*.yaml", "late.yaml"], ["words/terms.yaml"], []],
}

# A theme of nothing but what is compared, as building with a real one takes three times as long.
_THEME = {
    "bare/theme.conf": "[theme]\ninherit = none\nstylesheet =\npygments_style = none\nsidebars =\n",
    "bare/page.html": """\
{% for file in script_files %}{{ js_tag(file) }}
{% endfor %}{{ body }}
around:
{{ title }}
{{ toc }}
{{ parents }}
{{ prev }}
{{ next }}
""",
    "bare/genindex.html": "{{ genindexentries }}",
    "bare/search.html": "",
}


@dataclass
class Page:
    """A page: paragraphs and headings between what comes first and last."""

    title: str
    blocks: list[str]
    parent: str | None = "index"  # the page whose toctree lists it
    off: bool = False
    directive: str | None = None  # the options of the directive, if the page holds it
    explains: list[str] = field(default_factory=list)  # the terms of a glossary of Sphinx's own

    def source(self, children: list[str], *, plain: bool) -> str:
        parts = [":bioglossary: off"] if self.off else []
        parts += [":orphan:"] if self.parent is None else []
        parts = ["\n".join(parts), f"{self.title}\n{'=' * len(self.title)}", *self.blocks]
        if self.explains:
            terms = "\n".join(f"   {name}\n      Explained by us.\n" for name in self.explains)
            parts.append(f".. glossary::\n\n{terms}")
        if self.directive is not None and not plain:
            parts.append(f".. bioglossary::\n   {self.directive}".rstrip())
        if children:
            # Plain Sphinx re-writes a page for the titles of its children, and of no further pages.
            names = "\n".join(f"   /{name}" for name in children)
            parts.append(f".. toctree::\n   :maxdepth: 1\n\n{names}")
        return "\n\n".join(parts) + "\n"


@dataclass
class EditedProject:
    """A project; its pages stand in the order of the toctrees."""

    pages: dict[str, Page]
    entries: dict[str, list[dict[str, object]]]
    options: dict[str, object]
    builder: str = "html"
    numbers: int = 0

    @classmethod
    def random(cls, random: Random, *, pages: int) -> EditedProject:
        project = cls(
            {}, {"words/terms.yaml": [], "late.yaml": []}, {"sources": ["words/*.yaml", "late.yaml"]}
        )
        for name in ["index", *(f"page{number}" for number in range(1, pages))]:
            project.add_page(name, random)
        project.pages["index"].parent = None
        for entry_id in random.sample(list(CONCEPTS), 5):
            project.entries["words/terms.yaml"].append(project.entry(entry_id, random))
        project.entries["late.yaml"].append(project.entry("kernel", random))
        return project

    def copy(self) -> EditedProject:
        return copy.deepcopy(self)

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def add_page(self, name: str, random: Random) -> None:
        blocks = [self.sentence(random) for _ in range(random.randint(0, 4))]
        self.pages[name] = Page(f"Page{self.number()}", blocks)

    def children(self, name: str) -> list[str]:
        return [child for child, page in self.pages.items() if page.parent == name]

    def word(self, random: Random) -> str:
        terms = [term for term, _, _ in CONCEPTS.values()]
        return random.choice([*terms, *SPARE_NAMES])

    def sentence(self, random: Random) -> str:
        word, other = self.word(random), self.word(random)
        return random.choice(
            [
                f"Here is a {word.lower()}.",
                f"{word} comes first.",
                f"A soft {word.lower()}.",
                f"A hard {word.lower()}, and one more {word.lower()}.",
                f"With pixels, a {word.lower()}.",
                f"A {word.lower()} in a shell.",
                f"Many {word.lower()}s, with a **{other.lower()}** in bold.",
                f"This {other.lower()} is a :noterm:`{word.lower()}`.",
                "Some\n" + word.lower().replace(" ", "\n") + " over the end of a line.",
                f"* a {word.lower()}\n* a {other.lower()}",
                f".. note:: A {word.lower()}, {random.choice(['PSF', 'ROI', 'WSI', 'ZP'])}.",
                "Nothing of interest.",
            ]
        )

    def definition(self, random: Random) -> str:
        word, other = self.word(random), self.word(random)
        return random.choice(
            [
                f"Something {random.randint(0, 9)}.",
                f"Not a {word.lower()}, but a :term:`{other}`.",
                f"A :term:`{word}` number {random.randint(0, 9)}, with too low an SNR.",
                f"As :math:`x^{random.randint(0, 9)}` of a :term:`{word}`.\n\n* A list.",
            ]
        )

    def entry(self, entry_id: str, random: Random) -> dict[str, object]:
        term, abbreviation, category = CONCEPTS[entry_id]
        fields = {"id": entry_id, "term": term, "category": category, "definition": self.definition(random)}
        if abbreviation and random.random() < 0.7:
            fields["abbreviation"] = abbreviation
        if entry_id in AMBIGUOUS:
            fields["sense"] = random.choice(SENSES)
        return {**fields, "see_also": random.sample(list(CONCEPTS), random.randint(0, 2))}

    @property
    def generated_page(self) -> str | None:
        """The name of the glossary page, if it is generated."""
        name = self.options.get("page", "bioglossary")
        held = any(page.directive is not None for page in self.pages.values())
        return None if held or name in self.pages else str(name) if name else None

    def files(self, *, plain: bool = False) -> dict[str, str]:
        """Return what the files hold; ``plain`` are those of the project without the extension."""
        values: dict[str, object] = {
            "extensions": [] if plain else ["sphinx_bioglossary"],
            "html_theme": "bare",
            "html_theme_path": ["."],
            "html_copy_source": False,
            "show_warning_types": True,
        }
        values |= {} if plain else {f"bioglossary_{name}": value for name, value in self.options.items()}
        files = _THEME | {"conf.py": "".join(f"{name} = {value!r}\n" for name, value in values.items())}
        generated = [self.generated_page] if plain and self.generated_page else []
        for name, page in self.pages.items():
            children = self.children(name) + (generated if name == "index" else [])
            files[f"{name}.rst"] = page.source(children, plain=plain)
        for name in generated:
            files[f"{name}.rst"] = "Glossary\n========\n"
        for name, entries in self.entries.items():
            rows = [
                {key: value for key, value in entry.items() if value or value is False} for entry in entries
            ]
            files[name] = json.dumps(rows, indent=1)  # which is YAML, and written faster
        return files
