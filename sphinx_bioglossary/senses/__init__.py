"""Whether a word is meant in an entry's sense, by what stands around it."""
