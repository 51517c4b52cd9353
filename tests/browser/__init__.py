"""The built example docs in a browser."""
