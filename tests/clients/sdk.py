"""azure-mgmt-compute and azure-identity, as they are published, against the emulator."""

import os
import ssl
import urllib.error
import urllib.request

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import ManagedIdentityCredential
from azure.mgmt.compute import ComputeManagementClient

from harness import SUBSCRIPTION, Emulator, Steps, equal

emulator = Emulator("--operation-seconds", "1", "--copy-seconds", "100", "--page-size", "2")
os.environ.update(emulator.identity)
step = Steps()


def client(credential, **kwargs):
    return ComputeManagementClient(
        credential, SUBSCRIPTION, base_url=emulator.endpoint, credential_scopes=[f"{emulator.endpoint}/.default"],
        connection_verify=emulator.authority, polling_interval=1, **kwargs)


compute = client(ManagedIdentityCredential())
for group, region in [("rg", "westeurope"), ("dr", "northeurope")]:
    token = ManagedIdentityCredential().get_token("https://management.azure.com/.default").token
    request = urllib.request.Request(
        f"{emulator.endpoint}/subscriptions/{SUBSCRIPTION}/resourcegroups/{group}?api-version=2021-04-01",
        method="PUT", data=b'{"location": "%s"}' % region.encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    urllib.request.urlopen(request, context=ssl.create_default_context(cafile=emulator.authority)).close()

ids = {}


def snapshot_of(name, location="westeurope", group="rg", option="Copy", source="d1"):
    body = {"location": location, "properties": {
        "incremental": True, "creationData": {"createOption": option, "sourceResourceId": ids[source]}}}
    return compute.snapshots.begin_create_or_update(group, name, body).result()


@step
def _():
    """a virtual machine's identity gives a token too"""
    os.environ["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = emulator.plain
    kept = {name: os.environ.pop(name) for name in emulator.identity}
    try:
        token = ManagedIdentityCredential().get_token("https://management.azure.com/.default")
    finally:
        os.environ.update(kept)
    assert token.token.startswith("eyJ")


@step
def _():
    """disks are created, empty, of two kinds"""
    for name, sku in [("d1", "Premium_LRS"), ("u1", "UltraSSD_LRS")]:
        body = {"location": "westeurope", "sku": {"name": sku},
                "properties": {"diskSizeGB": 64, "creationData": {"createOption": "Empty"}}}
        disk = compute.disks.begin_create_or_update("rg", name, body).result()
        equal((disk.name, disk.disk_size_gb, disk.sku.name, disk.provisioning_state), (name, 64, sku, "Succeeded"))
        ids[name] = disk.id


@step
def _():
    """snapshots of a disk are one family"""
    first, second, third = [snapshot_of(name) for name in ["s1", "s2", "s3"]]
    ids["s1"] = first.id
    disk = compute.disks.get("rg", "d1")
    equal((first.incremental, first.provisioning_state, first.disk_state), (True, "Succeeded", "Unattached"))
    equal(first.creation_data.source_unique_id, disk.unique_id)
    equal(second.incremental_snapshot_family_id, first.incremental_snapshot_family_id)
    assert first.time_created < second.time_created < third.time_created


@step
def _():
    """lists follow their pages"""
    equal([one.name for one in compute.snapshots.list_by_resource_group("rg")], ["s1", "s2", "s3"])
    equal(sorted(one.name for one in compute.snapshots.list()), ["s1", "s2", "s3"])
    equal([one.name for one in compute.disks.list()], ["d1", "u1"])


@step
def _():
    """machines are listed by the disks that name them"""
    below = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines"
    for name in ["vm1", "vm2"]:
        emulator.manage("POST", "attach", {"disk": ids["u1"], "machine": f"{below}/{name}"})
    equal(compute.disks.get("rg", "u1").managed_by_extended, [f"{below}/vm1", f"{below}/vm2"])
    equal([one.name for one in compute.virtual_machines.list("rg")], ["vm1", "vm2"])
    found = list(compute.virtual_machines.list_all())
    equal([one.location for one in found], ["westeurope"] * 2)
    equal(found[1].storage_profile.data_disks[0].managed_disk.id, ids["u1"])
    emulator.manage("POST", "attach", {"disk": ids["u1"], "machine": None})
    equal(list(compute.virtual_machines.list_all()), [])


@step
def _():
    """tags are changed by a patch"""
    changed = compute.snapshots.begin_update("rg", "s1", {"tags": {"team": "storage"}}).result()
    equal(changed.tags, {"team": "storage"})
    equal(compute.snapshots.get("rg", "s1").tags, {"team": "storage"})


@step
def _():
    """access is granted as a link, shown, and revoked"""
    grant = {"access": "Read", "durationInSeconds": 600}
    link = compute.snapshots.begin_grant_access("rg", "s1", grant).result().access_sas
    assert link.startswith(f"{emulator.endpoint}/md-"), "the link leads elsewhere"
    equal(compute.snapshots.get("rg", "s1").disk_state, "ActiveSAS")
    context = ssl.create_default_context(cafile=emulator.authority)
    with urllib.request.urlopen(link + "&comp=pagelist", context=context) as reply:
        assert b"<PageList>" in reply.read()
    request = urllib.request.Request(link, headers={"Range": "bytes=0-511"})
    with urllib.request.urlopen(request, context=context) as reply:
        equal((reply.status, len(reply.read())), (206, 512))
    compute.snapshots.begin_revoke_access("rg", "s1").result()
    equal(compute.snapshots.get("rg", "s1").disk_state, "Unattached")
    try:
        urllib.request.urlopen(link + "&comp=pagelist", context=context)
        raise AssertionError("a revoked link still opens")
    except urllib.error.HTTPError as error:
        equal(error.code, 403)


@step
def _():
    """a copy in another region fills by the clock"""
    copy = snapshot_of("c1", location="northeurope", group="dr", option="CopyStart", source="s1")
    equal((copy.location, copy.provisioning_state), ("northeurope", "Succeeded"))
    emulator.wait(50)
    half = compute.snapshots.get("dr", "c1").completion_percent
    assert 35 < half < 70, half
    emulator.wait(70)
    equal(compute.snapshots.get("dr", "c1").completion_percent, 100)


@step
def _():
    """a snapshot of an Ultra disk cannot be used until it is full"""
    made = snapshot_of("u1s", source="u1")
    ids["u1s"] = made.id
    body = {"location": "westeurope", "sku": {"name": "UltraSSD_LRS"}, "properties": {
        "creationData": {"createOption": "Copy", "sourceResourceId": made.id}}}
    try:
        compute.disks.begin_create_or_update("rg", "early", body).result()
        raise AssertionError("the disk was made early")
    except HttpResponseError as error:
        equal(error.status_code, 409)
    emulator.wait(200)
    equal(compute.disks.begin_create_or_update("rg", "late", body).result().provisioning_state, "Succeeded")


@step
def _():
    """a disk is made from a snapshot"""
    body = {"location": "westeurope", "sku": {"name": "StandardSSD_LRS"}, "properties": {
        "creationData": {"createOption": "Copy", "sourceResourceId": ids["s1"]}}}
    disk = compute.disks.begin_create_or_update("rg", "restored", body).result()
    equal((disk.disk_size_gb, disk.creation_data.source_resource_id), (64, ids["s1"]))


@step
def _():
    """what is refused is refused with its code"""
    try:
        compute.snapshots.get("rg", "nope")
        raise AssertionError("found")
    except ResourceNotFoundError as error:
        equal((error.status_code, error.error.code), (404, "ResourceNotFound"))
    body = {"location": "westeurope", "sku": {"name": "Premium_LRS"}, "properties": {
        "incremental": True, "creationData": {"createOption": "Copy", "sourceResourceId": ids["d1"]}}}
    try:
        compute.snapshots.begin_create_or_update("rg", "wrong", body).result()
        raise AssertionError("taken")
    except HttpResponseError as error:
        equal((error.status_code, error.error.code, error.error.target), (400, "InvalidParameter", "sku"))


@step
def _():
    """throttling is waited out by the client itself"""
    rule = {"match": {"method": "GET", "pathContains": "/snapshots/", "times": 2},
            "fault": {"kind": "status", "status": 429, "retryAfter": "1", "shape": "bare"}}
    emulator.manage("POST", "faults", rule)
    equal(compute.snapshots.get("rg", "s2").name, "s2")
    equal(sum(entry["status"] == 429 for entry in emulator.manage("GET", "log")), 2)


@step
def _():
    """a failed operation is an error with its code"""
    rule = {"match": {"method": "PUT"}, "fault": {"kind": "failOperation", "code": "InternalError", "message": "lost"}}
    emulator.manage("POST", "faults", rule)
    try:
        snapshot_of("failed")
        raise AssertionError("succeeded")
    except HttpResponseError as error:
        assert "InternalError" in str(error), str(error)


@step
def _():
    """deletes end, and of what is not there too"""
    for name in ["s2", "s3", "nope"]:
        compute.snapshots.begin_delete("rg", name).result()
    compute.disks.begin_delete("rg", "restored").result()
    names = {one.name for one in compute.snapshots.list_by_resource_group("rg")}
    assert "s1" in names and not names & {"s2", "s3"}, names


@step
def _():
    """older api-versions work and show less"""
    equal(compute.snapshots.get("rg", "s1", api_version="2021-12-01").incremental_snapshot_family_id, None)
    equal(emulator.manage("GET", "log")[-1]["apiVersion"], "2021-12-01")


@step
def _():
    """a snapshot with an active immutability policy is not deleted"""
    policy = {"immutabilityDurationDays": 1, "type": "Locked"}
    compute.snapshots.begin_update_immutability_policy_lock("rg", "s1", policy).result()
    shown = compute.snapshots.get("rg", "s1").immutability_policy
    equal((shown.type, shown.immutability_duration_days, shown.is_policy_expired), ("Locked", 1, False))
    try:
        compute.snapshots.begin_delete("rg", "s1").result()
        raise AssertionError("deleted")
    except HttpResponseError as error:
        equal(error.status_code, 409)


@step
def _():
    """no call was left without an answer"""
    equal(emulator.unanswered(), [])


emulator.stop()
step.end()
