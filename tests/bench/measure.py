# SPDX-License-Identifier: GPL-3.0-or-later
"""measure - a lab to measure in, and the ways to measure a command there"""
import collections
import os
import re
import statistics
import subprocess
import time

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
TOOLS = os.path.join(TOP, "tests/lab")
LIMIT = 60  # seconds for a command that hangs
Cost = collections.namedtuple("Cost", "wall cpu peak code")  # us, us, KiB


class Lab:
    """The route and the pool, in a directory of its own."""

    def __init__(self, directory, name):
        self.name, self.home = name, os.path.join(directory, "lab")
        self.path = os.path.join(self.home, name)
        self.env = dict(os.environ, LAB_ROOT=self.home)
        self.tool("down")
        self.tool("up", "--pool")
        with open(os.path.join(self.path, "names.env"), encoding="ascii") as file:
            self.names = dict(line.strip().split("=", 1) for line in file if not line.startswith("#"))
        self.pki = os.path.join(self.path, "pki")

    def tool(self, tool, *words):
        subprocess.run([os.path.join(TOOLS, tool), self.name, *words], env=self.env, check=True, stdout=subprocess.DEVNULL)

    def world(self, *faults):
        self.tool(*(["fault", *faults] if faults else ["heal"]))

    def inside(self, command):
        return [os.path.join(TOOLS, "in"), self.name, *map(str, command)]

    def start(self, command, **how):
        return subprocess.Popen(self.inside(command), env=self.env, stdin=subprocess.DEVNULL, **how)

    def output(self, command):
        """Both outputs as text, whatever the exit code."""
        run = subprocess.run(self.inside(["timeout", "-k", "2", LIMIT, *command]), env=self.env, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return run.stdout.decode(errors="replace")


def cost(lab, helper, command, count):
    lines = lab.output([helper, count, *command]).splitlines()
    if len(lines) != count:
        raise SystemExit(f"bench: {command[0]} could not be measured: {' '.join(lines)[:200]}")
    return [Cost(*map(int, line.split())) for line in lines]


def middle(costs):
    """The median of each figure; the exit code is that of the last run."""
    return Cost(*(statistics.median(c[i] for c in costs) for i in range(3)), costs[-1].code)


def instructions(lab, helpers, command):
    """As valgrind counts them, the sandbox included, but for that of the thread that waits; None: it counted none."""
    valgrind = ["env", "LD_PRELOAD=" + os.path.join(helpers, "unconfined.so"), "valgrind", "--tool=lackey", "--basic-counts=yes"]
    found = re.search(r"guest instrs: +([\d,]+)", lab.output([*valgrind, *command]))
    return int(found.group(1).replace(",", "")) if found else None


def system_calls(lab, command, calls):
    """The lines of strace that succeeded, or would have waited."""
    lines = lab.output(["strace", "-f", "-q", "-e", "signal=none", "-e", "trace=" + calls, *command]).splitlines()
    return [line for line in lines if re.search(r"= (\d+|-1 EINPROGRESS.*)$", line)]


def forks(lab, command):
    return sum("CLONE_THREAD" not in line for line in system_calls(lab, command, "fork,vfork,clone,clone3"))


def connections(lab, command, port):
    return sum(f"htons({port})" in line for line in system_calls(lab, command, "connect"))


def libraries(program):
    """Shared objects besides libc and the loader; none of a script."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout
    names = [line.split()[0] for line in listed.splitlines() if "=>" in line]
    return [name for name in names if not name.startswith("libc.so")]


# ---- processes ----

def stat_of(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[1]), sum(map(int, fields[11:15]))  # parent; ticks of itself and of its dead children


def descendants(pid):
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            parents.setdefault(stat_of(entry)[0], []).append(int(entry))
        except OSError:
            continue
    found, rest = [], [pid]
    while rest:
        rest += parents.get(rest[0], [])
        found.append(rest.pop(0))
    return found


def cpu_of(pid):
    """Seconds that a process and all below it have used so far."""
    ticks = 0
    for each in descendants(pid):
        try:
            ticks += stat_of(each)[1]
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def files_open(lab, command, after):
    """How many descriptors a running command has, so many seconds after its start."""
    process = lab.start(command, stdout=subprocess.DEVNULL)
    time.sleep(after)
    count = len(os.listdir(f"/proc/{descendants(process.pid)[-1]}/fd"))
    process.wait()
    return count
