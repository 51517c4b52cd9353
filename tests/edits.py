"""The edits that authors make at random: each function changes the model of a project, whose files follow.

Its name says what the author does. An edit that finds nothing to change changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from edited_project import CONCEPTS, OPTIONS, SENSES, SPARE_NAMES, EditedProject, Page

Edit = Callable[[EditedProject, Random], None]
EDITS: dict[str, Edit] = {}


def edit(function: Edit) -> Edit:
    EDITS[function.__name__.replace("_", " ")] = function
    return function


def _page(project: EditedProject, random: Random) -> Page:
    return random.choice(list(project.pages.values()))


def _entry(project: EditedProject, random: Random) -> dict[str, object]:
    entries = [entry for file in project.entries.values() for entry in file]
    return random.choice(entries) if entries else {}


# ------------------------------------------------------------------ the text of pages


@edit
def add_text(project: EditedProject, random: Random) -> None:
    blocks = _page(project, random).blocks
    blocks.insert(random.randint(0, len(blocks)), project.sentence(random))


@edit
def remove_text(project: EditedProject, random: Random) -> None:
    blocks = _page(project, random).blocks
    if blocks:
        del blocks[random.randrange(len(blocks))]


@edit
def reorder_text(project: EditedProject, random: Random) -> None:
    random.shuffle(_page(project, random).blocks)


@edit
def retitle_page(project: EditedProject, random: Random) -> None:
    page = _page(project, random)
    page.title = f"{page.title.split()[0]} {random.randint(0, 99)}"


@edit
def add_section(project: EditedProject, random: Random) -> None:
    blocks = _page(project, random).blocks
    title = f"Part {project.number()}"
    blocks.insert(random.randint(0, len(blocks)), f"{title}\n{'-' * len(title)}")


@edit
def refer_by_hand(project: EditedProject, random: Random) -> None:
    blocks = _page(project, random).blocks
    blocks.insert(random.randint(0, len(blocks)), f"See :term:`{project.word(random)}`.")


@edit
def no_longer_refer_by_hand(project: EditedProject, random: Random) -> None:
    pages = [page for page in project.pages.values() if any(":term:" in block for block in page.blocks)]
    if pages:
        page = random.choice(pages)
        page.blocks = [block for block in page.blocks if ":term:" not in block]


@edit
def show_text_in_one_format(project: EditedProject, random: Random) -> None:
    condition = random.choice(["html", "text", "not html"])
    _page(project, random).blocks.append(f".. only:: {condition}\n\n   {project.sentence(random)}")


@edit
def use_acronym(project: EditedProject, random: Random) -> None:
    acronym = random.choice(["FWHM", "SNR", "WSI", "ROI", "LUT"])
    blocks = _page(project, random).blocks
    blocks.insert(random.randint(0, len(blocks)), f"The {acronym} of it is too low.")


@edit
def explain_acronym(project: EditedProject, random: Random) -> None:
    long, acronym = random.choice(
        [
            ("full width at half maximum", "FWHM"),
            ("signal-to-noise ratio", "SNR"),
            ("lookup table", "LUT"),
            ("whole-slide image", "WSI"),
        ]
    )
    _page(project, random).blocks.append(f"Watch the {long} ({acronym}) here.")


@edit
def switch_page_off_or_on(project: EditedProject, random: Random) -> None:
    page = _page(project, random)
    page.off = not page.off


# ------------------------------------------------------------------ pages


@edit
def add_page(project: EditedProject, random: Random) -> None:
    folder = random.choice(["", "guide/"])
    names = [*project.pages, f"{folder}new{project.number()}"]
    name = names[-1] if "bioglossary" in names or random.random() < 0.8 else "bioglossary"
    project.add_page(name, random)


@edit
def delete_page(project: EditedProject, random: Random) -> None:
    names = [name for name in project.pages if name != "index" and not project.children(name)]
    if len(names) > 3:
        del project.pages[random.choice(names)]


@edit
def rename_page(project: EditedProject, random: Random) -> None:
    old = random.choice([name for name in project.pages if name != "index"])
    new = f"{random.choice(['', 'guide/'])}name{project.number()}"
    for page in project.pages.values():
        page.parent = new if page.parent == old else page.parent
    project.pages = {new if name == old else name: page for name, page in project.pages.items()}


@edit
def reorder_toctree(project: EditedProject, random: Random) -> None:
    names = list(project.pages)
    random.shuffle(names)
    project.pages = {name: project.pages[name] for name in names}


@edit
def move_page_in_toctree(project: EditedProject, random: Random) -> None:
    free = [name for name in project.pages if name != "index" and not project.children(name)]
    parents = [name for name in free if project.pages[name].parent == "index"]
    name = random.choice(free)
    parent = random.choice(["index", None, *parents])
    if parent != name:
        project.pages[name].parent = parent


# ------------------------------------------------------------------ glossaries on pages


@edit
def write_or_remove_own_glossary(project: EditedProject, random: Random) -> None:
    """There is one at most: of terms explained twice, Sphinx warns in an order that hangs on chance."""
    holders = [page for page in project.pages.values() if page.explains]
    if holders:
        holders[0].explains = holders[0].explains[: random.randint(0, 2)]
    else:
        _page(project, random).explains = random.sample(SPARE_NAMES, random.randint(1, 3))


@edit
def add_or_remove_directive(project: EditedProject, random: Random) -> None:
    holders = [page for page in project.pages.values() if page.directive is not None]
    if len(holders) > random.randint(0, 1):
        random.choice(holders).directive = None
    else:
        options = ["", ":used-only:", ":used-only:\n   :category: one", ":category: two"]
        _page(project, random).directive = random.choice(options)


# ------------------------------------------------------------------ the project's own YAML files


@edit
def reword_definition(project: EditedProject, random: Random) -> None:
    _entry(project, random)["definition"] = project.definition(random)


@edit
def rename_headword(project: EditedProject, random: Random) -> None:
    _entry(project, random)["term"] = random.choice(SPARE_NAMES).capitalize()


@edit
def change_aliases(project: EditedProject, random: Random) -> None:
    _entry(project, random)["aliases"] = random.sample(SPARE_NAMES, random.randint(0, 2))


@edit
def change_related_entries(project: EditedProject, random: Random) -> None:
    _entry(project, random)["see_also"] = random.sample(list(CONCEPTS), random.randint(0, 2))


@edit
def change_what_tells_the_sense(project: EditedProject, random: Random) -> None:
    _entry(project, random)["sense"] = random.choice(SENSES)


@edit
def keep_or_set_free_an_entry(project: EditedProject, random: Random) -> None:
    entry = _entry(project, random)
    entry["auto_link"] = not entry.get("auto_link", True)


@edit
def add_entry(project: EditedProject, random: Random) -> None:
    file = random.choice(list(project.entries))
    project.entries[file].append(project.entry(random.choice(list(CONCEPTS)), random))


@edit
def remove_entry(project: EditedProject, random: Random) -> None:
    file = random.choice(list(project.entries.values()))
    if file:
        del file[random.randrange(len(file))]


@edit
def add_or_remove_yaml_file(project: EditedProject, random: Random) -> None:
    """The glob in the sources takes it in."""
    if project.entries.pop("words/more.yaml", None) is None:
        ids = random.sample(list(CONCEPTS), 2)
        project.entries["words/more.yaml"] = [project.entry(entry_id, random) for entry_id in ids]


# ------------------------------------------------------------------ the build


@edit
def change_option(project: EditedProject, random: Random) -> None:
    name = random.choice(list(OPTIONS))
    project.options[name] = random.choice(OPTIONS[name])


@edit
def switch_builder(project: EditedProject, random: Random) -> None:
    """The doctrees are shared, the outputs are not."""
    others = {"html", "dirhtml", "text"} - {project.builder}
    project.builder = random.choice(["html", *sorted(others)])
