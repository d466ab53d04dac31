"""Every message that crosses a process, declared once, in the module of the service that owns it."""
