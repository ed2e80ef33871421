"""Where postcodes lie and how deprived their areas are: public tables, loaded by command, about nobody."""

from django.db import models


class Postcode(models.Model):
    """A postcode with its small areas (LSOA) of either census, and its position where the table carries one."""

    code = models.CharField(max_length=7, primary_key=True, help_text="Without a space: QQ12AB.")
    lsoa_2011 = models.CharField(max_length=9, blank=True)
    lsoa_2021 = models.CharField(max_length=9, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.code


class AreaDeprivation(models.Model):
    """A small area's place in an Index of Multiple Deprivation: rank and tenth, 1 the most deprived."""

    year = models.PositiveSmallIntegerField(help_text="Of the index, such as 2025.")
    census = models.PositiveSmallIntegerField(help_text="Whose areas the index is of: 2011 or 2021.")
    lsoa = models.CharField(max_length=9)
    rank = models.PositiveIntegerField()
    decile = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lsoa", "year"], name="area_once_in_an_index"),
            models.CheckConstraint(condition=models.Q(decile__range=(1, 10)), name="area_decile_is_a_tenth"),
        ]

    def __str__(self) -> str:
        return f"{self.lsoa}, {self.year}"
