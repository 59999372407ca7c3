"""The sizes and colour schemes in which a page is looked at."""

from typing import Any

import pytest

SCHEMES = ("light", "dark")


def in_every_view(*widths: int) -> Any:
    """Each width in both schemes as `width` and `scheme`; `make test` takes the narrowest in light and the widest in dark."""
    fast = {(widths[0], "light"), (widths[-1], "dark")}
    views = [(width, scheme) for width in widths for scheme in SCHEMES]
    marked = [view if view in fast else pytest.param(*view, marks=pytest.mark.slow) for view in views]
    return pytest.mark.parametrize(("width", "scheme"), marked)
