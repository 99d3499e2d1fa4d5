"""`python -m config.running.probe`: ask the web process of this container whether it is ready (exit status)."""

import http.client
import sys
from urllib.parse import urlsplit

from config import env as environment


def ready(port: int, base_url: str, timeout: float = 15.0) -> bool:
    """Tell whether the web process on `port` answers pages, asked under the name that the proxy uses."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        asking.request("GET", "/health/ready", headers={"Host": urlsplit(base_url).netloc})
        return asking.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


if __name__ == "__main__":
    env = environment.read()
    sys.exit(0 if ready(env.port, env.base_url) else 1)
