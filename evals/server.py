"""A small HTTP client for the evaluation scripts: standard library only, one connection a thread, loopback only."""

import http.client
import ipaddress
import json
import os
import socket
import sys
import threading
import time
import urllib.parse


class Refused(Exception):
    """The server answered with an error status."""

    def __init__(self, status, body):
        super().__init__(f"status {status}: {body}")
        self.status = status
        self.body = body


class Server:
    """A running Groundstate. Safe to share between threads: each gets its own kept-alive connection."""

    def __init__(self, url, key, timeout=30.0):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            sys.exit(f"error: `{url}` is not an http:// address")
        self.port = parts.port or 80
        self.host = loopback(parts.hostname, self.port)
        self.key = key
        self.timeout = timeout
        self.local = threading.local()

    @classmethod
    def from_environment(cls):
        """The server that GROUNDSTATE_URL and GROUNDSTATE_KEY name, as scripts/with-server.sh sets them."""
        try:
            return cls(os.environ["GROUNDSTATE_URL"], os.environ["GROUNDSTATE_KEY"])
        except KeyError as missing:
            sys.exit(f"error: {missing.args[0]} is not set; scripts/with-server.sh starts a server and sets it")

    def exchange(self, method, path, body=None):
        """One request. Returns status (int) and decoded JSON (or text). Raises OSError when no answer came."""
        return self.carry(method, path, None if body is None else json.dumps(body).encode(), "application/json")

    def carry(self, method, path, payload, media_type):
        """Like `exchange`, with a body of any media type."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": media_type}
        kept = getattr(self.local, "connection", None)
        for connection in ([kept] if kept else []) + [None]:
            fresh = connection is None
            if fresh:
                connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
            try:
                connection.request(method, path, payload, headers)
                response = connection.getresponse()
                raw = response.read()
            except TimeoutError:
                connection.close()
                self.local.connection = None
                raise
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                self.local.connection = None
                # The server may close an idle connection just as it is used again: once more on a new one.
                if fresh:
                    raise OSError(f"{type(error).__name__}: {error}") from error
                continue
            self.local.connection = connection
            return response.status, decode(raw)
        raise AssertionError("a fresh connection was tried last")

    def close(self):
        """Closes the calling thread's connection, if it has one."""
        connection = getattr(self.local, "connection", None)
        if connection is not None:
            connection.close()
            self.local.connection = None

    def call(self, method, path, body=None):
        """Like `exchange`, but raises `Refused` for an error status, and waits when the server says it is busy."""
        for attempt in range(60):
            status, answer = self.exchange(method, path, body)
            if status not in (429, 503) or attempt == 59:
                break
            time.sleep(0.5)
        if status >= 400:
            raise Refused(status, answer)
        return answer

    def send(self, path, payload, media_type):
        """Posts a body that is no JSON document. Raises `Refused` for an error status."""
        status, answer = self.carry("POST", path, payload, media_type)
        if status >= 400:
            raise Refused(status, answer)
        return answer

    def pages(self, path):
        """All items of a paginated list."""
        cursor = None
        while True:
            query = urllib.parse.urlencode({"limit": 100, **({"cursor": cursor} if cursor else {})})
            page = self.call("GET", f"{path}{'&' if '?' in path else '?'}{query}")
            yield from page["data"]
            cursor = page.get("next_cursor")
            if not cursor:
                return


def decode(raw):
    """JSON where it is JSON, else text."""
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")


def loopback(host, port):
    """The address of the host, which must be this machine: these scripts send load and never to anywhere else."""
    address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]
    if not ipaddress.ip_address(address).is_loopback:
        sys.exit(f"error: `{host}` is {address}, not this machine; the scripts here only speak to loopback addresses")
    return address
