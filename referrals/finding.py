"""Find a referral by NHS number, reference or name: what the indexes hold, how words are compared with them."""

import re

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField, SearchVectorField, TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import BooleanField, CharField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Upper

REFERENCE = re.compile(r"[A-Z0-9]{1,10}-[0-9]{2}-[0-9]{6,9}")
# A word of fewer letters is like too many others.
LONG_ENOUGH = 4
# How alike a word must be to be offered where nobody is called exactly that: Smyth for Smith; and how many are tried.
ALIKE, TRIED = 0.45, 6
# Of the words that were typed, so many are compared.
COMPARED = 2
# Of those who bear words like all that were typed, so many of the newest are put in the order of likeness.
WEIGHED = 200
HYPHENS, DROPPED = "-‐‑–", "'’‘`."
PLAIN = str.maketrans(HYPHENS, " " * len(HYPHENS), DROPPED)
NEAREST = """
    SELECT word FROM referrals_nameword WHERE word %%> %(word)s
     GROUP BY word ORDER BY word_similarity(%(word)s, word) DESC, similarity(%(word)s, word) DESC, word LIMIT %(most)s
"""


def plain(path: str = "") -> Func:
    """A person's name as words are looked for in it: capitals, a space before each word, without apostrophes."""
    parts = Concat(Value(" "), F(f"{path}surname"), Value(" "), F(f"{path}forename"), output_field=CharField())
    to = " " * len(HYPHENS)
    return Func(Upper(parts), Value(HYPHENS + DROPPED), Value(to), function="TRANSLATE", output_field=CharField())


def name_words(path: str = "") -> Func:
    """The words of a person's name, as their index has them."""
    split = Func(plain(path), Value(" "), function="STRING_TO_ARRAY", output_field=ArrayField(TextField()))
    kept = Func(split, Value(""), function="ARRAY_REMOVE", output_field=ArrayField(TextField()))
    return Func(kept, function="ARRAY_TO_TSVECTOR", output_field=SearchVectorField())


class Bears(Func):
    """Whether the words of a name are as was asked."""

    template, arg_joiner, arity, output_field = "%(expressions)s", " @@ ", 2, BooleanField()


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
    beginnings = [_lexeme(each) + ":*" for each in wanted if each != ","]
    if not beginnings:
        return referrals.none()
    if "," in wanted[1:]:
        surname = " " + " ".join(wanted[: wanted.index(",")])
        referrals = referrals.alias(called=plain("person__")).filter(called__startswith=surname)
    return _bearing(referrals, beginnings)


def _bearing(referrals: QuerySet, all_of: list[str]) -> QuerySet:
    asked = Cast(Value(" & ".join(all_of)), SearchQueryField())
    return referrals.filter(Bears(name_words("person__"), asked))


def _lexeme(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def alike(referrals: QuerySet, words: str, most: int) -> list:
    """The referrals of people whose name is spelt like the words, the most alike first.

    The longest words decide. Where nobody bears them all, or words like them, the first is looked for alone.
    """
    wanted = sorted((each for each in tokens(words) if each != ","), key=len, reverse=True)[:COMPARED]
    if not wanted or len(wanted[0]) < LONG_ENOUGH:
        return []
    likest = _nearest(wanted[0])
    if likest and len(wanted) > 1:
        beside = [f"{_lexeme(wanted[1])}:*", *_nearest(wanted[1])]
        near = TrigramWordSimilarity(" ".join(wanted), plain("person__"))
        both = _bearing(referrals, [_any_of(likest), _any_of(beside)]).annotate(near=near)
        if found := sorted(both.order_by("-received_at")[:WEIGHED], key=lambda referral: -referral.near):
            return found[:most]
    return _newest(referrals, likest, most)


def _newest(referrals: QuerySet, any_of: list[str], most: int) -> list:
    """Those who bear the first of the words, the newest first, then those who bear the next."""
    found: dict = {}
    for word in any_of:
        bearers = _bearing(referrals, [word]).order_by("-received_at")[: most - len(found)]
        found |= {each.pk: each for each in bearers}
    return list(found.values())


def _any_of(words: list[str]) -> str:
    return f"({' | '.join(words)})"


def _nearest(word: str) -> list[str]:
    """The words in anybody's name that are most like it: among these spellings are compared, not among people."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(NEAREST, {"word": word, "most": TRIED})
        return [_lexeme(near) for (near,) in cursor.fetchall()]
