#include "config.h"

#include "sentence.h"

#include "osaurtop/quantity.h"
#include "osaurtop/short_id.h"
#include "osaurtop/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct sentence sentence_start(char *text, size_t size)
{
    text[0] = '\0';
    return (struct sentence){.text = text, .size = size};
}

void say(struct sentence *sentence, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t room = sentence->size - sentence->length;
    int length = vsnprintf(sentence->text + sentence->length, room, format, arguments);
    va_end(arguments);
    if (length > 0)
        sentence->length += (size_t)length < room ? (size_t)length : room - 1;
}

void say_text(struct sentence *sentence, const char *bytes)
{
    sentence->length +=
        text_harmless(sentence->text + sentence->length, sentence->size - sentence->length, bytes,
                      strlen(bytes), CHARSET_UTF8);
}

void say_id(struct sentence *sentence, const struct instance *instance)
{
    char id[ENTRY_ID_SIZE];
    short_id(instance, id);
    say_text(sentence, id);
}

void say_process(struct sentence *sentence, const struct system_process *process)
{
    say_text(sentence, process->name);
    say(sentence, " (pid %ld)", (long)process->pid);
}

void say_holder(struct sentence *sentence, const struct evidence *evidence,
                const struct system_listener *listener)
{
    if (listener->process == SYSTEM_NO_PROCESS)
        say(sentence, "a process of user %lu that is not visible", (unsigned long)listener->owner);
    else
        say_process(sentence, &evidence->processes[listener->process]);
}

void say_listener(struct sentence *sentence, const struct system_listener *listener)
{
    char address[IP_TEXT_SIZE];
    ip_format(&listener->address, address);
    if (listener->address.family == IP_V6)
        say(sentence, "[%s]:%u", address, (unsigned)listener->port);
    else
        say(sentence, "%s:%u", address, (unsigned)listener->port);
}

bool say_listeners(struct sentence *sentence, const struct evidence *evidence, int process,
                   uint16_t port)
{
    size_t said = 0;
    for (size_t i = 0; i < evidence->listener_count; i++) {
        const struct system_listener *listener = &evidence->listeners[i];
        if (listener->process != process || (port != 0 && listener->port != port))
            continue;
        if (said++ > 0)
            say(sentence, " and ");
        say_listener(sentence, listener);
    }
    return said > 0;
}

void say_memory(struct sentence *sentence, const struct system_process *process)
{
    char bytes[QUANTITY_TEXT_SIZE] = "an unknown amount";
    if (process->resident_bytes >= 0)
        quantity_bytes(process->resident_bytes, bytes);
    say(sentence, "%s", bytes);
}

void say_span(struct sentence *sentence, struct timestamp from, struct timestamp to)
{
    char words[QUANTITY_TEXT_SIZE];
    quantity_age_words(timestamp_elapsed_s(from, to), words);
    say(sentence, "%s", words);
}
