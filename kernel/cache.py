"""The shared cache, which may be away: then pages are slower, and what must be counted says so."""

from typing import Any

import structlog
from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

# seconds; a server that hangs must not hold the threads of the web process too
PATIENCE = {"socket_timeout": 2.0, "socket_connect_timeout": 1.0}
log = structlog.get_logger("cache")
Away = RedisError


class GuardedRedisCache(RedisCache):
    """Redis or Valkey, whose absence is a value that is not kept.

    `add` and `incr` raise `Away` all the same: who counts tries with them must decide what not counting means.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept, or the default."""
        try:
            return super().get(key, default, version)
        except Away as error:
            _tell(error)
            return default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value if the cache is there."""
        try:
            super().set(key, value, timeout, version)
        except Away as error:
            _tell(error)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value and tell whether there was one."""
        try:
            return bool(super().delete(key, version))
        except Away as error:
            _tell(error)
            return False


def is_shared() -> bool:
    """Tell whether every process of the platform reads what one of them keeps."""
    return str(settings.CACHES["default"]["BACKEND"]).endswith("RedisCache")


def _tell(error: Exception) -> None:
    log.warning("cache_away", error=type(error).__name__)
