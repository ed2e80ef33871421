"""PURE: one referral as the measures see it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mscc.moments import Moment


@dataclass(frozen=True)
class Record:
    """One referral's facts, named as the columns of an imported log (contracts/import.md). None is not known.

    Days are days in London. Every Moment knows whether it is known to the minute or only to the day.
    """

    received_at: Moment
    # First seen by a health professional with this pain or these symptoms.
    presented_at: Moment | None = None
    suspected_at: Moment | None = None
    coordinator_contact_at: Moment | None = None
    # "" is not known; else current, past, suspected or none.
    cancer: str = ""
    # Whether any cord symptom or sign of box 1 is present: None where not asked.
    cord: bool | None = None
    # Whether any pain characteristic of box 1 is present: None where not asked.
    pain: bool | None = None
    mri_requested_at: Moment | None = None
    mri_started_at: Moment | None = None
    # None: a scan was done, and it is not known whether of the whole spine.
    mri_whole_spine: bool | None = None
    mri_contraindicated: bool | None = None
    # "", or one of: declined, died, suspicion_withdrawn, not_in_best_interests.
    mri_exclusion: str = ""
    mri_reported_at: Moment | None = None
    ct_started_at: Moment | None = None
    confirmed_at: Moment | None = None
    # "" is not known; else mscc, impending, metastases or none.
    outcome: str = ""
    surgery_suitable: bool | None = None
    rt_decision_at: Moment | None = None
    rt_first_fraction_at: Moment | None = None
    rt_exclusion: str = ""
    rt_dose_gy: Decimal | None = None
    rt_fractions: int | None = None
    # Why more than one fraction was given; "" where no reason is recorded.
    rt_reason_multifraction: str = ""
    surgery_at: Moment | None = None
    systemic_at: Moment | None = None
    # "" is not known; else unaided, aided, not_walking or no_movement.
    walking_at_presentation: str = ""
    walking_at_discharge: str = ""
    discharged_at: Moment | None = None
    discharge_plan: bool | None = None
    died_on: date | None = None
    last_known_alive: date | None = None
    # The headings of the key information of which something was known within a day, with spaces between.
    key_headings: str = ""
    # National decile of deprivation, 1 the most deprived.
    imd_decile: int | None = None

    @property
    def first_treatment_at(self) -> Moment | None:
        """The first definitive treatment: radiotherapy (first fraction), surgery or systemic treatment."""
        return min(filter(None, (self.rt_first_fraction_at, self.surgery_at, self.systemic_at)), default=None)
