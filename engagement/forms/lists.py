"""In which order lists of the staff's pages are asked for."""

from engagement.queries import orders
from kernel.orders import OrderField, OrderForm


class ConsultationsOrder(OrderForm):
    """In which order consultations are listed."""

    order = OrderField(orders.CONSULTATIONS)


class FindingsOrder(OrderForm):
    """In which order the findings of a consultation are listed."""

    order = OrderField(orders.FINDINGS)
