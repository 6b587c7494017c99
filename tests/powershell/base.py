# SPDX-License-Identifier: GPL-3.0-or-later
"""base - what the parts of tests/powershell/run share: where things are, how a program is run, and the count of rows"""
import os
import signal
import subprocess
import threading

HERE = os.path.dirname(os.path.realpath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PLUGIN = os.path.join(os.environ.get("PLUGIN_DIR") or os.path.join(TOP, "build", "obj"), "check_push_config")
LAB_ROOT = os.path.join(TOP, os.environ.get("LAB_ROOT") or "build/lab")
BUILT = os.path.join(TOP, "build", "powershell", "pwsh")


COMPARED = "as in the Python pool"


class NoPowerShell(Exception):
    """Why there is none here, in one line"""


def find_powershell():
    given = os.environ.get("PWSH")
    if given and not os.access(given, os.X_OK):
        raise NoPowerShell(f"PWSH={given} is not a program: these rows need PowerShell 7.6")
    if not given and not os.access(BUILT, os.X_OK):
        raise NoPowerShell("there is no PowerShell in build/powershell: contrib/setup/install powershell says why, or set PWSH to one")
    return given or BUILT


def table(name, columns):
    """The rows of a file of tab-separated columns in this directory; missing columns at the end are empty"""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    return [(line.split("\t") + [""] * columns)[:columns] for line in lines if line and line[0] != "#"]


class Failed(Exception):
    """A row that is not as it must be; the text says why."""


def must(condition, why):
    if not condition:
        raise Failed(why)


class Tally:
    """Rows that passed, failed, or failed in the way that exceptions.tsv names; and the programs that run, to end them when we are stopped"""

    def __init__(self, is_slice):
        self.is_slice, self.is_stopped, self.stopped_by = is_slice, False, 0
        self.lock, self.running = threading.Lock(), set()
        self.passed = self.failed = 0
        self.exceptions = {name: (shown, why) for name, shown, why in table("exceptions.tsv", 3)}

    # ---- rows ----

    def attempt(self, job):
        """A job that breaks off is a failed row."""
        try:
            job()
        except Exception as error:  # pylint: disable=broad-except
            if not self.is_stopped:
                self.tell(False, f"{getattr(job, '__name__', 'a job')} broke off", f"{type(error).__name__}: {error}")

    def row(self, names, check, *arguments):
        """names: the row's, and what is done with it. check(*arguments) raises Failed when it is not as it must be."""
        why, name = None, ", ".join(names)
        try:
            check(*arguments)
        except (Failed, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
            why = str(error) if isinstance(error, Failed) else f"{type(error).__name__}: {error}"
        if self.is_stopped:
            return
        shown, known = self.exceptions.get(names[0], ("", None)) if names[-1] != COMPARED else ("", None)
        if known and why and shown in why:
            self.tell(True, f"{name} # fails as known: {known}")
        elif known and why:
            self.tell(False, name, f"{why}\nexceptions.tsv knows another failure of it: {shown}")
        elif known:
            self.tell(False, name, f"it passes: take it out of exceptions.tsv ({known})")
        else:
            self.tell(not why, name, why)

    def tell(self, good, name, why=None):
        with self.lock:
            self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
            print(f"{'ok' if good else 'not ok'} {self.passed + self.failed} - {name}")
            for line in (why or "").splitlines() if not good else ():
                print(f"# {line[:600]}")

    # ---- programs ----

    def run(self, command, seconds=120, **how):
        """A program in a process group of its own, to its end: subprocess.CompletedProcess with text"""
        with self.lock:
            if self.is_stopped:
                raise Failed("stopped")
            # pylint: disable=consider-using-with
            process = subprocess.Popen(command, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       start_new_session=True, errors="replace", **how)
            self.running.add(process)
        try:
            output, errors = process.communicate(timeout=seconds)
        finally:
            end_group(process)
            with self.lock:
                self.running.discard(process)
        return subprocess.CompletedProcess(command, process.returncode, output, errors)

    def powershell(self, *words, **how):
        environment = {**os.environ, "POWERSHELL_TELEMETRY_OPTOUT": "1", "POWERSHELL_UPDATECHECK": "Off", "NO_COLOR": "1",
                       "LC_ALL": "en_US.UTF-8", **how.pop("env", {})}
        return self.run([find_powershell(), "-NoLogo", "-NoProfile", "-NonInteractive", *words], env=environment, **how)

    def stop(self, number):
        """From a signal: no more rows; ends every program that this test started."""
        self.is_stopped, self.stopped_by = True, number
        for process in list(self.running):
            end_group(process)

    def end(self):
        if self.is_stopped:
            print("stopped")
            return 128 + self.stopped_by
        print(f"{self.passed} passed, {self.failed} failed, 0 skipped")
        return self.failed > 0


def end_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
