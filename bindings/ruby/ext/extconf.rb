# frozen_string_literal: true

# Makes the library and the program when the gem is installed, as `make bundle`
# does in a checkout, by $CC or the compiler that Ruby was built with; CFLAGS
# adds to its options. That is no extension of Ruby's, so a Makefile of its own
# does, rather than that of mkmf.
require "etc"
require "rbconfig"

sources = File.join(__dir__, "cev")
abort "no sources of libcev in #{sources}" unless Dir.exist?("#{sources}/libcev")
make = %w[gmake make].find do |name|
  system(name, "--version", %i[out err] => File::NULL)
end

File.write("Makefile", <<~MAKEFILE)
  CC = #{ENV.fetch('CC', RbConfig::CONFIG['CC'])}
  CFLAGS = -O2 #{ENV.fetch('CFLAGS', '')}
  HERE = #{sources}
  sitearchdir = #{RbConfig::CONFIG['sitearchdir']}

  all:
  \t#{make || 'make'} -s -j#{Etc.nprocessors} -C "$(HERE)" bundle BUILD=build \\
  \t    PAGE_SOURCE=page.c WARNINGS= CC="$(CC)" CFLAGS="$(CFLAGS)"

  # Objects would stay in the gem.
  install: all
  \tmkdir -p "$(DESTDIR)$(sitearchdir)/cev"
  \tcp "$(HERE)"/build/bundle/* "$(DESTDIR)$(sitearchdir)/cev"
  \trm -rf "$(HERE)/build"

  clean:
  \trm -rf "$(HERE)/build"
MAKEFILE
