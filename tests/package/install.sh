# make install gives what a host needs to build with, and make uninstall takes
# all of it away.
. tests/support/case.sh

root=$SCRATCH/root
prefix=/opt/shop
unset MAKEFLAGS MFLAGS MAKELEVEL

make_it()
{
    "$MAKE" --no-print-directory BUILD="$BUILD" CC="$CC" DESTDIR="$root" \
        PREFIX="$prefix" "$1"
}

cat >"$SCRATCH/host.c" <<'END'
#include <cev.h>
#include <stdio.h>
int main(void)
{
    puts(cev_version());
    return 0;
}
END

check "make install" make_it install
[ $case_failed -eq 0 ] || finish
for file in include/cev.h include/cev/ctx.h lib/libcev.a lib/libcev.so \
    lib/libcev.so.0 lib/pkgconfig/cev.pc bin/cev; do
    check "$file is there" test -f "$root$prefix/$file"
done
check "libcev.so leads to the file of the version" \
    test "$(readlink "$root$prefix/lib/libcev.so")" = libcev.so.0

PKG_CONFIG_PATH=$root$prefix/lib/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
version=$(sed -n 's/^.define CEV_VERSION_STRING "\(.*\)"/\1/p' \
          include/cev/base.h)
check "pkg-config knows the version" \
    test "$(pkg-config --modversion cev)" = "$version"
check "a host builds with the shared library" \
    $CC "$SCRATCH/host.c" $(pkg-config --cflags --libs cev) \
    -o "$SCRATCH/shared"
check "and runs with it" test "$version" = \
    "$(LD_LIBRARY_PATH="$root$prefix/lib" "$SCRATCH/shared")"
check "a host builds with the static library" \
    $CC "$SCRATCH/host.c" $(pkg-config --cflags cev) \
    "$root$prefix/lib/libcev.a" -lm -o "$SCRATCH/static"
check "and runs with it alone" test "$version" = "$("$SCRATCH/static")"
check "the program runs from there" "$root$prefix/bin/cev" --version

check "make uninstall" make_it uninstall
check "nothing is left" test -z "$(find "$root" ! -type d)"
finish
