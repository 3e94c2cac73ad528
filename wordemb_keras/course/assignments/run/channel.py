"""Messages over a pair of binary streams: a length of four bytes, then JSON."""

import contextlib
import json
import queue
from typing import Any, BinaryIO

LARGEST = 64 * 2**20  # of one message


class Channel:
    """Messages between two processes.

    Args:
        reader: where they come from.
        writer: where they go.
    """

    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        self._reader, self._writer = reader, writer

    def send(self, message: dict[str, Any]) -> None:
        """Write one message.

        Raises:
            TypeError, ValueError: it is no JSON, or too long.
            OSError: nobody reads any more.
        """
        content = json.dumps(message).encode()
        if len(content) > LARGEST:
            raise ValueError("the message is too long")
        self._writer.write(len(content).to_bytes(4, "big") + content)
        self._writer.flush()

    def receive(self) -> dict[str, Any] | None:
        """The next message; None at the end, or where what came is no message."""
        head = self._reader.read(4)
        size = int.from_bytes(head, "big") if head and len(head) == 4 else 0
        if not 0 < size <= LARGEST:
            return None
        content = self._reader.read(size)
        try:
            message = json.loads(content) if content and len(content) == size else None
        except (ValueError, RecursionError):
            return None
        return message if isinstance(message, dict) else None

    def pour(self, into: queue.Queue[dict[str, Any] | None]) -> None:
        """Put every message that comes into a queue, and None at the end."""
        with contextlib.suppress(OSError, ValueError):
            while (message := self.receive()) is not None:
                into.put(message)
        into.put(None)

    def close(self) -> None:
        """Close both streams."""
        for stream in (self._reader, self._writer):
            try:
                stream.close()
            except (OSError, ValueError):  # what was not sent stays so
                continue
