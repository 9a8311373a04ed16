"""fetch.py MINIGO TOOL FILE PATH...: starts a tool's web server and prints what it answers to each path: the path, the
status, the text without tags; of JSON the kinds of its events."""
import collections
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request


def shown(body):
    try:
        events = json.loads(body)["traceEvents"]
        return " ".join(f"{kind}={n}" for kind, n in sorted(collections.Counter(e["ph"] for e in events).items()))
    except (ValueError, KeyError):
        text = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>", " ", body.decode(errors="replace"))
        return re.sub(r"\s+", " ", text)


def fetch(url):
    for attempt in range(1000):  # it listens when it has been compiled and has read its file
        try:
            with urllib.request.urlopen(url, timeout=30) as r:
                return r.status, r.read()
        except urllib.error.HTTPError as e:
            return e.code, e.read()
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url}: nobody answers")


with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    address = "127.0.0.1:%d" % s.getsockname()[1]
minigo, tool, file, *paths = sys.argv[1:]
flags = ["-no_browser"] if tool == "pprof" else []
server = subprocess.Popen([minigo, "tool", tool, "-http=" + address, *flags, file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for path in paths:
        status, body = fetch(f"http://{address}{path}")
        print(path, status, shown(body))
finally:
    server.kill()
    server.wait()
