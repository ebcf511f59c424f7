#include "config.h"

#include "osaurtop/prune.h"

#include "osaurtop/commands.h"
#include "osaurtop/look.h"
#include "osaurtop/quantity.h"
#include "prune_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { PRUNE_DRY_RUN, PRUNE_YES };

static const struct option_row rows[] = {
    [PRUNE_DRY_RUN] = {'n', "dry-run", NULL, "show what would be removed, and change nothing"},
    [PRUNE_YES] = {'y', "yes", NULL, "do not ask"},
};

/* Longer than any answer that means yes. */
#define ANSWER_SIZE 16

/* Room for a path or a sentence that was made harmless. */
#define SAFE_SIZE (PRUNE_PATH_SIZE * 3)

struct choice {
    size_t instance; /* index into the snapshot it was chosen from */
    struct identity identity;
};

struct session {
    const struct options *options;
    enum charset charset;
    bool dry_run;
    bool yes;
    bool named;   /* ids were given */
    bool refused; /* something that was asked for stays */
    struct look look;
    struct policy policy;
    struct choice *choices;
    size_t count;
    size_t *matches;
};

static bool make_room(struct session *session)
{
    size_t count = session->look.snapshot->count;
    session->choices = calloc(count + 1, sizeof *session->choices);
    session->matches = calloc(count + 1, sizeof *session->matches);
    return session->choices != NULL && session->matches != NULL;
}

static void safe_path(const struct session *session, const char *home_path, const char *directory,
                      char safe[SAFE_SIZE])
{
    char path[PRUNE_PATH_SIZE];
    prune_choice_path(home_path, directory, path, sizeof path);
    text_harmless(safe, SAFE_SIZE, path, strlen(path), session->charset);
}

static void instance_path(const struct session *session, const struct instance *instance,
                          char safe[SAFE_SIZE])
{
    const struct entry *entry = instance->entry;
    safe_path(session, session->look.snapshot->homes[entry->home].path, entry->directory, safe);
}

static void keep(struct session *session, const char *path, const char *why)
{
    char safe[SAFE_SIZE];
    text_harmless(safe, sizeof safe, why, strlen(why), session->charset);
    complain("%s: %s", path, safe);
    session->refused = true;
}

/* --- choosing -------------------------------------------------------------------------------- */

static void complain_of_word(const struct session *session, const char *word, size_t count)
{
    const struct snapshot *snapshot = session->look.snapshot;
    char safe[SAFE_SIZE];
    text_harmless(safe, sizeof safe, word, strlen(word), session->charset);
    if (count > 1)
        complain("'%s' may be any of these; name its directory, or its path:", safe);
    else if (snapshot->state_counts[STATE_STALE] > 0)
        complain("no instance is called '%s'; these are stale:", safe);
    else
        complain("no instance is called '%s', and none is stale", safe);
    for (size_t i = 0; i < (count > 1 ? count : snapshot->count); i++) {
        const struct instance *instance = &snapshot->instances[count > 1 ? session->matches[i] : i];
        if (count <= 1 && instance->verdict.state != STATE_STALE)
            continue;
        instance_path(session, instance, safe);
        complain("  %s  %s", safe, state_name(instance->verdict.state));
    }
}

static bool is_chosen(const struct session *session, size_t instance)
{
    for (size_t i = 0; i < session->count; i++)
        if (session->choices[i].instance == instance)
            return true;
    return false;
}

static void choose(struct session *session, size_t index)
{
    struct choice *choice = &session->choices[session->count++];
    choice->instance = index;
    choice->identity = identity_of(&session->look.snapshot->instances[index]);
}

/* False, said on stderr, when a word names none or several. Nothing is removed then. */
static bool choose_named(struct session *session, char *const words[], int count)
{
    bool clear = true;
    for (int i = 0; i < count; i++) {
        size_t found = prune_choice_find(session->look.snapshot, words[i], session->matches);
        if (found != 1) {
            complain_of_word(session, words[i], found);
            clear = false;
        } else if (!is_chosen(session, session->matches[0])) {
            choose(session, session->matches[0]);
        }
    }
    return clear;
}

static void choose_all(struct session *session)
{
    const struct snapshot *snapshot = session->look.snapshot;
    for (size_t i = 0; i < snapshot->count; i++)
        if (snapshot->instances[i].verdict.state == STATE_STALE)
            choose(session, i);
}

/* --- showing --------------------------------------------------------------------------------- */

static void tell_nobody(const char *name, void *context)
{
    (void)name;
    (void)context;
}

static void tell_name(const char *name, void *context)
{
    const struct session *session = context;
    char safe[ENTRY_NAME_SIZE * 3];
    text_harmless(safe, sizeof safe, name, strlen(name), session->charset);
    printf("%s, ", safe);
}

/* Why a chosen entry is not even proposed; NULL when it is. */
static const char *objection(struct session *session, const struct instance *instance, char *text,
                             size_t size)
{
    struct prune prune = {.result = PRUNE_REMOVED};
    const struct snapshot *snapshot = session->look.snapshot;
    if (instance->verdict.state != STATE_STALE) {
        prune.result = PRUNE_NOT_STALE;
        prune.state = instance->verdict.state;
        size_t length = prune_explain(&prune, text, size);
        if (length + 2 < size) {
            memcpy(text + length, ": ", 3);
            snapshot_explain(snapshot, instance, text + length + 2, size - length - 2);
        }
        return text;
    }
    if (!session->named && prune_needs_name(snapshot, instance, session->policy))
        prune.result = PRUNE_NEEDS_NAME;
    else
        prune.removal = removal_plan(snapshot->homes[instance->entry->home].path, instance->entry,
                                     tell_nobody, NULL);
    if (prune.result == PRUNE_REMOVED && prune.removal.result != REMOVAL_DONE)
        prune.result = PRUNE_REFUSED;
    if (prune.result == PRUNE_REMOVED)
        return NULL;
    prune_explain(&prune, text, size);
    return text;
}

static void show(const struct session *session, const struct instance *instance)
{
    const struct snapshot *snapshot = session->look.snapshot;
    char why[PRUNE_TEXT_SIZE];
    char age[QUANTITY_TEXT_SIZE];
    char safe[SAFE_SIZE];
    instance_path(session, instance, safe);
    puts(safe);
    snapshot_explain(snapshot, instance, why, sizeof why);
    text_harmless(safe, sizeof safe, why, strlen(why), session->charset);
    quantity_age_words(timestamp_elapsed_s(instance->entry->updated_at, snapshot->taken_at), age);
    printf("  stale, %s old: %s\n  removes ", age, safe);
    removal_plan(snapshot->homes[instance->entry->home].path, instance->entry, tell_name,
                 (void *)session);
    puts("the directory");
}

/* Shows what can go; what cannot is said and not chosen any more. */
static void propose(struct session *session)
{
    size_t kept = 0;
    for (size_t i = 0; i < session->count; i++) {
        const struct instance *instance =
            &session->look.snapshot->instances[session->choices[i].instance];
        char text[PRUNE_TEXT_SIZE + PRUNE_PATH_SIZE];
        char path[SAFE_SIZE];
        if (objection(session, instance, text, sizeof text) != NULL) {
            instance_path(session, instance, path);
            fflush(stdout);
            keep(session, path, text);
        } else {
            show(session, instance);
            session->choices[kept++] = session->choices[i];
        }
    }
    session->count = kept;
}

static bool answer_is_yes(size_t count)
{
    char answer[ANSWER_SIZE];
    if (count == 1)
        printf("Remove this entry? [y/N] ");
    else
        printf("Remove these %zu entries? [y/N] ", count);
    fflush(stdout);
    if (fgets(answer, sizeof answer, stdin) == NULL) {
        putchar('\n');
        return false;
    }
    answer[strcspn(answer, "\r\n")] = '\0';
    return strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
}

/* --- removing -------------------------------------------------------------------------------- */

static void remove_one(struct session *session, const struct choice *choice,
                       const struct homes *homes)
{
    struct prune prune =
        session->named ? prune_entry(session->look.monitor, &choice->identity)
                       : prune_unnamed(session->look.monitor, &choice->identity, session->policy);
    char text[PRUNE_TEXT_SIZE];
    char path[SAFE_SIZE];
    safe_path(session, homes->home[choice->identity.home].path, choice->identity.directory, path);
    prune_explain(&prune, text, sizeof text);
    if (prune.result != PRUNE_REMOVED && prune.result != PRUNE_GONE) {
        keep(session, path, text);
        return;
    }
    printf("%s: %s\n", path, text);
    fflush(stdout);
}

static int finish(const struct session *session)
{
    return look_flush(session->refused ? STATUS_NONE : STATUS_DONE);
}

static int prune_all(struct session *session, const struct homes *homes)
{
    propose(session);
    if (session->count == 0 || session->dry_run)
        return finish(session);
    if (!session->yes && !isatty(STDIN_FILENO)) {
        fflush(stdout);
        complain("nothing was removed: there is no terminal to ask on; -y does not ask");
        return STATUS_ENVIRONMENT;
    }
    if (!session->yes && !answer_is_yes(session->count)) {
        puts("Nothing was removed.");
        return look_flush(STATUS_NONE);
    }
    for (size_t i = 0; i < session->count; i++)
        remove_one(session, &session->choices[i], homes);
    return finish(session);
}

static int choose_and_prune(struct session *session, char *const words[], int count)
{
    struct monitor_options monitor_options;
    if (!options_monitor(session->options, &monitor_options))
        return STATUS_ENVIRONMENT;
    session->policy = monitor_options.policy;
    session->charset = options_charset(session->options);
    session->named = count > 0;
    if (!make_room(session)) {
        complain("out of memory");
        return STATUS_ENVIRONMENT;
    }
    if (session->named) {
        if (!choose_named(session, words, count))
            return STATUS_USAGE;
    } else {
        choose_all(session);
    }
    if (session->count == 0) {
        if (session->look.snapshot->homes[0].status == DIRECTORY_MISSING)
            look_explain_nothing(session->look.snapshot, session->charset);
        puts("Nothing to remove: no entry is stale.");
        return look_flush(STATUS_DONE);
    }
    return prune_all(session, &monitor_options.homes);
}

static int run(const struct command *command, struct options *options, int argc, char **argv)
{
    struct option_scan scan = {.command = command, .options = options, .argc = argc, .argv = argv};
    struct session session = {.options = options};
    int row;
    while ((row = options_next(&scan)) >= 0) {
        session.dry_run = session.dry_run || row == PRUNE_DRY_RUN;
        session.yes = session.yes || row == PRUNE_YES;
    }
    if (row != OPTIONS_END)
        return row == OPTIONS_HELP ? STATUS_DONE : STATUS_USAGE;
    if (options->read_only && !session.dry_run) {
        complain("nothing is removed with --read-only; -n shows what would be");
        return STATUS_ENVIRONMENT;
    }
    int status = look_once(options, &session.look);
    if (status == STATUS_DONE && look_hindered(options, session.look.snapshot))
        status = STATUS_ENVIRONMENT;
    if (status == STATUS_DONE)
        status = choose_and_prune(&session, argv + scan.first_operand, argc - scan.first_operand);
    look_end(&session.look);
    free(session.choices);
    free(session.matches);
    return status;
}

const struct command command_prune = {
    .name = "prune",
    .arguments = "[ID]...",
    .summary = "Remove what crashed instances left behind",
    .details =
        "Only entries that are stale are removed: it shows them, asks once, and judges each again\n"
        "just before removing it. What came alive, changed, is a link, belongs to someone else or\n"
        "holds files that Osaurus does not write is kept, with the reason.\n\n"
        "An ID may be shortened; a directory's name or path does as well. Without any, all stale\n"
        "entries are meant, but those that a living server could have written: name these.\n\n"
        "Exits 0 when all that was asked for is gone, 1 when something was kept, 2 when an ID\n"
        "means none or several, 3 without a terminal to ask on (-y does not ask) or with\n"
        "--read-only.",
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .run = run,
};
