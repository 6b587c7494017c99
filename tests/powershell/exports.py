# SPDX-License-Identifier: GPL-3.0-or-later
"""exports - PowerShell writes the settings of some worlds in every form it has, and check_push_config judges each file

A form is read whole, and its verdict is that of the live pool. Or it lost what a verdict needs (words for enumerations, members beyond
-Depth, the names of the cmdlets), or it is no export at all: then the verdict may also be UNKNOWN, and names the command to use.
"""
import fnmatch
import json
import os
import sys

from base import HERE, PLUGIN, TOP, must, table

sys.path.insert(0, os.path.join(TOP, "tests", "lab", "pool"))
import cmdlets
from habits import Habits
from powershell import Installation

SETTINGS = os.path.join(TOP, "tests", "lab", "machines", "pool-settings.json")
NAMES = {"@PARTNER@": "sipfed.online.lync.com", "@PUSH_DOMAIN@": "push.lync.com", "@PUSH_URI@": "sip:push@push.lync.com",
         "@POOL@": "pool.contoso.com", "@ORG_DOMAIN@": "contoso.com", "@EDGE@": "accessproxy.contoso.com"}
# What is wrong in a world: the changes of pool/faults.sh, and the live verdict
WORLDS = {
    "none": ([], "OK"),
    "provider-disabled": (["HostingProvider[1].Enabled=false"], "CRITICAL"),
    "provider-level": (['HostingProvider[1].VerificationLevel="AlwaysVerifiable"'], "OK"),
    "domain-missing": (["AllowedDomain=[]"], "CRITICAL"),
    "domain-blocked": (['BlockedDomain[+]={"Identity":"push.lync.com","Domain":"push.lync.com","Comment":null}'], "CRITICAL"),
    "filter-blocks": (['ImFilterConfiguration[0].Action="Block"'], "WARNING"),
    "push-site-off": (["PushNotificationConfiguration[1].EnableMicrosoftPushNotificationService=false"], "WARNING"),
}


COMMANDS = ("Export-PushConfig.ps1", "Export-Clixml", "-Depth 4")


def rows():
    """(world, files, must the verdict be the live one)"""
    return [(world, files, whole.startswith("all") and world not in whole.split())
            for files, whole in table("exports.tsv", 2) for world in WORLDS]


def count(_):
    return len(rows())


def world_settings(directory, world, changes=()):
    """The settings of that world, as the lab's pool has them, with these changes besides"""
    base = os.path.join(directory, "base.json")
    with open(SETTINGS, encoding="utf-8") as file:
        text = file.read()
    for name, value in NAMES.items():
        text = text.replace(name, value)
    with open(base, "w", encoding="utf-8") as file:
        file.write(text)
    return cmdlets.load(base, [*WORLDS[world][0], *changes])


def write_world(tally, directory, world):
    """Every form of that world, in files of directory"""
    os.makedirs(os.path.join(directory, "files"))
    settings = world_settings(directory, world)
    installation = Installation(os.path.join(directory, "powershell"), settings, Habits([]), ())
    installation.provide_types()
    environment = installation.environment()
    files = os.path.join(directory, "files")
    done = tally.powershell("-File", os.path.join(HERE, "exports.ps1"), files, env=environment, seconds=300)
    must(done.returncode == 0 and not done.stderr, f"exports.ps1 ended with {done.returncode}: {done.stderr}{done.stdout}")
    done = tally.powershell("-OutputFormat", "XML", "-Command", "Get-CsHostingProvider; Get-CsAllowedDomain; Get-CsBlockedDomain; "
                            "Get-CsAccessEdgeConfiguration; Get-CsPushNotificationConfiguration; Get-CsMcxConfiguration; "
                            "Get-CsImFilterConfiguration; Get-CsMobilityPolicy; Get-CsManagementStoreReplicationStatus",
                            env=environment, seconds=300)
    with open(os.path.join(files, "outputformat.xml"), "w", encoding="utf-8") as file:
        file.write(done.stdout)


def check(tally, directory, row):
    world, pattern, is_whole = row
    place = os.path.join(directory, "files", os.path.dirname(pattern))
    files = sorted(os.path.join(place, name) for name in os.listdir(place) if fnmatch.fnmatch(name, os.path.basename(pattern)))
    must(files, f"PowerShell wrote no {pattern}")
    given = [word for file in files for word in ("-F", file)]
    said = json.loads(tally.run([PLUGIN, *given, "--output-format", "json"]).stdout)
    found = f"{said['state']} {said['cause']}: {said['sentence']}; the live pool is {WORLDS[world][1]}"
    if said["state"] == WORLDS[world][1]:
        return
    must(not is_whole and said["state"] == "UNKNOWN", found)
    text = tally.run([PLUGIN, *given, "-v"]).stdout
    must(any(command in text for command in COMMANDS), f"{found}; it does not name the command to use:\n{text}")


def jobs(tally, scratch):
    def world_of(world):
        directory = os.path.join(scratch, "exports-" + world)
        write_world(tally, directory, world)
        for row in rows():
            if row[0] == world and not tally.is_stopped:
                tally.row((f"export {row[1]}, {world}",), check, tally, directory, row)

    return [lambda world=world: world_of(world) for world in WORLDS]


def end():
    """Nothing of it outlives its program."""
