"""PURE: letters: their kinds, the wording an alliance may keep of each, and how a wording is filled in."""

from referrals.letters.kinds import KINDS, LetterKind
from referrals.letters.wording import PLACEHOLDERS, Block, WordingRefused, blocks, check, fill

__all__ = ["KINDS", "PLACEHOLDERS", "Block", "LetterKind", "WordingRefused", "blocks", "check", "fill"]
