"""The days on which the city's offices are closed."""

from django.db import models


class Holiday(models.Model):
    """A day that is no business day, besides Saturdays and Sundays."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
