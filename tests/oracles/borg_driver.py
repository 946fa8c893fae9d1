"""Asks borg's own functions what its prune would keep: one JSON object a line in, one a line out.

In:  {"zone": "Europe/Vienna", "now": 1700000000000000, "within": 48, "rules": [["secondly", 3], ["daily", 7]],
      "archives": [1699990000000000, ...]}
     Instants are microseconds since 1970, archives newest first, "within" whole hours or null; -1 is "all".
Out: {"keep": [0, 3, ...]}: places in "archives".

Needs borg 1.2 as an importable package (Debian's borgbackup). Nothing of it is copied, nothing is written.
"""

import json
import os
import sys
import time
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

from borg.helpers import misc

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
ZONES = "/usr/share/zoneinfo"


class Clock(datetime):
    """What borg's functions take for the clock: the `now` of the question."""

    moment = EPOCH

    @classmethod
    def now(cls, tz=None):
        return cls.moment


def instant(microseconds):
    return EPOCH + timedelta(microseconds=microseconds)


def enter(zone):
    """Makes `zone` the zone of the C library, which takes any name and means UTC by those that it does not know."""
    if os.environ.get("TZ") == zone:
        return
    if not os.path.isfile(os.path.join(ZONES, zone)):
        sys.exit(f"the zone {zone} is not in {ZONES}; install it with: apt-get install tzdata")
    os.environ["TZ"] = zone
    time.tzset()


def answer(question):
    enter(question["zone"])
    Clock.moment = instant(question["now"])
    archives = [SimpleNamespace(id=place, ts=instant(ts)) for place, ts in enumerate(question["archives"])]
    because, keep = {}, []
    if question["within"]:
        keep += misc.prune_within(archives, question["within"], because)
    for rule, count in question["rules"]:
        keep += misc.prune_split(archives, rule, count, because)
    return {"keep": sorted(archive.id for archive in keep)}


def main():
    misc.datetime = Clock
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


main()
