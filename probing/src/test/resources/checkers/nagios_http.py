#!/usr/bin/python3
"""A plugin in the Nagios convention: -H ADDRESS -p PORT -w TEXT -c TEXT."""
import socket
import sys

options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
try:
    with socket.create_connection((options["-H"], int(options["-p"])), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        text = b"".join(iter(lambda: connection.recv(4096), b"")).decode()
except OSError as problem:
    print(f"CRITICAL - {problem} | time=0s")
    sys.exit(2)
if options["-c"] in text:
    print("CRITICAL - the page is defaced | size=%dB" % len(text))
    sys.exit(2)
if options["-w"] in text:
    print("WARNING - the page is old | size=%dB" % len(text))
    sys.exit(1)
print("OK - the page is there | size=%dB;100;200" % len(text))
print("more of it")
sys.exit(0)
