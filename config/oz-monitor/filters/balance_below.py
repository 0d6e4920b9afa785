"""Keeps an alert only if the sender's balance is below --min-wei, and at most once in --cooldown seconds. OZ Monitor drops a match when the last line says true."""
import json
import os
import sys
import time
import urllib.request


def is_enough(document):
    match = document["monitor_match"]["EVM"]
    arguments = dict(argument.lstrip("-").split("=", 1) for argument in document["args"])
    sender = match["transaction"]["from"]
    question = {"jsonrpc": "2.0", "id": 1, "method": "eth_getBalance", "params": [sender, "latest"]}
    request = urllib.request.Request(os.environ[arguments["rpc-env"]], json.dumps(question).encode(), {"content-type": "application/json"})
    balance = int(json.load(urllib.request.urlopen(request, timeout=4))["result"], 16)
    if balance >= int(arguments["min-wei"]):
        return True
    stamp = f"data/balance_{match['network_slug']}_{sender}.stamp"
    try:
        if time.time() - os.path.getmtime(stamp) < int(arguments["cooldown"]):
            return True
    except OSError:
        pass
    with open(stamp, "w"):
        return False


try:
    print("true" if is_enough(json.load(sys.stdin)) else "false")
except Exception as fault:
    # Msq watches balances by itself: an answer that is missing here is not worth a call at night.
    print("the balance cannot be read:", fault, file=sys.stderr)
    print("true")
