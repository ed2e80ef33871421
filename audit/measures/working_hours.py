"""PURE: when most hospitals work: Monday to Friday, 08:00 to 18:00 in London, no bank holiday."""

from datetime import datetime, time

from mscc.moments import LONDON
from mscc.rota import bank_holiday

DAY_BEGINS, DAY_ENDS = time(8), time(18)


def is_working_time(moment: datetime) -> bool:
    """Whether an instant falls into working hours."""
    local = moment.astimezone(LONDON)
    is_working_day = local.weekday() < 5 and not bank_holiday(local.date())
    return is_working_day and DAY_BEGINS <= local.time() < DAY_ENDS
