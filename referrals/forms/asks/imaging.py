"""TABLE: what is asked of imaging."""

from django import forms

from referrals.forms.asks.parts import YES_NO_UNKNOWN, answer, levels, one_of, said, several
from referrals.forms.fields import MomentField
from referrals.late import SCAN
from referrals.models import Timeline

OUTCOMES = [choice for choice in Timeline.Outcome.choices if choice[0]]
MRI_EXCLUSIONS = [c for c in Timeline.MriExclusion.choices if c[0] in {"declined", "not_in_best_interests"}]
NOT_LOCAL = [("no_scanner", "No MRI scanner here"), ("scanner_down", "The scanner is down"),
             ("no_slot", "No slot here in time"), ("no_staff", "Nobody here to scan or to report"),
             ("safety", "Cannot be scanned safely here")]  # fmt: skip
PARTS = [("cervical", "Cervical"), ("thoracic", "Thoracic"), ("lumbar", "Lumbar"), ("sacral", "Sacral")]
SEQUENCES = [("t1", "Sagittal T1"), ("stir", "Sagittal STIR"), ("t2", "Sagittal T2"),
             ("axial", "Axial, through what is abnormal")]  # fmt: skip
ESCC = [(grade, grade) for grade in ("0", "1a", "1b", "1c", "2", "3")]
CENTRES = [("spinal", "Spinal surgical centre"), ("cancer", "Cancer centre"), ("mscc", "MSCC service"),
           ("neuroscience", "Neuroscience centre"), ("other", "Another")]  # fmt: skip
SITES = [("neuroscience", "Neuroscience centre"), ("spinal", "Spinal surgical centre"), ("elsewhere", "Elsewhere")]
ASKS: dict[str, forms.Field] = {
    "booked_for": MomentField(label="Booked for", planned=True, required=True),
    "surveillance_only": answer("Only to look for compression early, with no cord feature?"),
    "whole_spine": one_of("Whole spine?", [("yes", "Yes"), ("no", "No, a part"), ("unknown", "Not known")]),
    "spine_part": several("Which part", PARTS, hint="Where it was not the whole spine"),
    "sequences": several("Sequences", SEQUENCES, hint="Whole spine, T1 or STIR or both, T2; axial where abnormal"),
    "scan_at": said("Where the scan is to be", required=True),
    "local_not_possible": one_of("Why not at the local hospital?", NOT_LOCAL),
    "delay_reason": one_of("Why is it late?", [(each, each) for each in SCAN.reasons]),
    "delay_more": said("More about it", 200),
    "contraindication": said("Why MRI cannot be done", 200, required=True),
    "confirmed_by": said("Confirmed by"),
    "ct_reconstruction": answer("Reconstructed in three planes, for stability or to plan"),
    "myelography_why": said("What it is to tell that CT has not told", 200, required=True),
    "myelography_site": one_of("Where", SITES),
    "site_reason": said("Elsewhere: why", 200),
    "mri_exclusion": one_of("Why", MRI_EXCLUSIONS),
    "treat_immediately": one_of("Would a diagnosis tonight let treatment start at once?", YES_NO_UNKNOWN),
    "outcome": one_of("What it shows", OUTCOMES),
    "report_form": answer("Reported", [("verbal", "By word of mouth"), ("written", "In writing")]),
    "levels": levels("Levels"),
    "escc": answer("ESCC grade", ESCC),
    "radiologist": said("Radiologist"),
    "images_to": one_of("Which centre", CENTRES),
    "images_where": said("Its name"),
}
SAID_WITH = {
    "spine_part": "part", "sequences": "sequences", "local_not_possible": "because",
    "whole_spine": "whole spine", "surveillance_only": "only to look early", "delay_more": "more",
    "ct_reconstruction": "reconstructed in three planes", "treat_immediately": "treatment would start at once",
    "site_reason": "because", "report_form": "reported", "levels": "levels", "escc": "ESCC",
    "radiologist": "radiologist", "confirmed_by": "confirmed by",
}  # fmt: skip
