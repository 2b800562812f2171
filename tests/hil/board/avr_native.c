/* The agent of fixtures/avr on a workstation, its line on standard input and output; test_avr_native.py compiles it.
 *
 * With an argument only its framer: one line a packet, in hex, then the three counts.
 */
#include <stdio.h>

#include "agent.h"
#include "framer.h"
#include "port.h"

void port_put(uint8_t byte)
{
    putchar(byte);
}

void port_drive(const uint8_t *image)
{
    (void)image;
}

bool port_supply_good(void)
{
    return true;
}

static void show_packet(void)
{
    for (uint8_t place = 0; place < framer_size; place++)
        printf("%02x", framer_packet[place]);
    putchar('\n');
}

int main(int count, char **words)
{
    int byte;
    (void)words;
    agent_start(false);
    while ((byte = getchar()) != EOF)
        if (count == 1)
            agent_take((uint8_t)byte);
        else if (framer_take((uint8_t)byte))
            show_packet();
    if (count > 1)
        printf("%u %u %u\n", (unsigned)framer_bad_cobs, (unsigned)framer_bad_length, (unsigned)framer_bad_crc);
    return 0;
}
