"""How a sentence names what somebody gave: a value quoted short, a name beside the nearest one that exists."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from reprlib import Repr

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60
LONGEST = 99  # of a name that is compared


def quoted(value: object) -> str:
    """The value as Python writes it, cut in the middle when it is long or deep."""
    return _SHORT.repr(value)


def nearest(name: str, names: Iterable[str]) -> str:
    """The one of the names that is most like this one."""
    return _nearest(name[:LONGEST], tuple(names))


@lru_cache
def _nearest(name: str, names: tuple[str, ...]) -> str:
    return get_close_matches(name, names, n=1, cutoff=0.0)[0]
