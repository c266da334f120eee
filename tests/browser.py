"""A page in headless Chromium, driven over the WebDriver protocol."""

import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--force-color-profile=srgb",
]  # fmt: skip
PHONE, DESK = (390, 844), (1280, 900)
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def installed() -> bool:
    """Return whether Chromium and its driver are installed."""
    return bool(shutil.which("chromium") and shutil.which("chromedriver"))


class Browser:
    """One window; `with Browser() as browser`."""

    def __enter__(self) -> "Browser":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.address = f"http://127.0.0.1:{port}"
        self._wait()
        options = {
            "binary": shutil.which("chromium"),
            "args": [*FLAGS, f"--user-data-dir={self.profile.name}"],
        }
        asked = {
            "alwaysMatch": {
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL"},
                "unhandledPromptBehavior": "ignore",
                "timeouts": {"script": 300_000},  # on a loaded machine
            }
        }
        session = self._call("POST", "/session", {"capabilities": asked})
        self.address += f"/session/{session['sessionId']}"
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait(10)
            self.profile.cleanup()

    def open(self, path: Path, place: str = "") -> None:
        """Open a file, or a place in it."""
        self._call("POST", "/url", {"url": "about:blank"})
        self._call("POST", "/url", {"url": path.resolve().as_uri() + place})

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script body in the page and return what it returns."""
        return self._call("POST", "/execute/sync", {"script": script, "args": arguments})

    def wait_for(self, script: str) -> Any:
        """Run a script body that returns a promise, and return what that gives."""
        waiting = f"const done = arguments[0]; (() => {{ {script} }})().then(done)"
        return self._call("POST", "/execute/async", {"script": waiting, "args": []})

    def devtools(self, command: str, **parameters: Any) -> Any:
        """Send a command of the DevTools protocol."""
        return self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def click(self, selector: str) -> None:
        """Click the first element that a CSS selector finds, as a person would.

        A link to a place of the page is followed in a task of its own, before two more.
        """
        self._call("POST", f"/element/{self._find(selector)}/click", {})
        self.wait_for(
            "return new Promise(done => setTimeout(() => requestAnimationFrame("
            "() => setTimeout(done, 20)), 20))"
        )

    def type(self, selector: str, text: str) -> None:
        """Type into an element."""
        self._call("POST", f"/element/{self._find(selector)}/value", {"text": text})

    def texts(self, selector: str) -> list[str]:
        """Return what can be read in each element that is shown."""
        found = self.run(
            "return [...document.querySelectorAll(arguments[0])]"
            ".filter(e => e.checkVisibility()).map(e => e.innerText)",
            selector,
        )
        return list(found)

    def errors(self) -> list[str]:
        """Return the errors of the page's console."""
        entries = self._call("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    def cpu_seconds(self) -> float:
        """Return the CPU time that the page's main thread has taken."""
        self.devtools("Performance.enable", timeDomain="threadTicks")
        metrics = self.devtools("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    def size(self, width: int, height: int) -> None:
        """Set the size of the viewport."""
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def media(self, kind: str = "", scheme: str = "light") -> None:
        """Emulate a medium and a colour scheme."""
        feature = [{"name": "prefers-color-scheme", "value": scheme}]
        self.devtools("Emulation.setEmulatedMedia", media=kind, features=feature)

    def picture(self, path: Path, whole: bool = False) -> None:
        """Save a PNG of the viewport, or of the whole page."""
        shot = self.devtools("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))

    def _find(self, selector: str) -> str:
        asked = {"using": "css selector", "value": selector}
        return str(self._call("POST", "/element", asked)[ELEMENT])

    def _wait(self) -> None:
        for _ in range(100):
            try:
                self._call("GET", "/status")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise RuntimeError("chromedriver does not answer")

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, method=method)
        request.add_header("Content-Type", "application/json")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=300) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from error


def find(browser: Browser, page: Path, title: str) -> int:
    """Return the number of the article whose title begins so."""
    browser.open(page)
    found = "document.querySelectorAll('#articles tbody a')"
    links = f"return [...{found}].map(a => [a.textContent, a.hash])"
    return next(int(place[2:]) for name, place in browser.run(links) if name.startswith(title))
