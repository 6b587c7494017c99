#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""route.py - the route of a push notification, and which plugin looks at which part, as SVG on standard output

Light and dark readers both get a white card, for the picture stands on a page whose colour it does not know.
"""
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 980, 300
BOX_WIDTH, BOX_HEIGHT, BOX_TOP = 172, 74, 60
STATIONS = [  # name, second line, left edge
    ("monitoring host", "Nagios, Icinga", 16),
    ("Access Edge", "accessproxy.contoso.com", 276),
    ("federation proxy", "sipfed.online.lync.com", 536),
    ("push service", "push.lync.com", 796),
]
HOPS = [("hop 1", "TLS 5061"), ("hop 2", "TLS 5061"), ("hop 3", "inside Microsoft")]
SPANS = [  # plugin, first station, last station, what it asks
    ("check_push_federation", 0, 3, "SIP OPTIONS to the partner's domain"),
    ("check_push_notification", 0, 3, "the push request, and its round trip"),
    ("check_push_config", 0, 1, "settings of pool and Edge, over HTTPS"),
]
LINE = "#44546a"


def text(x, y, words, size=13, **more):
    attributes = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
    return f'<text x="{x}" y="{y}" font-size="{size}"{attributes}>{escape(words)}</text>'


def station(name, second, left):
    middle = left + BOX_WIDTH / 2
    return [f'<rect x="{left}" y="{BOX_TOP}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6" fill="#eef3fa" stroke="{LINE}"/>',
            text(middle, BOX_TOP + 31, name, 15, text_anchor="middle", font_weight="bold"),
            text(middle, BOX_TOP + 54, second, 12, text_anchor="middle", fill=LINE)]


def hop(name, how, left, right):
    y, middle = BOX_TOP + BOX_HEIGHT / 2, (left + right) / 2
    return [f'<line x1="{left}" y1="{y}" x2="{right - 3}" y2="{y}" stroke="{LINE}" stroke-width="2" marker-end="url(#arrow)"/>',
            text(middle, y - 10, name, 12, text_anchor="middle"),
            text(middle, y + 20, how, 11, text_anchor="middle", fill=LINE)]


def span(row, plugin, first, last, asks):
    left, right = STATIONS[first][2], STATIONS[last][2] + BOX_WIDTH
    y = BOX_TOP + BOX_HEIGHT + 46 + row * 38
    return [f'<path d="M{left} {y - 8} v8 H{right} v-8" fill="none" stroke="#2e75b6" stroke-width="2"/>',
            text(left + 8, y - 7, plugin, 13, font_weight="bold", fill="#1f4e79"),
            text(right + 10 if last < 3 else right - 8, y - 7 if last == 3 else y + 3, asks, 12, fill="#1f4e79",
                 text_anchor="end" if last == 3 else "start")]


def picture():
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
             'font-family="DejaVu Sans, Verdana, sans-serif" role="img">',
             "<title>The route of a push notification, and which plugin looks at which part of it</title>",
             f'<defs><marker id="arrow" markerWidth="8" markerHeight="8" refX="6" refY="3" orient="auto"><path d="M0 0 L7 3 L0 6 z" fill="{LINE}"/>'
             "</marker></defs>",
             f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#ffffff"/>',
             text(16, 34, "The route of a push notification; federation with any other partner has two hops", 13, fill=LINE)]
    for one in STATIONS:
        lines += station(*one)
    for words, here, there in zip(HOPS, STATIONS, STATIONS[1:]):
        lines += hop(*words, here[2] + BOX_WIDTH, there[2])
    for row, one in enumerate(SPANS):
        lines += span(row, *one)
    return "\n".join([*lines, "</svg>"])


if __name__ == "__main__":
    print(picture())
