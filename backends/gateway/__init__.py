"""The public door of the back ends: demo website, proxy to the services, demo outbox."""
