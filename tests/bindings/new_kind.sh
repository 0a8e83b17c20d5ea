# A kind that the library gains is there in both languages without an edit: here
# it gains "newcomer", which is bgnbd under another name.
. tests/support/case.sh

[ "${SUITE:-plain}" = plain ] || {
    skip "a new kind" "it is tried once, in the plain suite"
    finish
}

if [ "$(uname)" = Darwin ] || ! command -v nm >/dev/null 2>&1; then
    skip "a new kind" "it is linked by GNU's ld and nm"
    finish
fi
# Whatever its file defines for others gets another name as well.
mine=$(nm "$BUILD/lib/value/bgnbd_kind.o" |
    sed -n 's/^[0-9a-f]* [A-TV-Z] _*\(cev__bgnbd_\)\(.*\)/s,\1\2,cev__newcomer_\2,g;/p')
sed "s/CEV_BGNBD/\"newcomer\"/; $mine" libcev/value/bgnbd_kind.c \
    >"$SCRATCH/newcomer.c"
sed 's/^\(extern .*\)cev__bgnbd_kind;/&\
\1cev__newcomer_kind;/
    s/^    &cev__bgnbd_kind,/&\
    \&cev__newcomer_kind,/' libcev/core/kinds.c >"$SCRATCH/kinds.c"
check "the library gains a kind" sh -c '
    cp "$BUILD/libcev.a" "$1/old.a" && ar d "$1/old.a" kinds.o &&
    $CC -std=c99 -ffp-contract=off -fPIC -shared -fvisibility=hidden \
        -DCEV_BUILDING -Iinclude -Ilibcev -Ilibcev/core -Ilibcev/value \
        "$1/newcomer.c" "$1/kinds.c" -Wl,--whole-archive "$1/old.a" \
        -Wl,--no-whole-archive -lm -o "$1/libcev.so"' - "$SCRATCH"
CEV_LIBRARY=$SCRATCH/libcev.so
export CEV_LIBRARY PYTHONDONTWRITEBYTECODE=1

if python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null
then
    check "Python has it" env PYTHONPATH=bindings/python python3 -c '
import cev
shop = cev.Portfolio()
for i in range(60):
    shop.add("c%d" % (i % 20), 86400 * (i * i % 97), 10.0)
new, old = cev.Newcomer().fit(shop), cev.BGNBD().fit(shop)
assert isinstance(new, cev.Estimator) and "newcomer" in cev.kinds()
assert new.params_ == old.params_
assert cev.load(new.save()).kind == "newcomer"'
else
    skip "Python has it" "python3, 3.9 or later, is not installed"
fi
if ruby -e 'require "ffi"; exit RUBY_VERSION.to_f >= 3.1' 2>/dev/null; then
    check "Ruby has it" ruby -Ibindings/ruby/lib -e '
require "cev"
shop = Cev::Portfolio.new
60.times { |i| shop.add("c#{i % 20}", 86400 * (i * i % 97), 10.0) }
new, old = Cev::Newcomer.new.fit(shop), Cev::BGNBD.new.fit(shop)
abort unless new.is_a?(Cev::Estimator) && Cev.kinds.key?(:newcomer)
abort unless new.params == old.params
abort unless Cev.restore(new.bytes).kind == :newcomer'
else
    skip "Ruby has it" "ruby 3.1 with the gem ffi is not installed"
fi
finish
