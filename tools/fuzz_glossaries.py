"""Damage valid glossary files at random, and load them.

Each file is some entries of the bundled glossary, damaged in their bytes, tokens or structure. It is loaded
with libyaml and without, and its entries are searched for in their own text. The files of a batch are then
the glossary of a project that is built. Faults are: an error that is raised, a load that takes seconds, a
message that is long, not printable or without a line, and a build that ends with an error. The seed of a
batch makes the same files again. Batches with faults are kept; the exit status is 1 if there is one.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import yaml

from sphinx_bioglossary.glossary import yaml_file
from sphinx_bioglossary.glossary.loader import load, source_files
from sphinx_bioglossary.glossary.matcher import Matcher

_ODD = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
_TOKENS = [*_ODD["tokens"].split(), *_ODD["characters"], "\ud800"]
_VALUES = [*_ODD["values"], "\ud800", "x " * 99, [["x"] * 9] * 9]
_ENTRIES = [entry for path in source_files("bioimage", Path()) for entry in yaml.safe_load(path.read_bytes())]
_FIELDS = ("id", "term", "aliases", "links", "match", "sense", "<<", "", None, 5, True, (1, 2))
_TOKEN = re.compile(r"\s+|\w+|.")
_ENCODINGS = ("utf-8",) * 20 + ("utf-8-sig", "utf-16", "utf-32")
_LOADERS = (yaml.CSafeLoader, yaml.SafeLoader)
_CONF = """
extensions = ["sphinx_bioglossary"]
html_theme = "basic"
bioglossary_sources = ["*.yaml"]
bioglossary_used_only = False
"""
_SPHINX = "import sys; from sphinx.cmd.build import main; sys.exit(main(sys.argv[1:]))"
_WITHOUT_LIBYAML = "import yaml; del yaml.CSafeLoader, yaml.CBaseLoader; "
_LONGEST_MESSAGE = 400
_MOST_SECONDS = 5


def main() -> None:
    """Load the files batch by batch, and print the faults of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", type=int, help="number of files")
    parser.add_argument(
        "seed", type=int, nargs="?", default=0, help="seed of the first batch; the next batch has the next"
    )
    parser.add_argument("--batch", type=int, default=50, help="number of files in a batch")
    options = parser.parse_args()
    faults, counts = 0, Counter[str]()
    for seed in range(options.seed, options.seed + -(-options.files // options.batch)):
        folder = Path(tempfile.mkdtemp(prefix=f"glossaries-{seed}-"))
        found = list(_faults(folder, Random(seed), options.batch, counts))
        faults += len(found)
        print(f"seed {seed}, {len(found)} faults ({folder})", *found, sep="\n  ", flush=True)
        if not found:
            shutil.rmtree(folder)
    print(f"{faults} faults", *(f"{count} {what}" for what, count in counts.items()), sep=", ")
    sys.exit(faults > 0)


def _faults(folder: Path, random: Random, files: int, counts: Counter[str]) -> Iterator[str]:
    """Write the files of a batch, load and build them, and yield the faults."""
    for number in range(files):
        path = folder / f"{number}.yaml"
        path.write_bytes(_damaged(random, number))
        counts["files"] += 1
        for loader in _LOADERS:
            yaml_file.YamlLoader = loader
            start = time.process_time()
            try:
                problems = list(_load(path, counts))
            except Exception as error:  # noqa: BLE001 - none should be raised
                problems = [repr(error)]
            if time.process_time() - start > _MOST_SECONDS:
                problems.append("takes seconds")
            yield from (f"{path.name} with {loader.__name__}: {problem}" for problem in problems)
    (folder / "conf.py").write_text(_CONF, encoding="utf-8")
    text = "".join(f"{entry['term']}.\n\n" for entry in _ENTRIES)
    (folder / "index.rst").write_text(f"Index\n=====\n\n{text}", encoding="utf-8")
    script = random.choice(("", _WITHOUT_LIBYAML)) + _SPHINX
    command = [sys.executable, "-c", script, "-q", str(folder), str(folder / "build")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    counts["builds"] += 1
    counts["warnings of builds"] += done.stderr.count("WARNING: ")
    if done.returncode or "Traceback" in done.stderr:
        yield f"build: {done.stderr[-2000:]}"


def _load(path: Path, counts: Counter[str]) -> Iterator[str]:
    """Load a file and search for its entries; yield the messages that are not as they should be."""
    glossary, faults = load([path.name], path.parent)
    matcher = Matcher(glossary.entries.values())
    for entry in glossary:
        counts["entries loaded"] += 1
        matcher.find(f"{entry.term} {entry.definition}")
    for fault in faults:
        counts["faults reported"] += 1
        if not fault.location or len(fault.message) > _LONGEST_MESSAGE or not fault.message.isprintable():
            yield str(fault)


def _damaged(random: Random, number: int) -> bytes:
    """Return a glossary file with one to five damages."""
    entries = deepcopy(random.sample(_ENTRIES, 3))
    for entry in entries:
        entry["id"] += f"-{number}"
    kinds = random.choices(("structure", "tokens", "bytes"), k=random.randint(1, 5))
    for _ in range(kinds.count("structure")):
        _damage_structure(random, entries)
    text = _as_yaml(random, entries)
    for _ in range(kinds.count("tokens")):
        text = _damage_tokens(random, text)
    content = text.encode(random.choice(_ENCODINGS), errors="surrogatepass")
    for _ in range(kinds.count("bytes")):
        content = _damage_bytes(random, content)
    return content


def _as_yaml(random: Random, entries: list[Any]) -> str:
    """Return entries as YAML in a random style, one of which is JSON."""
    text: str = yaml.dump(
        entries,
        default_style=random.choice((None, None, '"', "'", "|", ">")),
        default_flow_style=random.choice((None, False, False, True)),
        allow_unicode=random.choice((True, False)),
    )
    if random.randrange(5) == 0:
        with suppress(TypeError, ValueError):  # JSON allows fewer values than YAML
            text = json.dumps(entries)
    return text.replace("\n", random.choice(("\n",) * 9 + ("\r\n", "\r")))


def _damage_structure(random: Random, entries: list[Any]) -> None:
    """Replace, add, share, repeat or remove a value at a random depth."""
    place: Any = random.choice(entries)
    for _ in range(random.randrange(3)):
        parts = place.values() if isinstance(place, dict) else place
        place = random.choice([part for part in parts if part and isinstance(part, dict | list)] or [place])
    if not place or not isinstance(place, dict | list):
        return
    value = random.choice((*deepcopy(_VALUES), place, random.choice(entries)))
    key = random.choice(list(place) if isinstance(place, dict) else range(len(place)))
    match random.choice(("replace", "replace", "add", "repeat", "remove")):
        case "replace":
            place[key] = value
        case "add" if isinstance(place, dict):
            place[random.choice(_FIELDS)] = value
        case "repeat":
            place[key] = [place[key]] * 20
        case "remove":
            del place[key]


def _damage_tokens(random: Random, text: str) -> str:
    """Remove, repeat, move or insert tokens."""
    parts = _TOKEN.findall(text)
    start, target = random.randrange(len(parts) + 1), random.randrange(len(parts) + 1)
    end = start + random.choice((1, 1, 1, 2, 5, 50))
    piece, odd = parts[start:end], random.choice(_TOKENS)
    changed = random.choice(
        (
            [*parts[:start], *parts[end:]],
            [*parts[:start], *piece * random.choice((2, 9, 300)), *parts[end:]],
            [*parts[:target], *piece, *parts[target:]],
            [*parts[:start], odd * random.choice((1, 1, 2, 400)), *parts[start:]],
            [*parts[:start], odd, *parts[end:]],
        )
    )
    return "".join(changed)


def _damage_bytes(random: Random, content: bytes) -> bytes:
    """Cut off, remove or insert bytes."""
    start = random.randrange(len(content) + 1)
    before, after = content[:start], content[start:]
    odd = random.choice((b"\t", b"\n", b"\r", b"\0", b"\xff", b" ", b"\xed\xa0\x80", random.randbytes(3)))
    return random.choice((before, before + after[1:], before + odd + after, before + odd + after[1:]))


if __name__ == "__main__":
    main()
