"""TABLE: neurological assessment and function. A finding can make a feature of box 1 present; none takes one away."""

from referrals.key_information.question import Ask, Question, Sort, When
from referrals.key_information.section import Section, Shown

WALKING = {"unaided": "Unaided", "aided": "With help", "not_walking": "Cannot", "no_movement": "No movement"}
FEELING = {"normal": "Normal", "reduced": "Reduced", "absent": "Absent"}
REFLEXES = {"normal": "Normal", "brisk": "Brisk", "reduced": "Reduced", "absent": "Absent"}
PLANTARS = {"down": "Down", "unclear": "Unclear", "up_one": "Up, one side", "up_both": "Up, both"}
BLADDER = {"normal": "Normal", "changed": "Hesitant or urgent", "retention": "Retention", "incontinent": "Incontinent"}
BOWEL = {"normal": "Normal", "constipated": "Constipated", "incontinent": "Incontinent"}
WEAK, SIGNS = {"limb_weakness": "yes"}, {"neurological_signs": "yes"}
NUMB, BLADDER_OR_BOWEL = {"sensory_loss": "yes"}, {"bladder_bowel_dysfunction": "yes"}
LEGS_FAIL = When("walking", ("not_walking", "no_movement"))

NEUROLOGY = Section("neurology", "Neurological assessment", (
    Question("walking", "Walking now", Ask.WARD, choices=WALKING, worsens=tuple(WALKING),
             makes={"not_walking": {"gait_disturbance": "yes"}, "no_movement": {"gait_disturbance": "yes", **WEAK}}),
    Question("walking_before", "Walking two weeks before", Ask.PERSON, choices=WALKING),
    Question("last_walked", "Last walked unaided", Ask.PERSON, Sort.TEXT),
    Question("plegia_complete", "Complete paralysis of legs, or of legs and arms", Ask.WARD, fact="plegia_complete",
             when=LEGS_FAIL, makes={"yes": WEAK}),
    Question("plegia_days", "Complete paralysis: days", Ask.WARD, Sort.NUMBER,
             when=When("plegia_complete"), unit="days",
             high=3650, fact="plegia_days"),
    Question("sensory", "Loss of feeling below a level", Ask.WARD, makes={"yes": NUMB}),
    Question("sensory_level", "Sensory level", Ask.WARD, Sort.LEVEL, when=When("sensory"),
             hint="The lowest level with normal feeling."),
    Question("saddle", "Feeling of the saddle area", Ask.WARD, choices=FEELING, worsens=tuple(FEELING),
             makes=dict.fromkeys(("reduced", "absent"), NUMB | SIGNS)),
    Question("anal_tone", "Anal tone", Ask.WARD, choices=FEELING, worsens=tuple(FEELING),
             makes=dict.fromkeys(("reduced", "absent"), SIGNS)),
    Question("reflexes", "Reflexes", Ask.WARD, choices=REFLEXES),
    Question("plantars", "Plantars", Ask.WARD, choices=PLANTARS, makes=dict.fromkeys(("up_one", "up_both"), SIGNS)),
    Question("bladder", "Bladder", Ask.WARD, choices=BLADDER, worsens=tuple(BLADDER),
             makes=dict.fromkeys(("changed", "retention", "incontinent"), BLADDER_OR_BOWEL)),
    Question("residual", "Residual after passing urine", Ask.WARD, Sort.NUMBER, unit="ml", high=5000),
    Question("catheter", "Catheter", Ask.WARD),
    Question("catheter_since", "Catheter since", Ask.WARD, Sort.TIME, when=When("catheter")),
    Question("bowel", "Bowel", Ask.WARD, choices=BOWEL, worsens=tuple(BOWEL), makes={"incontinent": BLADDER_OR_BOWEL}),
), (
    Shown("power", "Power by muscle group, MRC", Ask.WARD, "power"),
    Shown("asia", "ASIA or Frankel grade", Ask.WARD, "scales"),
))  # fmt: skip
