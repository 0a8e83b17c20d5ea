# Each public header stands alone, in C99 and in C++, and the compilers that
# are here take the whole library without a warning.
. tests/support/case.sh

strict="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"

# compiles NAME COMPILER-AND-FLAGS LANGUAGE FILE
compiles()
{
    check "$1" $2 $strict -Iinclude -Ilibcev -fsyntax-only -x "$3" "$4"
}

cxx=
for candidate in "${CXX:-c++}" g++ clang++; do
    if [ -z "$cxx" ] && command -v "$candidate" >/dev/null 2>&1; then
        cxx=$candidate
    fi
done
[ -n "$cxx" ] || skip "headers compile as C++" "no C++ compiler"

for header in include/cev.h include/cev/*.h; do
    short=${header#include/}
    echo "#include \"$short\"" >"$SCRATCH/alone"
    compiles "$short compiles alone as C99" "$CC -std=c99" c "$SCRATCH/alone"
    [ -z "$cxx" ] || compiles "$short compiles alone as C++" \
        "$cxx -std=c++11" c++ "$SCRATCH/alone"
done

for header in libcev/*/*.h; do
    printf '#include "%s"\nextern int here;\n' "${header#libcev/}" >"$SCRATCH/alone"
    compiles "$header compiles alone" "$CC -std=c99 -Wno-unused-function" c \
        "$SCRATCH/alone"
done

for compiler in gcc clang; do
    if command -v $compiler >/dev/null 2>&1; then
        for source in libcev/*/*.c; do
            $compiler -std=c99 $strict -Iinclude -Ilibcev -fsyntax-only \
                "$source" || touch "$SCRATCH/warned"
        done >"$SCRATCH/warnings" 2>&1
        check "$compiler takes all sources without a warning" \
            sh -c 'cat "$SCRATCH/warnings"; ! test -e "$SCRATCH/warned"'
    else
        skip "$compiler takes all sources without a warning" \
            "$compiler is not installed"
    fi
done
finish
