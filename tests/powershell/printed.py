# SPDX-License-Identifier: GPL-3.0-or-later
"""printed - every command of the management shells that stands in our sources and pages, and whether it can run by tests/data/cmdlets.tsv

A command begins with the name of a Cs cmdlet and goes on with parameters and their values; a name alone is a mention. What is printed as
prose may name a parameter after "with": such a one has to exist.
"""
import glob
import os
import re

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(TOP, "tests", "data", "cmdlets.tsv")
SERVERS = {"2010", "2013", "2015", "2019"}
# Commands that are printed for these servers only
PRINTED_FOR = {
    "Test-CsMcxPushNotification": {"2010", "2013", "2015"},
    "Test-CsMcxP2PIM": {"2010", "2013", "2015"},  # check_push_config(8) names the servers of these three
    "Test-CsUcwaConference": {"2013", "2015", "2019"},
    "Test-CsAVEdgeConnectivity": {"2013", "2015", "2019"},
    "Start-CsClsLogging": {"2013", "2015", "2019"},
    "Search-CsClsLogging": {"2013", "2015", "2019"},
    "Get-CsServerPatchVersion": {"2015", "2019"},  # asked only in exports of servers that have it
    "Test-CsExUMConnectivity": {"2013", "2015", "2019"},
}
# Parameters that the pages no longer have, and servers do
STILL_THERE = {("Set-CsExternalAccessPolicy", "EnablePublicCloudAccess"): "Boolean"}  # off the page since May 2025
COMMON = {"ErrorAction": "String", "ErrorVariable": "String", "WarningAction": "String", "OutVariable": "String", "Verbose": "switch",
          "Confirm": "switch", "WhatIf": "switch"}
NAME = r"[A-Z][a-z]+-Cs[A-Z][A-Za-z]*"
VALUE = r"""\([^()]*\)[\w.()-]*|'(?:[^']|'')*'|"(?:[^"`]|`.)*"|@\{[^}]*\}|\$\w+|\{\w*\}|[^\s;,()'"`@{}|]+(?:\{\w*\}[^\s;,()'"`@{}|]*)*"""
FOLLOWED_BY_LIST = ("[]", "PSListModifier")


class Command:
    """place: file and line; name; words: (parameter or None, [values]); text: as it stands"""

    def __init__(self, place, name, words, text):
        self.place, self.name, self.words, self.text = place, name, words, text


# ---- facts ----

class Cmdlet:
    def __init__(self, servers):
        self.servers, self.sets = set(servers.split(",")), {}

    def knows_parameters(self):
        return "-" not in self.sets


def read_facts():
    """(cmdlets by name, values by type); a parameter is (type, is it mandatory, position or None)"""
    cmdlets, values = {}, {}
    with open(DATA, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line[0] != "#"]
    for name, servers, set_name, parameters in rows:
        if name == "values":
            values[servers] = parameters.split()
            continue
        cmdlet = cmdlets.setdefault(name, Cmdlet(servers))
        cmdlet.sets[set_name] = {}
        for word in parameters.split():
            parameter, kind, position, must = re.fullmatch(r"(\w+):([^@!]+)(?:@(\d+))?(!?)", word).groups()
            cmdlet.sets[set_name][parameter] = (kind, bool(must), int(position) if position else None)
    return cmdlets, values


FACTS, VALUES = read_facts()


def type_of(name, parameter):
    """Its type in any set, in whatever letters; None: there is none"""
    for parameters in FACTS[name].sets.values():
        for known, (kind, _, _) in parameters.items():
            if known.lower() == parameter.lower():
                return kind
    for (cmdlet, known), kind in STILL_THERE.items():
        if cmdlet == name and known.lower() == parameter.lower():
            return kind
    return next((kind for known, kind in COMMON.items() if known.lower() == parameter.lower()), None)


# ---- where commands stand ----

def strings_of_c(source):
    """(line, text) of its string literals, adjacent ones joined; comments are none"""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|\'(?:[^\'\\\n]|\\.)*\'|"(?:[^"\\\n]|\\.)*"|[^\s]', re.S)
    joined, start = [], 0
    for found in token.finditer(source):
        text = found[0]
        if text.startswith(("//", "/*")):
            continue
        if text[0] == '"' and len(text) > 1:
            start = start if joined else source.count("\n", 0, found.start()) + 1
            joined.append(re.sub(r"\\(.)", lambda m: {"n": "\n", "t": " "}.get(m[1], m[1]), text[1:-1]))
            continue
        if joined and not re.match(r"\w", text):
            yield start, "".join(joined)
            joined = []
        elif joined and joined[-1] != " ":  # a macro between literals
            joined.append(" ")
    if joined:
        yield start, "".join(joined)


def lines_of_text(source):
    """(line, text), lines that go on joined"""
    text = re.sub(r"`\n\s*", lambda m: " " + "\0" * m[0].count("\n"), source)
    number = 1
    for line in text.split("\n"):
        yield number, line.replace("\0", "")
        number += 1 + line.count("\0")


def lines_of_page(source):
    """A manual page's, without its macros; paragraphs are joined, what stands as it is is not"""
    source = re.sub(r"\\-", "-", source).replace("\\&", "").replace("\\e", "\\")
    source = re.sub(r"(?<=[\w,]),\n(?=[ \t]+[A-Z][a-z]+-Cs)", ", ", source)
    return lines_of_text(re.sub(r"^\.(Li|Dq|Em|Ic|It|Cm) ", "", source, flags=re.M))


def sources():
    """(file, (line, text)...)"""
    def each(pattern, reader):
        for file in sorted(glob.glob(os.path.join(TOP, pattern), recursive=True)):
            with open(file, encoding="utf-8") as opened:
                yield os.path.relpath(file, TOP), reader(opened.read())

    for pattern in ("common/**/*.[ch]", "plugins/*.c", "contrib/document/*.c"):
        yield from each(pattern, strings_of_c)
    for pattern in ("contrib/man/*.in",):
        yield from each(pattern, lines_of_page)
    for pattern in ("*.md", "contrib/**/*.ps1", "contrib/site-setup/probe-csr", "contrib/*.example"):
        yield from each(pattern, lines_of_text)


# ---- reading a command ----

def read_values(text, at, kind):
    """([values], where they end): those that stand behind a parameter of that type"""
    values = []
    while True:
        found = re.compile(r"[ :]*(" + VALUE + ")").match(text, at)
        if not found or (kind == "switch" and text[at:at + 1] != ":") or found[1].startswith("-"):
            return values, at
        value = found[1].rstrip(".:") if found[1][0] not in "'\"@$(" else found[1]
        values.append(value)
        at = found.start(1) + len(value)
        more = re.compile(r",\s*").match(text, at)
        if not kind.endswith(FOLLOWED_BY_LIST) or not more or (re.match(NAME, text[more.end():]) and not re.match(NAME, value)):
            return values, at
        at = more.end()


POSITIONAL = re.compile(r"\s+(\{\w*\}|'(?:[^']|'')*'|[A-Z0-9_.]*[A-Z][A-Z0-9_.]*(?=[\s;,)'\"`|]|$)|[a-z0-9-]+(?:\.[a-z0-9-]+)+)")


def read_command(text, found):
    """(words, where it ends) of the command whose name was found"""
    name, at, words = found[0], found.end(), []
    position = POSITIONAL.match(text, at)
    if position:
        value = position[1].rstrip(".")
        words.append((None, [value]))
        at = position.start(1) + len(value)
    while True:
        parameter = re.compile(r"(\s+|\s+with\s+)-(%s|[A-Za-z]+)").match(text, at)
        if not parameter:
            return words, at
        kind = "String" if name not in FACTS or parameter[2] == "%s" else type_of(name, parameter[2]) or "String"
        values, at = read_values(text, parameter.end(), kind)
        words.append((("with " if "with" in parameter[1] else "") + parameter[2], values))


def command_of(text):
    """The Command that text begins with, or None"""
    found = re.match(NAME, text)
    if not found:
        return None
    words, end = read_command(text, found)
    return Command("", found[0], words, text[:end])


def commands():
    """Every Command that stands somewhere"""
    for file, lines in sources():
        for number, text in lines:
            if file.endswith(".ps1") and text.lstrip().startswith("#"):
                continue
            for found in re.finditer(r"(?<![\w/.-])(?<!Get-Command )" + NAME + r"(?![\w{])(?!\.(?:xml|json))", text):
                words, end = read_command(text, found)
                yield Command(f"{file}:{number}", found[0], words, text[found.start():end])


# ---- can it run ----

def why_not(command):
    """Why it cannot run, or None"""
    cmdlet = FACTS.get(command.name)
    if not cmdlet:
        return f"{command.name} is not in tests/data/cmdlets.tsv"
    lacking = PRINTED_FOR.get(command.name, SERVERS) - cmdlet.servers
    if lacking:
        return f"{command.name} is not on {', '.join(sorted(lacking))}"
    if not cmdlet.knows_parameters() or not command.words:
        return None
    named = [(name, values) for name, values in command.words if name and name != "%s"]
    for name, values in named:
        reason = wrong_parameter(command.name, name.removeprefix("with "), values)
        if reason:
            return reason
    if any(name and name.startswith("with ") for name, _ in command.words):
        return None
    return wrong_together(command, cmdlet)


def wrong_parameter(cmdlet, name, values):
    kind = type_of(cmdlet, name)
    if not kind:
        return f"{cmdlet} has no -{name}"
    if kind == "switch":
        return None
    if not values:
        return f"-{name} has no value"
    if kind == "Boolean" and values[0].lower() not in ("$true", "$false"):
        return f"-{name} is $true or $false, not {values[0]}"
    for value in values:
        word = value.strip("'\"")
        if kind in VALUES and word.lower() not in [known.lower() for known in VALUES[kind]] and value[0] not in "{$":
            return f"-{name} takes {' '.join(VALUES[kind])}, not {value}"
    return None


def wrong_together(command, cmdlet):
    """A set of parameters has to hold all that are named, and nothing mandatory may be missing."""
    given = {name.lower() for name, _ in command.words if name and name != "%s"} - {name.lower() for name in COMMON} - \
        {known.lower() for name, known in STILL_THERE if name == command.name}
    positional = sum(name is None for name, _ in command.words)
    reasons = []
    for parameters in cmdlet.sets.values():
        known = {name.lower(): fact for name, fact in parameters.items()}
        strange = given - set(known)
        places = sorted((place, name) for name, (_, _, place) in known.items() if place is not None and name not in given)
        taken = {name for _, name in places[:positional]}
        missing = [name for name, (_, must, _) in parameters.items() if must and name.lower() not in given | taken]
        if strange:
            reasons.append((2, f"its parameters are of different sets: {' '.join(sorted(given))}"))
        elif len(taken) < positional:
            reasons.append((1, f"{command.name} takes no value without a name"))
        elif missing:
            reasons.append((0, f"it lacks {', '.join('-' + name for name in missing)}, which the shell would ask for"))
        else:
            return None
    return min(reasons)[1]
