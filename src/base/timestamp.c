#include "config.h"

#include "osaurtop/timestamp.h"

#include <time.h>

#define DAY_S         86400
#define NANOSECONDS   1000000000
#define DAYS_TO_EPOCH 719468 /* from 0000-03-01 to 1970-01-01 */
#define DAYS_IN_ERA   146097 /* 400 years, after which the calendar repeats */
#define YEAR_0000_S   INT64_C(-62167219200)
#define YEAR_10000_S  INT64_C(253402300800)

struct date {
    int64_t year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

/* Text that is still to be read. */
struct reader {
    const char *at;
    const char *end;
};

static int64_t floor_divide(int64_t number, int64_t divisor)
{
    return number / divisor - (number % divisor < 0);
}

/* Days since 1970-01-01. Years begin in March here, so that the leap day is the last of its year.
 */
static int64_t days_from_date(struct date date)
{
    int64_t year = date.month > 2 ? date.year : date.year - 1;
    int64_t era = floor_divide(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * ((date.month + 9) % 12) + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * DAYS_IN_ERA + day_of_era - DAYS_TO_EPOCH;
}

static struct date date_from_days(int64_t days)
{
    int64_t era = floor_divide(days + DAYS_TO_EPOCH, DAYS_IN_ERA);
    int64_t day_of_era = days + DAYS_TO_EPOCH - era * DAYS_IN_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* from March */

    return (struct date){
        .year = year_of_era + era * 400 + (month >= 10),
        .month = (int)((month + 2) % 12 + 1),
        .day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
    };
}

static bool is_leap_year(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap_year(year));
}

static bool is_digit(const struct reader *reader)
{
    return reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9';
}

/* Reads exactly `digits` digits whose number lies within the bounds. */
static bool read_number(struct reader *reader, int digits, int least, int most, int *number)
{
    *number = 0;
    for (int i = 0; i < digits; i++) {
        if (!is_digit(reader))
            return false;
        *number = *number * 10 + (*reader->at++ - '0');
    }
    return *number >= least && *number <= most;
}

/* Reads one character out of `set`. */
static bool read_one_of(struct reader *reader, const char *set)
{
    for (; reader->at < reader->end && *set; set++) {
        if (*reader->at == *set) {
            reader->at++;
            return true;
        }
    }
    return false;
}

static bool read_fraction(struct reader *reader, int32_t *ns)
{
    int32_t unit = NANOSECONDS / 10;

    *ns = 0;
    if (!read_one_of(reader, "."))
        return true;
    if (!is_digit(reader))
        return false;
    for (; is_digit(reader); reader->at++) {
        *ns += unit * (*reader->at - '0');
        unit /= 10;
    }
    return true;
}

static bool read_offset(struct reader *reader, int *offset_s)
{
    int hours;
    int minutes;

    *offset_s = 0;
    if (read_one_of(reader, "Zz"))
        return true;
    bool west = read_one_of(reader, "-");
    if (!west && !read_one_of(reader, "+"))
        return false;
    if (!read_number(reader, 2, 0, 23, &hours) || !read_one_of(reader, ":") ||
        !read_number(reader, 2, 0, 59, &minutes))
        return false;
    *offset_s = (hours * 60 + minutes) * (west ? -60 : 60);
    return true;
}

/* True for the midnights that a leap second can precede. */
static bool can_follow_leap_second(int64_t s)
{
    struct date date = date_from_days(floor_divide(s, DAY_S));

    return s % DAY_S == 0 && date.day == 1 && (date.month == 1 || date.month == 7);
}

bool timestamp_parse(const char *text, size_t length, struct timestamp *result)
{
    struct reader reader = {.at = text, .end = text + length};
    int year, month, day, hour, minute, second, offset_s;
    int32_t ns;

    if (!read_number(&reader, 4, 0, 9999, &year) || !read_one_of(&reader, "-") ||
        !read_number(&reader, 2, 1, 12, &month) || !read_one_of(&reader, "-") ||
        !read_number(&reader, 2, 1, days_in_month(year, month), &day) ||
        !read_one_of(&reader, "Tt ") || !read_number(&reader, 2, 0, 23, &hour) ||
        !read_one_of(&reader, ":") || !read_number(&reader, 2, 0, 59, &minute) ||
        !read_one_of(&reader, ":") || !read_number(&reader, 2, 0, 60, &second) ||
        !read_fraction(&reader, &ns) || !read_offset(&reader, &offset_s) || reader.at != reader.end)
        return false;

    struct date date = {.year = year, .month = month, .day = day};
    int64_t s = days_from_date(date) * DAY_S + (hour * 60 + minute) * 60 + second - offset_s;
    if (second == 60) {
        if (!can_follow_leap_second(s))
            return false;
        ns = 0;
    }
    *result = (struct timestamp){.s = s, .ns = ns};
    return true;
}

int timestamp_compare(struct timestamp a, struct timestamp b)
{
    if (a.s != b.s)
        return a.s < b.s ? -1 : 1;
    return (a.ns > b.ns) - (a.ns < b.ns);
}

struct timestamp timestamp_add_ms(struct timestamp time, int64_t milliseconds)
{
    int64_t s = floor_divide(milliseconds, 1000);
    int64_t rest_ms = milliseconds % 1000 + (milliseconds % 1000 < 0 ? 1000 : 0);
    int64_t ns = time.ns + rest_ms * 1000000;

    s += ns / NANOSECONDS;
    if (s > 0 && time.s > INT64_MAX - s)
        return (struct timestamp){.s = INT64_MAX, .ns = NANOSECONDS - 1};
    if (s < 0 && time.s < INT64_MIN - s)
        return (struct timestamp){.s = INT64_MIN, .ns = 0};
    return (struct timestamp){.s = time.s + s, .ns = (int32_t)(ns % NANOSECONDS)};
}

int64_t timestamp_elapsed_s(struct timestamp from, struct timestamp to)
{
    uint64_t borrow = to.ns < from.ns;

    if (to.s >= from.s) {
        uint64_t later = (uint64_t)to.s - (uint64_t)from.s;
        if (later == 0)
            return -(int64_t)borrow;
        return later - borrow > INT64_MAX ? INT64_MAX : (int64_t)(later - borrow);
    }
    uint64_t earlier = (uint64_t)from.s - (uint64_t)to.s;
    return earlier > INT64_MAX - borrow ? INT64_MIN : -(int64_t)(earlier + borrow);
}

/* Writes `digits` digits and what follows them; returns where the next part goes. */
static char *write_part(char *out, int digits, int64_t number, char after)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
    out[digits] = after;
    return out + digits + 1;
}

static char *write_date(char *out, struct date date, char after)
{
    out = write_part(out, 4, date.year, '-');
    out = write_part(out, 2, date.month, '-');
    return write_part(out, 2, date.day, after);
}

static char *write_clock(char *out, int hour, int minute, int second, char after)
{
    out = write_part(out, 2, hour, ':');
    out = write_part(out, 2, minute, ':');
    return write_part(out, 2, second, after);
}

void timestamp_format(struct timestamp time, char text[TIMESTAMP_TEXT_SIZE])
{
    text[0] = '\0';
    if (time.s < YEAR_0000_S || time.s >= YEAR_10000_S)
        return;
    int64_t days = floor_divide(time.s, DAY_S);
    int second = (int)(time.s - days * DAY_S);
    char *out = write_date(text, date_from_days(days), 'T');
    out = write_clock(out, second / 3600, second / 60 % 60, second % 60, 'Z');
    *out = '\0';
}

static bool to_local(struct timestamp time, struct tm *local)
{
    time_t s = (time_t)time.s;

    return (int64_t)s == time.s && localtime_r(&s, local) != NULL;
}

void timestamp_format_clock(struct timestamp time, char text[TIMESTAMP_TEXT_SIZE])
{
    struct tm local;

    text[0] = '\0';
    if (to_local(time, &local))
        write_clock(text, local.tm_hour, local.tm_min, local.tm_sec, '\0');
}

void timestamp_format_local(struct timestamp time, char text[TIMESTAMP_TEXT_SIZE])
{
    struct tm local;

    text[0] = '\0';
    if (!to_local(time, &local) || local.tm_year < -1900 || local.tm_year > 9999 - 1900)
        return;
    struct date date = {
        .year = local.tm_year + 1900, .month = local.tm_mon + 1, .day = local.tm_mday};
    char *out = write_date(text, date, ' ');
    write_clock(out, local.tm_hour, local.tm_min, local.tm_sec, '\0');
}
