# SPDX-License-Identifier: GPL-3.0-or-later
"""powershell - a real PowerShell behind the pool's WS-Management: pwsh -SSHServerMode, one process for each shell

The process speaks PSRP on its standard input and output, a line of XML for each packet, fragments in base64. This layer moves
fragments between that and WS-Management, and adds none: every byte of PSRP that a client reads is PowerShell's own. The cmdlets are
those of stand_ins.psm1, with the same settings and habits as those of cmdlets.py.

A session is open (full language, every module's commands) or restricted (RestrictedRemoteServer, NoLanguage, and the role's
cmdlets alone), as the path of the request says: /OcsPowershell/open, /OcsPowershell/restricted.
Source: pool.md of the reference; PowerShell's OutOfProcTransportManager for the names of the packets.
"""
import base64
import hashlib
import json
import os
import re
import signal
import struct
import subprocess
import sys
import threading
import time
import uuid
import xml.etree.ElementTree as ElementTree

import psrp
from cmdlets import TYPES
from remoting import HOST_GONE, Remoting, Shell
from soap import Fault

HERE = os.path.dirname(os.path.realpath(__file__))
TOP = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
STAND_INS = os.path.join(HERE, "stand_ins")
SESSIONS = ("open", "restricted")
PIPELINE_ENDS = (3, 4, 5)
CLOSING = 2  # seconds a process is given to end
GATHERING = 0.03  # seconds in which more may come for the same answer, as WinRM gathers it
SESSION_FILE = """@{{
    SchemaVersion = '2.0.0.0'
    GUID = '{guid}'
    SessionType = 'RestrictedRemoteServer'
    LanguageMode = 'NoLanguage'
    ModulesToImport = '{module}'
    VisibleFunctions = {visible}
}}
"""


def find_powershell():
    """PWSH, else what contrib/setup/powershell put into the build; None where there is neither"""
    path = os.environ.get("PWSH") or os.path.join(TOP, "build", "powershell", "pwsh")
    return os.path.realpath(path) if os.access(path, os.X_OK) else None


class Installation:
    """What every session needs, in files of directory: the state, the types, the restricted session's description"""

    def __init__(self, directory, settings, habits, lacks):
        self.program, self.directory, self.habits = find_powershell(), directory, habits
        os.makedirs(directory, exist_ok=True)
        with open(STAND_INS + ".cs", "rb") as file:
            digest = hashlib.sha256(file.read() + str(self.program).encode()).hexdigest()[:16]
        self.types = os.path.join(TOP, "build", "stand_ins", digest + ".dll")
        names = ["Get-Cs" + section for section in TYPES]
        lacking = [name for name in names if habits.outside_role(name) or name.removeprefix("Get-Cs") in lacks]
        self.write("state.json", json.dumps({"settings": settings, "habits": habits.words, "lacks": lacking}))
        visible = ", ".join(f"'{name}'" for name in names if name not in lacking)
        self.write("restricted.pssc", SESSION_FILE.format(guid=uuid.uuid4(), module=STAND_INS + ".psm1",
                                                          visible=f"@({visible})"))
        self.add_module("stand_ins")
        self.lock = threading.Lock()

    def add_module(self, name):
        """The stand-ins, as a module of that name"""
        os.makedirs(self.path(os.path.join("modules", name)), exist_ok=True)
        link = self.path(os.path.join("modules", name, name + ".psm1"))
        if not os.path.lexists(link):
            os.symlink(STAND_INS + ".psm1", link)

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def environment(self):
        more = {"CHECK_PUSH_STATE": self.path("state.json"), "CHECK_PUSH_TYPES": self.types,
                "POWERSHELL_TELEMETRY_OPTOUT": "1", "POWERSHELL_UPDATECHECK": "Off", "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
                "PSModulePath": self.path("modules"), "HOME": self.directory,
                "LC_ALL": self.habits.culture.replace("-", "_") + ".UTF-8"}
        return {**os.environ, **more}

    def run(self, *words, **how):
        return subprocess.Popen([self.program, "-NoLogo", "-NoProfile", *words], env=self.environment(), start_new_session=True, **how)

    def provide_types(self):
        """The assembly is compiled once, as a server's is, and kept for the next: its name is that of its source and its compiler."""
        with self.lock:
            if os.path.exists(self.types):
                return
            os.makedirs(os.path.dirname(self.types), exist_ok=True)
            made = f"{self.types}.{os.getpid()}.{threading.get_ident()}.dll"
            command = f"Add-Type -Path '{STAND_INS}.cs' -OutputAssembly '{made}' -ErrorAction Stop"
            code = self.run("-NonInteractive", "-Command", command, stdin=subprocess.DEVNULL, stdout=2).wait()
            if code:
                raise RuntimeError(f"stand_ins.cs was not compiled: pwsh ended with {code}")
            os.rename(made, self.types)

    def session(self, kind):
        self.provide_types()
        file = ["-ConfigurationFile", self.path("restricted.pssc")] if kind == "restricted" else []
        return self.run(*file, "-SSHServerMode", stdin=subprocess.PIPE, stdout=subprocess.PIPE)


class Fragments:
    """What waits for a client's Receive, as remoting.Stream; filled by the reader of the process"""

    def __init__(self, shell):
        self.shell, self.pieces, self.ended = shell, [], False

    def ready_at(self):
        return 0 if self.pieces or self.ended or self.shell.is_dead else float("inf")

    def add(self, data):
        """The fragments in data; the one that ends a pipeline says so"""
        while data:
            number, flags, length = struct.unpack(">8xQBI", data[:psrp.FRAGMENT_HEAD])
            piece, data = data[:psrp.FRAGMENT_HEAD + length], data[psrp.FRAGMENT_HEAD + length:]
            self.pieces.append(piece)
            if number == 0 and flags & psrp.END:
                self.ended |= ends_pipeline(piece[psrp.FRAGMENT_HEAD:])
            else:
                self.ended |= self.joined(piece, flags)

    def joined(self, piece, flags):
        """A message of several fragments: it ends a pipeline when its error is a long one"""
        if flags & psrp.START:
            self.message = b""
        self.message += piece[psrp.FRAGMENT_HEAD:]
        return bool(flags & psrp.END) and ends_pipeline(self.message)

    def waits(self):
        return bool(self.pieces)

    def take(self, room):
        if not self.pieces:
            raise HOST_GONE
        taken, used = [], 0
        while self.pieces and (not taken or used + len(self.pieces[0]) * 4 // 3 + 150 < room):
            used += len(self.pieces[0]) * 4 // 3 + 150
            taken.append(self.pieces.pop(0))
        return taken

    def is_done(self):
        return self.ended and not self.pieces


def ends_pipeline(message):
    kind = struct.unpack("<4xI", message[:8])[0]
    state = re.search(rb'<I32 N="PipelineState">(\d+)</I32>', message)
    return kind == psrp.PIPELINE_STATE and bool(state) and int(state[1]) in PIPELINE_ENDS


class Session(Shell):
    """A shell, and the process that is behind it"""

    def __init__(self, ids, owner, idle, process):
        super().__init__(ids, owner, (2, 3), idle)
        self.process, self.is_dead, self.is_closing, self.acknowledged = process, False, False, set()
        self.streams[None] = Fragments(self)

    def write(self, line):
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            raise HOST_GONE from None

    def send(self, data, pipeline=psrp.NO_ID):
        self.write(f"<Data Stream='Default' PSGuid='{pipeline}'>{base64.b64encode(data).decode()}</Data>")

    def follow(self, changed):
        """Until the process has ended: its packets, each for the stream that it is of"""
        for line in self.process.stdout:
            if not line.startswith(b"<"):
                if not self.is_closing:
                    sys.stderr.write(f"powershell {self.process.pid}: {line.decode()}")
                continue
            packet = ElementTree.fromstring(line)
            name = packet.get("PSGuid")
            with changed:
                if packet.tag == "Data":
                    self.streams[None if uuid.UUID(name) == psrp.NO_ID else name.upper()].add(base64.b64decode(packet.text))
                else:
                    self.acknowledged.add((packet.tag, name.upper()))
                changed.notify_all()
        with changed:
            self.is_dead = True
            changed.notify_all()
        self.process.wait()

    def stop(self, command_id):
        self.write(f"<Signal PSGuid='{command_id.lower()}' />")

    def end(self, changed):
        """The process closes its pool and ends, or is made to end."""
        self.is_closing = True
        try:
            self.write(f"<Close PSGuid='{psrp.NO_ID}' />")
            with changed:
                changed.wait_for(lambda: ("CloseAck", str(psrp.NO_ID)) in self.acknowledged or self.is_dead, CLOSING)
            self.process.stdin.close()
            self.process.wait(CLOSING)
        except (Fault, OSError, subprocess.TimeoutExpired):
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class PowerShell(Remoting):
    """Remoting's shells, each a process"""

    def __init__(self, kind, installation, habits, state):
        self.installation, self.session = installation, kind
        super().__init__({}, habits, "2019", state)

    def open_shell(self, user, pool_id, idle, creation):
        shell = Session((str(pool_id).upper(), pool_id), user, idle, self.installation.session(self.session))
        threading.Thread(target=shell.follow, args=(self.changed,), daemon=True).start()
        shell.send(creation)
        return shell

    def start_command(self, shell, wanted, creation):
        command_id = str(wanted).upper()
        shell.streams[command_id] = Fragments(shell)
        shell.write(f"<Command PSGuid='{wanted}' />")
        while ("CommandAck", command_id) not in shell.acknowledged:
            if shell.is_dead or shell.shell_id not in self.shells:
                raise HOST_GONE
            self.changed.wait(0.5)
        shell.send(creation, wanted)
        return command_id

    def wait(self, shell, stream, timeout):
        """Until there is something to tell, and then for what comes with it: a process writes each fragment alone."""
        super().wait(shell, stream, timeout)
        until = time.monotonic() + GATHERING
        while time.monotonic() < until and not stream.ended and not shell.is_dead:
            self.changed.wait(until - time.monotonic())

    def drop(self, key):
        shell = self.shells[key]
        super().drop(key)
        threading.Thread(target=shell.end, args=(self.changed,)).start()

    def forget(self):
        """Every process is ended: the world has changed."""
        with self.changed:
            for key in list(self.shells):
                self.drop(key)
