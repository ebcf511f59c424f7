/*
 * The other side of the race: a process that is called and listens like an Osaurus server, and
 * does to its entries whatever may happen to one while it is removed.
 *
 * It knows of every slot what must be there. What it published alive, and what is not Osaurus',
 * must stay until it takes it away itself; what it published as stale may be gone at any time.
 */
#ifndef PRUNE_PUBLISHER_H
#define PRUNE_PUBLISHER_H

/*
 * Plays until its standard input ends, then looks at every slot a last time. Writes "ready" to the
 * descriptor `ready` once every slot was published, prints its counts at the end. Returns the exit
 * status: success when nothing was lost.
 */
int publisher_main(const char *base, int ready);

#endif
