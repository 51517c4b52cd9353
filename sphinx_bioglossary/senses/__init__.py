"""Word-sense disambiguation: whether an occurrence has the sense of an entry, by its context."""
