# SPDX-License-Identifier: GPL-3.0-or-later
"""commands - every command that we print, and what our scripts call, parsed and bound by a real PowerShell

The functions that they are bound to have the parameters of tests/data/cmdlets.tsv. What PowerShell bound has to be what printed.py read, so
that make check, which has no PowerShell, judges the same; a value of a remedy has to arrive as the pool gave it.
"""
import json
import os
import re
import runpy
import tempfile

import printed
import remedies
from base import HERE, TOP, Failed, must

# In place of {...}, of %s and of the variables of our scripts
WORDS = {"%s": "EnableMicrosoftPushNotificationService", "$Port": "5061"}
WRONG = runpy.run_path(os.path.join(TOP, "tests", "run", "commands"))["WRONG"]
ONLY_BY_DATA = ("takes A", "$true or", "not in", "is not on")  # what a function of any type of value, on no server, cannot tell


def stubs():
    found = []
    for name, cmdlet in printed.FACTS.items():
        if not cmdlet.knows_parameters():
            continue
        still = [(parameter, kind, None) for (of, parameter), kind in printed.STILL_THERE.items() if of == name]
        sets = [{"name": set_name, "parameters": [
            {"name": parameter, "type": kind, "mandatory": must_be, "position": position} for parameter, (kind, must_be, position) in facts.items()] +
            [{"name": parameter, "type": kind, "mandatory": False, "position": None} for parameter, kind, _ in still]}
            for set_name, facts in cmdlet.sets.items()]
        found.append({"name": name, "sets": sets})
    return found


def runnable(text):
    """The command with something in place of what is filled in when it is printed"""
    text = re.sub(r"(?<!@)\{\w*\}", "'filled'", text)
    for name, value in WORDS.items():
        text = text.replace(name, value)
    return re.sub(r"('?)\$(?!true\b|false\b|null\b)\w+\1", "'filled'", text, flags=re.I)


def plain(value):
    """A value as PowerShell binds it"""
    if re.match(r"@\{", value):
        return re.sub(r"['\"{}@ ]", "", value)
    if value[0] in "'\"":
        return value[1:-1].replace("''", "'")
    return {"$true": "True", "$false": "False"}.get(value.lower(), value)


def wanted_of(command):
    """{parameter: text} that a command gives, in whatever letters; a parameter without a name is found by its position"""
    places = {}
    for parameters in printed.FACTS[command.name].sets.values():
        places.update({place: name for name, (_, _, place) in parameters.items() if place is not None})
    wanted, position = {}, sorted(places)
    for name, values in command.words:
        name = name or places[position.pop(0)]
        wanted[name.lower()] = ",".join(plain(value) for value in values) if values else "True"
    return wanted


def check_bound(text, answer):
    must(not answer["error"], f"PowerShell says: {answer['error']}")
    must(len(answer["bound"]) >= 1, "it calls no cmdlet")
    command, bound = printed.command_of(text), answer["bound"][0]
    must(command.text == text, f"it is read as: {command.text}")
    must(bound["name"] == command.name, f"it calls {bound['name']}")
    got = {name.lower(): value for name, value in bound["values"].items()}
    for name, value in wanted_of(command).items():
        if "(" not in value:
            must(got.get(name) == value, f"-{name} gets {got.get(name)!r}, not {value!r}")
    must(set(got) == set(wanted_of(command)), f"it binds {sorted(got)}")


def check_value(value, parameter, answer):
    must(not answer["error"], f"PowerShell says: {answer['error']}")
    got = answer["bound"][0]["values"].get(parameter)
    must(got == value, f"-{parameter} gets {got!r}, not {value!r}")


def check_refused(answer):
    must(answer["error"], f"PowerShell takes it: {answer['bound']}")


def collected(scratch):
    """(name, text to bind, check, arguments before the answer) of every row"""
    seen, found = set(), []
    for command in printed.commands():
        text = re.sub(r"\s+", " ", command.text).rstrip(", ")
        is_prose = not command.words or any(name and name.startswith("with ") for name, _ in command.words)
        if is_prose or text in seen or not printed.FACTS[command.name].knows_parameters():
            continue
        seen.add(text)
        found.append((f"command {text} ({command.place.split(':')[0]})", runnable(text), check_bound, (runnable(text),)))
    for fault, text in remedies.of_faults(scratch):
        found.append((f"remedy of {fault}: {text}", text, check_bound, (text,)))
    for rule, value, parameter, text in remedies.of_values(scratch):
        if text:
            found.append((f"remedy of {rule} with {value!r}", text, check_value, (value, parameter)))
    for text, reason in WRONG.items():
        if not any(part in reason for part in ONLY_BY_DATA):
            found.append((f"refused: {text}", text, check_refused, ()))
    return found


def bind(tally, scratch):
    os.makedirs(scratch, exist_ok=True)
    files = [os.path.join(scratch, name) for name in ("stubs.json", "lines.json", "answers.json")]
    rows = collected(scratch)
    for file, content in zip(files, (stubs(), [row[1] for row in rows])):
        with open(file, "w", encoding="utf-8") as out:
            json.dump(content, out)
    done = tally.powershell("-File", os.path.join(HERE, "bind.ps1"), *files, seconds=300)
    if done.returncode or done.stderr:
        raise Failed(f"bind.ps1 failed: {done.stderr}{done.stdout}")
    with open(files[2], encoding="utf-8") as file:
        answers = json.load(file)
    must(len(answers) == len(rows), f"{len(answers)} answers for {len(rows)} lines")
    for (name, _, check, arguments), answer in zip(rows, answers):
        tally.row((name,), check, *arguments, answer)


def jobs(tally, scratch):
    return [lambda: bind(tally, os.path.join(scratch, "commands"))]


def count(_):
    with tempfile.TemporaryDirectory() as scratch:
        return len(collected(scratch))


def end():
    """Nothing of it outlives its program."""
