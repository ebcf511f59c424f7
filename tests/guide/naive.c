#include "config.h"

#include "naive.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* The members of one object, as far as anyone asks for them; numbers as they are spelled. */
struct members {
    char health[NAIVE_TEXT_SIZE];
    char address[NAIVE_TEXT_SIZE];
    char port[NAIVE_TEXT_SIZE];
    char url[NAIVE_TEXT_SIZE];
    char updatedAt[NAIVE_TEXT_SIZE];
};

/* Reads JSON by descent; NULL is "malformed", and stays so. */
static const char *skip_space(const char *at)
{
    while (at != NULL && *at != '\0' && strchr(" \t\r\n", *at) != NULL)
        at++;
    return at;
}

static const char *expect(const char *at, char wanted)
{
    at = skip_space(at);
    return at != NULL && *at == wanted ? at + 1 : NULL;
}

/* Text in the test's trees is ASCII, so an escape stands for one byte. */
static const char *read_string(const char *at, char *out)
{
    size_t length = 0;

    at = expect(at, '"');
    while (at != NULL && *at != '"') {
        char byte = *at++;

        if (byte == '\0' || length + 1 >= NAIVE_TEXT_SIZE)
            return NULL;
        if (byte == '\\' && *at == 'u') {
            byte = (char)strtol((char[]){at[1], at[2], at[3], at[4], '\0'}, NULL, 16);
            at += 5;
        } else if (byte == '\\') {
            byte = *at++;
        }
        out[length++] = byte;
    }
    out[length] = '\0';
    return at == NULL ? NULL : at + 1;
}

static const char *read_word(const char *at, char *out)
{
    size_t length = strspn(at, "+-.0123456789abcdefghijklmnopqrstuvwxyzE");

    if (length == 0 || length >= NAIVE_TEXT_SIZE)
        return NULL;
    memcpy(out, at, length);
    out[length] = '\0';
    if (isdigit((unsigned char)out[0]) || out[0] == '-')
        return at + length;
    if (strcmp(out, "null") == 0)
        out[0] = '\0';
    else if (strcmp(out, "true") != 0 && strcmp(out, "false") != 0)
        return NULL;
    return at + length;
}

static const char *read_object(const char *at, struct members *members);

static const char *read_array(const char *at);

/* `out` gets a string's or a word's text, and "" for anything else. */
static const char *read_value(const char *at, char *out)
{
    struct members nested;

    at = skip_space(at);
    out[0] = '\0';
    if (at == NULL)
        return NULL;
    if (*at == '"')
        return read_string(at, out);
    if (*at == '{')
        return read_object(at, &nested);
    if (*at == '[')
        return read_array(at);
    return read_word(at, out);
}

static const char *read_array(const char *at)
{
    char ignored[NAIVE_TEXT_SIZE];

    at = expect(at, '[');
    if (expect(at, ']') != NULL)
        return expect(at, ']');
    for (;;) {
        at = read_value(at, ignored);
        if (expect(at, ',') == NULL)
            return expect(at, ']');
        at = expect(at, ',');
    }
}

static const char *read_object(const char *at, struct members *members)
{
    char key[NAIVE_TEXT_SIZE];
    char value[NAIVE_TEXT_SIZE];

    memset(members, 0, sizeof *members);
    at = expect(at, '{');
    if (expect(at, '}') != NULL)
        return expect(at, '}');
    for (;;) {
        at = read_value(expect(read_string(at, key), ':'), value);
        if (at == NULL)
            return NULL;
        if (strcmp(key, "health") == 0)
            strcpy(members->health, value);
        if (strcmp(key, "address") == 0)
            strcpy(members->address, value);
        if (strcmp(key, "port") == 0)
            strcpy(members->port, value);
        if (strcmp(key, "url") == 0)
            strcpy(members->url, value);
        if (strcmp(key, "updatedAt") == 0)
            strcpy(members->updatedAt, value);
        if (expect(at, ',') == NULL)
            return expect(at, '}');
        at = expect(at, ',');
    }
}

static bool read_file(const char *directory, struct members *members)
{
    char path[2 * NAIVE_TEXT_SIZE];
    char text[4096];
    size_t length;
    FILE *file;

    snprintf(path, sizeof path, "%s/configuration.json", directory);
    file = fopen(path, "r");
    if (file == NULL)
        return false;
    length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';

    const char *end = skip_space(read_object(text, members));

    return end != NULL && *end == '\0';
}

/* Days from 1970 to a day, by counting. */
static long long count_days(int year, int month, int day)
{
    static const int months[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    long long days = day - 1;

    for (int past = 1970; past < year; past++)
        days += past % 4 == 0 ? 366 : 365; /* the trees lie between 1970 and 2099 */
    for (int past = 1; past < month; past++)
        days += months[past - 1] + (past == 2 && year % 4 == 0);
    return days;
}

/* Milliseconds since 1970, or -1. */
static long long read_date(const char *text)
{
    int year, month, day, hour, minute, second, used = 0;
    int offset_hour = 0, offset_minute = 0;
    long long fraction = 0;

    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second,
               &used) != 6 ||
        month > 12)
        return -1;
    text += used;
    if (*text == '.') {
        long long unit = 100;

        for (text++; isdigit((unsigned char)*text); text++, unit /= 10)
            fraction += unit * (*text - '0');
    }
    if (strcmp(text, "Z") != 0) {
        if ((*text != '+' && *text != '-') ||
            sscanf(text + 1, "%2d:%2d", &offset_hour, &offset_minute) != 2)
            return -1;
        if (*text == '-') {
            offset_hour = -offset_hour;
            offset_minute = -offset_minute;
        }
    }
    return (((count_days(year, month, day) * 24 + hour - offset_hour) * 60 + minute -
             offset_minute) *
                60 +
            second) *
               1000 +
           fraction;
}

/* Seconds are enough: a directory's mtime is a whole one in the trees. */
static long long date_of(const char *directory, const struct members *members)
{
    struct stat status;
    long long date = read_date(members->updatedAt);

    if (date < 0 && stat(directory, &status) == 0)
        date = (long long)status.st_mtime * 1000;
    return date;
}

struct naive_choice naive_discover(const char *path)
{
    struct naive_choice choice = {.directory = ""};
    long long newest = -1;
    DIR *stream = opendir(path);

    for (struct dirent *item = stream == NULL ? NULL : readdir(stream); item != NULL;
         item = readdir(stream)) {
        char directory[NAIVE_TEXT_SIZE];
        struct members members;
        struct stat status;

        snprintf(directory, sizeof directory, "%s/%s", path, item->d_name);
        if (item->d_name[0] == '.' || lstat(directory, &status) != 0 || !S_ISDIR(status.st_mode) ||
            !read_file(directory, &members) || strcmp(members.health, "running") != 0 ||
            members.address[0] == '\0' || atof(members.port) == 0 ||
            date_of(directory, &members) <= newest)
            continue;
        newest = date_of(directory, &members);
        snprintf(choice.directory, sizeof choice.directory, "%s", item->d_name);
        if (members.url[0] != '\0')
            snprintf(choice.url, sizeof choice.url, "%s", members.url);
        else
            snprintf(choice.url, sizeof choice.url, "http://%s:%.0f", members.address,
                     atof(members.port));
    }
    if (stream != NULL)
        closedir(stream);
    return choice;
}
