"""The description on the package index: README.md without its pictures and links to files."""

import re
from pathlib import Path

from setuptools import setup

PICTURES = r"^\|.*!\[.*\n\|[-|]+\n\n"  # a table of them
LINK_TO_FILE = r"\[([^]]+)\]\((?!https:)[^)]+\)"

readme = re.sub(PICTURES, "", Path("README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
setup(long_description=re.sub(LINK_TO_FILE, r"\1", readme), long_description_content_type="text/markdown")
