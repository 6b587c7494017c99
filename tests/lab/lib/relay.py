#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""relay - a device on the way: takes connections, opens one of its own to the next machine, passes bytes on, and misbehaves

usage: relay ADDRESS PORT NEXT_ADDRESS NEXT_PORT HABIT [NUMBER]
  stall N      passes N bytes of the answers, then nothing more, and leaves the connections open
  half N       passes N bytes of the answers, then closes that way and still listens to the other
  cut N        passes N bytes of the answers, then closes
  reset N      passes N bytes of the answers, then resets
  idle MS      closes when nothing has come from either side for so long
  delay MS     holds every piece back for so long
  drip         passes the answers byte by byte
  mangle-out N flips a bit in the Nth piece from the client
  mangle-in N  flips a bit in the Nth piece of the answers
  no-alerts    a TLS alert in the clear becomes a reset, as from servers that end a connection without a word
"""
import select
import socket
import struct
import sys
import threading
import time

ALERT = 21  # RFC 5246 6.2.1: the type of a record


class End(Exception):
    """How it goes on when no more is passed: stall, half, cut, reset"""


class Habit:
    def __init__(self, name, number):
        self.name, self.number, self.passed, self.pieces = name, number, 0, {"out": 0, "in": 0}

    def wait(self):
        """How long nothing may come, in seconds"""
        return self.number / 1000 if self.name == "idle" else None

    def limited(self, data):
        """Of the answers, up to the number of bytes"""
        data = data[: self.number - self.passed]
        self.passed += len(data)
        yield data
        if self.passed >= self.number:
            raise End(self.name)

    def pieces_of(self, way, data):
        """What is passed on of a piece that came, in pieces"""
        self.pieces[way] += 1
        if self.name == "delay":
            time.sleep(self.number / 1000)
        elif self.name == "no-alerts" and way == "in" and data[0] == ALERT:
            raise End("reset")
        elif self.name == f"mangle-{way}" and self.pieces[way] == self.number:
            data = data[:-1] + bytes([data[-1] ^ 1])
        elif self.name in ("stall", "half", "cut", "reset") and way == "in":
            yield from self.limited(data)
            return
        elif self.name == "drip" and way == "in":
            yield from (data[i : i + 1] for i in range(len(data)))
            return
        yield data


def end(how, peers):
    if how == "half":
        peers[0].shutdown(socket.SHUT_WR)
    if how in ("half", "stall"):
        time.sleep(1e6)
    for peer in peers if how == "reset" else ():
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def carry(client, server, habit):
    other = {client: (server, "out"), server: (client, "in")}
    while True:
        ready, _, _ = select.select([client, server], [], [], habit.wait())
        if not ready:
            raise End("cut")
        for source in ready:
            to, way = other[source]
            data = source.recv(65536)
            if not data:
                return
            for piece in habit.pieces_of(way, data):
                to.sendall(piece)


def serve(client, next_hop, habit):
    server = socket.socket()
    try:
        server.connect(next_hop)
        for peer in (client, server):
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        carry(client, server, habit)
    except End as how:
        end(str(how), (client, server))
    except OSError:
        pass
    client.close()
    server.close()


def main():
    address, port, next_address, next_port, name, *number = sys.argv[1:]
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, int(port)))
    listener.listen(64)
    while True:
        client, _ = listener.accept()
        habit = Habit(name, int(number[0]) if number else 0)
        threading.Thread(target=serve, args=(client, (next_address, int(next_port)), habit), daemon=True).start()


main()
