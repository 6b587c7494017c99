# SPDX-License-Identifier: GPL-3.0-or-later
"""habits - what can be wrong with a pool's answers: a healthy server asks here at every point where one can go wrong

A habit is a word, some with a value: "slow-opening=2". Where a stage is the value, it is Create, Open (a Receive while the pool
opens), Command, Data (a Receive of a command's output) or Delete; on the Edge Enumerate or Pull.
"""
import base64
import itertools
import re
import struct

import cmdlets
import psrp
import soap
from clixml import Enum, Object, Typed

HUGE = 100 * 1024 * 1024
SLOW = 6  # seconds, as in stand_ins.psm1
FRAGMENT = 32 * 1024
HTML = {"404": ("Not Found", "404 - File or directory not found."),
        "500": ("Internal Server Error", "500 - Internal server error."),
        "503": ("Service Unavailable", "HTTP Error 503. The service is unavailable.")}
ENTITIES = "".join(f'<!ENTITY b{n} "{"&b%d;" % (n - 1) * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE bomb [<!ENTITY b0 "boom">{ENTITIES}]>'


class Reply:
    """An HTTP answer: body is bytes, or an iterator of them; promised is its Content-Length where that is not the truth"""

    def __init__(self, status, content_type, body, length=None, headers=()):
        self.status, self.content_type, self.body = status, content_type, body
        self.length = len(body) if length is None else length
        self.headers = list(headers)


def html(status):
    reason, words = HTML[status]
    page = (f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\r\n'
            f"<html><head><title>{words}</title></head><body><h1>Server Error</h1><h2>{words}</h2><p>{reason}</p></body></html>")
    return Reply(int(status), "text/html", page.encode())


# DSP0226 14.6 and WS-Addressing name faults by subcode; a server that is not Windows gives no number
ADDRESSING_SUBCODES = ("DestinationUnreachable", "ActionNotSupported")
INTERNAL = soap.Fault(0, "The service cannot comply with the request due to internal processing errors. ", "w:InternalError")


def named_fault(name, text):
    return soap.Fault(0, text, ("a:" if name in ADDRESSING_SUBCODES else "w:") + name)


MUTUAL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"


def unauthorized():
    return Reply(401, "text/plain", b"", headers=[("WWW-Authenticate", "Negotiate")])


class Habits:
    def __init__(self, words):
        self.words, self.said = list(words), {}
        for word in self.words:
            name, _, value = word.partition("=")
            self.said.setdefault(name, []).append(value)

    def has(self, name, value=None):
        return name in self.said and (value is None or value in self.said[name])

    def number(self, name, default):
        return float(self.said[name][0]) if name in self.said else default

    # ---- what cmdlets do ----

    @property
    def deep(self):
        return self.has("deep")

    @property
    def refuses_statements(self):
        return self.has("statements-refused")

    def outside_role(self, name):
        return self.has("role-lacks", name) or self.has("role-lacks", "all")

    def wait(self, name):
        """Seconds until a cmdlet speaks; endless: never; None: the session's process ends instead"""
        if self.has("cmdlet-dies", name):
            return None
        if self.has("endless-cmdlet", name):
            return float("inf")
        return SLOW if self.has("slow-cmdlet", name) else 0

    def objects(self, section, values):
        if section == "AllowedDomain":
            names = [f"partner{n}.example.net" for n in range(int(self.number("domains", 0)))]
            values += [{"Identity": name, "Domain": name, "ProxyFqdn": None, "VerificationLevel": "UseSourceVerification",
                        "Comment": None, "MarkForMonitoring": False} for name in names]
        return values

    @property
    def culture(self):
        """The language of a session; no finding may depend on it"""
        return self.said.get("culture", ["en-US"])[0]

    # ---- how a session goes ----

    def quota(self, usual):
        return self.number("quota", usual)

    @property
    def opening_takes(self):
        return self.number("slow-opening", 0)

    @property
    def deletion_takes(self):
        return self.number("slow-deletion", 0)

    @property
    def fault_status(self):
        return int(self.number("fault-status", 500))

    def name_of(self, what, name):
        """What the server calls a new shell or command: with long-shell-id, long-command-id, far longer than any server does"""
        return name + "-" + "9" * 20000 if self.has("long-%s-id" % what) else name

    @property
    def deletion_fails(self):
        return self.has("deletion-fails")

    def output_fault(self, names):
        """What a Receive is answered while one of these cmdlets runs: None: its output. True with it: and the shell is lost"""
        for word, lost in (("output-fault", False), ("shell-lost", True)):
            if any(self.has(word, name) for name in names):
                return INTERNAL, lost
        return None, False

    @property
    def patience(self):
        return self.number("patience", 60)

    @property
    def answer_room(self):
        return 12000 if self.has("small-pieces") else 0 if self.has("one-object") else float("inf")

    def opened(self):
        notes = {"RunspaceState": psrp.POOL_OPENED}
        if self.has("broken-pool"):
            error = cmdlets.error_record("RuntimeException", "Cannot load Windows PowerShell snap-in Lync.", "RunspaceBroken", "")
            notes = {"RunspaceState": psrp.POOL_BROKEN, "ExceptionAsErrorRecord": error}
        return psrp.Message(psrp.RUNSPACEPOOL_STATE, Object(notes=notes))

    def noise(self, messages):
        """Records that a client may ignore, before and between the others"""
        if not self.has("noise"):
            return messages
        sounds = itertools.cycle(NOISE)
        return [sound for message in messages for sound in (next(sounds), next(sounds), message)]

    def batches(self, batches):
        """(delay, messages) of a pipeline, from those of its cmdlets"""
        instead = None
        if self.has("clixml-bomb"):
            instead = BOMB + "<Obj RefId=\"0\"><S>&b9;</S></Obj>"
        if self.has("clixml-deep"):
            instead = "<Obj RefId=\"0\"><LST>" * 5000 + "</LST></Obj>" * 5000
        if self.has("clixml-rubbish"):
            instead = "<Obj RefId=\"0\"><MS><S N=\"Identity\">Glob"
        if instead:
            batches = [(0, [psrp.Message(psrp.PIPELINE_OUTPUT, text=instead)])]
        return [(self.number("slow-output", 0), [])] + [(delay, self.noise(messages)) for delay, messages in batches]

    # ---- how messages become bytes ----

    def cut(self, object_id, blob):
        if self.has("objects-out-of-order"):
            object_id = 1000 - object_id
        pieces = psrp.fragments(object_id, blob, 500 if self.has("small-pieces") else FRAGMENT)
        if self.has("fragments-out-of-order"):
            pieces = list(reversed(psrp.fragments(object_id, blob, len(blob) - 1)))
        if self.has("fragment-length"):
            pieces[-1] = pieces[-1][:17] + struct.pack(">I", 0xffffffff) + pieces[-1][psrp.FRAGMENT_HEAD:]
        if self.has("fragment-head"):
            pieces[-1] = pieces[-1][:12]
        return pieces

    def streams(self, pieces):
        """Base64 of each stream element"""
        if self.has("base64-rubbish"):
            return ["AAAA*not*base64*AAAA"]
        if self.has("small-pieces"):  # several fragments in a stream, and lines of 76 letters
            joined = [b"".join(pieces[at:at + 3]) for at in range(0, len(pieces), 3)]
            return [base64.encodebytes(piece).decode() for piece in joined]
        return [base64.b64encode(piece).decode() for piece in pieces]

    # ---- envelopes and HTTP ----

    def maps_certificate(self, authorization):
        """WinRM takes a client certificate for a login only from who says that it is one"""
        return authorization == MUTUAL and not self.has("certificate-not-mapped")

    def instead(self, exchange):
        """What is answered instead of anything sensible, or None. A Fault may be raised."""
        if self.has("redirect"):
            return self.redirect(exchange)
        for status in self.said.get("html", []):
            return html(status)
        for status in self.said.get("no-body", []):
            return Reply(int(status), "application/soap+xml;charset=UTF-8", b"")
        for value in self.said.get("subcode", []):  # subcode=STAGE:NAME
            stage, name = value.split(":")
            if stage == exchange.stage:
                raise named_fault(name, "" if self.has("no-reason") else f"The fault is {name}. ")
        if self.has("access-denied") or self.has("access-denied-at", exchange.stage):
            raise soap.ACCESS_DENIED
        if self.has("access-denied-bare"):
            raise soap.ACCESS_DENIED_BARE
        return None

    def redirect(self, exchange):
        """same[N]: N times, each to another path of this host; loop; other: to another host; http: without TLS"""
        kind, times = re.fullmatch(r"([a-z]+)(\d*)", self.said["redirect"][0]).groups()
        hops = exchange.path.count("/hop")
        if kind == "same" and hops >= int(times or 1):
            return None
        location = {"same": f"https://{exchange.host}{exchange.path}/hop", "loop": f"https://{exchange.host}{exchange.path}",
                    "other": f"https://elsewhere.example.net{exchange.path}",
                    "http": f"http://{exchange.host}{exchange.path}"}[kind]
        page = f'<head><title>Document Moved</title></head><body>This document may be found <a HREF="{location}">here</a></body>'
        return Reply(307 if kind == "same" else 302, "text/html; charset=UTF-8", page.encode(), headers=[("Location", location)])

    def relates_to(self, message_id):
        return "uuid:00000000-0000-4000-8000-000000000000" if self.has("wrong-relates-to") else message_id

    def reply(self, exchange, status, text):
        """The healthy answer in other bytes"""
        if self.has("envelope-bomb", exchange.stage):
            text = BOMB + text.replace("<s:Body>", "<s:Body>&b9;")
        if self.has("envelope-deep", exchange.stage):
            text = text.replace("<s:Body>", "<s:Body>" + "<d>" * 5000 + "</d>" * 5000)
        if self.has("envelope-rubbish", exchange.stage):
            text = text[:-20]
        body = text.encode()
        content_type = "application/soap+xml;charset=UTF-8"
        if self.has("cut-answer", exchange.stage):
            return Reply(status, content_type, body[:len(body) // 2], len(body))
        if self.has("huge-answer", exchange.stage):
            return self.huge(content_type, body)
        return Reply(status, content_type, body)

    @staticmethod
    def huge(content_type, body):
        blank, count = b" " * 65536, HUGE // 65536
        return Reply(200, content_type, itertools.chain([body], itertools.repeat(blank, count)), len(body) + HUGE)

    def is_silent(self, stage):
        return self.has("silent", stage)

    def kills(self, stage):
        """The web server in front dies at that: no answer, and nothing listens there any more"""
        return self.has("killed", stage)


def progress():
    kind = Enum("System.Management.Automation.ProgressRecordType", "Processing", 0)
    return Object(notes={"Activity": "Preparing modules for first use.", "ActivityId": 0, "StatusDescription": " ",
                         "CurrentOperation": None, "ParentActivityId": -1, "PercentComplete": -1, "Type": kind,
                         "SecondsRemaining": -1})


def informational(text):
    return Object(["System.Management.Automation.InformationalRecord", "System.Object"], text=text,
                  notes={"InformationalRecord_Message": text, "InformationalRecord_SerializeInvocationInfo": False,
                         "InformationalRecord_PipelineIterationInfo": None})


NOISE = [
    psrp.Message(psrp.PROGRESS, progress()),
    psrp.Message(psrp.WARNING, informational("WARNING: Get-CsHostingProvider is about to change <soon> & for good")),
    psrp.Message(psrp.VERBOSE, informational("Creating new log file of Get-CsAllowedDomain")),
    psrp.Message(psrp.DEBUG, informational("debug")),
    psrp.Message(psrp.INFORMATION, Object(notes={"MessageData": "hello", "Source": "Get-CsAllowedDomain",
                                                 "TimeGenerated": Typed("DT", "2026-11-23T08:15:30Z")})),
    psrp.Message(0x00021008, Object(notes={"PSEventArgs.ComputerName": "pool"})),
    psrp.Message(0x000410FF, text="a message of an unknown kind, and no CLIXML"),
]
