"""What every request body of the API shares: a key that nobody declared is an error, not a silent loss (S2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """A request body whose unknown keys are refused with 400."""

    default_error_messages = {"unknown": _("This field does not exist.")}

    def to_internal_value(self, data: Any) -> Any:
        values = super().to_internal_value(data)
        unknown = sorted(str(key) for key in data.keys() - self.fields.keys())
        if unknown:
            raise serializers.ValidationError({key[:80]: self.error_messages["unknown"] for key in unknown[:20]})
        return values
