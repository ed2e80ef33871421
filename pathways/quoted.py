"""How a sentence quotes a value that somebody gave: short, whatever it is."""

from reprlib import Repr

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60


def quoted(value: object) -> str:
    """The value as Python writes it, cut in the middle when it is long or deep."""
    return _SHORT.repr(value)
