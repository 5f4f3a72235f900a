#!/usr/bin/python3
"""A script in the convention of the FAUST CTF gameserver for a service that keeps notes."""
import json
import os
import socket
import sys

PORT = 7711
OK, DOWN, FAULTY, FLAG_NOT_FOUND, RECOVERING = range(5)
assert os.environ["CTF_CHECKERSCRIPT"]
requests, answers = os.fdopen(4, "w"), os.fdopen(3)


def ask_gameserver(action, param):
    print(json.dumps({"action": action, "param": param}), file=requests, flush=True)
    return None if action == "LOG" else json.loads(answers.readline())["response"]


def ask(host, request):
    with socket.create_connection((host, PORT), timeout=5) as connection:
        connection.sendall(request.encode() + b"\n")
        return connection.makefile().readline().strip()


def result(host, team, tick):
    flag = ask_gameserver("FLAG", {"tick": tick})
    assert ask_gameserver("FLAG", {"tick": tick + 1}) is None
    try:
        if ask(host, f"PUT tick{tick} {flag}") != "STORED":
            return FAULTY
        ask_gameserver("FLAGID", f"tick{tick} of {team}")
        if tick > 1:
            name = ask_gameserver("LOAD", "name")
            if ask(host, f"GET {name}") != ask_gameserver("FLAG", {"tick": tick - 1}):
                return FLAG_NOT_FOUND
        ask_gameserver("STORE", {"key": "name", "data": f"tick{tick}"})
        assert ask_gameserver("LOAD", "nothing") is None
    except OSError as problem:
        ask_gameserver("LOG", {"message": repr(problem), "levelno": 20, "pathname": "", "lineno": 1, "funcName": ""})
        return DOWN
    return OK


host, team, tick = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ask_gameserver("RESULT", result(host, team, tick))
sys.exit(17)
