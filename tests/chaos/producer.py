"""A process that writes facts with the messages they owe, as web processes do; killed at will, it goes on where it was."""

import sys
import time
import uuid

from tests.chaos.hurried import CalendarEntry, outbox, transaction


def write(number: int) -> None:
    """Write one fact and owe its message in one transaction."""
    person = uuid.UUID(int=number)
    with transaction.atomic():
        entry = CalendarEntry.objects.create(to=person, event=person, last_method="REQUEST", last_hash="0" * 64)
        outbox.owe("chaos.note", about=entry.public_id, to=person, key=f"chaos:{number}", language="en")


def main(count: int, pace: float) -> None:
    """Write facts 1 to `count`, leaving out those that stand already."""
    there = {person.int for person in CalendarEntry.objects.values_list("to", flat=True)}
    for number in range(1, count + 1):
        if number not in there:
            write(number)
            time.sleep(pace)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
