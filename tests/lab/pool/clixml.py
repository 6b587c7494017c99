# SPDX-License-Identifier: GPL-3.0-or-later
"""clixml - PowerShell's serialized objects: written as a server's remoting writes them, read strictly from a client

On the wire there is no Objs element and no namespace, and types have no "Deserialized." before them. RefIds count from 0 within
a message, those of objects and those of types apart.
Source: [MS-PSRP] 2.2.5.
"""
import re
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape


class Typed(str):
    """A value that is written under another element than its Python type would be: Typed("U32", 3600)"""

    def __new__(cls, element, value):
        self = super().__new__(cls, value)
        self.element = element
        return self


class Enum:
    def __init__(self, type_name, word, number):
        self.types = [type_name, "System.Enum", "System.ValueType", "System.Object"]
        self.word, self.number = word, number


class Object:
    """props are the object's own members, notes those that were added to it."""

    def __init__(self, types=(), text=None, props=None, notes=None):
        self.types, self.text = list(types), text
        self.props, self.notes = props or {}, notes or {}


class List:
    def __init__(self, types, items):
        self.types, self.items = list(types), items


class Dictionary:
    TYPES = ["System.Management.Automation.PSPrimitiveDictionary", "System.Collections.Hashtable", "System.Object"]

    def __init__(self, entries, types=None):
        self.types, self.entries = types or self.TYPES, entries


# ---- writing ----

def encode(text):
    """_xHHHH_ for what XML cannot hold, and for an underscore that would begin such an escape"""
    text = re.sub(r"_(?=[xX])", "_x005F_", str(text))
    return re.sub("[\0-\x1f\x7f-\x9f]", lambda m: "_x%04X_" % ord(m[0]), text)


class Writer:
    def __init__(self):
        self.parts, self.objects, self.types = [], 0, {}

    def put(self, value, name=None):
        named = f' N="{escape(encode(name))}"' if name is not None else ""
        if isinstance(value, (Object, List, Dictionary, Enum)):
            self.put_object(value, named)
        elif value is None:
            self.parts.append(f"<Nil{named} />")
        else:
            self.put_simple(value, named)

    def put_simple(self, value, named):
        if isinstance(value, bool):
            element, text = "B", str(value).lower()
        elif isinstance(value, int):
            element, text = "I32", str(value)
        else:
            element, text = getattr(value, "element", "S"), encode(value)
        self.parts.append(f"<{element}{named}>{escape(text)}</{element}>")

    def put_object(self, value, named):
        self.parts.append(f'<Obj{named} RefId="{self.objects}">')
        self.objects += 1
        self.put_types(tuple(value.types))
        {Object: self.put_members, List: self.put_list, Dictionary: self.put_dictionary, Enum: self.put_enum}[type(value)](value)
        self.parts.append("</Obj>")

    def put_types(self, types):
        if types in self.types:
            self.parts.append(f'<TNRef RefId="{self.types[types]}" />')
        elif types:
            self.types[types] = len(self.types)
            names = "".join(f"<T>{escape(name)}</T>" for name in types)
            self.parts.append(f'<TN RefId="{self.types[types]}">{names}</TN>')

    def put_members(self, value):
        if value.text is not None:
            self.parts.append(f"<ToString>{escape(encode(value.text))}</ToString>")
        for element, members in (("Props", value.props), ("MS", value.notes)):
            if members:
                self.parts.append(f"<{element}>")
                for name, member in members.items():
                    self.put(member, name)
                self.parts.append(f"</{element}>")

    def put_list(self, value):
        self.parts.append("<LST>")
        for item in value.items:
            self.put(item)
        self.parts.append("</LST>")

    def put_dictionary(self, value):
        self.parts.append("<DCT>")
        for key, entry in value.entries.items():
            self.parts.append("<En>")
            self.put(key, "Key")
            self.put(entry, "Value")
            self.parts.append("</En>")
        self.parts.append("</DCT>")

    def put_enum(self, value):
        self.parts.append(f"<ToString>{value.word}</ToString><I32>{value.number}</I32>")


def write(value):
    writer = Writer()
    writer.put(value)
    return "".join(writer.parts)


# ---- reading ----

class Refused(Exception):
    """What a client sent is not what it must send; the text says why."""


class Item:
    """An object as a client wrote it: its members by name, its list, its text"""

    def __init__(self):
        self.types, self.members, self.items, self.text = [], {}, None, None

    def need(self, name, kind=None):
        if name not in self.members:
            raise Refused(f"there is no member {name}; there are {', '.join(self.members) or 'none'}")
        value = self.members[name]
        if kind and not isinstance(value, kind):
            raise Refused(f"member {name} is {type(value).__name__}, not {kind.__name__}")
        return value


SIMPLE = {"S": str, "I32": int, "U32": int, "I64": int, "U64": int, "Version": str, "G": str, "By": int, "DT": str}


class Reader:
    def __init__(self):
        self.objects, self.types = {}, {}

    def read(self, element):
        if element.tag == "Nil":
            return None
        if element.tag == "B":
            if element.text not in ("true", "false"):
                raise Refused(f"a boolean is \"{element.text}\"")
            return element.text == "true"
        if element.tag == "Ref":
            return self.known(self.objects, element)
        if element.tag == "Obj":
            return self.read_object(element)
        if element.tag not in SIMPLE:
            raise Refused(f"there is no element <{element.tag}> in CLIXML")
        return SIMPLE[element.tag](element.text or "")

    def known(self, table, element):
        ref = element.get("RefId")
        if ref not in table:
            raise Refused(f"<{element.tag}> refers to {ref}, which was not there before")
        return table[ref]

    def remember(self, table, element, value):
        ref = element.get("RefId", "")
        if not ref.isdigit() or ref in table:
            raise Refused(f"<{element.tag}> has RefId \"{ref}\", which is no number or was used before")
        table[ref] = value

    def read_object(self, element):
        item = Item()
        self.remember(self.objects, element, item)
        for child in element:
            if child.tag == "TN":
                item.types = [name.text for name in child]
                self.remember(self.types, child, item.types)
            elif child.tag == "TNRef":
                item.types = self.known(self.types, child)
            elif child.tag in ("MS", "Props"):
                item.members.update((member.get("N"), self.read(member)) for member in child)
            elif child.tag == "LST":
                item.items = [self.read(entry) for entry in child]
            elif child.tag == "ToString":
                item.text = child.text
            else:
                item.members[""] = self.read(child)
        return item


def read(document):
    """The one object of a client's message. Refused: it is not well-formed, or not what the format allows."""
    if b"<!DOCTYPE" in document:
        raise Refused("a document type declaration is forbidden")
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError as error:
        raise Refused(f"a message is not well-formed: {error}") from None
    if root.tag != "Obj":
        raise Refused(f"a message begins with <{root.tag}>, not with <Obj>")
    try:
        return Reader().read(root)
    except ValueError as error:
        raise Refused(f"a number cannot be read: {error}") from None
