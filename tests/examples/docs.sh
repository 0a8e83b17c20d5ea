# What the manual shows works: whole programs in its C blocks compile and run,
# and its links lead to files that are there.
. tests/support/case.sh

# blocks FILE: the C blocks of a page, each that has a main to $SCRATCH/N.c
blocks()
{
    awk -v folder="$SCRATCH" '
        /^```c$/ { inside = 1; text = ""; next }
        /^```$/ && inside {
            inside = 0
            if (text ~ /int main\(/)
                printf "%s", text > (folder "/" ++n ".c")
            next
        }
        inside { text = text $0 "\n" }' "$1"
}

# The flags of the suite's own build are not known here: a sanitized library
# does not link with a plain program.
for page in README.md docs/*.md; do
    rm -f "$SCRATCH"/[0-9]*.c
    blocks "$page"
    for source in "$SCRATCH"/[0-9]*.c; do
        [ -e "$source" ] || continue
        if [ "${SUITE:-plain}" = asan ]; then
            skip "the program of $page" "the library here is a sanitized one"
            continue
        fi
        check "the program of $page compiles and runs" sh -c '
            $CC -std=c99 -Wall -Wextra -Wpedantic -Werror -Iinclude "$1" \
                "$BUILD/libcev.a" -lm -o "$2" && "$2"' - \
            "$source" "$SCRATCH/shown"
    done
done

for page in README.md CHANGELOG.md docs/*.md; do
    folder=$(dirname "$page")
    for link in $(grep -o '](\([^)#]*\)[^)]*)' "$page" |
        sed 's/^](//; s/[#)].*//' | sort -u); do
        case $link in
        http*) ;;
        *) [ -e "$folder/$link" ] || echo "$page: no $link" ;;
        esac
    done
done > "$SCRATCH/broken"
check "the manual's links lead to files" sh -c '
    cat "$1"; [ ! -s "$1" ]' - "$SCRATCH/broken"
finish
