"""How a published file spells our columns, as staff have saved it."""

from django.db import models


class ImportProfile(models.Model):
    """The headings, constants, formats and words of one published file. Natural key: its name."""

    class Separator(models.TextChoices):
        COMMAS = "commas"
        SEMICOLONS = "semicolons"
        TABS = "tabs"
        BARS = "bars"

    name = models.SlugField(
        max_length=50, unique=True, help_text="What --profile calls it, such as city-poles."
    )
    dataset = models.CharField("data set", max_length=30)
    description = models.CharField(max_length=200, blank=True)
    headings = models.JSONField(
        default=dict,
        help_text="For each heading of the file, our column; or extra (kept), or ignore.",
    )
    constants = models.JSONField(
        default=dict, blank=True, help_text="Columns that are the same in every row."
    )
    date_formats = models.JSONField(
        default=dict, blank=True, help_text="For a column, such as MM/DD/YYYY or Mon-DD-YYYY."
    )
    values = models.JSONField(
        default=dict, blank=True, help_text="For a column, each word of theirs and ours for it."
    )
    blanks = models.JSONField(
        default=dict,
        blank=True,
        help_text="For a column, what the file writes where it knows nothing, such as 09/09/9999.",
    )
    decimal_comma = models.BooleanField(
        default=False, help_text="Amounts are written 1.234,50 and not 1,234.50."
    )
    has_heading_row = models.BooleanField(
        default=True,
        help_text="Without one, the headings are column 1, column 2 and so on.",
    )
    separated_by = models.CharField(
        max_length=10,
        choices=Separator,
        default=Separator.COMMAS,
        help_text="What stands between the cells of a row, in a file that is no workbook.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
