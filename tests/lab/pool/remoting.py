# SPDX-License-Identifier: GPL-3.0-or-later
"""remoting - remote PowerShell over WS-Management: shells, their pool and its pipelines

Strict: a client's ids, selectors, options and messages must be what the protocol asks for. One runspace: a second command waits
for the first. What a server's kind changes: the protocol version, and whose ids are used.
Source: [MS-WSMV] 3.1.4.1, [MS-PSRP] 3.2; recordings of Windows 2008 R2, 2012 R2 and 2016 for the order of the first messages.
"""
import base64
import binascii
import threading
import time
import uuid

import psrp
from cmdlets import Cmdlets
from clixml import Dictionary, Object, Refused, Typed
from soap import (NO_SUCH_RESOURCE, NO_SUCH_SHELL, SHELL, TIMED_OUT, TOO_MANY_SHELLS, TRANSFER, Fault, guid_of,
                  seconds_of)

RESOURCE = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell"
CREATION = "http://schemas.microsoft.com/powershell"
STATE = SHELL + "/CommandState/"
SHELLS_MAX = 5
# What WS-Management says of a shell whose process is gone: ERROR_OPERATION_ABORTED
HOST_GONE = Fault(995, "The I/O operation has been aborted because of either a thread exit or an application request. ")
# and of a shell whose process is gone, the server for Linux
LOST = Fault(0, "", "a:DestinationUnreachable")
ENVELOPE_ROOM = 3000  # bytes of an answer that are not streams

KINDS = {
    "2010": {"protocol": (2, 1), "build": "6.1.7601.17514", "ps": "2.0", "own_ids": True, "lacks": (), "product": "4.0.7577.710", "service": 5,
             "without": {"AutodiscoverUrl", "SipClientPort", "EnableDiscoveredPartnerContactsLimit", "DiscoveredPartnerStandardRate",
                         "MaxContactsPerDiscoveredPartner", "EnableIPAudioVideo"}},
    "2013": {"protocol": (2, 2), "build": "6.3.9600.17400", "ps": "4.0", "own_ids": False, "lacks": (), "without": (), "product": "5.0.8308.1182", "service": 6},
    "2019": {"protocol": (2, 3), "build": "10.0.17763.1", "ps": "5.1.17763.1", "own_ids": False, "lacks": (), "without": (),
             "product": "7.0.2046.404", "service": 8},
}


class Stream:
    """What waits for a client's Receive: batches of fragments, each some seconds after the one before. A Receive never mixes two. A
    delay of None: here the session's process ends."""

    def __init__(self, batches, ends):
        at, self.batches, self.ends = time.monotonic(), [], ends
        for delay, pieces in batches:
            at += delay or 0
            self.batches.append((at, None if delay is None else pieces))

    def ready_at(self):
        return self.batches[0][0] if self.batches else float("inf")

    def take(self, room):
        """Fragments that fit into room bytes of base64, one at least"""
        at, pieces = self.batches.pop(0)
        if pieces is None:
            raise HOST_GONE
        taken, used = [], 0
        while pieces and (not taken or used + len(pieces[0]) * 4 // 3 + 150 < room):
            used += len(pieces[0]) * 4 // 3 + 150
            taken.append(pieces.pop(0))
        if pieces:
            self.batches.insert(0, (at, pieces))
        return taken

    def waits(self):
        return bool(self.batches)

    def is_done(self):
        return self.ends and not self.batches


def joined(batches):
    """Those that wait for nothing go with the one before."""
    found = []
    for delay, messages in batches:
        if delay == 0 and found and found[-1][0] is not None:
            found[-1][1].extend(messages)
        else:
            found.append((delay, list(messages)))
    return [batch for batch in found if batch[0] is None or batch[1]]


class Shell:
    def __init__(self, ids, owner, version, idle):
        self.shell_id, self.pool_id = ids
        self.owner, self.version, self.idle = owner, version, idle
        self.created = self.used = time.time()
        self.next_in, self.next_out = 3, 1
        self.streams = {}  # None: the pool's own
        self.running = []  # names of the cmdlets that the last command runs

    def stop(self, command_id):
        self.streams[command_id].batches = []

    def pieces(self, messages, pipeline, habits):
        """Messages as fragments, numbered in the order they are written"""
        found = []
        for message in messages:
            found += habits.cut(self.next_out, message.blob(self.pool_id, pipeline))
            self.next_out += 1
        return found


def selector_set(shell):
    return f'<w:SelectorSet><w:Selector Name="ShellId">{shell.shell_id}</w:Selector></w:SelectorSet>'


def decode(element, what):
    try:
        return base64.b64decode((element.text or "").strip(), validate=True)
    except binascii.Error:
        raise Refused(f"{what} is not base64") from None


class Remoting:
    def __init__(self, settings, habits, kind, state):
        self.kind, self.habits, self.state = KINDS[kind], habits, state
        self.cmdlets = Cmdlets(settings, habits, self.kind)
        self.shells, self.lost = {}, set()
        self.changed = threading.Condition()
        threading.Thread(target=self.forget_idle, daemon=True).start()

    # ---- shells ----

    def forget_idle(self):
        while self.state.current:
            time.sleep(0.1)
            with self.changed:
                idle = [key for key, shell in self.shells.items() if shell.used + shell.idle < time.time()]
                for key in idle:
                    self.drop(key)

    def drop(self, key):
        del self.shells[key]
        self.state.write_shells(self, self.shells.values())

    def find(self, request, user):
        shell_id = request.selector("ShellId").upper()
        shell = self.shells.get(shell_id)
        if shell_id in self.lost:
            raise LOST
        if not shell:
            raise NO_SUCH_SHELL
        if shell.owner != user:
            raise Fault(5, "Access is denied. ", "w:AccessDenied")
        shell.used = time.time()
        return shell

    # ---- actions ----

    def serve(self, request, user):
        """(action, body) of the answer"""
        if request.resource != RESOURCE:
            raise NO_SUCH_RESOURCE
        action = {"Create": self.create, "Command": self.command, "Receive": self.receive, "Signal": self.signal,
                  "Delete": self.delete}.get(request.action)
        if not action:
            raise Refused(f"{request.action} is nothing a shell can do")
        with self.changed:
            return action(request, user)

    def create(self, request, user):
        element = request.only(SHELL, "Shell")
        request.option("protocolversion", "2.3", comply=True)
        if [child.tag for child in element] != [f"{{{SHELL}}}IdleTimeOut", f"{{{SHELL}}}InputStreams", f"{{{SHELL}}}OutputStreams",
                                                f"{{{CREATION}}}creationXml"]:
            raise Refused(f"rsp:Shell holds {[child.tag for child in element]}")
        if element[1].text != "stdin pr" or element[2].text != "stdout":
            raise Refused(f"the streams are \"{element[1].text}\" and \"{element[2].text}\"")
        if sum(shell.owner == user for shell in self.shells.values()) >= self.habits.quota(SHELLS_MAX):
            raise TOO_MANY_SHELLS
        shell = self.open_shell(user, guid_of(element.get("ShellId")), seconds_of(element[0].text), decode(element[3], "creationXml"))
        self.shells[shell.shell_id] = shell
        self.state.write_shells(self, self.shells.values())
        return TRANSFER + "/CreateResponse", self.created(shell, request)

    def open_shell(self, user, pool_id, idle, creation):
        """A new Shell, which opens the pool pool_id as creation asks"""
        client = psrp.read_opening(creation, pool_id)
        version = min(tuple(int(part) for part in client.split(".")), self.kind["protocol"])
        shell_id = self.habits.name_of("shell", str(uuid.uuid4() if self.kind["own_ids"] else pool_id).upper())
        if shell_id in self.shells:
            raise Refused(f"there is a shell {shell_id} already")
        shell = Shell((shell_id, pool_id), user, version, idle)
        shell.streams[None] = self.opening(shell)
        return shell

    def created(self, shell, request):
        address = (f"<x:ResourceCreated><a:Address>{request.to}</a:Address><a:ReferenceParameters><w:ResourceURI>{RESOURCE}"
                   f"</w:ResourceURI>{selector_set(shell)}</a:ReferenceParameters></x:ResourceCreated>")
        if self.kind["own_ids"]:
            return address
        return address + (f"<rsp:Shell><rsp:ShellId>{shell.shell_id}</rsp:ShellId><rsp:ResourceUri>{RESOURCE}</rsp:ResourceUri>"
                          f"<rsp:Owner>{shell.owner}</rsp:Owner><rsp:ClientIP>127.0.0.1</rsp:ClientIP><rsp:IdleTimeOut>"
                          f"PT{shell.idle:.3f}S</rsp:IdleTimeOut><rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout"
                          "</rsp:OutputStreams><rsp:ShellRunTime>P0DT0H0M0S</rsp:ShellRunTime><rsp:ShellInactivity>P0DT0H0M0S"
                          "</rsp:ShellInactivity></rsp:Shell>")

    def opening(self, shell):
        """Capability and private data come at once, the state when the runspace is open."""
        capability = psrp.Message(psrp.SESSION_CAPABILITY, Object(notes={
            "protocolversion": Typed("Version", ".".join(map(str, self.kind["protocol"]))),
            "PSVersion": Typed("Version", "2.0"), "SerializationVersion": Typed("Version", "1.1.0.1")}))
        table = Dictionary({"PSVersion": Typed("Version", self.kind["ps"]), "BuildVersion": Typed("Version", self.kind["build"])})
        private = psrp.Message(psrp.APPLICATION_PRIVATE_DATA, Object(notes={
            "ApplicationPrivateData": Dictionary({"PSVersionTable": table})}))
        batches = [(0, [capability, private]), (self.habits.opening_takes, [self.habits.opened()])]
        return Stream([(delay, shell.pieces(self.habits.noise(messages), psrp.NO_ID, self.habits)) for delay, messages in batches],
                      ends=False)

    def command(self, request, user):
        shell = self.find(request, user)
        line = request.only(SHELL, "CommandLine")
        if [child.tag for child in line] != [f"{{{SHELL}}}Command", f"{{{SHELL}}}Arguments"]:
            raise Refused(f"rsp:CommandLine holds {[child.tag for child in line]}")
        wanted = guid_of(line.get("CommandId"))
        if shell.streams[None].waits():
            raise Refused("a command was sent before the runspace pool was open")
        if any(not stream.is_done() for key, stream in shell.streams.items() if key):
            raise Refused("a command was sent while another is running in the only runspace")
        command_id = self.start_command(shell, wanted, decode(line[1], "Arguments"))
        return SHELL + "/CommandResponse", f"<rsp:CommandResponse><rsp:CommandId>{command_id}</rsp:CommandId></rsp:CommandResponse>"

    def start_command(self, shell, wanted, creation):
        """Begin the pipeline that creation describes; gives the id by which the client asks for its output"""
        statements = psrp.read_pipeline(creation, shell.next_in, shell, wanted)
        shell.next_in += 1
        self.check_statements(shell, statements)
        command_id = self.habits.name_of("command", str(uuid.uuid4() if self.kind["own_ids"] else wanted).upper())
        shell.running = [name for (name, _), *_ in statements]
        batches = joined(self.habits.batches(self.cmdlets.pipeline(statements)))
        shell.streams[command_id] = Stream([(delay, shell.pieces(messages, wanted, self.habits)) for delay, messages in batches],
                                           ends=True)
        return command_id

    def check_statements(self, shell, statements):
        if len(statements) == 1:
            return
        if shell.version < (2, 2):
            raise Refused(f"several statements were sent at protocol {shell.version}")
        if self.habits.refuses_statements:
            raise Fault(87, "The parameter is incorrect. ", "w:InternalError")

    def receive(self, request, user):
        shell = self.find(request, user)
        request.option("WSMAN_CMDSHELL_OPTION_KEEPALIVE", "TRUE")
        element = request.only(SHELL, "Receive")
        if [(child.tag, child.text) for child in element] != [(f"{{{SHELL}}}DesiredStream", "stdout")]:
            raise Refused("rsp:Receive does not ask for stdout alone")
        command_id = element[0].get("CommandId")
        stream = shell.streams.get(command_id and command_id.upper())
        if not stream or stream.is_done():
            raise NO_SUCH_SHELL
        fault, lost = self.habits.output_fault(shell.running) if command_id else (None, False)
        if lost:
            self.lost.add(shell.shell_id)
            self.drop(shell.shell_id)
        if fault:
            raise fault
        self.wait(shell, stream, min(request.timeout, self.habits.patience))
        pieces = self.take(shell, stream, min(request.size, self.habits.answer_room) - ENVELOPE_ROOM)
        return SHELL + "/ReceiveResponse", self.received(command_id, pieces, stream)

    def wait(self, shell, stream, timeout):
        """Until there is something to tell, or the client's patience is over. Others are served meanwhile."""
        until = time.monotonic() + timeout
        while stream.ready_at() > time.monotonic():
            shell.used = time.time()
            left = min(until, stream.ready_at()) - time.monotonic()
            if until <= time.monotonic() or shell.shell_id not in self.shells:
                raise TIMED_OUT if shell.shell_id in self.shells else NO_SUCH_SHELL
            self.changed.wait(min(left, 0.5))

    def take(self, shell, stream, room):
        """Removes the shell whose process has ended, once the client has its fault."""
        try:
            return stream.take(room)
        except Fault:
            self.drop(shell.shell_id)
            raise

    def received(self, command_id, pieces, stream):
        of = f' CommandId="{command_id}"' if command_id else ""
        streams = "".join(f'<rsp:Stream Name="stdout"{of}>{text}</rsp:Stream>' for text in self.habits.streams(pieces))
        if stream.is_done():
            streams += (f'<rsp:Stream Name="stdout"{of} End="true"></rsp:Stream><rsp:CommandState{of} State="{STATE}Done">'
                        "<rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState>")
        elif command_id:
            streams += f'<rsp:CommandState{of} State="{STATE}Running"></rsp:CommandState>'
        return f"<rsp:ReceiveResponse>{streams}</rsp:ReceiveResponse>"

    def signal(self, request, user):
        shell = self.find(request, user)
        command_id = (request.only(SHELL, "Signal").get("CommandId") or "").upper()
        if command_id not in shell.streams:
            raise NO_SUCH_SHELL
        shell.stop(command_id)
        self.changed.notify_all()
        return SHELL + "/SignalResponse", "<rsp:SignalResponse></rsp:SignalResponse>"

    def delete(self, request, user):
        shell = self.find(request, user)
        if request.body:
            raise Refused("the body of Delete is not empty")
        self.changed.wait_for(lambda: False, self.habits.deletion_takes)
        self.drop(shell.shell_id)
        self.changed.notify_all()
        if self.habits.deletion_fails:
            raise Fault(0, "The shell is busy. ", "w:InternalError")
        return TRANSFER + "/DeleteResponse", ""
