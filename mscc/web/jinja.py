"""The Jinja environment of every page: the NHS components, and how times, people and numbers are written."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from mscc import moments
from mscc.nhs_number import spaced
from mscc.phrases import uncapitalised

PACKAGE = "nhsuk_frontend_jinja"


def environment(**options: Any) -> Environment:
    """Made once by Django. The components' templates need an undefined value that can be asked for its parts."""
    own = options.pop("loader")
    loaders = [own, PackageLoader(PACKAGE, "templates"), PackageLoader(PACKAGE, "templates/nhsuk/components")]
    env = Environment(
        **{**options, "undefined": ChainableUndefined, "trim_blocks": True, "lstrip_blocks": True},
        loader=ChoiceLoader([*loaders, PackageLoader(PACKAGE, "templates/nhsuk/macros")]),
        extensions=["jinja2.ext.do"],
    )
    env.globals |= {"static": staticfiles_storage.url, "url": url, "show": moments.show, "span": moments.show_span}
    env.filters |= {
        "nhs_number": spaced,
        "tel": tel,
        "day": moments.show_day,
        "hhmm": hhmm,
        "london_day": london_day,
        "last_day": last_day,
        "uncapitalised": uncapitalised,
    }
    return env


def url(name: str, *arguments: object) -> str:
    return reverse(name, args=arguments)


def tel(number: str) -> str:
    """A telephone number as an address: digits and a leading plus."""
    return "tel:" + "".join(each for each in number if each.isdigit() or each == "+")


def london_day(at: datetime) -> str:
    """The day in London."""
    return moments.show_day(moments.day_in_london(at))


def last_day(ends: datetime) -> str:
    """The day in London at whose end it ends."""
    return london_day(ends - timedelta(seconds=1))


def hhmm(at: datetime) -> str:
    """The time of day in London."""
    return at.astimezone(moments.LONDON).strftime("%H:%M")
