"""Recommendation 1.4.4: expert advice on stability within 24 hours for somebody who is immobilised."""

from pathways.guideline.logic import Condition, fact

RULES: dict[str, Condition] = {"1.4.4": fact("immobilised")}
