"""PURE: the formulas behind the figures, each with its paper. Standard library only; shares and limits are 0 to 1."""

from audit.statistics.charts import Funnel, Signal, Xmr, funnel_limits, xmr
from audit.statistics.disclosure import HIDDEN, Shown, divided, give_away, shown
from audit.statistics.inequality import Group, Slope, slope
from audit.statistics.proportions import clopper_pearson, difference, wilson
from audit.statistics.quantiles import median, quantile, quantile_of_ordered
from audit.statistics.rates import (
    ESP_2013,
    Band,
    Rate,
    byar,
    crude_rate,
    exact_poisson,
    poisson_limits,
    repeated_rate,
    standardised,
)
from audit.statistics.survival import Curve, Life, Step, kaplan_meier, product_limit

__all__ = [
    "ESP_2013",
    "HIDDEN",
    "Band",
    "Curve",
    "Funnel",
    "Group",
    "Life",
    "Rate",
    "Shown",
    "Signal",
    "Slope",
    "Step",
    "Xmr",
    "byar",
    "clopper_pearson",
    "crude_rate",
    "difference",
    "divided",
    "exact_poisson",
    "funnel_limits",
    "give_away",
    "kaplan_meier",
    "median",
    "poisson_limits",
    "product_limit",
    "quantile",
    "quantile_of_ordered",
    "repeated_rate",
    "shown",
    "slope",
    "standardised",
    "wilson",
    "xmr",
]
