# SPDX-License-Identifier: GPL-3.0-or-later
"""mobility - what a mobile client asks a pool's web server: autodiscover's root, the mobility service, UCWA

Source: [MS-OCDISCWS] for the root's two forms; that both services ask who one is before anything else.
"""
import json

from habits import Reply, html


def root_links(host):
    base = f"https://{host}/Autodiscover/AutodiscoverService.svc/root"
    return {"self": base, "user": base + "/oauth/user", "xframe": base + "/xframe"}


def root_json(host):
    links = {name: {"href": href} for name, href in root_links(host).items()}
    return Reply(200, "application/json; charset=utf-8", json.dumps({"_links": links}).encode())


def root_xml(host):
    links = root_links(host)
    text = (f'<?xml version="1.0" encoding="utf-8"?><AutodiscoverResponse xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'AccessLocation="Internal"><Root><Link token="Domain" href="{links["self"]}/domain" /><Link token="User" '
            f'href="{links["self"]}/user" /></Root></AutodiscoverResponse>')
    return Reply(200, "application/vnd.microsoft.rtc.autodiscover+xml; v=1", text.encode())


def refused():
    return Reply(401, "text/html", b"<html><body>401 - Unauthorized</body></html>",
                 headers=[("WWW-Authenticate", "Negotiate"), ("WWW-Authenticate", "NTLM"),
                          ("X-MS-WebTicketURL", "https://pool/WebTicket/WebTicketService.svc")])


def serve(exchange, habits, web):
    """web: the external web services, which every root leads to"""
    path = exchange.path.lower()
    for service, prefix in (("mcx", "/mcx/"), ("ucwa", "/ucwa/")):
        if path.startswith(prefix):
            said = habits.said.get(service)
            return html(said[0]) if said else refused()
    if path not in ("/", "/autodiscover/autodiscoverservice.svc/root"):
        return html("404")
    said = habits.said.get("autodiscover")
    if said:
        return html(said[0])
    outside = habits.said.get("autodiscover-outside")
    if outside and not exchange.host.startswith("lyncdiscoverinternal."):
        return html(outside[0])
    if habits.has("autodiscover-elsewhere"):
        return Reply(302, "text/html", b"", headers=[("Location", "https://lyncdiscover.elsewhere.example/")])
    if habits.has("autodiscover-nul"):
        return root_json(web + "\0.evil.example")
    return root_xml(web) if "xml" in exchange.accept or habits.has("autodiscover-xml") else root_json(web)
