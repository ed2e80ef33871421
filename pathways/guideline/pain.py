"""Recommendation 1.7.8: when to think of managing pain as neuropathic."""

from pathways.guideline.logic import Condition, fact

RULES: dict[str, Condition] = {"1.7.8": fact("neuropathic_features") | fact("opioid_unresponsive")}
