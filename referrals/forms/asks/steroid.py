"""TABLE: what is asked of dexamethasone."""

from django import forms

from referrals.forms.asks.parts import amount, answer, one_of, said

ROUTES = [("oral", "By mouth"), ("parenteral", "By injection")]
PPI = [("yes", "Given"), ("declined", "Offered, declined"), ("no", "Not offered")]
STOPS = [("excluded", "Metastases and MSCC are ruled out"), ("tapered", "Tapered to nothing"),
         ("harm", "It did harm"), ("wish", "The person does not want it"), ("other", "Other")]  # fmt: skip
ASKS: dict[str, forms.Field] = {
    "dose_mg": amount("Dose, mg", "0.1", 100, required=True),
    "route": answer("How", ROUTES),
    "ppi_given": answer("Proton pump inhibitor", PPI),
    "glucose": amount("Blood glucose, mmol/L", "0.1", 100),
    "taper": said("The plan: doses and days", 1000, required=True),
    "stop_reason": one_of("Why", STOPS),
}
SAID_WITH = {"route": "how", "ppi_given": "PPI", "glucose": "glucose"}
