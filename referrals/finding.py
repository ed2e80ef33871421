"""Find a referral by NHS number, reference or name: what the index of names holds, how words are compared with it."""

import re

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import CharField, F, Func, QuerySet, Value
from django.db.models.functions import Concat, Upper

REFERENCE = re.compile(r"[A-Z0-9]{1,10}-[0-9]{2}-[0-9]{6,9}")
# A name of fewer letters is like too many others.
LONG_ENOUGH = 4
# How alike a word must be to be offered where nobody is called exactly that: Smyth for Smith.
ALIKE = 0.45
HYPHENS, DROPPED = "-‐‑–", "'’‘`."
PLAIN = str.maketrans(HYPHENS, " " * len(HYPHENS), DROPPED)


def plain(path: str = "") -> Func:
    """A person's name as words are looked for in it: capitals, a space before each word, without apostrophes."""
    parts = Concat(Value(" "), F(f"{path}surname"), Value(" "), F(f"{path}forename"), output_field=CharField())
    to = " " * len(HYPHENS)
    return Func(Upper(parts), Value(HYPHENS + DROPPED), Value(to), function="TRANSLATE", output_field=CharField())


def tokens(words: str) -> list[str]:
    """The words of what was typed, as the index has them; none where there is no letter or digit."""
    found = words.upper().translate(PLAIN).replace(",", " , ").split()
    return found if any(each.isalnum() for word in found for each in word) else []


def matching(referrals: QuerySet, words: str) -> QuerySet:
    """The referrals that words name, the newest first."""
    digits = "".join(each for each in words if each.isdigit())
    if len(digits) == 10:
        return referrals.filter(person__nhs_number=digits).order_by("-received_at")
    if REFERENCE.fullmatch(words.upper()):
        return referrals.filter(reference=words.upper())
    return _called(referrals, tokens(words)).order_by("-received_at")


def _called(referrals: QuerySet, wanted: list[str]) -> QuerySet:
    """Every word begins one of the person's names; what stands before a comma begins the surname."""
    if not any(each != "," for each in wanted):
        return referrals.none()
    referrals = referrals.alias(called=plain("person__"))
    if "," in wanted[1:]:
        referrals = referrals.filter(called__startswith=" " + " ".join(wanted[: wanted.index(",")]))
    for each in wanted:
        if each != ",":
            referrals = referrals.filter(called__contains=f" {each}")
    return referrals


def alike(referrals: QuerySet, words: str, most: int) -> list:
    """The referrals of people whose name is spelt like the words, the most alike first."""
    wanted = " ".join(each for each in tokens(words) if each != ",")
    if len(wanted) < LONG_ENOUGH:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
        named = referrals.alias(called=plain("person__")).filter(called__trigram_word_similar=wanted)
        near = named.annotate(near=TrigramWordSimilarity(wanted, plain("person__")))
        return list(near.order_by("-near", "-received_at")[:most])
