"""TABLE: a transfer between hospitals: arranged, all in place, left, arrived; or called off."""

from referrals.events.kinds import About, EventKind

K = EventKind
# What must be in place before anybody leaves (referrals/gate.py); each may be told when it is known.
CHECKS = ("accepting", "bed", "responsible", "precautions", "precautions_read_back", "images", "steroid_given",
          "escort", "transport", "ward_told")  # fmt: skip
EVENTS: dict[EventKind, About] = {
    K.TRANSFER_ARRANGED: About(
        "Transfer arranged", "", None, "Transfer arranged", ("transfer_to", "transfer_phone", *CHECKS, "told_by")
    ),
    K.TRANSFER_CHECKED: About("For the transfer", "", None, "In place for the transfer", (*CHECKS, "told_by")),
    K.DEPARTED: About("Left", "", None, "Has left", ("gate_reason", "gate_clinician", "told_by")),
    K.ARRIVED: About("Arrived", "", None, "Has arrived", ("where_now", "where_phone", "told_by")),
    K.TRANSFER_CANCELLED: About("Transfer called off", "", None, "Transfer called off", ("cancel_reason", "told_by")),
}
