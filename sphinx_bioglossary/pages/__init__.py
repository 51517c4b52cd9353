"""The pages that show entries."""
