# SPDX-License-Identifier: GPL-3.0-or-later
"""live - check_push_config reads a pool that is a real PowerShell, and finds there what it finds in the Python pool

Two labs share the rows; a world is switched on once for its three pools, which one web server has under three paths.
"""
import json
import os
import queue
import re
import shlex
import subprocess

from base import COMPARED, LAB_ROOT, PLUGIN, TOP, Failed, must, table

TOOLS = os.path.join(TOP, "tests", "lab")
LABS = 2
POOLS = {"python": "/OcsPowershell", "open": "/OcsPowershell/open", "restricted": "/OcsPowershell/restricted"}
SLICE = 5
WORST = ("UNKNOWN", "CRITICAL", "WARNING", "OK")
started = []


class Row:
    def __init__(self, columns):
        self.faults, self.options, self.state, self.cause, self.more = columns
        pools = [word[6:] for word in self.more.split() if word.startswith("pools=")]
        self.pools = pools or list(POOLS)
        self.name = f"{self.faults} {self.options}".strip()

    def world(self):
        return [] if self.faults == "none" else self.faults.split()

    def wants(self):
        return [(word.split("=", 1)[0], word.split("=", 1)[1].replace("+", " ")) for word in self.more.split()
                if not word.startswith("pools=")]


def rows(tally):
    wanted = os.environ.get("ROW", "")
    found = [row for row in (Row(columns) for columns in table("rows.tsv", 5)) if re.search(wanted, row.name)]
    return found[::SLICE] if tally.is_slice else found


def count(tally):
    return sum(len(row.pools) for row in rows(tally))


class Lab:
    def __init__(self, tally, number):
        self.tally, self.name, self.now = tally, f"powershell-{number}", []
        self.dir = os.path.join(LAB_ROOT, self.name)

    def tool(self, tool, *words):
        return self.tally.run([os.path.join(TOOLS, tool), self.name, *words], env={**os.environ, "LAB_ROOT": LAB_ROOT})

    def start(self):
        self.tool("down")
        started.append(self)
        up = self.tool("up", "--pool")
        must(up.returncode == 0, f"no lab: {up.stderr}")
        with open(os.path.join(self.dir, "names.env"), encoding="utf-8") as file:
            self.names = dict(line.rstrip("\n").split("=", 1) for line in file if re.match(r"[A-Z_]+=", line))

    def switch(self, world):
        if world == self.now:
            return
        done = self.tool("fault", *world) if world else self.tool("heal")
        must(done.returncode == 0, done.stderr)
        self.now = world

    def ask(self, pool, options, form):
        """What the plugin says in that form: json, or text for an option -v"""
        names, realm = self.names, os.path.join(self.dir, "realm")
        given = ["-H", f"{names['POOL']}:{names['POOL_PORT']}", "--ca-cert", os.path.join(self.dir, "pki", "ca.pem"), "-d",
                 names["PUSH_DOMAIN"], "-P", names["PARTNER"], "--push-uri", "sip:push@" + names["PUSH_DOMAIN"], "-l", r"CONTOSO\monitor",
                 "--password-file", os.path.join(realm, "login.pass"), "--path", POOLS[pool]]
        given += [] if "-t" in options else ["-t", "100"]
        done = self.tool("in", "timeout", "-k", "2", "110", PLUGIN, *given, *options, "--output-format", form)
        must(not done.stderr, f"it wrote to standard error: {done.stderr}")
        return done


def findings_of(said):
    """What has to be the same for every pool: no figures of time"""
    return sorted((finding["rule"], finding["state"], finding["note"], str(finding["cause"]), re.sub(r"\d+(\.\d+)? m?s\b", "", finding["sentence"]))
                  for finding in said["findings"])


def state_of(said, rule):
    states = {finding["state"] for finding in said["findings"] if finding["rule"] == rule}
    return next((state for state in WORST if state in states), "absent")


def check_want(said, text, kind, value):
    if kind == "shows":
        must(value in text, f"it does not show: {value}")
    elif kind == "hides":
        must(value not in text, f"it shows: {value}")
    elif kind == "sentence":
        must(value in said["sentence"], f"the sentence does not say: {value}")
    else:
        must(state_of(said, kind) == value, f"rule {kind} is {state_of(said, kind)}, not {value}")


def check(row, said, text):
    found = f"{said['state']} {said['cause']}: {said['sentence']}"
    must(said["state"] == row.state, f"{found}; wanted {row.state}")
    must(str(said["cause"] or "-") == row.cause, f"{found}; wanted cause {row.cause}")
    for kind, value in row.wants():
        try:
            check_want(said, text, kind, value)
        except Failed as why:
            raise Failed(f"{found}; {why}") from None


def read(lab, row, pool):
    """(what it says as JSON, all that it shows)"""
    options = shlex.split(row.options)
    lab.switch(row.world())
    if "-vv" in options:
        text = lab.ask(pool, options, "text").stdout
        options.remove("-vv")
        return json.loads(lab.ask(pool, options, "json").stdout), " ".join(text.split())
    done = lab.ask(pool, options, "json")
    return json.loads(done.stdout), json.loads('"' + done.stdout.replace('"', "").replace("\n", " ").replace("\\", "") + '"')


def run_row(lab, row):
    seen = {}

    def one(pool):
        said, text = read(lab, row, pool)
        seen[pool] = said
        check(row, said, text)

    for pool in row.pools:
        if pool != "python" or row.pools == ["python"]:
            lab.tally.row((row.name, f"{pool} session"), one, pool)
    if len(row.pools) > 1:
        lab.tally.row((row.name, COMPARED), compare, lab, row, seen)


def compare(lab, row, seen):
    said, _ = read(lab, row, "python")
    for pool in seen:
        real, python = findings_of(seen[pool]), findings_of(said)
        must(real == python, f"{pool} alone: {[each for each in real if each not in python]}\n"
             f"python alone: {[each for each in python if each not in real]}")


def jobs(tally, _):
    left = queue.Queue()
    for row in rows(tally):
        left.put(row)

    def live(number):
        lab = Lab(tally, number)
        lab.start()
        while not tally.is_stopped:
            try:
                row = left.get_nowait()
            except queue.Empty:
                return
            run_row(lab, row)

    for number in range(1, LABS + 1):
        yield lambda number=number: live(number)


def end():
    """No lab is left, and with it no process."""
    for lab in started:
        subprocess.run([os.path.join(TOOLS, "down"), lab.name], env={**os.environ, "LAB_ROOT": LAB_ROOT}, start_new_session=True, check=False)
