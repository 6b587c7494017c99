# SPDX-License-Identifier: GPL-3.0-or-later
"""cmdlets - what the Get-Cs cmdlets of a pool give, as the remoting serializer writes it

Source: Microsoft's pages of the cmdlets, and what a real PowerShell wrote of the same (pool/powershell). The serializer goes one level deep: a member that is itself an object, an enum
for one, becomes its text; a list stays a list. Namespaces of types are those of the pages.
"""
import copy
import json
import re

import psrp
from clixml import Dictionary, Enum, List, Object, Typed

EDGE = "Microsoft.Rtc.Management.WritableConfig.Settings.Edge."
SETTINGS = "Microsoft.Rtc.Management.WritableConfig.Settings."
XDS = "Microsoft.Rtc.Management.Xds."
DEPLOY = "Microsoft.Rtc.Management.Deploy.Internal."
POLICY = "Microsoft.Rtc.Management.WritableConfig.Policy."

VERIFICATION = (EDGE + "VerificationLevelType", ["AlwaysVerifiable", "AlwaysUnverifiable", "UseSourceVerification"])
ENUMS = {
    "VerificationLevel": VERIFICATION,
    "RoutingMethod": (EDGE + "RoutingMethod", ["UseDnsSrvRouting", "UseDefaultRouting"]),
    "ExposedWebURL": (SETTINGS + "McxConfiguration.ExposedWebUrl", ["Internal", "External"]),
    "SiteType": (DEPLOY + "SiteType", ["CentralSite", "RemoteSite"]),
    "Status": ("System.ServiceProcess.ServiceControllerStatus", [None, "Stopped", "StartPending", "StopPending", "Running"]),
    "Action": (SETTINGS + "ImFilter.UrlFilterAction", ["Allow", "Block", "Warn"]),
}
ELEMENTS = {"SipClientPort": "U64", "SessionExpirationInterval": "U32", "SessionShortExpirationInterval": "U32",
            "OutgoingTlsCountForFederatedPartners": "U16", "LastStatusReport": "DT", "LastUpdateCreation": "DT"}
TEXTS = ["System.Collections.Generic.List`1[[System.String, mscorlib, Version=4.0.0.0, Culture=neutral, "
         "PublicKeyToken=b77a5c561934e089]]", "System.Object"]

HASH = ["System.Collections.Hashtable", "System.Object"]
ARRAY = ["System.Object[]", "System.Array", "System.Object"]

TYPES = {
    "HostingProvider": EDGE + "DisplayHostingProvider",
    "AllowedDomain": EDGE + "AllowedDomain",
    "BlockedDomain": EDGE + "BlockedDomain",
    "AccessEdgeConfiguration": EDGE + "DisplayAccessEdgeSettingsDnsSrvRouting",
    "PushNotificationConfiguration": SETTINGS + "PushNotificationConfiguration.PushNotificationConfiguration",
    "McxConfiguration": SETTINGS + "McxConfiguration.McxConfiguration",
    "ImFilterConfiguration": SETTINGS + "ImFilter.ImFilterConfiguration",
    "MobilityPolicy": POLICY + "Mobility.MobilityPolicy",
    "ManagementStoreReplicationStatus": XDS + "ReplicaState",
    "Service": XDS + "Display{Role}",
    "Site": DEPLOY + "Site+CentralSite",
    "Computer": DEPLOY + "Machine",
    "PublicProvider": EDGE + "DisplayPublicProvider",
    "ExternalAccessPolicy": POLICY + "ExternalAccess.ExternalAccessPolicy",
    "SipDomain": XDS + "SipDomain",
    "WindowsService": "Microsoft.Rtc.Management.Deployment.Core.NTService",
    "Certificate": "Microsoft.Rtc.Management.Deployment.CertificateReference",
}


def load(base, changes):
    """The settings: those of the file base, changed line by line: HostingProvider[1].Enabled=false, AllowedDomain=[],
    AllowedDomain[+]={...}"""
    with open(base, encoding="utf-8") as file:
        settings = json.load(file)
    for line in filter(None, changes):
        path, value = line.split("=", 1)
        section, index, member = re.fullmatch(r"(\w+)(?:\[(\d+|\+)\])?(?:\.(\w+))?", path).groups()
        change(settings, (section, index, member), json.loads(value))
    return settings


def change(settings, path, value):
    section, index, member = path
    if index is None:
        settings[section] = value
    elif index == "+":
        settings[section].append(value)
    elif member is None:
        settings[section][int(index)] = value
    else:
        settings[section][int(index)][member] = value


def member(name, value, deep):
    """One member of an object. deep: a module raised the depth, and enums come as objects."""
    if isinstance(value, list):
        return List(TEXTS, value)
    if value is None or isinstance(value, bool):
        return value
    if name in ENUMS and deep:
        type_name, words = ENUMS[name]
        return Enum(type_name, value, words.index(value))
    return Typed(ELEMENTS[name], value) if name in ELEMENTS else value


def object_of(section, values, habits):
    type_name = "Contoso.Renamed" if habits.has("types-renamed", section) else TYPES[section].format(**values)
    if "DefaultRouteFqdn" in values:
        type_name = type_name.replace("DnsSrvRouting", "DefaultRoute")
    types = [type_name, SETTINGS.rstrip(".") + ".SettingsBase", "System.Object"]
    return Object(types, text=type_name, props={name: member(name, value, habits.deep) for name, value in values.items()})


# What an object of every type holds, as the serializer writes it
EVERY_TYPE = {
    "Bytes": Typed("BA", "AH//"), "Guid": Typed("G", "6a0f7ac4-0c0f-4c2f-9c39-2c2a1f3b5a11"), "Uri": Typed("URI", "https://pool/a?b=c&d"),
    "Version": Typed("Version", "7.0.2046.0"), "Span": Typed("TS", "P1DT2H3M4.5S"), "Secret": Typed("SS", "6mdbB3iR4SW4Sn3anThB3A=="),
    "Script": Typed("SBK", " Get-Date "), "NaN": Typed("Db", "NaN"), "Infinity": Typed("Sg", "-INF"), "Char": Typed("C", "34"),
    "SByte": Typed("SB", "-1"), "Byte": Typed("By", "1"), "Int16": Typed("I16", "-2"), "UInt16": Typed("U16", "2"),
    "Int64": Typed("I64", "-9223372036854775808"), "UInt64": Typed("U64", "18446744073709551615"), "Decimal": Typed("D", "1.5"),
    "Single": Typed("Sg", "0.1"), "Date": Typed("DT", "2026-11-23T00:00:00"), "Xml": Typed("XD", '<a b="c">&amp;</a>'), "Null": None,
    "Enum": Enum("System.DayOfWeek", "Monday", 1), "Text": "line\n\0_x000A_ \U0001F514",
    "Nested": Dictionary({"A": Dictionary({"B": Dictionary({"C": 1}, HASH)}, HASH), "D": List(ARRAY, [1, List(ARRAY, [2, 3])])}, HASH),
    "Switch": Object(["System.Management.Automation.SwitchParameter", "System.ValueType", "System.Object"], "True", {"IsPresent": True}),
    "Ip": Object(["System.Net.IPAddress", "System.Object"], "192.0.2.1", {"AddressFamily": "InterNetwork"}),
}
CUSTOM = ["System.Management.Automation.PSCustomObject", "System.Object"]


# ---- errors ----

CATEGORIES = {"CommandNotFoundException": 13, "ParentContainsErrorRecordException": 7}
DENIED = "System.UnauthorizedAccessException"
PROMPT = ("A command that prompts the user failed because the host program or the command type does not support user interaction. "
          "The host was attempting to request confirmation with the following message: ")


def error_record(exception, message, fully_qualified, target):
    """exception: its type; without a namespace one of PowerShell's own. target: None where the error names nothing"""
    full = exception if "." in exception else "System.Management.Automation." + exception
    types = [full, "System.Management.Automation.RuntimeException", "System.SystemException", "System.Exception", "System.Object"]
    return Object(["System.Management.Automation.ErrorRecord", "System.Object"], text=message, notes={
        "Exception": Object(types, text=f"{full}: {message}", props={
            "ErrorRecord": message, "Message": message, "InnerException": None, "HelpLink": None,
            "Source": "System.Management.Automation", "HResult": -2146233087}),
        "TargetObject": target,
        "FullyQualifiedErrorId": fully_qualified,
        "InvocationInfo": None,
        "ErrorCategory_Category": CATEGORIES.get(exception, 1),
        "ErrorCategory_Activity": "" if exception == "CommandNotFoundException" or target is None else target,
        "ErrorCategory_Reason": exception,
        "ErrorCategory_TargetName": target or "",
        "ErrorCategory_TargetType": "String",
        "ErrorCategory_Message": f"({target or ''}:String) [], {exception}",
        "SerializeExtendedInfo": False,
    })


def not_found(name):
    return error_record("CommandNotFoundException", f"The term '{name}' is not recognized as the name of a cmdlet, function, "
                        "script file, or operable program. Check the spelling of the name, or if a path was included, verify "
                        "that the path is correct and try again.", "CommandNotFoundException", name)


def no_language():
    return error_record("RuntimeException", "The syntax is not supported by this runspace. This can occur if the runspace is in "
                        "no-language mode.", "ScriptsNotAllowed", "")


STORE = 'Cannot open database "xds" requested by the login.'


def thrown(habits, name):
    """The error that ends a cmdlet, or None"""
    if habits.has("cmdlet-fails", name):
        return error_record("CmdletInvocationException", STORE, f"ProcessRecordFailed,{name}", name)
    if habits.has("cmdlet-denied", name):
        return error_record(DENIED, "Access is denied.", "Access is denied.", None)
    if habits.has("cmdlet-asks", name):
        return error_record("Host.HostException", f"{PROMPT}Read every setting of {name}?", f"HostFunctionNotImplemented,{name}", None)
    if habits.has("cmdlet-reads", name):
        return error_record("Host.HostException", PROMPT, "System.Management.Automation.Host.HostException,ReadHostCommand", None)
    return None


def reported(habits, name):
    """The error that a cmdlet reports and goes on, or None"""
    if habits.has("cmdlet-error", name) or habits.has("error-with-rows", name):
        return error_record("CmdletInvocationException", STORE, f"ProcessRecordFailed,{name}", name)
    return None


# ---- running ----

class Cmdlets:
    def __init__(self, settings, habits, kind):
        self.settings, self.habits, self.kind = settings, habits, kind

    def run(self, name):
        """(batches of what one cmdlet gives, the error that ends it or None); a batch is (delay, messages)"""
        section = name.removeprefix("Get-Cs")
        if section == name or section not in TYPES or section in self.kind["lacks"] or self.habits.outside_role(name):
            return [], not_found(name)
        wait = self.habits.wait(name)
        error = thrown(self.habits, name)
        if error:
            return [(wait, [])], error
        reports = reported(self.habits, name)
        messages = [psrp.Message(psrp.ERROR_RECORD, reports)] if reports else []
        if not self.habits.has("cmdlet-error", name):
            messages += [psrp.Message(psrp.PIPELINE_OUTPUT, row) for row in self.rows(name, section)]
        return [(wait, messages)], None

    def rows(self, name, section):
        if self.habits.has("gives-null", name):
            return [None]
        values = self.habits.objects(section, copy.deepcopy(self.settings[section]))
        if self.habits.has("gives-texts", name):
            return [value["Identity"] for value in values]
        if self.habits.has("huge-text", name):
            for value in values:
                value["Comment"] = "x" * 6 * 1024 * 1024
        rows = [object_of(section, self.known(value), self.habits) for value in values]
        if self.habits.has("more-members", name):
            for row in rows:
                row.notes = EVERY_TYPE
        if self.habits.has("custom-object", name):
            rows = [Object([f"Selected.{row.types[0]}", *CUSTOM], notes=row.props) for row in rows]
        if self.habits.has("gives-every-type", name):
            rows.insert(0, Object(CUSTOM, notes=EVERY_TYPE))
        return rows

    def known(self, values):
        known = {name: value for name, value in values.items() if name not in self.kind["without"]}
        of_kind = {"ProductVersion": self.kind["product"], "Version": self.kind["service"]}
        return {**known, **{name: value for name, value in of_kind.items() if name in known}}

    def pipeline(self, statements):
        """The batches of a whole pipeline. PowerShell runs no statement after one that was ended by an error. The first is another
        matter: its error is reported, the second runs, no more do, and the pipeline is Completed."""
        batches = []
        for number, ((name, is_script), *more) in enumerate(statements):
            if is_script or more:
                return batches + [(0, [self.state(psrp.PIPELINE_FAILED, no_language())])]
            given, error = self.run(name)
            batches += given
            if error and number == 0 and len(statements) > 1:
                batches.append((0, [psrp.Message(psrp.ERROR_RECORD, error)]))
                given, error = self.run(statements[1][0][0])
                batches += given
                return batches + [(0, [self.ended(error)])]
            if error:
                return batches + [(0, [self.ended(error)])]
        return batches + [(0, [self.ended(None)])]

    def ended(self, error):
        return self.state(psrp.PIPELINE_FAILED if error else psrp.PIPELINE_COMPLETED, error)

    @staticmethod
    def state(state, error=None):
        notes = {"PipelineState": state}
        if error:
            notes["ExceptionAsErrorRecord"] = error
        return psrp.Message(psrp.PIPELINE_STATE, Object(notes=notes))
