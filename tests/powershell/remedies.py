# SPDX-License-Identifier: GPL-3.0-or-later
"""remedies - every command that --remedy prints: of each fault of the pool's settings, and of values that a shell reads in its own way"""
import json
import os
import re
import subprocess
import sys

from base import PLUGIN, TOP, must

sys.path.insert(0, os.path.join(TOP, "tests", "lab", "pool"))
import cmdlets

NAMES = {"@PARTNER@": "sipfed.online.lync.com", "@PUSH_DOMAIN@": "push.lync.com", "@PUSH_URI@": "sip:push@push.lync.com",
         "@POOL@": "pool.contoso.com", "@ORG_DOMAIN@": "contoso.com", "@EDGE@": "accessproxy.contoso.com"}
# Identities, and whether a command with one is printed: what a shell may read in its own way is left to be done by hand
VALUES = {
    "St. Mary's": True, "it''s": True, "two words": True, "-Dash": True, "Site:HQ (1), A/B": True, "x" * 200: True,
    "$(Remove-Item x)": False, "a`nb": False, "semi;colon | pipe": False, 'double "quotes"': False, "@{a=1}": False, "#comment": False,
    "{braces}": False, "%s": False, "Zürich": False, "‘curly’": False, "日本": False, "line\nbreak": False, "bell\a": False,
}
# What is wrong with an object of that identity; {} stands for it, as JSON
WITH_IDENTITY = {
    "provider.enabled": 'HostingProvider[1]={"Identity":{},"ProxyFqdn":"sipfed.online.lync.com","VerificationLevel":"UseSourceVerification",'
                        '"Enabled":false,"IsLocal":false}',
    "push.uri": 'McxConfiguration[1]={"Identity":{},"PushNotificationProxyUri":"sip:other@example.net"}',
    "edge.replica": 'ManagementStoreReplicationStatus[+]={"ReplicaFqdn":{},"UpToDate":false}',
}
PARAMETER = {"edge.replica": "ReplicaFqdn"}


def fill(text):
    for name, value in NAMES.items():
        text = text.replace(name, value)
    return text


def faults():
    """(fault, its change of the settings) of pool/faults.sh"""
    with open(os.path.join(TOP, "tests", "lab", "pool", "faults.sh"), encoding="utf-8") as file:
        block = re.search(r"\nSETTINGS='\n(.*?)\n'", file.read(), re.S)[1]
    rows = [line.split(None, 1) for line in block.splitlines()]
    return [(fault, change.strip()) for fault, change in rows if "MSFT_" not in change]


def findings(scratch, changes):
    """What check_push_config makes of an export with these changes"""
    base, export = os.path.join(scratch, "settings.json"), os.path.join(scratch, "export.json")
    with open(os.path.join(TOP, "tests", "lab", "machines", "pool-settings.json"), encoding="utf-8") as file:
        text = fill(file.read())
    with open(base, "w", encoding="utf-8") as file:
        file.write(text)
    settings = cmdlets.load(base, [fill(change) for change in changes])
    with open(export, "w", encoding="utf-8") as file:
        json.dump({name: rows for name, rows in settings.items() if not name.startswith("MSFT_")}, file)
    done = subprocess.run([PLUGIN, "-F", export, "--output-format", "json"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return json.loads(done.stdout)["findings"]


def of_faults(scratch):
    """(fault, command) of each"""
    return [(fault, finding["fix"]) for fault, change in faults() for finding in findings(scratch, [change]) if finding.get("fix")]


def of_values(scratch):
    """(rule, value, the parameter that gets it, command or None) of each"""
    found = []
    for rule, change in WITH_IDENTITY.items():
        for value in VALUES:
            found_here = [each for each in findings(scratch, [change.replace("{}", json.dumps(value))]) if each["rule"] == rule and each["state"] != "OK"]
            must(len(found_here) == 1, f"{rule} of {value!r}: {found_here}")
            found.append((rule, value, PARAMETER.get(rule, "Identity"), found_here[0].get("fix")))
    return found
