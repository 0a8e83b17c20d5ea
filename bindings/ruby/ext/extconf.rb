# frozen_string_literal: true

# Compiles the library when the gem is installed, by $CC or the compiler that
# Ruby was built with; CFLAGS adds to its options. It is no extension of Ruby's,
# so a Makefile of its own does, rather than that of mkmf.
require "rbconfig"

name = "libcev.#{RbConfig::CONFIG['SOEXT']}"
stripped = RbConfig::CONFIG["SOEXT"] == "so" ? "-Wl,-s" : ""
sources = Dir.glob("libcev/*/*.c", base: __dir__).sort
abort "no sources of libcev in #{__dir__}" if sources.empty?

File.write("Makefile", <<~MAKEFILE)
  CC = #{ENV.fetch('CC', RbConfig::CONFIG['CC'])}
  CFLAGS = #{ENV.fetch('CFLAGS', '')}
  VPATH = #{__dir__}
  HERE = #{__dir__}
  SOURCES = #{sources.join(' ')}
  sitearchdir = #{RbConfig::CONFIG['sitearchdir']}

  all: #{name}

  #{name}: $(SOURCES)
  \t$(CC) -std=c99 -O2 -ffp-contract=off -fPIC -shared \\
  \t    -fvisibility=hidden -fno-asynchronous-unwind-tables -DCEV_BUILDING \\
  \t    -I"$(HERE)/include" -I"$(HERE)/libcev" $(CFLAGS) $^ -lm #{stripped} -o $@

  install: #{name}
  \tmkdir -p "$(DESTDIR)$(sitearchdir)/cev"
  \tcp #{name} "$(DESTDIR)$(sitearchdir)/cev"

  clean:
  \trm -f #{name}
MAKEFILE
