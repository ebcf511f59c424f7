# What the simulator's tests share. Source it; it makes $work, a private directory, and sees to it
# that nothing outlives the test.

set -u

build=${top_builddir:-.}
sim=$build/osaurus-sim
instance=$build/osaurus
# A name of our own: what is called osaurus* would count as a server in other tests that run now.
process=pretended-$$
simulator=
supervisor=none
failures=0

if [ ! -x "$sim" ] || [ ! -x "$instance" ]; then
    echo "skipped: osaurus-sim is not built here"
    exit 77
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/osaurus-test.XXXXXX") || exit 99
TMPDIR=$work
export TMPDIR
trap 'end_simulation; rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM

fail() {
    echo "FAIL: $*" >&2
    failures=$((failures + 1))
}

# check WORDS COMMAND...: fails with the words unless the command succeeds.
check() {
    words=$1
    shift
    "$@" >/dev/null 2>&1 || fail "$words"
}

refute() {
    words=$1
    shift
    if "$@" >/dev/null 2>&1; then fail "$words"; fi
}

# wait_for SECONDS COMMAND...: until it succeeds; fails when it does not in time.
wait_for() {
    tries=$(($1 * 20))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.05
    done
}

# simulate ARGUMENTS...: starts osaurus-sim and waits until it is ready; sets $simulator and $runtime.
simulate() {
    : >"$work/output"
    "$sim" --process-name "$process" "$@" >"$work/output" 2>"$work/errors" &
    simulator=$!
    supervisor=$simulator
    if ! wait_for 40 grep -q '^ready ' "$work/output"; then
        echo "the simulator did not get ready: $*" >&2
        cat "$work/errors" >&2
        exit 1
    fi
    runtime=$(sed -n 's/^ready //p' "$work/output")
}

end_simulation() {
    if [ -n "$simulator" ]; then
        kill "$simulator" 2>/dev/null
        wait "$simulator" 2>/dev/null
    fi
    simulator=
}

# The processes, one a line, that the latest simulation of this test has now.
processes() {
    ps -A -o pid= -o args= | grep -F -e "$work/" -e "--parent $supervisor" | grep -v grep
}

no_processes() {
    [ -z "$(processes)" ]
}

# field KEY FILE: the value of a published key.
field() {
    sed -n 's/^  "'"$1"'" : "\{0,1\}\([^",]*\)"\{0,1\},\{0,1\}$/\1/p' "$2"
}

finish() {
    end_simulation
    [ "$failures" -eq 0 ] || exit 1
    exit 0
}
