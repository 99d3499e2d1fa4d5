"""Filters of a list that is searched by name: posted, answered with an address that holds no word of what was typed.

The form stands above its list and is posted to the address of the list. The view answers 303 to the same address, with
the ordinary filters as they are and the words as `find`, sealed (`kernel.sealed_words`). A plain `?q=` means nothing.
A form that stands beside the search and is posted to the same address, such as the one that saves the view, says so
by a field named `beside`; the search is then the one in the address.
"""

from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from kernel import sealed_words
from kernel.forms import Form
from kernel.orders import AFTER, BEFORE, ORDER, Chosen

FIND, BESIDE = "find", "beside"
CURSORS = (AFTER, BEFORE)  # where a page begins; a new search begins at the start


class SearchForm(Form):
    """A form of filters with one field for words that may be somebody's name.

    Attributes:
        purpose: the list that is searched; sealed words of one list open nothing on another.
        typed: name of the field with the words.
        ended: whether the address held sealed words that no longer open.
    """

    purpose: ClassVar[str]
    typed: ClassVar[str] = "q"
    is_search = True  # the template of filters asks

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: Any = self.fields[self.typed].widget
        widget.input_type = "search"
        widget.attrs["autocomplete"] = "off"  # a browser would keep the names and offer them to whoever comes next
        self.ended = self.posted = False
        self._owner, self._path, self._sealed = 0, "", ""

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Return the search as it was typed, when it was posted; as the address carries it, when it was not."""
        if request.method != "POST" or BESIDE in request.POST:
            return cls.carried(request, request.GET)
        form = cls(request.POST)
        form.posted, form._owner, form._path = True, _owner(request), request.path
        return form

    @classmethod
    def carried(cls, request: HttpRequest, data: QueryDict) -> Self:
        """Return the search that travels in an address or in a hidden field, its words unsealed.

        Words that no longer open are left out, and the person is told so on the page.
        """
        kept, sealed, ended = QueryDict(mutable=True), data.get(FIND, ""), False
        for name in cls.base_fields:
            if name in data and name != cls.typed:
                kept.setlist(name, data.getlist(name))
        if sealed:
            try:
                kept[cls.typed] = sealed_words.unseal(sealed, owner=_owner(request), purpose=cls.purpose)
            except sealed_words.SearchEnded:
                ended, sealed = True, ""
                messages.warning(request, _("Your search by name has ended. To repeat it, type the words again."))
        form = cls(kept or None)
        form.ended, form._owner, form._sealed = ended, _owner(request), sealed
        return form

    @classmethod
    def address(cls, request: HttpRequest, path: str, words: str) -> str:
        """Return the address of a list searched for words, sealed for the one who asks."""
        return f"{path}?{urlencode({FIND: sealed_words.seal(words, owner=_owner(request), purpose=cls.purpose)})}"

    @property
    def wanted(self) -> dict[str, Any]:
        """What was asked, cleaned; nothing while the form is empty or refused."""
        return self.cleaned_data if self.is_bound and self.is_valid() else {}

    @property
    def status(self) -> int:
        """422 when what was posted is refused."""
        return 422 if self.posted and self.errors else 200

    @property
    def find(self) -> str:
        """The words, sealed, for an address or a hidden field; empty when nothing is searched for."""
        words = self.wanted.get(self.typed)
        if words and not self._sealed:
            self._sealed = sealed_words.seal(words, owner=self._owner, purpose=self.purpose)
        return self._sealed if words else ""

    @property
    def query(self) -> str:
        """The query string that leads back to this search."""
        return self.query_with()

    def query_with(self, **more: Any) -> str:
        """Return the query string that leads back to this search, with `more` added, such as where a page begins."""
        pairs = [pair for pair in self._filters() if pair[0] not in more]
        if self.find:
            pairs.append((FIND, self.find))
        return urlencode([*pairs, *more.items()])

    @property
    def lasting_query(self) -> str:
        """The filters and the order without the words, which nobody keeps."""
        return urlencode(self._filters())

    def _filters(self) -> list[tuple[str, str]]:
        return [pair for pair in filters_of(self) if pair[0] != self.typed] if self.wanted else []

    @property
    def sorting(self) -> Chosen:
        """The order of the list, where the form has a field for it."""
        field: Any = self.fields[ORDER]
        asked: Chosen = self.wanted.get(ORDER) or field.orders.first
        return asked

    def leads_to(self) -> HttpResponseRedirect | None:
        """Return the answer to a search that was posted; nothing when there is a list to show."""
        if not self.posted or not self.is_valid():
            return None
        return HttpResponseRedirect(f"{self._path}?{self.query}" if self.query else self._path, status=303)


def filters_of(form: BaseForm) -> list[tuple[str, str]]:
    """Return what a form of filters asks for, understood and not empty, as it stands in an address."""
    asked: Any = form.data
    understood = form.cleaned_data if form.is_bound and (form.is_valid() or form.errors) else {}
    pairs = []
    for name, value in understood.items():
        if isinstance(value, Chosen):
            pairs += [] if value.is_first else [(name, value.value)]
        elif name not in CURSORS:
            pairs += [(name, one) for one in asked.getlist(name) if one]
    return pairs


def _owner(request: HttpRequest) -> int:
    return (getattr(request, "user", None) and request.user.pk) or 0
