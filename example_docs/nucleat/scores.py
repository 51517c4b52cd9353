"""Compare predicted label images with those of an expert.

In a label image, the background is 0 and each nucleus has a number of its own. The numbers
need not be consecutive, and those of the two images have nothing to do with each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Labels = Sequence[Sequence[int]]
Pixels = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Scores:
    """How well two label images agree, as counts of nuclei.

    The scores of several images can be added. The sum treats all nuclei alike, from whatever
    image they come.
    """

    #: Nuclei that were found: the true positives.
    matched: int
    #: Nuclei that were predicted and do not exist, the false positives.
    invented: int
    #: Nuclei that were overlooked: false negatives.
    missed: int

    @property
    def precision(self) -> float:
        """Share of the predicted nuclei that exist, or 1 if none were predicted."""
        return _share(self.matched, self.matched + self.invented)

    @property
    def recall(self) -> float:
        """Share of the existing nuclei that were found, or 1 if there are none."""
        return _share(self.matched, self.matched + self.missed)

    @property
    def f1(self) -> float:
        """The F1 score, which is the harmonic mean of precision and recall."""
        return _share(2 * self.matched, 2 * self.matched + self.invented + self.missed)

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(
            self.matched + other.matched,
            self.invented + other.invented,
            self.missed + other.missed,
        )


def nuclei(labels: Labels) -> dict[int, Pixels]:
    """Collect the pixels of each nucleus.

    :param labels: a label image.
    :returns: the pixels of each nucleus by its number, without the background.
    """
    found: dict[int, set[tuple[int, int]]] = {}
    for row, numbers in enumerate(labels):
        for column, number in enumerate(numbers):
            if number:
                found.setdefault(number, set()).add((row, column))
    return {number: frozenset(pixels) for number, pixels in found.items()}


def overlap(one: Pixels, other: Pixels) -> float:
    """Return the intersection over union of two nuclei.

    :param one: the pixels of one nucleus.
    :param other: the pixels of the other.
    :returns: a number from 0, nothing in common, to 1, identical.
    """
    return _share(len(one & other), len(one | other))


def compare(truth: Labels, predicted: Labels, threshold: float = 0.5) -> Scores:
    """Match the nuclei of two label images and count the outcomes.

    Pairs are taken in the order of their overlap, best first, and each nucleus is used once.

    :param truth: the ground truth, drawn by an expert.
    :param predicted: the label image to be judged, of the same size.
    :param threshold: the overlap from which on a pair is a match. From 0.5 on, no nucleus can
        have two partners, and the order does not matter.
    :returns: the counts.
    """
    expected, found = nuclei(truth), nuclei(predicted)
    pairs = sorted(
        ((overlap(a, b), i, j) for i, a in expected.items() for j, b in found.items()),
        key=lambda pair: -pair[0],
    )
    used: set[tuple[str, int]] = set()
    matched = 0
    for value, i, j in pairs:
        if value >= threshold and value > 0 and not used & {("truth", i), ("found", j)}:
            used |= {("truth", i), ("found", j)}
            matched += 1
    return Scores(matched, len(found) - matched, len(expected) - matched)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
