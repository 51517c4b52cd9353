"""A build after any edits equals a build from scratch.

Random sequences of edits are played, and each incremental build, in one process or in four, is compared with
a fresh one: pages, inventory, index, search, tooltips and the extension's warnings are equal. What surrounds
a page (links to its neighbors and so on) may be outdated only where Sphinx leaves it so without the
extension, which is found out by replaying the edits without it.

``BIOGLOSSARY_EDITS=500 pytest tests/test_edits.py`` plays that many sequences; a few are played otherwise.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from random import Random

import pytest
from edit_builds import Outcome, Player
from edited_project import EditedProject
from edits import EDITS

SEQUENCES = int(os.environ.get("BIOGLOSSARY_EDITS", "4"))
STEPS = 6


@pytest.mark.parametrize("seed", range(SEQUENCES), ids="seed{}".format)
def test_a_build_after_edits_equals_a_fresh_one(tmp_path: Path, seed: int) -> None:
    played = _play(seed)
    projects = [project for project, _ in played]
    player, plain = Player(tmp_path), _Plain(tmp_path / "plain", projects)
    for step, project in enumerate(projects):
        player.write(project.files())
        fresh = player.build_fresh(project.builder)
        # By twos, as every other step is a large one.
        jobs = 1 if (seed + step) // 2 % 2 else 4
        built = player.build(project.builder, "build", jobs)
        faults = _faults(built, fresh) + plain.not_to_blame(_stale_around(built, fresh), step)
        assert not faults, "\n".join([_story(seed, played[: step + 1], jobs), *faults])


def _play(seed: int) -> list[tuple[EditedProject, list[str]]]:
    """Return a project as it begins and as it is after each step, with the names of the edits of the step.

    Every other step touches six files or more, as some versions of Sphinx read fewer in one process.
    """
    random = Random(seed)
    project = EditedProject.random(random, pages=random.randint(5, 7) if seed % 2 else random.randint(8, 12))
    played = [(project, ["begin"])]
    for step in range(STEPS):
        project, names = project.copy(), []
        while not names or (step % 2 and _touched(played[-1][0], project) < 6):
            name = random.choice(list(EDITS))
            EDITS[name](project, random)
            names.append(name)
        played.append((project, names))
    return played


def _touched(before: EditedProject, after: EditedProject) -> int:
    return len(dict(before.files().items() ^ after.files().items()))


def _faults(built: Outcome, fresh: Outcome) -> list[str]:
    names = sorted(built.same.keys() | fresh.same.keys())
    faults = [_diff(name, built.same.get(name, ""), fresh.same.get(name, "")) for name in names]
    faults.append(_diff("our warnings", "\n".join(built.our_warnings), "\n".join(fresh.our_warnings)))
    # Sphinx warns of a page when it reads or writes it, so not each time.
    faults += [f"only after edits: {line}" for line in built.warnings - fresh.warnings]
    return [fault for fault in faults if fault]


def _diff(name: str, built: str, fresh: str) -> str:
    lines = difflib.unified_diff(
        built.splitlines(), fresh.splitlines(), f"{name}, after edits", f"{name}, fresh", lineterm="", n=1
    )
    return "\n".join(lines)


def _stale_around(built: Outcome, fresh: Outcome) -> dict[str, str]:
    diffs = {name: _diff(f"around {name}", built.around[name], text) for name, text in fresh.around.items()}
    return {name: diff for name, diff in diffs.items() if diff}


def _story(seed: int, played: list[tuple[EditedProject, list[str]]], jobs: int) -> str:
    steps = [
        f"  {number}. {', '.join(names)}: {project.builder}" for number, (project, names) in enumerate(played)
    ]
    replay = f"BIOGLOSSARY_EDITS={seed + 1} pytest {Path(__file__).name} -k 'seed{seed}]'"
    return "\n".join([f"With seed {seed} and {jobs} jobs, after these edits:", *steps, f"Replay: {replay}"])


class _Plain:
    """Replays the same edits without the extension, when asked."""

    def __init__(self, folder: Path, projects: list[EditedProject]) -> None:
        self._player = Player(folder)
        self._projects = projects
        self._stale: list[dict[str, set[str]]] = []  # after each step, by builder: the pages

    def not_to_blame(self, stale: dict[str, str], step: int) -> list[str]:
        """Return those of ``stale``, by page, that are up to date after ``step`` without the extension."""
        while stale and len(self._stale) <= step:
            self._play_step(self._projects[len(self._stale)])
        known = self._stale[step][self._projects[step].builder] if stale else set()
        return [diff for name, diff in stale.items() if name not in known]

    def _play_step(self, project: EditedProject) -> None:
        self._player.write(project.files(plain=True))
        built = self._player.build(project.builder, "build")
        stale = set(_stale_around(built, self._player.build_fresh(project.builder)))
        before = self._stale[-1] if self._stale else {}
        # What was stale and has not been written since is right again by chance only.
        stale |= before.get(project.builder, set()) - built.written
        self._stale.append({**before, project.builder: stale})


def test_edits_of_every_kind_are_played() -> None:
    played = [names for seed in range(20) for _, names in _play(seed)]
    assert {name for names in played for name in names} == {"begin", *EDITS}


def test_there_is_something_to_compare(tmp_path: Path) -> None:
    project, _ = _play(0)[4]
    player = Player(tmp_path)
    player.write(project.files())
    outcome = player.build_fresh(project.builder)
    assert outcome.same.keys() == {
        *project.pages,
        "bioglossary",
        "bioglossary.js",
        "data.js",
        "the index",
        "the search",
        "objects.inv",
    }
    assert outcome.around.keys() == {*project.pages, "bioglossary"}
    assert 'class="bioglossary reference internal"' in "".join(outcome.same[name] for name in project.pages)
    assert outcome.our_warnings
