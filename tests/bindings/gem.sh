# The gem builds, and installs with the library and the program inside.
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
# The times of files are kept: they tell that npm is done.
mkdir -p "$SCRATCH/tree/bindings" "$SCRATCH/tree/examples"
cp -R LICENSE Makefile libcev.map charts include libcev tools "$SCRATCH/tree"
cp -Rp examples/cev "$SCRATCH/tree/examples"
cp -R bindings/ruby bindings/api.json "$SCRATCH/tree/bindings"
check "gem build builds one" sh -c '
    cd "$1/tree/bindings/ruby" && gem build -o "$1/cev.gem" cev.gemspec' - \
    "$SCRATCH"
# It is built of what the gem holds; what is known already is not compiled again.
export KNOWN="$PWD" KNOWN_BUILD="$(cd "$BUILD" && pwd)" KNOWN_CC="$CC"
check "it installs" env CC="$PWD/tests/support/known_cc.sh" gem install -q --local -f \
    --no-document --install-dir "$SCRATCH/gems" "$SCRATCH/cev.gem"
rm -rf "$SCRATCH/tree"
installed()
{
    check "$1" env -u CEV_LIBRARY -u CEV_PROGRAM -u RUBYLIB \
        GEM_PATH="$SCRATCH/gems:$(gem env gempath)" sh -c \
        'cd "$1" && ruby -rcev -e "$2"' - "$SCRATCH" "$2"
}

installed "it works without the checkout" '
path = Cev.const_get(:Api).path
abort path unless path.start_with?(Dir.pwd)
abort unless Gem.loaded_specs["cev"].version.to_s == Cev.library_version
portfolio = Cev::Portfolio.new.add("ada", "2024-05-31", 12.5)
abort unless Cev::Plot.indicators(portfolio).read.include?("indicator")
puts Cev::CLV.new.fit(portfolio).predict(portfolio)'
installed "its program makes the page" '
portfolio = Cev::Portfolio.new
60.times { |i| portfolio.add("c#{i % 20}", 86400 * (i * i % 97), 10.0) }
begin
  Cev.report("report.html", portfolio, Cev::CLV.new(model: :bgnbd))
  abort unless File.read("report.html").include?(Cev.library_version)
rescue Cev::Error => e
  raise unless e.message.include?("built without the page")
end'
finish
