"""Read glossary files: entries from YAML, and faults with file and line."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .bundled import bundled_data
from .model import Entry, Glossary, SourceLocation
from .schema import FIELDS, MATCH_FIELDS, SENSE_FIELDS, Reader, UnusableError, quoted
from .sense_data import field_words, sense_of
from .surface_forms import form_key, surface_forms
from .yaml_file import UnusableFileError, YamlLoader, compose, read_text

_REQUIRED = ("id", "term", "definition")


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a glossary file or of the list of sources that cannot be used."""

    location: SourceLocation | None
    message: str


def load(sources: Iterable[str], folder: Path) -> tuple[Glossary, list[Fault]]:
    """Read all sources; entries of later sources replace entries of earlier sources with the same id.

    Args:
        sources: names of bundled glossaries, paths of YAML files, or globs of such paths.
        folder: the folder to which paths are relative.

    Returns:
        The glossary and the faults. The glossary omits fields with a fault, and entries without a usable id,
        term or definition.
    """
    loader = _Loader()
    for source in sources:
        paths = source_files(source, folder)
        if not paths:
            loader.fault(None, f"no bundled glossary and no file has the name {quoted(source)}")
        loader.read(source, paths)
    loader.check_see_also()
    return Glossary(loader.entries, loader.digest.hexdigest()), loader.faults


@cache
def everyday_ids() -> frozenset[str]:
    """Return the ids of the bundled entries whose terms many readers know from elsewhere."""
    text = (bundled_data() / "everyday.yaml").read_text(encoding="utf-8")
    return frozenset(yaml.load(text, Loader=YamlLoader))  # noqa: S506 - a safe loader


def source_files(source: str, folder: Path) -> list[Path]:
    """Return the sorted files of a source; empty if it does not exist.

    Args:
        source: name of a bundled glossary, path of a YAML file, or glob of such paths.
        folder: the folder to which paths are relative.
    """
    for bundled in bundled_data().iterdir():
        if bundled.name == source and bundled.is_dir():
            return sorted(bundled.glob("*.yaml"))
    # Path.glob does not accept absolute patterns.
    paths = glob.glob(source, root_dir=folder, recursive=True)  # noqa: PTH207
    # Symbolic links, such as one of a folder inside itself, give a file several paths; the shortest is used.
    paths.sort(key=lambda path: (len(path), path), reverse=True)
    return sorted({os.path.realpath(folder / path): folder / path for path in paths}.values())


def public_path(path: Path, folder: Path) -> str:
    """Return the path of a glossary file for readers on other computers.

    The path of a bundled file is relative to the folder of the package, that of another file to ``folder``.
    """
    if is_bundled(path):
        return Path("sphinx_bioglossary", "glossary_data", path.relative_to(bundled_data())).as_posix()
    return Path(os.path.relpath(path, folder)).as_posix()


def is_bundled(path: Path) -> bool:
    """Whether a glossary file belongs to this package."""
    return path.is_relative_to(bundled_data())


class _Loader:
    """Collects the entries and faults of all sources."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.faults: list[Fault] = []
        self.digest = hashlib.sha256()

    def fault(self, place: SourceLocation | None, message: str) -> None:
        self.faults.append(Fault(place, message))

    def read(self, source: str, paths: Iterable[Path]) -> None:
        self.digest.update(f"{source}\n".encode(errors="surrogatepass"))
        entries: dict[str, Entry] = {}
        owners: dict[str, str] = {}
        for entry in (entry for path in paths for entry in self._entries(path, source)):
            if entry.id in entries:
                self.fault(entry.location, f"a second entry with the id {quoted(entry.id)} is left out")
                continue
            entries[entry.id] = entry
            for name in entry.names:
                owner = owners.setdefault(name.casefold(), entry.id)
                if owner != entry.id:
                    self.fault(
                        entry.location,
                        f"{quoted(entry.id)} has the name {quoted(name)}, as {quoted(owner)} has",
                    )
        self.entries.update(entries)

    def check_see_also(self) -> None:
        for entry in self.entries.values():
            for target in entry.see_also:
                if target not in self.entries:
                    self.fault(
                        entry.location,
                        f"{quoted(entry.id)} has 'see_also' {quoted(target)}, which no glossary has",
                    )

    def _entries(self, path: Path, source: str) -> Iterator[Entry]:
        root = self._compose(path)
        if root is None:
            return
        if not isinstance(root, yaml.SequenceNode):
            self.fault(_place(path, root), "a glossary file is a list of entries, each beginning with 'id:'")
            return
        for node in root.value:
            nodes = self._pairs(path, node, "the entry", (*FIELDS, "match", "sense"))
            values = self._values(path, nodes, FIELDS)
            match = self._group(path, nodes, "match", MATCH_FIELDS)
            sense = self._group(path, nodes, "sense", SENSE_FIELDS)
            missing = ", ".join(name for name in _REQUIRED if name not in values)
            if missing:
                self.fault(_place(path, node), f"the entry is left out: it has no usable {missing}")
            else:
                location = SourceLocation(path, _first_line(nodes["definition"]))
                entry = Entry(
                    source=source,
                    location=location,
                    forms=match.get("forms", ()),
                    exact_case=match.get("case", False),
                    sense=sense_of(sense, field_words()) if "sense" in nodes else None,
                    **values,
                )
                self._check_forms(entry, nodes)
                yield entry

    def _check_forms(self, entry: Entry, nodes: Mapping[str, yaml.Node]) -> None:
        """Report ambiguous forms that are no surface forms of the entry, because they have no effect."""
        forms = entry.sense.forms if entry.sense else ()
        known = set(map(form_key, surface_forms(entry))) if forms else set()
        for form in forms:
            if form_key(form) not in known:
                place = _place(entry.location.path, nodes["sense"])
                self.fault(
                    place, f"{quoted(entry.id)} has no form {quoted(form)}, which its 'sense' calls ambiguous"
                )

    def _compose(self, path: Path) -> yaml.Node | None:
        try:
            text = read_text(path)
            # The name of a file may be no Unicode.
            self.digest.update(f"{path}\n{len(text)}\n{text}".encode(errors="surrogatepass"))
            return compose(text)
        except UnusableFileError as error:
            self.fault(SourceLocation(path, error.line), str(error))
            return None

    def _pairs(self, path: Path, node: yaml.Node, what: str, known: Iterable[str]) -> dict[str, yaml.Node]:
        """Return the known fields of a mapping; report unknown and duplicate fields."""
        pairs: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(_place(path, node), f"{what} is not a mapping of fields, such as 'id: …'")
            return pairs
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "{…}"
            if name not in known:
                self.fault(
                    _place(path, key), f"{what} has a field {quoted(name)}; it may have {', '.join(known)}"
                )
            elif name in pairs:
                self.fault(_place(path, key), f"{what} has a second {quoted(name)}, which is left out")
            else:
                pairs[name] = value
        return pairs

    def _group(
        self, path: Path, nodes: Mapping[str, yaml.Node], name: str, readers: Mapping[str, Reader]
    ) -> dict[str, Any]:
        """Read the field ``name``, which is a mapping of further fields."""
        if name not in nodes:
            return {}
        return self._values(path, self._pairs(path, nodes[name], repr(name), readers), readers)

    def _values(
        self, path: Path, nodes: Mapping[str, yaml.Node], readers: Mapping[str, Reader]
    ) -> dict[str, Any]:
        values = {}
        for name, node in nodes.items():
            try:
                if name in readers:
                    values[name] = readers[name](node)
            except UnusableError as error:
                self.fault(_place(path, node), f"{quoted(name)} is left out: {error}")
        return values


def _place(path: Path, node: yaml.Node) -> SourceLocation:
    return SourceLocation(path, node.start_mark.line + 1)


def _first_line(node: yaml.Node) -> int:
    """Return the first line of a text, from 1; a block scalar begins on the line after its ``|``."""
    is_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return int(node.start_mark.line) + (2 if is_block else 1)
