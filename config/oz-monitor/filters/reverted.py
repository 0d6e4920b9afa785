"""Keeps an alert only if the transaction reverted: OZ Monitor 1.1.0 reads receipts only where it has to, and takes all others for successes. It drops a match when the last line says true."""
import json
import os
import sys
import urllib.request


def succeeded(document):
    match = document["monitor_match"]["EVM"]
    arguments = dict(argument.lstrip("-").split("=", 1) for argument in document["args"])
    question = {"jsonrpc": "2.0", "id": 1, "method": "eth_getTransactionReceipt", "params": [match["transaction"]["hash"]]}
    request = urllib.request.Request(os.environ[arguments["rpc-env"]], json.dumps(question).encode(), {"content-type": "application/json"})
    receipt = json.load(urllib.request.urlopen(request, timeout=4))["result"]
    return receipt["status"] != "0x0"


try:
    print("true" if succeeded(json.load(sys.stdin)) else "false")
except Exception as fault:
    # Rather one alert too many than a revert that nobody sees.
    print("the receipt cannot be read:", fault, file=sys.stderr)
    print("false")
