#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""listener - what no real server does on request: a port that behaves badly below TLS

usage: listener MODE DIR ADDRESS PORT
  eof    takes the connection, reads what comes first, closes: a load balancer without a live server behind it
  reset  takes the connection, reads what comes first, resets: a device that refuses by force
  banner greets in the clear: a mail server, as it were
  full   a full backlog: the kernel drops every further SYN, as a firewall would; says so by a file "full" in DIR
"""
import os
import socket
import struct
import sys
import time


def serve_eof(server, by_force=False):
    server.listen(64)
    while True:
        peer, _ = server.accept()
        if by_force:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.settimeout(5)
        try:
            peer.recv(65536)
        except OSError:
            pass
        peer.close()


def serve_banner(server):
    server.listen(64)
    while True:
        peer, _ = server.accept()
        peer.sendall(b"220 mail ready\r\n")
        peer.settimeout(5)
        try:
            while peer.recv(65536):
                pass
        except OSError:
            pass
        peer.close()


def serve_reset(server):
    serve_eof(server, by_force=True)


def serve_full(server):
    server.listen(0)
    fillers = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(server.getsockname())
        fillers.append(filler)
    open("full", "w").close()
    time.sleep(1e9)


def main():
    mode, directory, address, port = sys.argv[1:]
    os.chdir(directory)
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((address, int(port)))
    {"eof": serve_eof, "reset": serve_reset, "banner": serve_banner, "full": serve_full}[mode](server)


main()
