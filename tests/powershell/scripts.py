# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts - Export-PushConfig.ps1 and New-TrustedProbe.ps1, run with stand-in cmdlets, and read for what Windows PowerShell 3 lacks"""
import json
import os
import re
import shutil
import signal
import subprocess
import time

from base import HERE, PLUGIN, TOP, find_powershell, must
from exports import Installation, world_settings
from habits import Habits

EXPORT = os.path.join(TOP, "contrib", "powershell", "Export-PushConfig.ps1")
PROBE = os.path.join(TOP, "contrib", "site-setup", "New-TrustedProbe.ps1")
LATER = ["$a ?? 1", "$a ??= 1", "Get-CsSite && Get-CsSite", "$a ? 1 : 2", "class A { }", "enum A { B }", "using namespace System", "[A]::new()",
         "${a}?.B", "${a}?[0]", "(1, 2).Where({ $_ })", "(1, 2).ForEach({ $_ })", "Get-CsSite &", "1, 2 | ForEach-Object -Parallel { $_ }",
         "ConvertFrom-Json -AsHashtable '{}'", "Get-Content -AsByteStream a", "Test-Path -NewerThan 2020-01-01 a", "0b11", "Join-String a",
         "New-TemporaryFile", "function A { clean { 1 } }", "Write-Information a"]
EARLIER = ["[ordered] @{ A = 1 }", "$a = if ($b) { 1 } else { 2 }", "@(Get-CsSite) | Where-Object { $_.SiteId -eq 1 } | ForEach-Object { $_ }",
           "[IO.File]::Move($a, $b)", "Test-Path -LiteralPath $a", "& $a -B C", "try { throw 'a' } catch { $_ } finally { 1 }"]


class Export:
    """A directory with a pool's cmdlets, as a module that Export-PushConfig.ps1 looks for"""

    def __init__(self, tally, scratch, name, words=(), changes=()):
        self.tally, self.dir = tally, os.path.join(scratch, "script-" + re.sub(r"\W+", "-", name))
        os.makedirs(self.dir)
        self.installation = Installation(os.path.join(self.dir, "powershell"), world_settings(self.dir, "none", changes), Habits(words), ())
        self.installation.provide_types()
        self.installation.add_module("Lync")
        self.file = os.path.join(self.dir, "push [1] für alle.xml")

    def run(self, path=None, words=()):
        return self.tally.powershell("-File", EXPORT, "-Path", path or self.file, *words, env=self.installation.environment(), cwd=self.dir)

    def judged(self):
        return json.loads(self.tally.run([PLUGIN, "-F", self.file, "--output-format", "json"]).stdout)

    def left(self):
        """Files in its directory that are neither the export nor the pool's"""
        return sorted(set(os.listdir(self.dir)) - {"powershell", "base.json", os.path.basename(self.file)})

    def put(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)


def export_new(tally, scratch):
    export = Export(tally, scratch, "new")
    done = export.run()
    must(done.returncode == 0, f"exit {done.returncode}: {done.stderr}{done.stdout}")
    must(export.judged()["state"] == "OK", export.judged()["sentence"])
    must(not export.left(), f"it left {export.left()}")
    text = open(export.file, encoding="utf-8").read()
    must("ExportedAt" in text and "Errors" in text, "it has no time, or no list of errors")


def export_replaced(tally, scratch):
    export = Export(tally, scratch, "replaced")
    export.put("old")
    done = export.run()
    must(done.returncode == 0, f"exit {done.returncode}: {done.stderr}{done.stdout}")
    must(export.judged()["state"] == "OK", export.judged()["sentence"])
    must(not export.left(), f"it left {export.left()}")


def export_relative(tally, scratch):
    export = Export(tally, scratch, "relative")
    done = export.run(os.path.join(".", os.path.basename(export.file)))
    must(done.returncode == 0 and export.judged()["state"] == "OK", f"exit {done.returncode}: {done.stderr}{done.stdout}")


def export_failing(tally, scratch):
    export = Export(tally, scratch, "failing", ["cmdlet-fails=Get-CsBlockedDomain"])
    done = export.run()
    must(done.returncode == 1, f"exit {done.returncode}, not 1: {done.stderr}{done.stdout}")
    must("Get-CsBlockedDomain" in done.stdout + done.stderr, "it does not name the cmdlet")
    unknown = {finding["rule"] for finding in export.judged()["findings"] if finding["state"] == "UNKNOWN"}
    must(unknown == {"domain.blocked"}, f"UNKNOWN is {sorted(unknown)}, not domain.blocked alone")


def export_reporting(tally, scratch):
    """An error that a cmdlet reports and goes on is a failure too: half a list is none."""
    export = Export(tally, scratch, "reporting", ["error-with-rows=Get-CsBlockedDomain"])
    done = export.run()
    must(done.returncode == 1, f"exit {done.returncode}, not 1: {done.stderr}{done.stdout}")
    unknown = {finding["rule"] for finding in export.judged()["findings"] if finding["state"] == "UNKNOWN"}
    must(unknown == {"domain.blocked"}, f"UNKNOWN is {sorted(unknown)}, not domain.blocked alone")


def export_topology(tally, scratch):
    """What is judged of sites, services and Windows services is in it"""
    export = Export(tally, scratch, "topology", changes=["Site[0].FederationRoute=null", "Service[2].AccessEdgeExternalSipPort=null",
                                                         'WindowsService[2].Status="Stopped"'])
    done = export.run()
    must(done.returncode == 0, f"exit {done.returncode}: {done.stderr}{done.stdout}")
    found = {finding["rule"]: finding["state"] for finding in export.judged()["findings"] if finding["state"] != "OK"}
    must(found == {"site.route": "WARNING", "edge.port": "WARNING", "edge.service": "CRITICAL"}, f"it says {found}")


def export_on_edge(tally, scratch):
    """An Edge cannot tell the topology: what needs the central store is not asked there."""
    away = [f"cmdlet-fails=Get-Cs{name}" for name in ("ManagementStoreReplicationStatus", "Service", "Site", "Computer")]
    export = Export(tally, scratch, "edge", away)
    done = export.run(words=["-LocalStore"])
    must(done.returncode == 0 and not done.stdout + done.stderr, f"exit {done.returncode}: {done.stderr}{done.stdout}")
    said = export.judged()
    must(said["state"] == "OK", said["sentence"])
    must([finding for finding in said["findings"] if finding["rule"] == "edge.service" and "RTCSRV" in finding["sentence"]], "RTCSRV is not reported")


def export_certificate(tally, scratch):
    """The Edge's certificates are judged: their use is an enumeration, their dates are those of its zone, their names a list"""
    ends = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3.5 * 86400))
    outer = {"Issuer": "CN=public", "NotBefore": "2020-11-23T08:15:00Z", "NotAfter": ends, "Subject": "CN=sip.contoso.com",
             "AlternativeNames": ["sip.contoso.com", "accessproxy.contoso.com"], "Thumbprint": "8D2A0F7AC40C0F4C2F9C392C2A1F3B5A11000002",
             "Use": "AccessEdgeExternal"}
    inner = {**outer, "Use": "Internal", "NotAfter": "2046-11-23T08:15:00Z"}
    export = Export(tally, scratch, "certificate", changes=["Certificate=" + json.dumps([outer, inner])])
    done = export.run(words=["-LocalStore"])
    must(done.returncode == 0 and not done.stdout + done.stderr, f"exit {done.returncode}: {done.stderr}{done.stdout}")
    said = export.judged()
    must(said["state"] == "CRITICAL" and said["cause"] == "cert-expiring", said["sentence"])
    must("AccessEdgeExternal" in said["sentence"] and "3 days" in said["sentence"], said["sentence"])
    good = [finding["sentence"] for finding in said["findings"] if finding["rule"] == "edge.certificate" and finding["state"] == "OK"]
    must(any("Internal" in sentence for sentence in good), f"the internal one is not reported: {good}")


def export_beside_pool(tally, scratch):
    """Made on an Edge, it is compared with the pool's"""
    pool, edge = Export(tally, scratch, "of the pool"), Export(tally, scratch, "beside it", changes=["AllowedDomain=[]", "PublicProvider=[]"])
    for export, words in ((pool, []), (edge, ["-LocalStore"])):
        done = export.run(words=words)
        must(done.returncode == 0, f"exit {done.returncode}: {done.stderr}{done.stdout}")
    said = json.loads(tally.run([PLUGIN, "-F", pool.file, "-F", edge.file, "--output-format", "json"]).stdout)
    found = [finding["sentence"] for finding in said["findings"] if finding["cause"] == "store-differs"]
    must(said["state"] == "WARNING" and len(found) == 3, f"it says {said['sentence']}; {found}")
    must(any("Get-CsPublicProvider" in sentence for sentence in found), f"no public provider is named: {found}")


def export_nowhere(tally, scratch):
    export = Export(tally, scratch, "nowhere")
    done = export.run(os.path.join(export.dir, "nowhere", "push.xml"))
    must(done.returncode not in (0, None), "it ended with 0")
    must("nowhere" in done.stderr + done.stdout, f"it does not name the path: {done.stderr}{done.stdout}")
    must(not export.left(), f"it left {export.left()}")


def export_killed(tally, scratch):
    """Killed while it writes: the old file is whole, and what it left does not hinder the next run."""
    export = Export(tally, scratch, "killed", ["domains=20000"])
    export.put("old and whole")
    environment = {**os.environ, **export.installation.environment()}
    with subprocess.Popen([find_powershell(), "-NoProfile", "-NonInteractive", "-File", EXPORT, "-Path", export.file], env=environment,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        until = time.monotonic() + 120
        while not export.left() and process.poll() is None and time.monotonic() < until and not tally.is_stopped:
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGKILL)
    must(open(export.file, encoding="utf-8").read() == "old and whole", "the old file is not what it was")
    must(export.left(), "it was not killed while it wrote")
    done = export.run()
    must(done.returncode == 0, f"the next run: exit {done.returncode}: {done.stderr}{done.stdout}")
    must(export.judged()["state"] == "OK", f"the next run: {export.judged()['sentence']}")


def readme_snippet(tally, scratch):
    """The lines of the README that write an export by hand"""
    export = Export(tally, scratch, "readme")
    with open(os.path.join(TOP, "README.md"), encoding="utf-8") as file:
        lines = re.search(r"(    \$x = @\{\}\n(?:    .*\n)+)", file.read())[1]
    done = tally.powershell("-Command", lines.replace("push-config.xml", "'" + os.path.join(export.dir, "by-hand.xml") + "'"),
                            env=export.installation.environment())
    must(done.returncode == 0 and not done.stderr, done.stderr + done.stdout)
    shutil.move(os.path.join(export.dir, "by-hand.xml"), export.file)
    must(export.judged()["state"] == "OK", export.judged()["sentence"])


# ---- New-TrustedProbe.ps1 ----

HQ, WEST = {"Identity": "Site:HQ", "SiteId": 1}, {"Identity": "Site:West", "SiteId": 2}
POOL = {"PoolFqdn": "probe.contoso.com", "Identity": "TrustedApplicationPool:probe.contoso.com", "SiteId": "Site:HQ"}
COMPUTER = {"Identity": "probe.contoso.com", "Pool": "probe.contoso.com"}
APPLICATION = {"Identity": "probe.contoso.com/urn:application:nagios"}
NEW_POOL = ("New-CsTrustedApplicationPool -Force True -Identity probe.contoso.com -Registrar "
            "pool.contoso.com -RequiresReplication False -Site 1")
NEW_COMPUTER = "New-CsTrustedApplicationComputer -Identity probe.contoso.com -Pool probe.contoso.com"
NEW_APPLICATION = "New-CsTrustedApplication -ApplicationId nagios -Force True -Port 5061 -TrustedApplicationPoolFqdn probe.contoso.com"
ENABLE = "Enable-CsTopology"
ENDPOINT = {"SipAddress": "sip:monitor@contoso.com"}
NEW_ENDPOINT = ("New-CsTrustedApplicationEndpoint -ApplicationId nagios -SipAddress sip:monitor@contoso.com "
                "-TrustedApplicationPoolFqdn probe.contoso.com")
GRANT = "Grant-CsExternalAccessPolicy -Identity sip:monitor@contoso.com -PolicyName Monitors"
WITH = ["-WithEndpoint", "sip:monitor@contoso.com"]
DO = ["-Apply", "-Confirm:$false"]
# what is tried, what is there (sites, pools, computers, applications), options, the calls that change, exit code, words
TRIALS = [
    ("nothing is done without -Apply", ([HQ], [], [], []), [], [], 0, ["Nothing was done", "New-CsTrustedApplicationPool", ENABLE]),
    ("all is done with -Apply", ([HQ], [], [], []), DO, [NEW_POOL, NEW_APPLICATION, ENABLE], 0, []),
    ("again: nothing to do", ([HQ], [POOL], [COMPUTER], [APPLICATION]), DO, [], 0, ["nothing is to be done"]),
    ("-WhatIf does nothing", ([HQ], [], [], []), ["-Apply", "-WhatIf"], [], 0, ["What if"]),
    ("several sites, and none is named", ([HQ, WEST], [], [], []), DO, [], 1, ["2 sites", "-SiteId"]),
    ("several sites, and one is named", ([HQ, WEST], [], [], []), DO + ["-SiteId", "1"], [NEW_POOL, NEW_APPLICATION, ENABLE], 0, []),
    ("no site", ([], [], [], []), DO, [], 1, ["0 sites"]),
    ("the pool is there without the computer", ([HQ], [POOL], [], []), DO, [NEW_COMPUTER, NEW_APPLICATION, ENABLE], 0, []),
    ("the pool and its computer are there", ([HQ], [POOL], [COMPUTER], []), DO, [NEW_APPLICATION, ENABLE], 0, []),
    ("the application alone is there", ([HQ], [], [], [APPLICATION]), DO, [NEW_POOL, ENABLE], 0, []),
    ("an endpoint, once the topology is published", ([HQ], [], [], []), DO + WITH, [NEW_POOL, NEW_APPLICATION, ENABLE, NEW_ENDPOINT], 0, []),
    ("an endpoint of a pool that is there, and its policy", ([HQ], [POOL], [COMPUTER], [APPLICATION]), DO + WITH + ["-PolicyName", "Monitors"],
     [NEW_ENDPOINT, GRANT], 0, []),
    ("the endpoint is there", ([HQ], [POOL], [COMPUTER], [APPLICATION], [ENDPOINT]), DO + WITH, [], 0, ["nothing is to be done"]),
    ("a policy without an endpoint is refused", ([HQ], [], [], []), DO + ["-PolicyName", "Monitors"], [], 1, ["-WithEndpoint"]),
    ("an address that is none is refused", ([HQ], [], [], []), DO + ["-WithEndpoint", "sip:a@b'; x"], [], 1, ["WithEndpoint"]),
    ("a name that is none is refused", ([HQ], [], [], []), DO + ["-PoolFqdn", "probe'; Remove"], [], 1, ["PoolFqdn"]),
    ("a port that is none is refused", ([HQ], [], [], []), DO + ["-Port", "70000"], [], 1, ["Port"]),
    ("the first cmdlet fails", ([HQ], [], [], []), DO, [NEW_POOL], 1, ["cannot reach", "Done: nothing", "Not done: New-CsTrustedApplicationPool"]),
    ("a cmdlet fails midway", ([HQ], [], [], []), DO, [NEW_POOL, NEW_APPLICATION], 1,
     ["cannot reach", "Done: New-CsTrustedApplicationPool", "Not done: New-CsTrustedApplication", "not in force"]),
    ("the last cmdlet fails", ([HQ], [], [], []), DO, [NEW_POOL, NEW_APPLICATION, ENABLE], 1,
     ["cannot reach", "Done: New-CsTrustedApplicationPool", "Not done: Enable-CsTopology", "not in force"]),
]
FAILS = {"the first cmdlet fails": "New-CsTrustedApplicationPool", "a cmdlet fails midway": "New-CsTrustedApplication",
         "the last cmdlet fails": "Enable-CsTopology"}


def trial(tally, scratch, row):
    name, there, options, wanted, code, words = row
    directory = os.path.join(scratch, "probe-" + re.sub(r"\W+", "-", name))
    os.makedirs(os.path.join(directory, "modules", "topology"))
    shutil.copy(os.path.join(HERE, "topology.psm1"), os.path.join(directory, "modules", "topology"))
    with open(os.path.join(directory, "topology.json"), "w", encoding="utf-8") as file:
        json.dump(dict(zip(("Sites", "Pools", "Computers", "Applications", "Endpoints"), there)), file)
    if name in FAILS:
        with open(os.path.join(directory, "fails"), "w", encoding="utf-8") as file:
            file.write(FAILS[name])
    given = " ".join(word if word[0] == "-" else "'" + word.replace("'", "''") + "'" for word in options)
    done = tally.powershell("-Command", f"& '{PROBE}' -ProbeFqdn probe.contoso.com -Registrar pool.contoso.com {given}; exit [int] (-not $?)",
                            env={"PSModulePath": os.path.join(directory, "modules"), "CHECK_PUSH_TOPOLOGY": directory})
    output = " ".join((done.stdout + done.stderr).split())
    must(done.returncode == code, f"exit {done.returncode}, not {code}: {output}")
    log = os.path.join(directory, "calls")
    calls = open(log, encoding="utf-8").read().splitlines() if os.path.exists(log) else []
    must(calls == wanted, f"it called {calls}, not {wanted}")
    for word in words:
        must(word in output, f"it does not say \"{word}\": {output}")


# ---- Windows PowerShell 3 ----

def later(tally, files):
    done = tally.powershell("-File", os.path.join(HERE, "syntax.ps1"), *files)
    must(done.returncode == 0 and not done.stderr, f"syntax.ps1 failed: {done.stderr}")
    return done.stdout


def no_later(tally, file):
    found = later(tally, [file])
    must(not found, found)


def each_later(tally, scratch):
    """Both lists in one run: a row each"""
    files = {}
    for number, text in enumerate(LATER + EARLIER):
        files[os.path.join(scratch, f"syntax-{number}.ps1")] = text
    for file, text in files.items():
        with open(file, "w", encoding="utf-8") as out:
            out.write(text + "\n")
    found = later(tally, list(files))

    def is_refused(file, wanted):
        must((file in found) == wanted, f"the walk says: {[line for line in found.splitlines() if file in line]}")

    for file, text in files.items():
        tally.row((f"Windows PowerShell 3 {'lacks' if text in LATER else 'has'}: {text}",), is_refused, file, text in LATER)


EXPORTS = [("a new file", export_new), ("a file that is replaced", export_replaced), ("a relative path", export_relative),
           ("the topology", export_topology), ("on an Edge", export_on_edge),
           ("an Edge's certificates", export_certificate), ("an Edge's replica beside the pool's settings", export_beside_pool), ("a cmdlet that fails", export_failing),
           ("a cmdlet that reports an error and gives rows", export_reporting),
           ("a path that is not there", export_nowhere), ("killed while it writes", export_killed)]


def jobs(tally, scratch):
    def of_export(name, check):
        tally.row((f"Export-PushConfig.ps1: {name}",), check, tally, scratch)

    def of_probe(row):
        tally.row((f"New-TrustedProbe.ps1: {row[0]}",), trial, tally, scratch, row)

    found = [lambda name=name, check=check: of_export(name, check) for name, check in EXPORTS]
    found += [lambda row=row: of_probe(row) for row in TRIALS]
    found.append(lambda: tally.row(("README's export by hand",), readme_snippet, tally, scratch))
    found += [lambda file=file: tally.row((f"{os.path.basename(file)} runs in Windows PowerShell 3",), no_later, tally, file)
              for file in (EXPORT, PROBE)]
    found.append(lambda: each_later(tally, scratch))
    return found


def count(_):
    return len(EXPORTS) + len(TRIALS) + 3 + len(LATER) + len(EARLIER)


def end():
    """Nothing of it outlives its program."""
