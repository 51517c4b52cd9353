"""All uses of undocumented parts of Sphinx and docutils.

Each function says why there is no documented way and what would break it. ``tests/test_sphinx_compat.py`` has
a test for each, which fails when a new version of Sphinx or docutils changes what it leans on.

One assumption has no function: Sphinx resolves pages in the main process also with ``-j``, so that the log of
what was decided (``project.state.Log``) is whole when the build ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import docutils
from docutils import frontend, nodes
from docutils.parsers.rst import roles
from docutils.utils.math import latex2mathml
from sphinx import addnodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.domains.javascript import JSCallable
from sphinx.domains.python import PyFunction
from sphinx.locale import init as init_locale
from sphinx.transforms.post_transforms.code import HighlightLanguageVisitor
from sphinx.util.docutils import new_document
from sphinx.util.i18n import docname_to_domain
from sphinx.writers.html import HTMLWriter
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.domains import Domain
    from sphinx.domains.index import IndexDomain
    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment
    from sphinx.project import Project

# docutils 0.21 renamed the argument that asks for a displayed formula.
_DISPLAYED = {"as_block": True} if docutils.__version_info__ >= (0, 21) else {"inline": False}

# What directives set for the rest of a page, in ``env.temp_data``.
_READING_STATE = (
    "default_role",
    "default_domain",
    "highlight_language",
    "c:namespace_stack",
    "c:parent_symbol",
    "cpp:domain_name",
    "cpp:namespace_stack",
    "cpp:parent_symbol",
)


def names_in_conf(config: Config) -> Set[str]:
    """Return the names that ``conf.py`` defines, options or not.

    A configuration otherwise shows declared options only, which hides misspelled ones. Breaks when Sphinx
    renames ``_raw_config``.
    """
    return config._raw_config.keys()  # noqa: SLF001


def std_terms(std: StandardDomain) -> dict[str, tuple[str, str]]:
    """Return the fallback names for ``:term:`` in lower case, with (docname, anchor) of each.

    Sphinx adds to them only while it reads a ``glossary``, but our terms are added after all pages are read.
    Breaks when the standard domain renames ``_terms``.
    """
    return std._terms  # noqa: SLF001


def index_entries(env: BuildEnvironment) -> dict[str, list[Any]]:
    """Return the rows of the general index by docname, in the format of the index domain.

    Sphinx adds to them only while it reads an ``index`` node, but the listed entries are known later. Breaks
    when the index domain renames ``entries``.
    """
    domain: IndexDomain = env.get_domain("index")  # type: ignore[assignment]
    return domain.entries


def extend_domain(app: Sphinx, name: str, extension: type[Domain]) -> None:
    """Put the methods of ``extension`` before those of the class that a domain has, Sphinx's or another.

    ``add_domain`` replaces a class, and Sphinx does not tell which one. Breaks when the registry renames
    ``domains``.
    """
    current = app.registry.domains[name]
    app.add_domain(type(current.__name__, (extension, current), {}), override=True)


def extend_project(app: Sphinx, extended: type[Project]) -> None:
    """Change the class of ``app.project`` to ``extended``, a subclass of its current class.

    Sphinx has no other way to add a page without a source file. Breaks when the project cannot change its
    class (``__slots__``), or when ``discover``, ``doc2path`` or ``path2doc`` change.
    """
    app.project.__class__ = extended


def read_page(app: Sphinx, docname: str, suffix: str, filetype: str) -> None:
    """Read a page outside Sphinx's reading loop, with the same steps; its file has the given suffix and type.

    The uses of the project are known only after the loop. The suffix is not among those of the sources,
    because other extensions search for files with these. Breaks when the steps change, or when Sphinx takes
    the type of a file from elsewhere than the option ``source_suffix``.
    """
    app.events.emit("env-purge-doc", app.env, docname)
    app.env.clear_doc(docname)
    # Sphinx never drops a doctree that some extension has loaded from here, as it reads no page twice.
    app.env._pickled_doctree_cache.pop(docname, None)  # noqa: SLF001
    suffixes = app.config.source_suffix
    app.config.source_suffix = {**suffixes, suffix: filetype}
    try:
        app.builder.read_doc(docname)
    finally:
        app.config.source_suffix = suffixes


def name_file_of_link(builder: Builder, uri: str, page: str, file: str) -> None:
    """Let the builder linkcheck report the link ``uri`` of a page as one of ``file``.

    Sphinx knows one file for each page. The project's ``doc2path`` must return ``file`` for itself. Breaks
    when linkcheck no longer keeps links in ``hyperlinks``, or no longer asks the project for their paths.
    """
    # Linkcheck has only this name for the page, and the author may exclude the page by it.
    links: dict[str, Any] = builder.hyperlinks  # type: ignore[attr-defined]
    excluded = (re.match(pattern, page) for pattern in builder.config.linkcheck_exclude_documents)
    if uri in links and links[uri].docname == page and not any(excluded):
        links[uri] = links[uri]._replace(docname=file)


def translator_of_page(env: BuildEnvironment, docname: str) -> Callable[[str], str] | None:
    """Return a function that translates a message with the catalogue of a page; ``None`` if it has none.

    Sphinx translates a page while it reads it, but names of entries are needed earlier. Breaks when Sphinx
    renames catalogues or their folders.
    """
    folders = [str(env.srcdir / folder) for folder in env.config.locale_dirs]
    domain = docname_to_domain(docname, env.config.gettext_compact)
    catalogue, exists = init_locale(folders, env.config.language, domain)
    return catalogue.gettext if exists else None


def builder_for_browsers(builder: Builder) -> StandaloneHTMLBuilder | None:
    """Return ``builder`` if it writes pages for web browsers; else ``None``.

    Builders for help viewers and e-books have the same base class; ``embedded`` and their types distinguish
    them. Breaks when Sphinx changes their base classes.
    """
    if not isinstance(builder, StandaloneHTMLBuilder) or builder.embedded:
        return None
    return None if isinstance(builder, (Epub3Builder, SerializingHTMLBuilder)) else builder


def place_assets_at_root(builder: StandaloneHTMLBuilder) -> None:
    """Set the paths of images and downloads for a page at the root of the output.

    Breaks when the HTML writers read these paths elsewhere than from ``imgpath`` and ``dlpath``.
    """
    builder.imgpath, builder.dlpath = builder.imagedir, "_downloads"


def render_fragment(builder: StandaloneHTMLBuilder, node: nodes.Node) -> str:
    """Return ``node`` as HTML, as it would stand on a page.

    ``builder.render_partial`` applies a transform of docutils that pages do without and that knows no
    admonitions but those of docutils. Breaks when the translators for HTML rename ``fragment``.
    """
    document = new_document("")
    document.settings = _html_settings()
    document += node
    translator: Any = builder.create_translator(document, builder)
    document.walkabout(translator)
    return "".join(translator.fragment).strip()


def tex_to_mathml(formula: str, *, displayed: bool) -> str:
    """Return a TeX formula as MathML.

    Sphinx has no renderer that works without a script. Breaks when docutils moves ``latex2mathml``.

    Args:
        formula: the TeX source.
        displayed: whether the formula is a block of its own, or inline.

    Raises:
        Exception: the formula is faulty; docutils raises many kinds of errors.
    """
    return str(latex2mathml.tex2mathml(formula, **(_DISPLAYED if displayed else {})))


def labels_of_return_types() -> frozenset[str]:
    """Return the labels of fields for the return type, in the language of the docs.

    After a page is read, only the label identifies such a field. Breaks when domains declare fields in
    another way.
    """
    fields = (*PyFunction.doc_field_types, *JSCallable.doc_field_types)
    return frozenset(str(field.label) for field in fields if field.name == "returntype")


def is_translatable_wrapper(node: nodes.Node) -> bool:
    """Whether ``node`` is the inline in which Sphinx groups nodes that a translation may replace.

    Breaks when Sphinx no longer marks it with "translatable".
    """
    return isinstance(node, nodes.inline) and "translatable" in node


@contextmanager
def reading_state_kept(env: BuildEnvironment) -> Iterator[None]:
    """Keep what directives set for the rest of a page: roles, domain, module, namespaces and the like.

    Sphinx has no such scope. Serial numbers stay, because ids on the page are made of them. Breaks when
    docutils renames ``_roles``, or Sphinx the keys.
    """
    context, local_roles = dict(env.ref_context), dict(roles._roles)  # type: ignore[attr-defined] # noqa: SLF001
    state = env.temp_data
    found = {key: state[key] for key in _READING_STATE if key in state}
    data = {key: [*value] if isinstance(value, list) else value for key, value in found.items()}
    try:
        yield
    finally:
        for before, now in ((context, env.ref_context), (local_roles, roles._roles)):  # type: ignore[attr-defined] # noqa: SLF001
            now.clear()
            now.update(before)
        for key in _READING_STATE:
            state.pop(key, None)
        state.update(data.items())


def settle_highlighting(node: nodes.Element, env: BuildEnvironment) -> None:
    """Give code below ``node`` the languages that ``.. highlight::`` sets there, and end their effect.

    Sphinx ends it with the page only. Breaks when Sphinx renames the visitor of its transform.
    """
    marks = list(node.findall(addnodes.highlightlang))
    if marks:
        language = env.temp_data.get("highlight_language") or env.config.highlight_language
        visitor = HighlightLanguageVisitor(new_document(""), language)
        visitor.visit_document(node)
        node.walkabout(visitor)
    for mark in marks:
        mark.parent.remove(mark)


@cache
def _html_settings() -> Any:
    return frontend.get_default_settings(HTMLWriter)
