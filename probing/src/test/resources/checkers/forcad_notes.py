#!/usr/bin/python3
"""A checker in the convention of ForcAD for a service that keeps notes, one line a request."""
import socket
import sys

PORT = 7711
OK, CORRUPT, MUMBLE, DOWN, FAILED = 101, 102, 103, 104, 110


def end(code, public="", private=""):
    if public:
        print(public)
    if private:
        print(private, file=sys.stderr)
    sys.exit(code)


def ask(host, request):
    try:
        with socket.create_connection((host, PORT), timeout=5) as connection:
            connection.sendall(request.encode() + b"\n")
            return connection.makefile().readline().strip()
    except OSError as problem:
        end(DOWN, "cannot connect", repr(problem))


mode, host = sys.argv[1].lower(), sys.argv[2]
if mode == "info":
    end(OK, "vulns: 1\npublic_flag_description: name of a note")
elif mode == "check":
    answer = ask(host, "PING")
    end(OK) if answer == "PONG" else end(MUMBLE, "no pong", "got " + answer)
elif mode == "put":
    flag_id, flag = sys.argv[3:5]
    answer = ask(host, f"PUT {flag_id} {flag}")
    end(OK, '{"public_flag_id": "note", "secret": "%s"}' % flag_id) if answer == "STORED" else end(MUMBLE, "not stored")
elif mode == "get":
    import json
    flag_id, flag = json.loads(sys.argv[3])["secret"], sys.argv[4]
    answer = ask(host, f"GET {flag_id}")
    end(OK) if answer == flag else end(CORRUPT, "no such note", "got " + answer)
end(FAILED, "unknown mode")
