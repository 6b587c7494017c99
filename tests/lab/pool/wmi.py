# SPDX-License-Identifier: GPL-3.0-or-later
"""wmi - instances of two WMI classes of an OCS 2007 R2 Edge, by WS-Enumeration

An Enumerate with OptimizeEnumeration may bring the first page; what is left comes by Pull, with the context given before.
Source: [MS-WSMV] 3.1.4.1, DSP0226 8; Microsoft's reference of the classes.
"""
import threading
import uuid
from xml.sax.saxutils import escape

from clixml import Refused
from soap import ENUMERATION, NO_SUCH_CLASS, NO_SUCH_RESOURCE, WSMAN, Fault

CIM = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
STRANGE = '<w:XmlFragment><Domain>elsewhere.example.net</Domain></w:XmlFragment>'
PREFIX = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/"
CLASSES = ("MSFT_SIPFederationPartnerTable", "MSFT_SIPFederationExternalEdgeSetting")
NO_SUCH_CONTEXT = Fault(2150858781, "The WS-Management service cannot process the request because the enumeration context is invalid. ",
                        "n:InvalidEnumerationContext")


def item(class_name, values, prefix=PREFIX):
    space = prefix + class_name
    members = "".join(f'<p:{name} xsi:nil="true"></p:{name}>' if value is None else
                      f"<p:{name}>{escape(str(value).lower() if isinstance(value, bool) else str(value))}</p:{name}>"
                      for name, value in values.items())
    return (f'<p:{class_name} xmlns:p="{space}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:type="p:{class_name}_Type">{members}</p:{class_name}>')


class Wmi:
    def __init__(self, settings, habits):
        self.settings, self.habits = settings, habits
        self.contexts, self.lock = {}, threading.Lock()

    def serve(self, request, _user):
        """(action, body) of the answer"""
        if not request.resource.startswith(PREFIX):
            raise NO_SUCH_RESOURCE
        class_name = request.resource[len(PREFIX):]
        if class_name not in CLASSES or self.habits.has("class-missing", class_name):
            raise NO_SUCH_CLASS
        with self.lock:
            if request.action == "Enumerate":
                return self.enumerate(request, class_name)
            if request.action == "Pull":
                return self.pull(request, class_name)
        raise Refused(f"{request.action} is nothing a class can do")

    def page(self):
        return int(self.habits.number("page", 2))

    def enumerate(self, request, class_name):
        element = request.only(ENUMERATION, "Enumerate")
        if self.habits.has("class-unended"):
            return ENUMERATION + "/EnumerateResponse", "<n:EnumerateResponse><n:EnumerationContext/><w:Items/></n:EnumerateResponse>"
        optimized = element.find(f"{{{WSMAN}}}OptimizeEnumeration") is not None
        if optimized and not int(element.findtext(f"{{{WSMAN}}}MaxElements", "1")):
            raise Refused("MaxElements is 0")
        prefix = CIM if self.habits.has("items-cim") else PREFIX
        rows = [item(class_name, values, prefix) for values in self.settings[class_name]]
        if self.habits.has("items-strange", class_name):
            rows.append(STRANGE)
        now, later = (rows[:self.page()], rows[self.page():]) if optimized else ([], rows)
        context = self.keep(class_name, later) if later else ""
        items = f"<w:Items>{''.join(now)}</w:Items>" if optimized else ""
        end = "" if later else "<w:EndOfSequence></w:EndOfSequence>"
        return ENUMERATION + "/EnumerateResponse", (
            f"<n:EnumerateResponse><n:EnumerationContext>{context}</n:EnumerationContext>{items}{end}</n:EnumerateResponse>")

    def keep(self, class_name, rows):
        context = "uuid:" + str(uuid.uuid4()).upper()
        self.contexts[context] = (class_name, rows)
        return context

    def pull(self, request, class_name):
        element = request.only(ENUMERATION, "Pull")
        context = element.findtext(f"{{{ENUMERATION}}}EnumerationContext", "").strip()
        wanted = int(element.findtext(f"{{{ENUMERATION}}}MaxElements", "1"))
        known, rows = self.contexts.pop(context, (None, []))
        if known != class_name:
            raise NO_SUCH_CONTEXT
        count = min(wanted, self.page())
        now, later = rows[:count], rows[count:]
        more = f"<n:EnumerationContext>{self.keep(class_name, later)}</n:EnumerationContext>" if later else ""
        end = "" if later else "<n:EndOfSequence></n:EndOfSequence>"
        return ENUMERATION + "/PullResponse", f"<n:PullResponse>{more}<n:Items>{''.join(now)}</n:Items>{end}</n:PullResponse>"
