# Each header stands alone, the public ones in C99 and in C++, and all of them
# together in every later standard. (That gcc and clang take the sources without
# a warning is what the suites are built by.)
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

echo '#include "cev.h"' >"$SCRATCH/whole"
for standard in c11 c17 c2x; do
    compiles "cev.h compiles as $standard" "$CC -std=$standard" c \
        "$SCRATCH/whole"
done
for standard in c++14 c++17 c++20 c++2b; do
    [ -z "$cxx" ] || compiles "cev.h compiles as $standard" \
        "$cxx -std=$standard" c++ "$SCRATCH/whole"
done

for header in libcev/*/*.h; do
    printf '#include "%s"\nextern int here;\n' "${header#libcev/}" >"$SCRATCH/alone"
    compiles "$header compiles alone" "$CC -std=c99 -Wno-unused-function" c \
        "$SCRATCH/alone"
done

finish
