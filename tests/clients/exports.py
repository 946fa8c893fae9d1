"""Exports, read by parsers of their languages that are not ours: Bicep, JSON templates, CSV, iCalendar."""

import csv
import io
import json
import os
import re

from icalendar import Calendar
from pycep import BicepParser

from harness import Steps, equal

with open(os.environ["SNAPLINE_EXPORTS"], encoding="utf-8") as file:
    cases = json.load(file)
bicep = BicepParser()
step = Steps()

ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}


def bicep_text(text):
    """A string's value by the language's own rules: the parser leaves its escapes as they stand."""
    assert not re.search(r"(?<!\\)(\\\\)*\$\{", text), f"an interpolation: {text}"
    return re.sub(r"\\(?:u\{([0-9a-f]+)\}|(.))",
                  lambda m: chr(int(m[1], 16)) if m[1] else ESCAPES[m[2]], text, flags=re.DOTALL)


def bicep_name(name):
    """A member's name: the parser leaves the quotes of one that has them."""
    return bicep_text(name[1:-1]) if name.startswith("'") else name


def deep(read, value, read_name=None):
    """A value with every text and every name read."""
    if isinstance(value, str):
        return read(value)
    if isinstance(value, dict):
        return {(read_name or read)(name): deep(read, member, read_name) for name, member in value.items()}
    return [deep(read, member, read_name) for member in value] if isinstance(value, list) else value


def arm_text(text):
    """A text of a JSON template; an expression is a fault."""
    if text.startswith("[") and text.endswith("]"):
        assert text.startswith("[["), f"an expression: {text}"
        return text[1:]
    return text


def of_bicep(files):
    """Every resource of a plan's Bicep files, with subscription and group where a module says them."""
    trees = {file["name"]: bicep.parse(text=file["text"]) for file in files}
    if "main.bicep" not in trees:
        places = {name: (None, None) for name in trees}
    else:
        places = {}
        for module in trees["main.bicep"]["modules"].values():
            scope = module["config"]["scope"]["function"]["parameters"]
            places[module["detail"]["path"]] = (bicep_text(scope["subscription_id"]), bicep_text(scope["resource_group_name"]))
        equal(sorted(places), sorted(set(trees) - {"main.bicep"}))
    found = []
    for name, place in places.items():
        for resource in trees[name]["resources"].values():
            config = deep(bicep_text, resource["config"], bicep_name)
            found.append((place, resource["type"], resource["api_version"], config))
    return found


def of_arm(text):
    """The same of a JSON template."""
    found = []
    for resource in json.loads(text)["resources"]:
        inner = [resource]
        place = (None, None)
        if resource["type"] == "Microsoft.Resources/deployments":
            place = (arm_text(resource["subscriptionId"]), arm_text(resource["resourceGroup"]))
            inner = resource["properties"]["template"]["resources"]
        for one in inner:
            one = deep(arm_text, one)
            kind, version = one.pop("type"), one.pop("apiVersion")
            found.append((place, kind, version, one))
    return found


@step
def _():
    """every hostile text is a string of Bicep with just that value"""
    assert len(cases["texts"]) > 200
    for case in cases["texts"]:
        tree = bicep.parse(text=f"var x = {case['bicep']}\n")
        equal(list(tree["variables"]), ["x"])
        equal(bicep_text(tree["variables"]["x"]["value"]), case["text"])


@step
def _():
    """Bicep and the JSON template of a plan say the same, and what was planned"""
    for plan in cases["plans"]:
        first, second = of_bicep(plan["files"]["bicep"]), of_arm(plan["files"]["arm"][0]["text"])
        equal(len(first), len(plan["takes"]))
        key = lambda one: json.dumps(one, sort_keys=True)
        equal(sorted(first, key=key), sorted(second, key=key))
        wanted = sorted((take["name"], take["location"], take["disk"]) for take in plan["takes"])
        equal(sorted((one["name"], one["location"], one["properties"]["creationData"]["sourceResourceId"])
                     for _, _, _, one in first), wanted)
        for place, kind, version, one in first:
            equal((kind, version), ("Microsoft.Compute/snapshots", "2025-01-02"))
            equal((one["tags"], one["properties"]["incremental"]), (plan["tags"], True))


@step
def _():
    """every hostile text is one cell of CSV, and none is a formula"""
    for case in cases["texts"]:
        text = case["text"]
        rows = list(csv.reader(io.StringIO(f"a,{case['csv']},z\r\n", newline=""), strict=True))
        shown = "'" + text if text[:1] in tuple("=+-@\t\r") and text else text
        equal(rows, [["a", shown, "z"]])


@step
def _():
    """every hostile text is one value of iCalendar"""
    for case in cases["texts"]:
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z",
                 f"SUMMARY:{case['icalendar']}", "END:VEVENT", "END:VCALENDAR", ""]
        event, = Calendar.from_ical("\r\n".join(lines)).walk("VEVENT")
        wanted = "".join(" " if ord(c) < 32 and c not in "\n" or 127 <= ord(c) < 160 else c
                         for c in re.sub("\r\n?", "\n", case["text"]))
        equal(str(event["SUMMARY"]), wanted)


@step
def _():
    """the events of a year with both clock changes are the slots"""
    events = Calendar.from_ical(cases["calendar"]["text"]).walk("VEVENT")
    starts = [event.decoded("DTSTART").strftime("%Y-%m-%dT%H:%M:%SZ") for event in events]
    equal(starts, cases["calendar"]["slots"])
    equal(len(starts), 730)
    assert all(event.decoded("DTSTART").utcoffset().total_seconds() == 0 for event in events)
    equal(len({str(event["UID"]) for event in events}), 730)


step.end()
