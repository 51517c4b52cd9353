"""Filters that prepare an image for a model.

An image is a sequence of rows, and a row is a sequence of numbers. Nested lists will do, and
so will two-dimensional arrays of any memory layout: transposed views and arrays with a
negative stride are read as they are, without a copy.
"""

import math
from collections.abc import Sequence

Image = Sequence[Sequence[float]]


def gaussian_kernel(sigma: float) -> list[list[float]]:
    """Return the kernel elements of a Gaussian blur, which sum to one.

    It reaches three standard deviations from its center, which leaves out less than one
    percent of the weight.

    :param sigma: standard deviation in pixels, greater than zero.
    :returns: a square of odd size.
    :raises ValueError: if *sigma* is not positive.
    """
    if sigma <= 0:
        raise ValueError(f"sigma must be positive, not {sigma}")
    reach = math.ceil(3 * sigma)
    profile = [math.exp(-(x * x) / (2 * sigma * sigma)) for x in range(-reach, reach + 1)]
    total = sum(profile) ** 2
    return [[a * b / total for b in profile] for a in profile]


def convolve(image: Image, kernel: Image) -> list[list[float]]:
    """Filter an image by convolution, and return a new image of the same size.

    Pixels beyond the border are taken from the nearest pixel of the image, so that bright
    nuclei at the border do not fade.

    :param image: the image to filter.
    :param kernel: the weights, with an odd number of rows and columns.
    :returns: the filtered image.
    """
    height, width = len(image), len(image[0])
    up, left = len(kernel) // 2, len(kernel[0]) // 2

    def filtered(row: int, column: int) -> float:
        return sum(
            weight * image[min(max(row + up - i, 0), height - 1)][min(max(column + left - j, 0), width - 1)]
            for i, weights in enumerate(kernel)
            for j, weight in enumerate(weights)
        )

    return [[filtered(row, column) for column in range(width)] for row in range(height)]


def normalize(image: Image, low: float = 1.0, high: float = 99.8) -> list[list[float]]:
    """Scale intensities linearly so that two percentiles become 0 and 1.

    Values beyond the percentiles are kept, not clipped. Scale each channel of an image on its
    own, since stains differ in brightness.

    :param image: the image to scale.
    :param low: percentile of the intensities that becomes 0. It takes up the bias of the
        camera, which need not be subtracted before.
    :param high: percentile that becomes 1. Keep it below 100, so that one hot pixel cannot
        darken the whole image.
    :returns: the scaled image; all zeros if the image is constant.
    """
    values = sorted(value for row in image for value in row)
    bottom = _percentile(values, low)
    span = _percentile(values, high) - bottom
    if span == 0:
        return [[0.0 for _ in row] for row in image]
    return [[(value - bottom) / span for value in row] for row in image]


def _percentile(values: Sequence[float], percent: float) -> float:
    """Interpolate a percentile of values that are sorted already."""
    position = (len(values) - 1) * percent / 100
    below = math.floor(position)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (position - below)
