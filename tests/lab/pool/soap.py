# SPDX-License-Identifier: GPL-3.0-or-later
"""soap - WS-Management envelopes, read strictly and written as Windows writes them

Source: DSP0226 (WS-Management 1.1); [MS-WSMV] 2.2.4, 3.1.4; SOAP 1.2.
"""
import re
import uuid
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

from clixml import Refused

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
MICROSOFT = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
FAULTS = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
XML = "http://www.w3.org/XML/1998/namespace"

ACTIONS = {TRANSFER + "/Create": "Create", TRANSFER + "/Delete": "Delete", SHELL + "/Command": "Command",
           SHELL + "/Receive": "Receive", SHELL + "/Signal": "Signal",
           ENUMERATION + "/Enumerate": "Enumerate", ENUMERATION + "/Pull": "Pull"}
UNDERSTOOD = {f"{{{ADDRESSING}}}{name}" for name in ("To", "ReplyTo", "Action", "MessageID")} | \
    {f"{{{WSMAN}}}{name}" for name in ("ResourceURI", "MaxEnvelopeSize", "OperationTimeout", "OptionSet", "SelectorSet",
                                       "Locale")} | \
    {f"{{{MICROSOFT}}}{name}" for name in ("DataLocale", "SessionId")}
TRUE = ("true", "1")


class Fault(Exception):
    """What the service answers instead: WSManFault code (0: none), its text, the SOAP sub-code"""

    def __init__(self, code, text, subcode="w:InternalError", wmi=False):
        super().__init__(text)
        self.code, self.text, self.subcode, self.wmi = code, text, subcode, wmi


TIMED_OUT = Fault(2150858793, "The WS-Management service cannot complete the operation within the time specified in "
                  "OperationTimeout.  ", "w:TimedOut")
NO_SUCH_SHELL = Fault(2150858843, "The request for the Windows Remote Shell with ShellId failed because the shell was not found on "
                      "the server. Possible causes are: the specified ShellId is incorrect or the shell no longer exists on "
                      "the server. ", "w:InvalidSelectors")
NO_SUCH_RESOURCE = Fault(2150858752, "The WS-Management service cannot process the request. The service cannot find the resource "
                         "identified by the resource URI and selectors. ", "a:DestinationUnreachable")
TOO_MANY_SHELLS = Fault(2150859173, "The WS-Management service cannot process the request. This user is allowed a maximum number of 5 "
                        "concurrent shells, which has been exceeded. Close existing shells or raise the quota for this user. ",
                        "w:QuotaLimit")
ACCESS_DENIED = Fault(5, "Access is denied. ", "w:AccessDenied")
ACCESS_DENIED_BARE = Fault(0, "Access is denied. ", "w:AccessDenied")
NO_SUCH_CLASS = Fault(2147749904, "The WMI service reported that the class is invalid. ", "w:InternalError", wmi=True)


# ---- reading ----

def seconds_of(duration):
    found = re.fullmatch(r"PT(\d+(?:\.\d+)?)S", duration or "")
    if not found:
        raise Refused(f"\"{duration}\" is no duration")
    return float(found[1])


def guid_of(text):
    if not re.fullmatch(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", text or ""):
        raise Refused(f"\"{text}\" is no GUID")
    return uuid.UUID(text)


class Request:
    """An envelope that says all it must: action, resource, message_id, timeout (s), size, options, selectors, body"""

    def __init__(self, document):
        header, body = self.parts(document)
        for block in header:
            self.must_be_understood(block)
        self.to = self.text(header, ADDRESSING, "To")
        self.resource = self.text(header, WSMAN, "ResourceURI", understood=True)
        self.action = ACTIONS.get(self.text(header, ADDRESSING, "Action", understood=True))
        self.message_id = self.text(header, ADDRESSING, "MessageID")
        self.size = int(self.text(header, WSMAN, "MaxEnvelopeSize", understood=True))
        self.timeout = seconds_of(self.text(header, WSMAN, "OperationTimeout"))
        self.check_reply_to(header)
        self.options = self.named(header, "Option")
        self.selectors = self.named(header, "Selector")
        self.body = list(body)
        if not self.action:
            raise Refused("the action is none that is served here")
        if not self.message_id.startswith("uuid:"):
            raise Refused(f"message id \"{self.message_id}\" does not begin with uuid:")
        guid_of(self.message_id[5:])

    @staticmethod
    def parts(document):
        if b"<!DOCTYPE" in document:
            raise Refused("a document type declaration is forbidden")
        try:
            root = ElementTree.fromstring(document)
        except ElementTree.ParseError as error:
            raise Refused(f"the envelope is not well-formed: {error}") from None
        if [child.tag for child in root] != [f"{{{SOAP}}}Header", f"{{{SOAP}}}Body"] or root.tag != f"{{{SOAP}}}Envelope":
            raise Refused(f"<{root.tag}> is no SOAP 1.2 envelope of header and body")
        return root

    @staticmethod
    def must_be_understood(block):
        if block.get(f"{{{SOAP}}}mustUnderstand") in TRUE and block.tag not in UNDERSTOOD:
            raise Refused(f"header {block.tag} must be understood and is not")

    @staticmethod
    def text(header, space, name, understood=False):
        found = header.findall(f"{{{space}}}{name}")
        if len(found) != 1 or not (found[0].text or "").strip():
            raise Refused(f"there are {len(found)} headers {name} with a text, there must be one")
        if understood and found[0].get(f"{{{SOAP}}}mustUnderstand") not in TRUE:
            raise Refused(f"header {name} does not say that it must be understood")
        return found[0].text.strip()

    @staticmethod
    def check_reply_to(header):
        address = header.find(f"{{{ADDRESSING}}}ReplyTo/{{{ADDRESSING}}}Address")
        if address is None or address.text != ADDRESSING + "/role/anonymous":
            raise Refused("ReplyTo is not anonymous")

    @staticmethod
    def named(header, name):
        """OptionSet's or SelectorSet's entries; an OptionSet must be understood"""
        entries = {}
        for block in header.findall(f"{{{WSMAN}}}{name}Set"):
            if name == "Option" and block.get(f"{{{SOAP}}}mustUnderstand") not in TRUE:
                raise Refused("the OptionSet does not say that it must be understood")
            for entry in block.findall(f"{{{WSMAN}}}{name}"):
                entries[entry.get("Name")] = (entry.text or "", entry.get("MustComply") == "true")
        return entries

    def selector(self, name):
        if list(self.selectors) != [name]:
            raise Refused(f"the selectors are {list(self.selectors)}, not {name}")
        return self.selectors[name][0]

    def option(self, name, value, comply=False):
        if self.options.get(name) != (value, comply):
            raise Refused(f"option {name} is {self.options.get(name)}, not {value}, MustComply {comply}")

    def only(self, space, name):
        """The body's one element, which must be that"""
        if [element.tag for element in self.body] != [f"{{{space}}}{name}"]:
            raise Refused(f"the body holds {[element.tag for element in self.body]}, not one {name}")
        return self.body[0]


# ---- writing ----

def envelope(action, relates_to, body):
    return (f'<s:Envelope xml:lang="en-US" xmlns:s="{SOAP}" xmlns:a="{ADDRESSING}" xmlns:x="{TRANSFER}" xmlns:w="{WSMAN}" '
            f'xmlns:rsp="{SHELL}" xmlns:p="{MICROSOFT}" xmlns:n="{ENUMERATION}"><s:Header><a:Action>{action}</a:Action>'
            f"<a:MessageID>uuid:{str(uuid.uuid4()).upper()}</a:MessageID>"
            f'<p:OperationID s:mustUnderstand="false">uuid:{str(uuid.uuid4()).upper()}</p:OperationID>'
            f"<p:SequenceId>1</p:SequenceId><a:To>{ADDRESSING}/role/anonymous</a:To><a:RelatesTo>{escape(relates_to)}"
            f"</a:RelatesTo></s:Header><s:Body>{body}</s:Body></s:Envelope>")


def fault_body(fault, machine):
    text = escape(fault.text)
    detail = ""
    if fault.wmi:
        detail = (f'<s:Detail><p:MSFT_WmiError b:IsCIM_Error="true" xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" '
                  f'xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/microsoft/protocol/MSFT_WmiError">'
                  f"<p:CIMStatusCode>5</p:CIMStatusCode><p:error_Code>{fault.code}</p:error_Code><p:Message>{text}</p:Message>"
                  f"</p:MSFT_WmiError></s:Detail>")
    elif fault.code:
        detail = (f'<s:Detail><f:WSManFault xmlns:f="{FAULTS}" Code="{fault.code}" Machine="{machine}"><f:Message>{text}'
                  "</f:Message></f:WSManFault></s:Detail>")
    return (f"<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>{fault.subcode}</s:Value></s:Subcode></s:Code>"
            f'<s:Reason><s:Text xml:lang="en-US">{text}</s:Text></s:Reason>{detail}</s:Fault>')


FAULT_ACTION = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
