"""The demo outbox: every SMS, mail and WhatsApp message that demo mode would have sent."""
