"""`python -m bench.finding [1000000]`: how long finding a person takes among as many referrals.

In a database of its own. The names are invented by rule: 16,000 surnames and 400 first names, the most frequent as
frequent as in England.
"""

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from time import perf_counter

from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from bench.seed import COPIES, COPY, seed
from mscc.access import Access
from referrals.finding import alike, matching
from referrals.models import Referral

ROUNDS = 30
SYLLABLES = (
    "ARRAY['ba','den','ford','gil','har','ing','ley','mor','nes','os',"
    "'pen','ram','son','ton','ul','wick','yar','zel','ker','lin']"
)
NAME = (
    f"initcap(({SYLLABLES})[1 + {{0}} % 20] || ({SYLLABLES})[1 + {{0}} / 20 % 20]"
    f" || ({SYLLABLES})[1 + {{0}} / 400 % 20] || CASE WHEN {{0}} >= 8000 THEN 'e' ELSE '' END)"
)
# A few names are much more frequent than the rest: of surnames the first has 1.9 in a hundred, of first names 5.
NAMED = f"""
    UPDATE referrals_person AS person
       SET surname = {NAME.format("sur")}, forename = {NAME.format("fore")},
           nhs_number = '999' || lpad(id::text, 7, '0')
      FROM (SELECT id AS of, floor(power(random(), 2.5) * 16000)::int AS sur,
                   8 * floor(power(random(), 2) * 400)::int AS fore FROM referrals_person) AS drawn
     WHERE drawn.of = person.id
"""
INDEX = "SELECT pg_get_indexdef('person_by_words'::regclass)"


def main(count: int) -> int:
    call_command("migrate", verbosity=0, interactive=False)
    access = seed(timezone.now())
    many(count)
    print(f"{Referral.objects.count():,} referrals in one alliance; load {os.getloadavg()[0]:.1f}")
    client = Client()
    client.force_login(access.user)
    for name, words in asked():
        rows, whole = timed(partial(found, access, words)), timed(partial(page, client, words))
        print(f"{name} ({words}): {rows}; the page {whole}")
    return 0


def many(count: int) -> None:
    """Copies of the first referral until there are so many, each person with a name of their own."""
    missing = count - Referral.objects.count()
    if missing <= 0:
        return
    first = Referral.objects.order_by("pk").first()
    on_words("DISABLE TRIGGER keep_name_words")
    values = {"person": first.person_id, "referral": first.pk, "at": timezone.now(), "count": missing}
    with connection.cursor() as cursor:
        for (table, key, of), columns in COPIES.items():
            if of in values and "clock" not in table:
                own = ", ".join(f"'{name}', {value}" for name, value in columns.items())
                sql = COPY.format(table=table, key=key, first=of, own=own).replace("1000000 + n", "5000000 + n")
                cursor.execute(sql.replace("OLD-20-", "OLDER-20-"), values | {"first": values[of]})
    on_words("ENABLE TRIGGER keep_name_words")
    with connections["owner"].cursor() as cursor:
        again = cursor.execute(INDEX).fetchone()[0]
        cursor.execute("DROP INDEX person_by_words; TRUNCATE referrals_nameword")
        cursor.execute(NAMED)
        cursor.execute(again)
        cursor.execute("VACUUM ANALYZE")


def on_words(what: str) -> None:
    """The words of the copies' first names are not kept: nobody bears them once each has a name of their own."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE referrals_person {what}")


def asked() -> Iterator[tuple[str, str]]:
    """What is looked for, by what makes it hard."""
    by_share = "SELECT surname FROM referrals_person GROUP BY 1 ORDER BY count(*) DESC, 1 OFFSET %s LIMIT 1"
    with connection.cursor() as cursor:
        frequent, rare = (cursor.execute(by_share, [at]).fetchone()[0] for at in (0, 14_000))
        cursor.execute("SELECT surname, forename, nhs_number FROM referrals_person WHERE id = 5400000")
        surname, forename, number = cursor.fetchone()
    yield "the most frequent surname", frequent
    yield "a rare surname", rare
    yield "surname and first name", f"{surname}, {forename}"
    yield "in the other order", f"{forename} {surname}"
    yield "the beginning of a surname", frequent[:4]
    yield "two letters", frequent[:2]
    yield "NHS number", number
    yield "reference", Referral.objects.order_by("-pk").values_list("reference", flat=True)[0]
    yield "nobody is called so, spelt nearly right", f"{rare[:3]}x{rare[4:]}"
    yield "spelt nearly like the most frequent", f"{frequent[:3]}x{frequent[4:]}"
    yield "both names spelt nearly right", f"{surname[:3]}x{surname[4:]} {forename[:2]}{forename[3:]}"


def found(access: Access, words: str) -> list:
    ours = Referral.seen_by(access).select_related("person", "service")
    return list(matching(ours, words)[:50]) or alike(ours, words, 10)


def page(client: Client, words: str) -> bytes:
    """As somebody asks: the words are posted, and the page that this leads to is read."""
    return client.get(client.post("/find/", {"q": words}).headers["Location"]).content


def timed(work: Callable[[], object]) -> str:
    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        work()
        took.append((perf_counter() - began) * 1000)
    return f"median {median(took):.0f} ms, most {max(took):.0f} ms"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
