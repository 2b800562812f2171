"""The board in C on an ATmega328P under simavr. Its sources are in fixtures/avr, its page is docs/avr.md."""
