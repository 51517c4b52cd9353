"""The walk over a docutils tree, and the running text in it."""
