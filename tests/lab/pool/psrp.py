# SPDX-License-Identifier: GPL-3.0-or-later
"""psrp - PowerShell remoting messages and fragments, from the server's side

Source: [MS-PSRP] 2.2.1 (message), 2.2.4 (fragment).
"""
import struct
import uuid

import clixml
from clixml import Refused

SESSION_CAPABILITY, INIT_RUNSPACEPOOL, CREATE_PIPELINE = 0x00010002, 0x00010004, 0x00021006
RUNSPACEPOOL_STATE, APPLICATION_PRIVATE_DATA = 0x00021005, 0x00021009
PIPELINE_OUTPUT, ERROR_RECORD, PIPELINE_STATE = 0x00041004, 0x00041005, 0x00041006
DEBUG, VERBOSE, WARNING, PROGRESS, INFORMATION = 0x00041007, 0x00041008, 0x00041009, 0x00041010, 0x00041011

POOL_OPENED, POOL_BROKEN = 2, 5
PIPELINE_COMPLETED, PIPELINE_FAILED = 4, 5

TO_CLIENT, TO_SERVER = 1, 2
NO_ID = uuid.UUID(int=0)
START, END = 1, 2
FRAGMENT_HEAD, MESSAGE_HEAD = 21, 40


class Message:
    """One message; value is what is written as CLIXML, text the CLIXML itself where a habit wants its own."""

    def __init__(self, kind, value=None, text=None):
        self.kind, self.value, self.text = kind, value, text

    def blob(self, pool, pipeline):
        if self.kind == SESSION_CAPABILITY:
            pool = NO_ID  # as real servers do
        head = struct.pack("<II", TO_CLIENT, self.kind) + pool.bytes_le + pipeline.bytes_le
        text = clixml.write(self.value) if self.text is None else self.text
        return head + b"\xef\xbb\xbf" + text.encode()


def fragment(object_id, number, flags, part, length=None):
    return struct.pack(">QQBI", object_id, number, flags, len(part) if length is None else length) + part


def fragments(object_id, blob, size):
    """A message's bytes in fragments of at most size bytes of it"""
    parts = [blob[at:at + size] for at in range(0, len(blob), size)]
    last = len(parts) - 1
    return [fragment(object_id, n, (START if n == 0 else 0) | (END if n == last else 0), part) for n, part in enumerate(parts)]


# ---- what a client sends: each message in one fragment ----

class Incoming:
    def __init__(self, kind, pool, pipeline, item):
        self.kind, self.pool, self.pipeline, self.item = kind, pool, pipeline, item


def take_message(data, object_id):
    """One message off data, which must be object object_id: (Incoming, the rest)"""
    if len(data) < FRAGMENT_HEAD:
        raise Refused(f"{len(data)} bytes are no fragment")
    got, number, flags, length = struct.unpack(">QQBI", data[:FRAGMENT_HEAD])
    blob, rest = data[FRAGMENT_HEAD:FRAGMENT_HEAD + length], data[FRAGMENT_HEAD + length:]
    if got != object_id:
        raise Refused(f"object {got} came where {object_id} was due")
    if number or flags != START | END or len(blob) != length:
        raise Refused(f"fragment {number} with flags {flags} and {len(blob)} of {length} bytes is no whole message")
    if len(blob) < MESSAGE_HEAD:
        raise Refused(f"a message of {len(blob)} bytes has no head")
    destination, kind = struct.unpack("<II", blob[:8])
    if destination != TO_SERVER:
        raise Refused(f"a message is addressed to {destination}, not to the server")
    pool, pipeline = uuid.UUID(bytes_le=blob[8:24]), uuid.UUID(bytes_le=blob[24:40])
    text = blob[MESSAGE_HEAD:]
    return Incoming(kind, pool, pipeline, clixml.read(text.removeprefix(b"\xef\xbb\xbf"))), rest


def read_opening(data, shell_id):
    """creationXml's bytes: SESSION_CAPABILITY and INIT_RUNSPACEPOOL of the pool shell_id names. Gives the client's version."""
    capability, rest = take_message(data, 1)
    opening, rest = take_message(rest, 2)
    if (capability.kind, opening.kind) != (SESSION_CAPABILITY, INIT_RUNSPACEPOOL) or rest:
        raise Refused(f"the pool is opened with messages {capability.kind:08x}, {opening.kind:08x} and {len(rest)} more bytes")
    for message in (capability, opening):
        if message.pool != shell_id or message.pipeline != NO_ID:
            raise Refused(f"a message is of pool {message.pool} and pipeline {message.pipeline}, the shell is {shell_id}")
    for name in ("PSVersion", "SerializationVersion"):
        capability.item.need(name, str)
    check_opening(opening.item)
    return capability.item.need("protocolversion", str)


def check_opening(item):
    low, high = item.need("MinRunspaces", int), item.need("MaxRunspaces", int)
    if not 1 <= low <= high:
        raise Refused(f"{low} to {high} runspaces are asked for")
    for name in ("PSThreadOptions", "ApartmentState", "HostInfo"):
        item.need(name, clixml.Item)
    item.need("ApplicationArguments")


def read_pipeline(data, object_id, shell, command_id):
    """CREATE_PIPELINE's bytes: the names of its statements, each a list of its commands' names"""
    message, rest = take_message(data, object_id)
    if message.kind != CREATE_PIPELINE or rest:
        raise Refused(f"a command begins with message {message.kind:08x} and has {len(rest)} more bytes")
    if message.pool != shell.pool_id or message.pipeline != command_id:
        raise Refused(f"a pipeline is of pool {message.pool} and is {message.pipeline}; the command is {command_id}")
    item = message.item
    for name in ("ApartmentState", "RemoteStreamOptions", "HostInfo"):
        item.need(name, clixml.Item)
    item.need("AddToHistory", bool)
    if item.need("NoInput", bool) is not True:
        raise Refused("the pipeline wants input, and none is sent")
    if shell.version >= (2, 2):
        item.need("IsNested", bool)
    return read_statements(item.need("PowerShell", clixml.Item))


def read_statements(power_shell):
    for name in ("IsNested", "RedirectShellErrorOutputPipe"):
        power_shell.need(name, bool)
    power_shell.need("History")
    first = read_commands(power_shell)
    extra = power_shell.members.get("ExtraCmds")
    if extra is None:
        return [first]
    if not isinstance(extra, clixml.Item) or not extra.items:
        raise Refused("ExtraCmds is there and is no list, or an empty one")
    statements = [read_commands(statement) for statement in extra.items]
    if statements[0] != first:
        raise Refused(f"ExtraCmds begins with {statements[0]}, Cmds with {first}")
    return statements


def read_commands(holder):
    commands = holder.need("Cmds", clixml.Item).items
    if not commands:
        raise Refused("Cmds is no list, or an empty one")
    return [read_command(command) for command in commands]


def read_command(command):
    """(name, is it a script)"""
    command.need("UseLocalScope")
    for name in ("MergeMyResult", "MergeToResult", "MergePreviousResults"):
        command.need(name, clixml.Item)
    arguments = command.need("Args", clixml.Item)
    if arguments.items is None:
        raise Refused("Args is no list")
    for argument in arguments.items:
        argument.need("N")
        argument.need("V")
    return command.need("Cmd", str), command.need("IsScript", bool)
