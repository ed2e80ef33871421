"""A referral's times and results as currently known: one flat row, the projection of its events.

The clocks and the audit read this row, so that the alarm and the figure stand on the same facts. It is never edited:
after each event it is folded anew (referrals/timeline.py).
"""

from django.db import models

from mscc.moments import Moment, Precision
from referrals.models.referral import Referral

MOMENTS = (
    "presented_at",
    "suspected_at",
    "coordinator_contact_at",
    "advice_given_at",
    "immobilised_at",
    "immobilised_recorded_at",
    "stability_advice_at",
    "mri_requested_at",
    "mri_booked_for",
    "mri_started_at",
    "mri_reported_at",
    "ct_started_at",
    "confirmed_at",
    "rt_decision_at",
    "rt_booked_for",
    "rt_first_fraction_at",
    "surgery_at",
    "systemic_at",
    "discharged_at",
)


class Timeline(models.Model):
    """What happened when. Empty is not known; `precision` names the moments that are not known exactly."""

    class Outcome(models.TextChoices):
        MSCC = "mscc", "Metastatic spinal cord compression"
        IMPENDING = "impending", "Impending compression"
        METASTASES = "metastases", "Spinal metastases, no compression"
        NONE = "none", "No metastases, no compression"
        NOT_KNOWN = "", "Not known"

    class MriExclusion(models.TextChoices):
        DECLINED = "declined", "The person declined"
        DIED = "died", "The person died"
        SUSPICION_WITHDRAWN = "suspicion_withdrawn", "MSCC no longer suspected"
        NOT_IN_BEST_INTERESTS = "not_in_best_interests", "Not in the person's best interests"
        NONE = "", "None"

    class RadiotherapyExclusion(models.TextChoices):
        DECLINED = "declined", "The person declined"
        DIED = "died", "The person died"
        PLEGIA = "plegia_two_weeks_pain_controlled", "Complete paralysis for two weeks or more, pain well controlled"
        PROGNOSIS = "poor_prognosis", "Overall prognosis considered poor"
        POSTOPERATIVE = "postoperative", "Radiotherapy after surgery"
        SYSTEMIC = "systemic_chosen", "Systemic treatment chosen"
        SURGERY = "surgery_chosen", "Surgery chosen"
        NONE = "", "None"

    class Walking(models.TextChoices):
        UNAIDED = "unaided", "Unaided"
        AIDED = "aided", "With help"
        NOT_WALKING = "not_walking", "Cannot"
        NO_MOVEMENT = "no_movement", "No movement"
        NOT_KNOWN = "", "Not known"

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, primary_key=True, related_name="timeline")
    has_cord_feature = models.BooleanField(null=True)
    has_pain_characteristic = models.BooleanField(null=True)
    cancer = models.CharField(max_length=10, blank=True)
    mri_whole_spine = models.BooleanField(null=True)
    mri_contraindicated = models.BooleanField(null=True)
    mri_exclusion = models.CharField(max_length=30, choices=MriExclusion, blank=True)
    mri_delay_reason = models.CharField(max_length=200, blank=True)
    rt_delay_reason = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    surgery_suitable = models.BooleanField(null=True)
    rt_exclusion = models.CharField(max_length=40, choices=RadiotherapyExclusion, blank=True)
    rt_dose_gy = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    rt_fractions = models.PositiveSmallIntegerField(null=True)
    rt_reason_multifraction = models.TextField(blank=True, help_text="Why more than one fraction.")
    walking_at_presentation = models.CharField(max_length=12, choices=Walking, blank=True)
    walking_at_discharge = models.CharField(max_length=12, choices=Walking, blank=True)
    discharge_plan = models.BooleanField(null=True)
    died_on = models.DateField(null=True)
    last_known_alive = models.DateField(null=True)
    precision = models.JSONField(default=dict, help_text="Moments that are estimated or known to the day only.")

    left_incomplete = models.PositiveSmallIntegerField(
        default=0, help_text="How often somebody left for another hospital before all was in place."
    )
    key_headings = models.CharField(
        max_length=100, blank=True, help_text="Headings of the key information that had an answer within a day."
    )
    awaited = models.JSONField(default=dict, help_text="What somebody was asked for and has not answered, since when.")

    presented_at = models.DateTimeField(null=True)
    suspected_at = models.DateTimeField(null=True)
    coordinator_contact_at = models.DateTimeField(null=True)
    advice_given_at = models.DateTimeField(null=True)
    immobilised_at = models.DateTimeField(null=True)
    immobilised_recorded_at = models.DateTimeField(null=True)
    stability_advice_at = models.DateTimeField(null=True)
    mri_requested_at = models.DateTimeField(null=True)
    mri_booked_for = models.DateTimeField(null=True)
    mri_started_at = models.DateTimeField(null=True)
    mri_reported_at = models.DateTimeField(null=True)
    ct_started_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    rt_decision_at = models.DateTimeField(null=True)
    rt_booked_for = models.DateTimeField(null=True)
    rt_first_fraction_at = models.DateTimeField(null=True)
    surgery_at = models.DateTimeField(null=True)
    systemic_at = models.DateTimeField(null=True)
    discharged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["suspected_at"], name="timeline_suspected"),
            models.Index(fields=["coordinator_contact_at"], name="timeline_contact"),
            models.Index(fields=["rt_decision_at"], name="timeline_rt_decision"),
            models.Index(
                fields=["left_incomplete"], condition=models.Q(left_incomplete__gt=0), name="timeline_left_incomplete"
            ),
            models.Index(fields=["confirmed_at"], condition=models.Q(outcome="mscc"), name="timeline_mscc_confirmed"),
        ]

    def __str__(self) -> str:
        return f"Timeline of {self.referral_id}"

    @property
    def is_partly_scanned(self) -> bool:
        """Whether the scan on record is not known to be of the whole spine: it rules nothing out (1.5.5)."""
        return self.mri_started_at is not None and self.mri_whole_spine is not True

    def moment(self, name: str) -> Moment | None:
        """One of MOMENTS with its precision; None where it is not known."""
        at = getattr(self, name)
        return None if at is None else Moment(at, Precision(self.precision.get(name, Precision.EXACT)))
