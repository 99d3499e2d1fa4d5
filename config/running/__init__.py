"""The runner of the embedded mode: what `manage.py up` starts, watches and stops."""
