"""A running emulator, and steps that print TAP."""

import json
import os
import re
import subprocess
import sys
import traceback
import urllib.request

SUBSCRIPTION = "5eed0000-0000-4000-8000-000000000001"


class Emulator:
    """The program of `$SNAPLINE_EMULATOR` with both listeners; it ends with this script."""

    def __init__(self, *flags):
        self._child = subprocess.Popen(
            [os.environ["SNAPLINE_EMULATOR"], "--fleet", "empty", "--https", "--exit-with-stdin", *flags],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready = json.loads(self._child.stdout.readline())
        self.endpoint = ready["endpointHttps"]
        self.plain = ready["endpoint"]
        self.authority = ready["caFile"]
        self.identity = {"IDENTITY_ENDPOINT": ready["identityEndpoint"], "IDENTITY_HEADER": ready["identityHeader"]}
        self._management, self._key = ready["management"], ready["managementKey"]

    def manage(self, method, path, body=None):
        """One management call; gives what it answered."""
        request = urllib.request.Request(
            f"{self._management}/{path}", method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"x-snapline-management-key": self._key})
        with urllib.request.urlopen(request) as reply:
            return json.load(reply)

    def wait(self, seconds):
        """Moves the emulated clock on."""
        self.manage("POST", "clock", {"advanceSeconds": seconds})

    def unanswered(self):
        """Calls that it does not implement, without their queries."""
        log = self.manage("GET", "log")
        return sorted({f"{entry['method']} {entry['path']}" for entry in log if entry["status"] == 501})

    def stop(self):
        self._child.stdin.close()
        self._child.wait(10)


class Steps:
    """Runs steps in order and prints one TAP line for each."""

    def __init__(self):
        self._count = self._failed = 0

    def __call__(self, step):
        """Decorates a function: runs it at once under its docstring's name."""
        self._count += 1
        try:
            step()
        except Exception:  # a step that fails is told of, and the next ones go on
            self._failed += 1
            print(f"not ok {self._count} - {step.__doc__}")
            for line in hidden(traceback.format_exc()).splitlines()[-12:]:
                print(f"# {line}")
        else:
            print(f"ok {self._count} - {step.__doc__}", flush=True)

    def end(self):
        """Prints the plan and ends the script."""
        print(f"1..{self._count}")
        sys.exit(1 if self._failed else 0)


def hidden(text):
    """The text without what opens something: signatures and tokens."""
    return re.sub(r"(sig=|[?&][tcsh]=|eyJ)[^&\s'\"]+", r"\1…", text)


def equal(have, wanted):
    """Fails when the two differ, and shows both."""
    assert have == wanted, f"have {have!r}, want {wanted!r}"
