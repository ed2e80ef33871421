"""TABLE: the advice by the five topics of 1.1.16, each prompt with the condition under which it applies to a person.

Informs, never commands; nothing is prescribed and nothing is blocked. A prompt whose facts are missing is not shown as
if it applied: it becomes a question to ask first.
"""

from dataclasses import dataclass
from enum import StrEnum

from pathways.guideline.assess import RULES
from pathways.guideline.logic import All, Any, Condition, Facts, Finding, Number, Unless, fact
from pathways.guideline.triage import CORD_FEATURE


class Topic(StrEnum):
    """What the coordinator's first advice covers (1.1.16)."""

    PAIN = "pain"
    STABILITY = "stability"
    IMMOBILISATION = "immobilisation"
    DEXAMETHASONE = "dexamethasone"
    TRANSFER = "transfer"


TOPICS = {
    Topic.PAIN: "Pain",
    Topic.STABILITY: "Imaging and stability",
    Topic.IMMOBILISATION: "Immobilisation",
    Topic.DEXAMETHASONE: "Dexamethasone",
    Topic.TRANSFER: "Referral and transfer",
}


class Rule(Condition):
    """The condition of a recommendation, by its number."""

    def __init__(self, rec: str) -> None:
        self.rec = rec

    def of(self, facts: Facts) -> Finding:
        return RULES[self.rec].of(facts)

    def in_words(self) -> str:
        return f"{self.rec} applies"

    def parts_of(self) -> tuple[Condition, ...]:
        return (RULES[self.rec],)


@dataclass(frozen=True)
class Prompt:
    """One piece of advice. `loud`: a prohibition or a conflict. `also_ask`: shown with it while they are not known."""

    key: str
    topic: Topic
    says: str
    recs: tuple[str, ...]
    when: Condition
    loud: bool = False
    also_ask: tuple[str, ...] = ()
    # What it is about, in a few words: while facts are missing these are asked first. Without it, missing facts are no
    # reason to ask: they come up by themselves, or with the record.
    about: str = ""


T = Topic
NEUROLOGY = fact("neurology")
DISEASE = Any(fact("spinal_metastases", "suspected", "confirmed"), fact("mscc", "suspected", "confirmed"))
CONFIRMED = Any(fact("spinal_metastases", "confirmed"), fact("mscc", "confirmed"))
MSCC = fact("mscc", "confirmed")
CT = fact("mri_contraindicated")
IMMOBILISED = fact("immobilised")
BLOOD_CANCER = fact("haematological", "confirmed")
BLOOD_CANCER_SUSPECTED = fact("haematological", "radiologically_suspected", "otherwise_suspected")
GIVEN = fact("dexamethasone_before_imaging")
STOPPED = fact("steroid_stopped")
ON_STEROID = Any(GIVEN, fact("on_corticosteroid"))
IN_PAIN = Any(fact("back_pain"), fact("pain_severity", "mild", "moderate", "severe"))
# Metastases that are known, and new pain: the disposition opens the clock, 1.5.3 itself speaks of suspected ones.
WEEK = Any(Rule("1.5.3"), Unless(Rule("1.3.3"), fact("mscc", "confirmed", "excluded")))
LONG_PLEGIA = All(fact("plegia_complete"), Number("plegia_days", "at least", 14))

PROMPTS: tuple[Prompt, ...] = (
    # Pain
    Prompt("pain-relief", T.PAIN, "Pain relief now, while tests and treatment are awaited: opioid or not, alone or "
           "together; weaker ones need not be tried first.", ("1.7.1", "1.7.6"), DISEASE, about="pain relief"),
    Prompt("pain-neuropathic", T.PAIN, "Neuropathic pain, or opioids do not help: consider the neuropathic pain "
           "guideline.", ("1.7.8",), Rule("1.7.8")),
    Prompt("pain-specialist", T.PAIN, "Severe pain that is hard to control: consider the pain team or palliative "
           "care.", ("1.7.5",), All(DISEASE, fact("pain_severity", "severe"), fact("pain_controlled", "no"))),
    Prompt("bisphosphonate", T.PAIN, "Myeloma or breast cancer in the spine: a bisphosphonate is offered against "
           "pain and collapse, by its prescriber (evidence of 2008).", ("1.7.11",), Rule("1.7.11")),
    Prompt("bisphosphonate-prostate", T.PAIN, "Prostate, and usual pain relief has failed: a bisphosphonate is "
           "offered for pain, by its prescriber.", ("1.7.12",), Rule("1.7.12")),
    Prompt("no-bisphosphonate", T.PAIN, "A bisphosphonate is proposed for spinal pain: not for this tumour; in "
           "prostate cancer only where usual pain relief has failed.", ("1.7.13",),
           All(fact("bisphosphonate_aim", "pain"), Rule("1.7.13")), loud=True),
    Prompt("no-bisphosphonate-prevention", T.PAIN, "A bisphosphonate is proposed to prevent MSCC: not outside a "
           "randomised trial.", ("1.7.13",),
           All(fact("bisphosphonate_aim", "prevent_mscc"), Rule("1.7.13")), loud=True),
    # Imaging and stability
    Prompt("mri-day", T.STABILITY, "Whole-spine MRI as soon as possible, always within 24 hours, locally "
           "or at an appropriate centre; a tertiary centre only if neither can. Ring radiology now and tell me "
           "the slot.", ("1.5.2",), Unless(Rule("1.5.2"), CT), also_ask=("mri_contraindicated",),
           about="MRI within 24 hours"),
    Prompt("mri-week", T.STABILITY, "MRI within a week, at the local hospital.", ("1.5.3",),
           Unless(WEEK, Any(Rule("1.5.2"), CT)), also_ask=("mri_contraindicated",), about="MRI within a week"),
    Prompt("ct", T.STABILITY, "MRI cannot be done: CT in its place, in the same time.", ("1.5.7",), Rule("1.5.7")),
    Prompt("overnight", T.STABILITY, "A scan overnight is justified: treatment would start at once.", ("1.5.4",),
           Rule("1.5.4")),
    Prompt("not-overnight", T.STABILITY, "No scan overnight: treatment would not start at once. The 24 hours run "
           "on: where no slot by day is in time, ring the senior clinician.", ("1.5.4",),
           All(Rule("1.5.2"), fact("overnight"), fact("treat_immediately", "no"))),
    Prompt("no-xray", T.STABILITY, "An X-ray was ordered: it neither finds nor rules out metastases or MSCC, and "
           "stops no clock.", ("1.5.9",), fact("xray"), loud=True),
    Prompt("no-surveillance", T.STABILITY, "The MRI is only to look for compression early, without a cord feature: "
           "not called for in known metastases.", ("1.5.6",), Rule("1.5.6"), loud=True),
    Prompt("score", T.STABILITY, "A score such as SINS may help with stability, beside the clinical assessment; it "
           "decides nothing by itself.", ("1.9.1", "1.9.3"), CONFIRMED),
    # Immobilisation
    Prompt("immobilise", T.IMMOBILISATION, "Signs of an unstable spine: immobilise now, also for transfer.",
           ("1.4.1",), Unless(Rule("1.4.1"), IMMOBILISED), also_ask=("immobilised",), about="immobilising now"),
    Prompt("consider-immobilising", T.IMMOBILISATION, "Moderate or severe pain on moving: consider immobilising.",
           ("1.4.2",), Unless(Rule("1.4.2"), Any(IMMOBILISED, Rule("1.4.1"))),
           also_ask=("immobilised", "instability_neurology"), about="immobilising for pain"),
    Prompt("position", T.IMMOBILISATION, "Nursed on the back, flat or partly raised; where that is not tolerated, "
           "adjust. No load on the spine.", ("1.4.3",), IMMOBILISED),
    Prompt("stability-advice", T.IMMOBILISATION, "Immobilised: expert advice on stability within 24 hours, so that "
           "it lasts no longer than it must.", ("1.4.4",), Rule("1.4.4")),
    # Dexamethasone
    Prompt("steroid-conflict", T.DEXAMETHASONE, "Blood cancer suspected, with neurological features: ring "
           "haematology and the senior oncologist at once; the prescriber decides. A biopsy may be spoiled; an "
           "emergency dose is not held up.", ("1.8.1", "1.8.6"), All(DISEASE, NEUROLOGY, BLOOD_CANCER_SUSPECTED),
           loud=True),
    Prompt("haematology-first", T.DEXAMETHASONE, "Blood cancer suspected: haematology’s advice before any steroid, "
           "even for severe pain.", ("1.8.6",), All(DISEASE, ~NEUROLOGY, BLOOD_CANCER_SUSPECTED), loud=True),
    Prompt("haematology-too", T.DEXAMETHASONE, "Known blood cancer, spinal metastases not confirmed, no neurological "
           "features: ask haematology and the senior clinician before any steroid.", ("1.8.5", "1.8.6"),
           All(DISEASE, ~NEUROLOGY, BLOOD_CANCER, ~fact("spinal_metastases", "confirmed"))),
    Prompt("steroid-before-advice", T.DEXAMETHASONE, "A steroid has been given and blood cancer is suspected: ring "
           "haematology now.", ("1.8.6",), All(ON_STEROID, BLOOD_CANCER_SUSPECTED), loud=True),
    Prompt("dexamethasone-blood", T.DEXAMETHASONE, "Known blood cancer: offer dexamethasone 16 mg as soon as "
           "possible; further doses with haematology. Offer a PPI, watch glucose.", ("1.8.5", "1.8.8"),
           Unless(Any(Rule("1.8.5"), All(DISEASE, NEUROLOGY, BLOOD_CANCER)), GIVEN)),
    Prompt("dexamethasone", T.DEXAMETHASONE, "Neurological features: offer dexamethasone 16 mg as soon as possible; "
           "offer a PPI, watch glucose.", ("1.8.1", "1.8.8"),
           Unless(Rule("1.8.1"), Any(BLOOD_CANCER, BLOOD_CANCER_SUSPECTED, GIVEN)),
           also_ask=("haematological", "dexamethasone_before_imaging"), about="dexamethasone"),
    Prompt("dexamethasone-daily", T.DEXAMETHASONE, "16 mg daily while surgery or radiotherapy is awaited; taper "
           "after surgery or from the start of radiotherapy, not its end.", ("1.8.1",),
           Unless(All(Rule("1.8.1"), GIVEN), Any(BLOOD_CANCER, BLOOD_CANCER_SUSPECTED))),
    Prompt("consider-steroid", T.DEXAMETHASONE, "No neurological features, severe pain: a steroid may be considered.",
           ("1.8.3",), Unless(All(Rule("1.8.3"), fact("pain_severity", "severe")),
                              Any(BLOOD_CANCER, BLOOD_CANCER_SUSPECTED, GIVEN)),
           about="a steroid without neurological features"),
    Prompt("no-routine-steroid", T.DEXAMETHASONE, "No neurological features: no steroid as a routine, unless it is "
           "part of a radiotherapy regimen.", ("1.8.7",), Rule("1.8.7"), loud=True),
    Prompt("steroid-stop", T.DEXAMETHASONE, "Metastases and MSCC are both ruled out: dexamethasone is stopped. Ask "
           "about long-term steroids first.", ("1.8.2",), Unless(Rule("1.8.2"), STOPPED), loud=True),
    Prompt("steroid-taper", T.DEXAMETHASONE, "No other effective treatment: dexamethasone is reduced step by step "
           "to nothing; it goes on only where symptoms return or worsen.", ("1.8.4",), Rule("1.8.4")),
    Prompt("steroid-care", T.DEXAMETHASONE, "On a steroid: glucose watched, a PPI offered, a plan to withdraw.",
           ("1.8.8",), Unless(Any(Rule("1.8.8"), GIVEN), STOPPED)),
    # Referral and transfer
    Prompt("oncology", T.TRANSFER, "Cancer is suspected: refer for urgent oncology assessment.", ("1.3.5",),
           All(fact("cancer", "suspected"), Any(Rule("1.3.5"), CORD_FEATURE))),
    Prompt("plan", T.TRANSFER, "MSCC confirmed: surgeon and oncologist agree the plan together now; the plan is no "
           "queue.", ("1.11.1", "1.11.3"), MSCC),
    Prompt("offer-surgery", T.TRANSFER, "A spine that is or may be unstable, with mechanical pain that is not "
           "controlled: stabilising surgery is offered, even with a severe deficit.", ("1.11.8",), Rule("1.11.8"),
           about="stabilising surgery"),
    Prompt("consider-surgery", T.TRANSFER, "Surgery is considered where the person is suitable for it.", ("1.11.7",),
           Unless(Rule("1.11.7"), Any(Rule("1.11.8"), fact("surgery_suitable", "no")))),
    Prompt("external-support", T.TRANSFER, "A spine that is or may be unstable, with such pain, and not suitable for "
           "surgery: external support is offered.", ("1.11.9",), Rule("1.11.9"),
           about="external support"),
    Prompt("interventions", T.TRANSFER, "Metastases without MSCC, and the spine may be unstable or pain is not "
           "controlled: cement, ablation or surgery may be considered; ask the surgeon.", ("1.11.1", "1.11.6"),
           Rule("1.11.6")),
    Prompt("impending", T.TRANSFER, "Compression is impending on imaging: ring the oncologist now.", ("1.10.7",),
           All(CONFIRMED, fact("impending_compression"))),
    Prompt("not-by-time", T.TRANSFER, "Two weeks of paralysis count for radiotherapy only: time alone is no reason "
           "against surgery.", ("1.11.5",), Unless(LONG_PLEGIA, fact("surgery_suitable")), loud=True),
    Prompt("radiotherapy", T.TRANSFER, "Radiotherapy as soon as possible, always within 24 hours of the decision.",
           ("1.10.4",), Rule("1.10.4")),
    Prompt("radiotherapy-exception", T.TRANSFER, "An exception removes the offer of radiotherapy within 24 hours; it "
           "does not forbid the treatment. Oncology and palliative care decide.", ("1.10.4",),
           All(MSCC, fact("surgery_suitable", "no"), ~Rule("1.10.4"))),
    Prompt("fertility", T.TRANSFER, "Talk about fertility before radiotherapy; it never holds up urgent treatment.",
           ("1.10.1",), Rule("1.10.4")),
    Prompt("single-fraction", T.TRANSFER, "Painful metastases without MSCC: a single fraction of 8 Gy is offered, "
           "paralysed or not; with a good prognosis or up to three metastases stereotactic treatment may be "
           "considered.", ("1.10.2",), All(Rule("1.10.2"), IN_PAIN)),
    Prompt("stem-cells", T.TRANSFER, "Stem cells may be harvested: ring haematology’s team now about radiotherapy. "
           "A 24-hour clock runs on.", ("1.10.3",), Rule("1.10.3")),
    Prompt("radiotherapy-again", T.TRANSFER, "Radiotherapy worked well before, and symptoms came back three months "
           "or more after it: it may be considered again.", ("1.10.9",), Rule("1.10.9")),
    Prompt("biopsy", T.TRANSFER, "Primary not found: a biopsy, where it could change the treatment and there is "
           "time.", ("1.11.2",), Rule("1.11.2")),
)  # fmt: skip
BY_KEY = {prompt.key: prompt for prompt in PROMPTS}
