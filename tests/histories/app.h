/* What happens to the app, its servers and their entries; and what the other steps share with it.
 */
#ifndef TEST_APP_H
#define TEST_APP_H

#include "history.h"

/* The chance of something, out of a hundred. */
bool percent(struct history *history, unsigned chance);
int64_t between(struct history *history, int64_t least, int64_t most);

/* The app's own port, or one of a few that people change it to. */
uint16_t any_port(struct history *history);

/* Tells a step, where the history is traced. */
void note(const struct history *history, const char *what, int process, unsigned port);

/* Whether a process may listen there. */
bool port_is_free(const struct history *history, uint16_t port, bool wildcard);

/* -1 when there is no room. */
int new_process(struct history *history, enum process_kind kind, uid_t owner);

/* Its entry stays behind. */
void die(struct history *history, int process);

/* The server that was asked to start does, or meets a port conflict. */
void come_up(struct history *history, int process);

/* Steps: each does nothing where there is no app to do it. */
void launch(struct history *history);
void crash(struct history *history);
void quit(struct history *history);
void stop_or_start(struct history *history);
void restart(struct history *history);
void change_port_only(struct history *history);
void flip_exposure_only(struct history *history);
void rewrite(struct history *history);

#endif
