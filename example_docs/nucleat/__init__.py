"""Find cell nuclei in fluorescence microscopy images."""

__version__ = "0.7.2"
