"""The built example docs, as readers meet them in a browser."""
