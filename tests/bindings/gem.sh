# The gem builds, and installs with the library inside.
. tests/support/case.sh

ruby -e 'exit RUBY_VERSION.to_f >= 3.1' 2>/dev/null || {
    skip "the gem" "ruby, 3.1 or later, is not installed"
    finish
}
command -v gem >/dev/null 2>&1 && ruby -e 'require "ffi"' 2>/dev/null || {
    skip "the gem" "gem, or the gem ffi, is not installed"
    finish
}
[ "${SUITE:-plain}" = plain ] || {
    skip "the gem" "it is built once, in the plain suite"
    finish
}

# The build gathers copies beside the sources: it gets a tree of its own.
mkdir -p "$SCRATCH/tree/bindings"
cp -R LICENSE charts include libcev "$SCRATCH/tree"
cp -R bindings/ruby bindings/api.json "$SCRATCH/tree/bindings"
check "gem build builds one" sh -c '
    cd "$1/tree/bindings/ruby" && gem build -o "$1/cev.gem" cev.gemspec' - \
    "$SCRATCH"
# -O0 comes after -O2 and makes it short.
check "it installs" env CFLAGS=-O0 CC="$CC" gem install -q --local -f \
    --no-document --install-dir "$SCRATCH/gems" "$SCRATCH/cev.gem"
rm -rf "$SCRATCH/tree"
check "it works without the checkout" env -u CEV_LIBRARY -u RUBYLIB \
    GEM_PATH="$SCRATCH/gems:$(gem env gempath)" sh -c '
    cd "$1" && ruby -e "
require %q(cev)
path = Cev.const_get(:Api).path
abort path unless path.start_with?(%q($1))
abort unless Gem.loaded_specs[%q(cev)].version.to_s == Cev.library_version
portfolio = Cev::Portfolio.new.add(%q(ada), %q(2024-05-31), 12.5)
abort unless Cev::Plot.indicators(portfolio).read.include?(%q(indicator))
puts Cev::CLV.new.fit(portfolio).predict(portfolio)"' - "$SCRATCH"
finish
