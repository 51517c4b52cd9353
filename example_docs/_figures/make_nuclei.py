"""Draw nuclei.png: made-up nuclei as a camera sees them, and as a label image.

Run ``python make_nuclei.py`` in any folder; the picture is written next to this file. Every
run gives the same pixels.
"""

import math
import random
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

SIDE, GAP = 340, 12  # of a panel and between the two, in pixels
SAMPLES = (0.25, 0.75)  # of one pixel, in both directions, for smooth outlines
OUTLINE = 2.2  # width in pixels
COLORS = ["#4e79a7", "#f28e2b", "#e15759", "#76b7b2", "#59a14f", "#edc948", "#b07aa1"]
Color = tuple[float, float, float]


@dataclass
class Nucleus:
    """A star-shaped outline: an ellipse with a slight dent."""

    x: float
    y: float
    radius: float
    stretch: float
    angle: float
    dent: float
    brightness: float

    def edge(self, x: float, y: float) -> float:
        """Distance of a point to the outline, negative inside."""
        dx, dy = x - self.x, y - self.y
        theta = math.atan2(dy, dx) - self.angle
        reach = self.radius * (1 + self.stretch * math.cos(2 * theta))
        return math.hypot(dx, dy) - reach * (1 + self.dent * math.cos(3 * theta))

    def chromatin(self, x: float, y: float) -> float:
        """Uneven brightness inside: waves in three directions, different in each nucleus."""
        waves = (
            math.sin((x * math.cos(a) + y * math.sin(a)) / length + 7 * a)
            for a, length in ((self.angle, 3.7), (self.angle + 1.1, 5.3), (self.angle + 2.3, 2.9))
        )
        return 1 + 0.08 * sum(waves)


def scatter(rng: random.Random, count: int) -> list[Nucleus]:
    """Place nuclei so that they may touch but hardly overlap."""
    nuclei: list[Nucleus] = []
    while len(nuclei) < count:
        new = Nucleus(
            x=rng.uniform(0, SIDE),
            y=rng.uniform(0, SIDE),
            radius=rng.uniform(21, 30),
            stretch=rng.uniform(0.05, 0.16),
            angle=rng.uniform(0, math.pi),
            dent=rng.uniform(-0.04, 0.04),
            brightness=rng.uniform(0.45, 0.95),
        )
        room = (math.hypot(new.x - n.x, new.y - n.y) / (new.radius + n.radius) for n in nuclei)
        if all(distance > 0.98 for distance in room):
            nuclei.append(new)
    return nuclei


def raw(nuclei: list[Nucleus], rng: random.Random) -> list[list[Color]]:
    """The left panel: blurred outlines, uneven chromatin and camera noise."""

    def light(x: float, y: float) -> float:
        total = 0.05
        for n in nuclei:
            edge = n.edge(x, y)
            if edge < 12:
                total += n.brightness * n.chromatin(x, y) / (1 + math.exp(edge / 1.8))
        return total

    panel = []
    for y in range(SIDE):
        values = [light(x + 0.5, y + 0.5) for x in range(SIDE)]
        noisy = [value + rng.gauss(0, 0.012 + 0.03 * math.sqrt(value)) for value in values]
        grays = [round(min(max(value, 0), 1) * 63) / 63 for value in noisy]
        panel.append([(gray, gray, gray) for gray in grays])
    return panel


def labeled(nuclei: list[Nucleus]) -> list[list[Color]]:
    """The right panel: one color for each nucleus, with a lighter outline."""
    background: Color = (0.09, 0.10, 0.12)
    fills = [
        tuple(int(COLORS[i % len(COLORS)][k : k + 2], 16) / 255 for k in (1, 3, 5))
        for i in range(len(nuclei))
    ]

    def color(x: float, y: float) -> Color:
        edge, i = min((n.edge(x, y), i) for i, n in enumerate(nuclei))
        if edge > 0:
            return background
        if edge > -OUTLINE:
            return tuple(0.35 * c + 0.65 for c in fills[i])
        return tuple(0.8 * c for c in fills[i])

    def mean(x: int, y: int) -> Color:
        samples = [color(x + a, y + b) for a in SAMPLES for b in SAMPLES]
        return tuple(sum(parts) / len(samples) for parts in zip(*samples, strict=True))

    return [[mean(x, y) for x in range(SIDE)] for y in range(SIDE)]


def png(rows: list[list[Color]]) -> bytes:
    """Encode rows of colors from 0 to 1 as a PNG file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)
    lines = (b"\0" + bytes(round(255 * c) for color in row for c in color) for row in rows)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(lines), 9))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def main() -> None:
    """Draw the picture into the folder of this script."""
    rng = random.Random(11)
    nuclei = scatter(rng, 30)
    gap: list[Color] = [(1.0, 1.0, 1.0)] * GAP
    pairs = zip(raw(nuclei, rng), labeled(nuclei), strict=True)
    picture = [left + gap + right for left, right in pairs]
    (Path(__file__).parent / "nuclei.png").write_bytes(png(picture))


if __name__ == "__main__":
    main()
