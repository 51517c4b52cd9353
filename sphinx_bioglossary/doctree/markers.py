"""The classes and attributes that mark our own nodes in a doctree."""

from __future__ import annotations

# On a reference: it is an automatic link.
LINK_CLASS = "bioglossary"

# On an inline: its text is never linked automatically.
NOTERM_CLASS = "bioglossary-noterm"

# On a paragraph: it is a line below a definition, such as "Also called".
NOTE_CLASS = "bioglossary-note"

# On a line below a definition and the references in it: it names related entries.
SEE_ALSO_CLASS = "bioglossary-see-also"

# On the item of an entry in a glossary, and on the references in its definition: the id of the entry.
ENTRY_ATTRIBUTE = "bioglossary-entry"
