"""WhatsApp Business Cloud API: signed webhooks in, rendered and paced messages out."""

from channels.whatsapp.channel import WhatsappInput

__all__ = ["WhatsappInput"]
