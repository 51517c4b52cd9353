"""Cut large images into pieces that a model can take, and put borders around them.

A model reports no reliable outline within the outer half of its receptive field. Pieces
therefore overlap, and images are extended by padding before they are cut.
"""

from collections.abc import Iterator, Sequence

Image = Sequence[Sequence[float]]


def pad(image: Image, margin: int) -> list[list[float]]:
    """Extend an image on all sides by its own mirror image.

    The border pixels themselves are not repeated.

    :param image: the image to extend.
    :param margin: width of the added border in pixels, less than the smaller side.
    :returns: a new image, larger by twice the margin in both directions.
    :raises ValueError: if the image is too small for the margin.
    """
    if margin >= min(len(image), len(image[0])):
        raise ValueError(f"a margin of {margin} needs an image of more than {margin} pixels")
    columns = _mirrored(len(image[0]), margin)
    return [[image[row][column] for column in columns] for row in _mirrored(len(image), margin)]


def starts(length: int, size: int, overlap: int) -> list[int]:
    """Return where the pieces along one side of an image begin.

    The last piece is moved inwards to end with the image, so all have the same size:

    >>> starts(600, size=256, overlap=64)
    [0, 192, 344]

    :param length: length of the side in pixels.
    :param size: length of a piece.
    :param overlap: the least number of pixels that neighbors share. It should exceed the
        diameter of the largest nucleus, or that nucleus is never seen whole.
    :returns: the first pixel of each piece, in ascending order.
    :raises ValueError: if the overlap is not smaller than the size.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"an overlap of {overlap} does not fit pieces of {size} pixels")
    last = max(length - size, 0)
    return [*range(0, last, size - overlap), last]


def split(image: Image, size: int, overlap: int = 0) -> Iterator[tuple[tuple[int, int], list[list[float]]]]:
    """Cut an image into overlapping patches, row by row.

    :param image: the image to cut.
    :param size: width and height of a patch. Images that are smaller yield one patch of their
        own size.
    :param overlap: see :func:`starts`.
    :returns: for each patch, the position of its upper left pixel, and its pixels.
    """
    for row in starts(len(image), size, overlap):
        for column in starts(len(image[0]), size, overlap):
            yield (row, column), [list(r[column : column + size]) for r in image[row : row + size]]


def _mirrored(length: int, margin: int) -> list[int]:
    """Indices along one side, with the mirrored ones before and after."""
    inside = list(range(length))
    return inside[margin:0:-1] + inside + inside[-2 : -2 - margin : -1]
