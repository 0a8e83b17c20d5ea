# How a test script is written: tests/<room>/<name>.sh, POSIX sh, run from the
# root of the repository with
#   CEV      the program under test (build/cev)
#   BUILD    the build folder
#   CC       the C compiler
#   SCRATCH  an empty folder of its own, removed afterwards
# It sources this file, names its cases and ends in `finish`:
#
#     . tests/support/case.sh
#     check "version is printed" sh -c '"$CEV" --version | grep -q "^cev "'
#     check_fails "unknown command" "$CEV" nonsense
#     check_same "import of a plain file" wanted.csv "$SCRATCH/seen.csv"
#     shared exports/README.md || skip "exports" "no $shared_file"
#     finish
#
# Each case prints one line, "ok: …", "failed: …" or "skip: NAME: why";
# tools/run-tests counts them.

: "${CEV:=build/cev}" "${BUILD:=build}" "${CC:=cc}"
: "${SCRATCH:=$(mktemp -d)}"
export CEV BUILD CC SCRATCH
case_failed=0

ok()
{
    echo "ok: $1"
}

# failed NAME [DETAIL]
failed()
{
    echo "failed: $1${2:+: $2}"
    case_failed=1
}

# skip NAME WHY
skip()
{
    echo "skip: $1: $2"
}

# check NAME COMMAND...: a case that passes when the command succeeds
check()
{
    case_name=$1
    shift
    if "$@" >"$SCRATCH/.out" 2>&1; then
        ok "$case_name"
    else
        failed "$case_name" "exit $? of $*"
        sed 's/^/    /' "$SCRATCH/.out" | head -n 20
    fi
}

# check_status NAME STATUS COMMAND...: passes when it exits with that status
check_status()
{
    case_name=$1
    case_wanted=$2
    shift 2
    "$@" >"$SCRATCH/.out" 2>&1
    case_seen=$?
    if [ "$case_seen" -eq "$case_wanted" ]; then
        ok "$case_name"
    else
        failed "$case_name" "exit $case_seen of $*, wanted $case_wanted"
        sed 's/^/    /' "$SCRATCH/.out" | head -n 20
    fi
}

# check_fails NAME COMMAND...: passes when the command fails in order: with an
# exit status of 1 to 63, so not by a signal, a sanitizer or for want of it
check_fails()
{
    case_name=$1
    shift
    "$@" >"$SCRATCH/.out" 2>&1
    case_seen=$?
    if [ "$case_seen" -ge 1 ] && [ "$case_seen" -le 63 ]; then
        ok "$case_name"
    else
        failed "$case_name" "exit $case_seen of $*, wanted 1 to 63"
        sed 's/^/    /' "$SCRATCH/.out" | head -n 20
    fi
}

# check_same NAME WANTED SEEN: passes when the two files are equal
check_same()
{
    if cmp -s "$2" "$3"; then
        ok "$1"
    else
        failed "$1" "$3 differs from $2"
        diff "$2" "$3" | head -n 20 | sed 's/^/    /'
    fi
}

# shared NAME: sets $shared_file to a file of the reference data and says
# whether it is there
shared()
{
    shared_file=${CEV_SHARED:-../shared}/data/$1
    [ -r "$shared_file" ]
}

finish()
{
    exit $case_failed
}
