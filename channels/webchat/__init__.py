"""Web chat: sessions, event stream, messages, and the widget that any site embeds with one script tag."""

from channels.webchat.channel import WebchatInput

__all__ = ["WebchatInput"]
