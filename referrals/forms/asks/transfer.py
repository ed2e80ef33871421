"""TABLE: what is asked of a transfer."""

from django import forms

from referrals.forms.asks.parts import answer, one_of, said

IMAGES = [("sent", "Sent"), ("none", "None taken yet"), ("no", "Not sent")]
CANCELS = [("no_longer", "No longer wanted"), ("refused", "Taken back by the hospital"), ("unwell", "Not well enough"),
           ("wish", "The person does not want it"), ("other", "Other")]  # fmt: skip
ASKS: dict[str, forms.Field] = {
    "transfer_to": said("To which hospital and ward", required=True),
    "transfer_phone": said("Ring there", 40),
    "accepting": said("Clinician who accepts there"),
    "bed": said("Bed, or who gives it"),
    "responsible": said("Who is responsible until arrival"),
    "precautions": said("Spinal precautions", 300, hint="Such as flat and log-rolled; or none, and who says so"),
    "precautions_read_back": answer("Precautions read back"),
    "images": answer("Images", IMAGES),
    "steroid_given": answer("Dexamethasone given"),
    "escort": said("Escort"),
    "transport": said("Transport", hint="Such as the crew, and when"),
    "ward_told": said("Who on the receiving ward was told"),
    "gate_reason": said("Left without: why", 300, hint="Only where something is still missing"),
    "gate_clinician": said("Clinician who says so (name)"),
    "cancel_reason": one_of("Why", CANCELS),
}
SAID_WITH = {
    "transfer_phone": "ring", "accepting": "accepted by", "bed": "bed", "responsible": "responsible until arrival",
    "precautions": "precautions", "precautions_read_back": "read back", "images": "images",
    "steroid_given": "dexamethasone given", "escort": "escort", "transport": "transport",
    "ward_told": "told on the ward", "gate_reason": "why", "gate_clinician": "says",
}  # fmt: skip
