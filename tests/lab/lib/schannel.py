#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""schannel - a SIP server behind a TLS server that takes client certificates as Windows does: serverAuth is enough

usage: schannel COMMAND...
  COMMAND  the TLS server, whose standard input and output are what the peer reads and writes: openssl s_server -quiet

Kamailio has OpenSSL check for the purpose of a TLS client and has no option to change that; s_server has one (-purpose). This server
answers 200 to OPTIONS and other requests, as a partner behind it would, and 483 with Max-Forwards 0, as a proxy does.
"""
import re
import subprocess
import sys

COPIED = re.compile(r"^(via|from|to|call-id|cseq)\s*:", re.I)


def answer(head):
    lines = head.split("\r\n")
    hops = next((line.split(":")[1].strip() for line in lines if line.lower().startswith("max-forwards:")), "70")
    out = ["SIP/2.0 483 Too many hops" if hops == "0" else "SIP/2.0 200 OK"]
    for line in lines[1:]:
        if COPIED.match(line):
            is_to = line.lower().startswith("to") and "tag=" not in line
            out.append(line + ";tag=schannel" if is_to else line)
    return "\r\n".join(out + ["Server: RTC/6.0", "Content-Length: 0", "", ""])


def serve(command):
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as tls:
        seen = b""
        while True:
            piece = tls.stdout.read1(65536)
            if not piece:
                return
            seen += piece
            while b"\r\n\r\n" in seen:
                head, seen = seen.split(b"\r\n\r\n", 1)
                head = head.decode("utf-8", "replace")
                length = re.search(r"^(?:content-length|l)\s*:\s*(\d+)", head, re.I | re.M)
                seen = seen[int(length[1]) if length else 0:]
                if not head.startswith("SIP/2.0"):
                    tls.stdin.write(answer(head).encode())
                    tls.stdin.flush()


if __name__ == "__main__":
    serve(sys.argv[1:])
