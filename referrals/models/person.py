"""The person who is referred."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from simple_history.models import HistoricalRecords

from mscc.access import AllianceOwned
from mscc.models import Alliance
from mscc.stamped import Stamped
from referrals.finding import name_words


class Person(Stamped, AllianceOwned):
    """Somebody referred to a service. Any of it may be not known: an emergency does not wait for a name."""

    class Sex(models.TextChoices):
        MALE = "male", "Male"
        FEMALE = "female", "Female"
        OTHER = "other", "Other"
        NOT_KNOWN = "not_known", "Not known"

    class Ethnicity(models.TextChoices):
        """The national 16+1 codes, of the census of 2001."""

        BRITISH = "A", "White: British"
        IRISH = "B", "White: Irish"
        OTHER_WHITE = "C", "White: any other"
        WHITE_AND_BLACK_CARIBBEAN = "D", "Mixed: White and Black Caribbean"
        WHITE_AND_BLACK_AFRICAN = "E", "Mixed: White and Black African"
        WHITE_AND_ASIAN = "F", "Mixed: White and Asian"
        OTHER_MIXED = "G", "Mixed: any other"
        INDIAN = "H", "Asian: Indian"
        PAKISTANI = "J", "Asian: Pakistani"
        BANGLADESHI = "K", "Asian: Bangladeshi"
        OTHER_ASIAN = "L", "Asian: any other"
        CARIBBEAN = "M", "Black: Caribbean"
        AFRICAN = "N", "Black: African"
        OTHER_BLACK = "P", "Black: any other"
        CHINESE = "R", "Chinese"
        OTHER = "S", "Any other"
        NOT_STATED = "Z", "Not stated"
        NOT_KNOWN = "", "Not known"

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="people")
    # Not unique: two people given with one number stay two people until somebody has looked.
    nhs_number = models.CharField("NHS number", max_length=10, blank=True)
    surname = models.CharField(max_length=100, blank=True)
    forename = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    age_given = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Years, where no date is known.")
    age_given_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=Sex, default=Sex.NOT_KNOWN)
    is_resident = models.BooleanField(null=True, help_text="Lives in the alliance; empty is not known.")
    postcode = models.CharField(max_length=10, blank=True)
    ethnicity = models.CharField(max_length=1, choices=Ethnicity, blank=True)
    needs_interpreter = models.BooleanField(null=True)
    history = HistoricalRecords()

    class Meta:
        indexes = [
            models.Index(
                fields=["alliance", "nhs_number"], condition=~models.Q(nhs_number=""), name="person_by_number"
            ),
            models.Index(models.F("alliance"), Upper("surname"), name="person_by_surname"),
            GinIndex(name_words(), name="person_by_words", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """SURNAME, Forename; what is missing is said."""
        if not self.surname and not self.forename:
            return "Name not known"
        return ", ".join(part for part in (self.surname.upper(), self.forename) if part)

    def age_on(self, day: date) -> int | None:
        """Age in whole years on a day; None where neither birth nor age is known."""
        return age_on(day, self.date_of_birth, self.age_given, self.age_given_on)


class NameWord(models.Model):
    """A word that stands in anybody's name: where nobody is called as was typed, spellings are compared with these.

    A trigger of the database writes it. It says of nobody that they are called so, and stays when a name is put right.
    """

    # Not unique: whoever writes a name must never wait for somebody else who writes the same.
    word = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["word"], name="name_word"),
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="name_word_by_likeness", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.word


def age_on(day: date, born: date | None, given: int | None, given_on: date | None) -> int | None:
    """Age in whole years on a day, from the birth date, else from an age given; None where neither is known."""
    if born:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if given is not None and given_on:
        return given + (day.year - given_on.year)
    return None
