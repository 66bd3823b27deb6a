"""What comes in beside the telephone: acceptance, the public mailbox, files, other platforms and what they are told."""

from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import Field, field_validator

from config.settings.values import Count, PublicAddress, Seconds, Section

FileKind = Literal["jpeg", "png", "gif", "webp", "heic", "mp4", "mov", "webm", "3gp", "pdf", "docx", "xlsx"]
PICTURES_AND_VIDEOS: tuple[FileKind, ...] = ("jpeg", "png", "gif", "webp", "heic", "mp4", "mov", "webm", "3gp")


FileBytes = Annotated[int, Field(ge=1, le=500_000_000)]
"""More would be refused at the door of the console."""


class Intake(Section):
    """Times in seconds, calendar hours. ``mailbox_address`` is where citizens reach the pages, such as https://12345.example.cn."""

    accept_s: Seconds = 3600.0
    """A matter is accepted within so long …"""
    accept_warn_share: Annotated[float, Field(gt=0, lt=1)] = 0.2
    """… and shown yellow when no more than this share is left."""
    finish_s: Seconds = 14_400.0
    """A matter that was accepted and neither answered nor dispatched after so long is told to dispatchers and supervisors."""
    supplement_wait_s: Seconds = 259_200.0
    """So long a citizen who was asked for more may take to answer."""
    mailbox_address: PublicAddress = ""
    mailbox_name: str = "书记（主任）信箱"
    mailbox_per_address_hour: Annotated[int, Field(ge=1)] = 20
    mailbox_per_phone_day: Annotated[int, Field(ge=1)] = 10
    uploads_per_address_hour: Annotated[int, Field(ge=1)] = 60
    lookup_misses: Annotated[int, Field(ge=1)] = 5
    """So many wrong digits for a number within `lookup_lock_s` lock it for so long."""
    lookup_misses_per_address: Annotated[int, Field(ge=1)] = 50
    """The same for an address, behind which a carrier may have thousands of phones."""
    lookup_lock_s: Seconds = 900.0
    booking_days_ahead: Annotated[int, Field(ge=1)] = 60


class Attachments(Section):
    """Sizes in bytes. ``scan_command`` is a program and its arguments, ``{file}`` the file; 0 clean, 1 infected, else failed."""

    most: Annotated[int, Field(ge=0, le=50)] = 9
    """So many files a citizen may add to one matter."""
    most_of_ticket: Annotated[int, Field(ge=0, le=500)] = 100
    picture_bytes: FileBytes = 20_000_000
    video_bytes: FileBytes = 200_000_000
    document_bytes: FileBytes = 50_000_000
    public_kinds: tuple[FileKind, ...] = PICTURES_AND_VIDEOS
    kinds: tuple[FileKind, ...] = (*PICTURES_AND_VIDEOS, "pdf", "docx", "xlsx")
    scan_command: tuple[str, ...] = ()
    scan_s: Seconds = 60.0
    kept_loose_s: Seconds = 7200.0
    """A file that was sent for a form which nobody handed in is forgotten after so long."""
    least_free_bytes: Count = 1_000_000_000
    """Nothing is taken while the disk has less room than this."""

    @property
    def largest_bytes(self) -> int:
        return max(self.picture_bytes, self.video_bytes, self.document_bytes)


class Webhooks(Section):
    """``intranet`` are the networks in which addresses that an administrator enters may lie, and may be http."""

    timeout_s: Seconds = 10.0
    tries: Annotated[int, Field(ge=1, le=50)] = 10
    first_wait_s: Seconds = 30.0
    longest_wait_s: Seconds = 21_600.0
    every_s: Seconds = 5.0
    at_once: Annotated[int, Field(ge=1, le=100)] = 20
    key_per_minute: Annotated[int, Field(ge=1)] = 120
    intranet: tuple[str, ...] = ()

    @field_validator("intranet")
    @classmethod
    def _networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            ip_network(network)  # its own words name the fault
        return networks
