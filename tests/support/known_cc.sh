#!/bin/sh
# A compiler for copies of the tree, which the packages of other languages build:
# what the suite has compiled, it takes from there, once the preprocessor has found
# in the copy all that the source includes. All else $KNOWN_CC does.
#
#   KNOWN_CC  the compiler
#   KNOWN     the checkout, and KNOWN_BUILD its folder of objects
set -eu
last= source= object=
for word; do
    case $last in
    -c) source=$word ;;
    -o) object=$word ;;
    esac
    last=$word
done
case $source in
libcev/*.c) compiled=$KNOWN_BUILD/lib/${source#libcev/} ;;
examples/cev/*.c) compiled=$KNOWN_BUILD/program/${source#examples/cev/} ;;
*) exec $KNOWN_CC "$@" ;;
esac
compiled=${compiled%.c}.o
if [ -e "$compiled" ] && cmp -s "$source" "$KNOWN/$source"; then
    $KNOWN_CC "$@" -E
    exec cp "$compiled" "$object"
fi
exec $KNOWN_CC "$@"
