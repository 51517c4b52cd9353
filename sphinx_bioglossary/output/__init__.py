"""Output besides pages: reports, and fingerprints for the next build."""
