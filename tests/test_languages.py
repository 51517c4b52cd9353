"""Docs in other languages: translated pages are linked, and so are the extension's own words."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from conftest import Project

from sphinx_bioglossary.project.locale import LOCALE

PAGES = {
    "index.rst": """\
        Docs
        ====

        The kernel slides.

        .. note:: A kernel and *stride*.

        .. toctree::

           other
        """,
    "other.rst": "Other\n=====\n\nAnother page without a translation, with a paso.\n",
    "es.yaml": """\
        - id: kernel
          term: Núcleo
          aliases: [kernel]
          definition: Una matriz pequeña. Véase :term:`paso`.
          see_also: [stride]
          links: [{title: Más, url: "https://example.org/"}]
        - id: stride
          term: Paso
          definition: La distancia.
        """,
}
TRANSLATION = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

msgid "The kernel slides."
msgstr "El núcleo se desliza."

msgid "A kernel and *stride*."
msgstr "Los núcleos y el *paso*."
"""
OPTIONS: dict[str, object] = {"bioglossary_sources": ["bioimage", "es.yaml"], "locale_dirs": ["locale"]}


@pytest.fixture
def spanish(project: Project) -> Project:
    """A project in English whose first page is translated, with Spanish entries."""
    project.write({**PAGES, "locale/es/LC_MESSAGES/index.po": TRANSLATION})
    project.conf(language="es", **OPTIONS)
    return project


def test_translated_paragraphs_are_linked_in_the_translation(spanish: Project) -> None:
    built = spanish.build()
    assert built.links("index") == [("kernel", "núcleo"), ("stride", "paso")]
    assert not built.warnings
    again = spanish.build()
    assert again.changed == (0, 0, 0)
    assert not again.warnings


def test_a_changed_translation_shows(spanish: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    spanish.build()
    # Python loads a catalogue once in a process, and builds have a process each.
    monkeypatch.setattr(gettext, "_translations", {})
    spanish.write({"locale/es/LC_MESSAGES/index.po": TRANSLATION.replace("El núcleo", "La cosa")})
    assert spanish.build().links("index") == [("kernel", "núcleos"), ("stride", "paso")]


def test_untranslated_text_is_linked_as_it_was_written(spanish: Project) -> None:
    spanish.conf(language="fr", **OPTIONS)
    assert spanish.build().links("index") == [("kernel", "kernel")]


WORDS = {
    "es": (
        "Glosario",
        "También llamado",
        "Véase también",
        "Más información",
        "Aparece en",
        "Entrada del glosario",
    ),
    "fr": (
        "Glossaire",
        "Aussi appelé",
        "Voir aussi",
        "Pour en savoir plus",
        "Apparaît dans",
        "Entrée du glossaire",
    ),
    "de": ("Glossar", "Auch genannt", "Siehe auch", "Weiterführendes", "Kommt vor in", "Glossareintrag"),
    "ja": ("用語集", "別名", "関連項目", "参考資料", "使用ページ", "用語集の項目"),
    "zh_CN": ("术语表", "又称", "另请参阅", "延伸阅读", "出现于", "术语表条目"),
    "it": ("Glossary", "Also called", "See also", "Further reading", "Appears in", "Glossary entry"),
}


@pytest.mark.parametrize("language", WORDS)
def test_the_words_of_the_extension_are_translated(project: Project, language: str) -> None:
    project.write(PAGES)
    project.conf(language=language, **OPTIONS)
    built = project.build()
    title, *labels, entry = WORDS[language]
    page = built.page("bioglossary")
    assert page.h1.get_text() == f"{title}¶"
    assert page.title.get_text().partition(" — ")[0] == title
    assert {note.get_text().partition(":")[0] for note in page.select(".bioglossary-note")} == set(labels)
    tooltips = built.read("_static/bioglossary/data.js").encode().decode("unicode_escape")
    assert f">{entry}<" in tooltips
    assert built.page("index").find("a", string=title), "the page is in the toctree by its title"
    assert not built.warnings


def test_pages_that_fold_say_how_many_more(project: Project) -> None:
    names = [f"page{number}" for number in range(7)]
    project.write({name + ".rst": f"{name}\n=====\n\nA perceptron.\n" for name in names})
    project.write({"index.rst": "Docs\n====\n\n.. toctree::\n   :glob:\n\n   page*\n"})
    project.conf(language="de")
    assert project.build().page("bioglossary").summary.get_text() == "2 weitere"


def test_an_empty_page_says_so_in_the_language_of_the_docs(project: Project) -> None:
    project.write({"index.rst": "Docs\n====\n\nText.\n"})
    project.conf(language="de")
    text = project.build().page("bioglossary").section.p.get_text()
    assert text == "Keine Seite verweist auf einen Begriff dieses Glossars."


def test_japanese_is_linked_without_spaces(project: Project) -> None:
    own = (
        "- {id: kernel, term: カーネル, definition: 行列。}",
        "- {id: psf, term: 点像分布関数, definition: 像。}",
    )
    project.write({"index.rst": "文書\n====\n\n画像のカーネルと点像分布関数。\n", "own.yaml": "\n".join(own)})
    project.conf(language="ja", bioglossary_sources=["own.yaml"])
    assert project.build().links("index") == [("kernel", "カーネル"), ("psf", "点像分布関数")]


@pytest.mark.parametrize("path", sorted(LOCALE.glob("*/LC_MESSAGES/*.po")), ids=lambda path: path.parts[-3])
def test_the_catalogues_are_complete_and_compiled(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file)
    assert len(catalogue) == len(WORDS[path.parts[-3]]) + 2
    assert [message.id for message in catalogue if message.fuzzy or not message.string] == []
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    remedy = "run: pybabel compile -D sphinx_bioglossary -d sphinx_bioglossary/locale"
    for message in catalogue:
        if message.id:
            assert compiled.gettext(str(message.id)) == message.string, remedy


WIDGET = "- id: widget\n  term: Widget\n  definition: Ein Ding.\n  aliases: [gizmo]\n"


@pytest.mark.parametrize(("language", "marked"), [("de", "en"), ("en", None), ("en_GB", None)])
def test_bundled_entries_are_marked_as_english(project: Project, language: str, marked: str | None) -> None:
    project.conf(language=language, bioglossary_sources=["bioimage", "own.yaml"])
    project.write({"index.rst": "Alles\n=====\n\nEin Autoencoder, ein widget.\n", "own.yaml": WIDGET})
    built = project.build()
    for entry_id, expected in (("autoencoder", marked), ("widget", None)):
        term = built.page("bioglossary").find("dt", id=f"term-{entry_id}")
        definition = term.find_next_sibling("dd")
        summary, label = definition.p, definition.select_one("p.bioglossary-note")
        assert [node.get("lang") for node in (term, summary, label)] == [expected, expected, None]
        tooltip = BeautifulSoup(built.tooltips[f"bioglossary.html#term-{entry_id}"], "html.parser")
        assert [node.get("lang") for node in tooltip.select("p")] == [expected, expected, None]
