# SPDX-License-Identifier: GPL-3.0-or-later
"""cmdlets - what the Get-Cs cmdlets of a pool give, as the remoting serializer writes it

Source: Microsoft's pages of the cmdlets. The serializer goes one level deep: a member that is itself an object, an enum
for one, becomes its text; a list stays a list. Namespaces of types are those of the pages.
"""
import copy
import json
import re

import psrp
from clixml import Enum, List, Object, Typed

EDGE = "Microsoft.Rtc.Management.WritableConfig.Settings.Edge."
SETTINGS = "Microsoft.Rtc.Management.WritableConfig.Settings."
POLICY = "Microsoft.Rtc.Management.WritableConfig.Policy."

VERIFICATION = (EDGE + "VerificationLevelType", ["AlwaysVerifiable", "AlwaysUnverifiable", "UseSourceVerification"])
ENUMS = {
    "VerificationLevel": VERIFICATION,
    "RoutingMethod": (EDGE + "RoutingMethod", ["UseDnsSrvRouting", "UseDefaultRouting"]),
    "ExposedWebURL": (SETTINGS + "McxConfiguration.ExposedWebUrl", ["Internal", "External"]),
    "Action": (SETTINGS + "ImFilter.UrlFilterAction", ["Allow", "Block", "Warn"]),
}
ELEMENTS = {"SipClientPort": "U64", "SessionExpirationInterval": "U32", "SessionShortExpirationInterval": "U32",
            "OutgoingTlsCountForFederatedPartners": "U16", "LastStatusReport": "DT", "LastUpdateCreation": "DT"}
TEXTS = ["System.Collections.Generic.List`1[[System.String, mscorlib, Version=4.0.0.0, Culture=neutral, "
         "PublicKeyToken=b77a5c561934e089]]", "System.Object"]

TYPES = {
    "HostingProvider": EDGE + "DisplayHostingProvider",
    "AllowedDomain": EDGE + "AllowedDomain",
    "BlockedDomain": EDGE + "BlockedDomain",
    "AccessEdgeConfiguration": EDGE + "DisplayAccessEdgeSettingsDnsSrvRouting",
    "PushNotificationConfiguration": SETTINGS + "PushNotificationConfiguration.PushNotificationConfiguration",
    "McxConfiguration": SETTINGS + "McxConfiguration.McxConfiguration",
    "ImFilterConfiguration": SETTINGS + "ImFilter.ImFilterConfiguration",
    "MobilityPolicy": POLICY + "Mobility.MobilityPolicy",
    "ManagementStoreReplicationStatus": "Microsoft.Rtc.Management.Xds.ReplicaState",
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
    type_name = "Contoso.Renamed" if habits.has("types-renamed", section) else TYPES[section]
    if "DefaultRouteFqdn" in values:
        type_name = type_name.replace("DnsSrvRouting", "DefaultRoute")
    types = [type_name, SETTINGS.rstrip(".") + ".SettingsBase", "System.Object"]
    return Object(types, text=type_name, props={name: member(name, value, habits.deep) for name, value in values.items()})


# ---- errors ----

def error_record(exception, message, fully_qualified, target):
    category = {"CommandNotFoundException": 13, "ParentContainsErrorRecordException": 7}.get(exception, 1)
    exception_types = ["System.Management.Automation." + exception, "System.Management.Automation.RuntimeException",
                       "System.SystemException", "System.Exception", "System.Object"]
    return Object(["System.Management.Automation.ErrorRecord", "System.Object"], text=message, notes={
        "Exception": Object(exception_types, text=f"{exception_types[0]}: {message}", props={
            "ErrorRecord": message, "Message": message, "InnerException": None, "HelpLink": None,
            "Source": "System.Management.Automation", "HResult": -2146233087}),
        "TargetObject": target,
        "FullyQualifiedErrorId": fully_qualified,
        "InvocationInfo": None,
        "ErrorCategory_Category": category,
        "ErrorCategory_Activity": "" if exception == "CommandNotFoundException" else target,
        "ErrorCategory_Reason": exception,
        "ErrorCategory_TargetName": target,
        "ErrorCategory_TargetType": "String",
        "ErrorCategory_Message": f"({target}:String) [], {exception}",
        "SerializeExtendedInfo": False,
    })


def not_found(name):
    return error_record("CommandNotFoundException", f"The term '{name}' is not recognized as the name of a cmdlet, function, "
                        "script file, or operable program. Check the spelling of the name, or if a path was included, verify "
                        "that the path is correct and try again.", "CommandNotFoundException", name)


def no_language():
    return error_record("RuntimeException", "The syntax is not supported by this runspace. This can occur if the runspace is in "
                        "no-language mode.", "ScriptsNotAllowed", "")


def failed(name, message):
    return error_record("CmdletInvocationException", message, f"ProcessRecordFailed,{name}", name)


# ---- running ----

class Cmdlets:
    def __init__(self, settings, habits, kind):
        self.settings, self.habits, self.kind = settings, habits, kind

    def run(self, name):
        """What one cmdlet gives: (objects, its error or None, does the error end its pipeline)"""
        section = name.removeprefix("Get-Cs")
        if section == name or section not in TYPES or section in self.kind["lacks"] or self.habits.outside_role(name):
            return [], not_found(name), True
        error, ends = self.habits.cmdlet_error(name)
        if error:
            return [], failed(name, error), ends
        values = self.habits.objects(section, copy.copy(self.settings[section]))
        return [object_of(section, self.known(value), self.habits) for value in values], None, False

    def known(self, values):
        return {name: value for name, value in values.items() if name not in self.kind["without"]}

    def pipeline(self, statements):
        """The messages of a whole pipeline. A lone statement that fails makes it Failed; of several, PowerShell runs the others
        after an error."""
        messages = []
        for statement in statements:
            (name, is_script), *more = statement
            if is_script or more:
                return messages + [self.state(psrp.PIPELINE_FAILED, no_language())]
            objects, error, ends = self.run(name)
            messages += [psrp.Message(psrp.PIPELINE_OUTPUT, value) for value in objects]
            if error and ends and (len(statements) == 1 or self.habits.stops_early):
                return messages + [self.state(psrp.PIPELINE_FAILED, error)]
            if error:
                messages.append(psrp.Message(psrp.ERROR_RECORD, error))
        return messages + [self.state(psrp.PIPELINE_COMPLETED)]

    @staticmethod
    def state(state, error=None):
        notes = {"PipelineState": state}
        if error:
            notes["ExceptionAsErrorRecord"] = error
        return psrp.Message(psrp.PIPELINE_STATE, Object(notes=notes))
