"""A connection kept between requests is looked at without a statement, and replaced when its server has ended it."""

import select

import psycopg
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext


def end_session_of_ours(settings_dict, pid):
    parameters = {
        "host": settings_dict["HOST"] or settings_dict["OPTIONS"].get("host", ""),
        "user": settings_dict["USER"],
    }
    with psycopg.connect(
        dbname=settings_dict["NAME"], autocommit=True, **{k: v for k, v in parameters.items() if v}
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_session_that_the_server_ended_is_replaced_without_an_error():
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    connection.health_check_enabled = True
    end_session_of_ours(connection.settings_dict, pid)
    select.select([connection.connection], [], [], 30)  # the server says goodbye when it is ready to

    connection.health_check_done = False
    connection.close_if_health_check_failed()
    assert connection.connection is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != pid


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_looking_at_a_connection_that_stands_sends_no_statement():
    connection.ensure_connection()
    kept = connection.connection
    connection.health_check_enabled, connection.health_check_done = True, False
    with CaptureQueriesContext(connection) as asked:
        connection.close_if_health_check_failed()
    assert len(asked) == 0 and connection.connection is kept and connection.health_check_done


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_host_that_goes_silent_in_the_middle_of_a_query_is_given_up_in_half_a_minute():
    """The wait itself is the kernel's; the library must have been told, for each store."""
    for alias in ("default", "protected"):
        told = connections[alias].settings_dict["OPTIONS"]
        silence = int(told["keepalives_idle"]) + int(told["keepalives_count"]) * int(told["keepalives_interval"])

        assert silence <= 30 and int(told["tcp_user_timeout"]) <= 30_000
    connection.ensure_connection()
    assert {
        "keepalives_idle": "15",
        "tcp_user_timeout": "30000",
    }.items() <= connection.connection.info.get_parameters().items()
