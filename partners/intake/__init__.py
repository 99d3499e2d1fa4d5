"""Reading files of people that strangers made: bounded, in a process of its own, without Django (reliability 3.7)."""
