"""What people may ask about the data that is held of them, how it is answered, and how it goes: see docs/privacy.md."""
