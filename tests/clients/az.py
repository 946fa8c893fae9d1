"""The Azure CLI, as it is published, against the emulator as a cloud of its own."""

import json
import os
import ssl
import subprocess
import tempfile
import urllib.request

from harness import SUBSCRIPTION, Emulator, Steps, equal

# Creates end before the first poll, as they mostly do: the CLI waits half a minute between polls.
emulator = Emulator("--operation-seconds", "0", "--copy-seconds", "100")
step = Steps()
home = tempfile.TemporaryDirectory(prefix="snapline-az-")
environment = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("AZURE_", "ARM_"))},
    **emulator.identity,
    "AZURE_CONFIG_DIR": home.name,
    "AZURE_CORE_COLLECT_TELEMETRY": "no",
    "AZURE_CORE_NO_COLOR": "yes",
    "AZURE_CORE_ONLY_SHOW_ERRORS": "yes",
    "REQUESTS_CA_BUNDLE": emulator.authority,
}


def run(*arguments):
    """One command; gives exit code, output and errors."""
    done = subprocess.run([os.environ["SNAPLINE_AZ"], *arguments], env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def az(*arguments):
    """What a command printed, read as JSON; None when it printed nothing."""
    code, output, errors = run(*arguments)
    assert code == 0, f"az {' '.join(arguments[:3])} ended with {code}: {errors[:600]}"
    return json.loads(output) if output.strip() else None


def refused(*arguments):
    """The errors of a command that must fail."""
    code, _, errors = run(*arguments)
    assert code != 0, f"az {' '.join(arguments[:3])} did not fail"
    return errors


def snapshot_id(name, group="rg"):
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/snapshots/{name}"


@step
def _():
    """the emulator is registered as a cloud and signed in to"""
    az("cloud", "register", "-n", "Emulated", "--endpoint-resource-manager", emulator.endpoint)
    az("cloud", "set", "-n", "Emulated")
    equal([one["id"] for one in az("login", "--identity")], [SUBSCRIPTION])
    equal(az("account", "get-access-token", "--query", "tokenType"), "Bearer")


@step
def _():
    """groups are made"""
    for name, region in [("rg", "westeurope"), ("dr", "northeurope")]:
        made = az("group", "create", "-n", name, "-l", region)
        equal((made["location"], made["properties"]["provisioningState"]), (region, "Succeeded"))
    equal(sorted(az("group", "list", "--query", "[].name")), ["dr", "rg", "rg-empty"])


@step
def _():
    """a disk is created, where its group is"""
    disk = az("disk", "create", "-g", "rg", "-n", "d1", "--size-gb", "64")
    equal((disk["location"], disk["diskSizeGB"], disk["provisioningState"]), ("westeurope", 64, "Succeeded"))
    equal(az("disk", "list", "-g", "rg", "--query", "[].name"), ["d1"])


@step
def _():
    """incremental snapshots are created and shown"""
    made = az("snapshot", "create", "-g", "rg", "-n", "s1", "--source", "d1", "--incremental", "true")
    equal((made["incremental"], made["provisioningState"], made["sku"]["name"]), (True, "Succeeded", "Standard_LRS"))
    az("snapshot", "create", "-g", "rg", "-n", "s2", "--source", "d1", "--incremental", "true", "--tags", "a=b")
    shown = az("snapshot", "show", "-g", "rg", "-n", "s2")
    equal((shown["tags"], shown["resourceGroup"], shown["diskState"]), ({"a": "b"}, "rg", "Unattached"))
    equal(shown["incrementalSnapshotFamilyId"], made["incrementalSnapshotFamilyId"])


@step
def _():
    """lists name them, by group and by subscription"""
    equal(az("snapshot", "list", "-g", "rg", "--query", "[].name"), ["s1", "s2"])
    equal(az("snapshot", "list", "--query", "[].[name, resourceGroup]"), [["s1", "RG"], ["s2", "RG"]])


@step
def _():
    """waiting for what is there ends"""
    equal(az("snapshot", "wait", "-g", "rg", "-n", "s1", "--created", "--interval", "1", "--timeout", "30"), None)


@step
def _():
    """tags are changed by an update, by a patch and as a resource of their own"""
    equal(az("snapshot", "update", "-g", "rg", "-n", "s1", "--set", "tags.team=storage", "--query", "tags"),
          {"team": "storage"})
    body = json.dumps({"tags": {"team": "patched"}})
    az("rest", "-m", "patch", "-u", f"{snapshot_id('s1')}?api-version=2025-01-02", "-b", body)
    equal(az("snapshot", "show", "-g", "rg", "-n", "s1", "--query", "tags"), {"team": "patched"})
    az("tag", "update", "--resource-id", snapshot_id("s1"), "--operation", "merge", "--tags", "x=y")
    equal(az("snapshot", "show", "-g", "rg", "-n", "s1", "--query", "tags"), {"team": "patched", "x": "y"})


@step
def _():
    """access is granted as a link that opens, and revoked"""
    link = az("snapshot", "grant-access", "-g", "rg", "-n", "s1", "--duration-in-seconds", "600")["accessSAS"]
    equal(az("snapshot", "show", "-g", "rg", "-n", "s1", "--query", "diskState"), "ActiveSAS")
    context = ssl.create_default_context(cafile=emulator.authority)
    with urllib.request.urlopen(link + "&comp=pagelist", context=context) as reply:
        assert b"<PageList>" in reply.read()
    az("snapshot", "revoke-access", "-g", "rg", "-n", "s1")
    equal(az("snapshot", "show", "-g", "rg", "-n", "s1", "--query", "diskState"), "Unattached")


@step
def _():
    """a copy in another region is waited for"""
    az("snapshot", "create", "-g", "dr", "-n", "c1", "--source", snapshot_id("s1"), "--incremental", "true",
       "--copy-start", "true")
    emulator.wait(120)
    az("snapshot", "wait", "-g", "dr", "-n", "c1", "--custom", "completionPercent>=`100`", "--interval", "1",
       "--timeout", "30")
    shown = az("snapshot", "show", "-g", "dr", "-n", "c1")
    equal((shown["completionPercent"], shown["location"]), (100, "northeurope"))
    equal(shown["creationData"]["createOption"], "CopyStart")


@step
def _():
    """a disk is made from a snapshot"""
    disk = az("disk", "create", "-g", "rg", "-n", "restored", "--source", "s1", "--sku", "StandardSSD_LRS")
    equal((disk["diskSizeGB"], disk["creationData"]["sourceResourceId"]), (64, snapshot_id("s1")))


@step
def _():
    """az rest reads what the commands do not show"""
    path = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/snapshots"
    page = az("rest", "-m", "get", "-u", f"{path}?api-version=2025-01-02")
    equal([one["properties"]["incremental"] for one in page["value"]], [True, True])


@step
def _():
    """Resource Graph is asked across regions"""
    query = "Resources | where type =~ 'microsoft.compute/snapshots' | project name, location | order by name asc"
    answer = az("rest", "-m", "post", "-u", "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
                "-b", json.dumps({"subscriptions": [SUBSCRIPTION], "query": query}))
    equal(answer["data"], [{"name": "c1", "location": "northeurope"}, {"name": "s1", "location": "westeurope"},
                           {"name": "s2", "location": "westeurope"}])


@step
def _():
    """refusals are told by code and message"""
    assert "(ResourceNotFound)" in refused("snapshot", "show", "-g", "rg", "-n", "nope")
    premium = refused("snapshot", "create", "-g", "rg", "-n", "no", "--source", "d1", "--incremental", "true",
                      "--sku", "Premium_LRS")
    assert "(InvalidParameter)" in premium and "Standard_ZRS" in premium, premium


@step
def _():
    """a lock keeps a snapshot, and its end lets it go"""
    of = ["-g", "dr", "--resource-name", "c1", "--resource-type", "Microsoft.Compute/snapshots"]
    az("lock", "create", "-n", "keep", "--lock-type", "CanNotDelete", *of)
    assert "(ScopeLocked)" in refused("snapshot", "delete", "-g", "dr", "-n", "c1")
    az("lock", "delete", "-n", "keep", *of)
    az("snapshot", "delete", "-g", "dr", "-n", "c1")
    equal(az("snapshot", "list", "-g", "dr"), [])


@step
def _():
    """deletes end, and of what is not there too"""
    for name in ["s1", "s2", "nope"]:
        az("snapshot", "delete", "-g", "rg", "-n", name)
    az("disk", "delete", "-g", "rg", "-n", "restored", "-y")
    equal(az("snapshot", "list"), [])
    equal(az("disk", "list", "-g", "rg", "--query", "[].name"), ["d1"])


@step
def _():
    """an exported script takes what it says, a second run nothing, and one disk that is gone stops no other"""
    with open(os.environ["SNAPLINE_EXPORTS"], encoding="utf-8") as file:
        exported = json.load(file)["emulated"]
    folder = os.path.dirname(os.environ["SNAPLINE_AZ"])
    for form, name, tag in [("create", "d1_20", "team"), ("put", "d1_21", "a=b")]:
        script = os.path.join(home.name, "snapshots.sh")
        with open(script, "w", encoding="utf-8") as file:
            file.write(exported[form])
        said = []
        for _ in range(2):
            done = subprocess.run(["bash", script], env={**environment, "PATH": f"{folder}:{environment['PATH']}"},
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
            said.append((done.returncode, done.stdout.splitlines()[-1]))
            assert "disks/gone" in done.stderr, done.stderr[:600]
            assert f"\t{name}\t" in done.stdout and "\tready" in done.stdout, done.stdout
        equal(said, [(1, "made 1, already there 0, failed 1"), (1, "made 0, already there 1, failed 1")])
        shown = az("snapshot", "show", "-g", "rg", "-n", name)
        equal((shown["incremental"], shown["tags"]["snapline-policy"]), (True, "prod"))
        equal(shown["tags"][tag], exported["value"])
    for name in ["d1_20", "d1_21"]:
        az("snapshot", "delete", "-g", "rg", "-n", name)


@step
def _():
    """no call was left without an answer"""
    equal(emulator.unanswered(), [])


emulator.stop()
home.cleanup()
step.end()
