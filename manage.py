#!/usr/bin/env python
"""Run a management command of the consultation platform."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured

    try:
        if sys.argv[1:] == ["up"]:  # it loads Django while its web server does so too
            from config.running import embedded

            sys.exit(embedded.main())
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refused:  # what a person can mend is said in a sentence, without a traceback
        sys.stderr.write(f"{refused}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
