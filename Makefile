# libcev: library, program, examples, tests, packaging. GNU make.
#
#   make                libcev.a, libcev.so, cev and the examples, in build/
#   make demo           an invented shop's orders and a report on them
#   make test           builds and runs all tests
#   make test-all       the same; then by clang, in full length; then under
#                       AddressSanitizer and UBSan
#   make clang, make asan, make valgrind, make tsan    one suite alone
#   make i686, make aarch64, make s390x    the test programs on that machine,
#                       by qemu where this one is another
#   make lint           cppcheck, gcc -fanalyzer and clang-tidy
#   make fuzz           libFuzzer against each target of tests/fuzz/, or FUZZ=one
#                       of them, for FUZZ_SECONDS
#   make msan           the same under MemorySanitizer, which Check cannot be
#   make coverage       lines, branches and conditions that no test reaches
#   make mutation       small mistakes, MUTANTS of them, that no test notices
#   make soak           tills that run for SOAK_SECONDS with constant memory
#   make machines       compilers, standards, machines: the same to the bit
#   make bench          speed against named peers
#   make amalgamation   the library as cev.c and cev.h
#   make bundle         library and program for a package of another language
#   make since          what is new in the headers: docs/since.txt, libcev.map
#   make golden         bytes that later versions are to read: tests/golden/
#   make abi-baseline   what later versions are to keep: tests/package/abi/
#   make install        to $(DESTDIR)$(PREFIX); make uninstall takes it away
#   make clean
#
# Files are found by their place: libcev/<room>/*.c, examples/*.c and
# examples/<name>/*.c (one program each file or folder), examples/cev/*.c (the
# program), tests/<room>/test_*.c (one test program each). Take another compiler or folder by
#   make CC=clang BUILD=build-clang

BUILD ?= build
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
INSTALL ?= install
PKG_CONFIG ?= pkg-config
NODE ?= node
NPM ?= npm

VERSION := $(shell sed -n 's/^.define CEV_VERSION_STRING "\(.*\)"/\1/p' \
                   include/cev/base.h)
SOVERSION := 0

# CFLAGS is the builder's; what the sources need is beside it. Results must
# not depend on fused multiply-adds, hence -ffp-contract=off. Nobody looks at
# errno after a root, which is a single instruction then. Sizes that are named by
# an enum stand in formulas, of which clang 19 would warn.
CFLAGS ?= -O2
WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror \
           $(if $(findstring clang,$(CC)),-Wno-enum-float-conversion)
STANDARD = -std=c99 $(WARNINGS) -ffp-contract=off \
           -fno-math-errno $(EXTRA)
POSIX = -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700
COMPILE = $(CC) $(CPPFLAGS) $(STANDARD) $(CFLAGS) -MMD -MP

# Each step prints one line; V=1 prints the commands.
Q = $(if $(V),,@)
SAY = @echo "  $(1)"

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all library program examples test-programs library-tests amalgamation \
        bundle demo test test-all asan valgrind msan tsan clang i686 aarch64 \
        s390x lint fuzz coverage \
        bench since abi-baseline golden machines install uninstall clean FORCE

all: library program examples

# ---- The library ----------------------------------------------------------

LIB_SOURCES := $(sort $(wildcard libcev/*/*.c))
LIB_OBJECTS := $(LIB_SOURCES:libcev/%.c=$(BUILD)/lib/%.o)
HEADERS := include/cev.h $(sort $(wildcard include/cev/*.h))

library: $(BUILD)/libcev.a $(BUILD)/libcev.so

# The library is to stay small. Unwind tables would be an eighth of it and serve
# no C program (debuggers have their own, from -g). What runs once a call is built
# for size, a quarter less; what runs once a row or an iteration, as profiles of
# bench/ show, for speed.
SMALL = %_kind %_lines core/% survey/% predict/% segment/% \
        math/ascent math/bootstrap math/few_nodes math/gram math/interval \
        math/isotonic math/lu math/mixing math/newton math/nuts math/p_values \
        math/power math/rates \
        math/sequential math/shares math/shrink% math/siphash math/variates \
        portfolio/almanac portfolio/cohort% portfolio/details \
        portfolio/divided portfolio/erase portfolio/event% portfolio/export \
        portfolio/gaps \
        portfolio/haul portfolio/indicator_% portfolio/membership \
        portfolio/names portfolio/payback portfolio/periods \
        portfolio/portrait% portfolio/report portfolio/sagas \
        portfolio/saved% portfolio/split portfolio/tracking \
        value/%_kernels value/averages value/bdw% value/berger_nasr \
        value/chain% value/choice% value/clv value/cohort_average% \
        value/compare \
        value/contract% value/crew value/draws% value/dynamic_evaluate \
        value/dynamic_tracking value/outlook value/pull value/purchase_aims \
        value/reach \
        value/dynamic_fit value/dynamic_forecast value/dynamic_predict \
        value/estimate value/evaluate% value/formula value/ggg_% \
        value/gupta_lehmann \
        value/historic value/lookback value/markov% value/pareto_ggg% \
        value/periods \
        value/%_remake value/pool_parts value/purchase \
        value/purchase_fit value/purchase_regression value/regression% \
        value/remade value/sbg value/search value/spend value/spend_fit \
        value/spend_measure value/spend_regression value/strata \
        value/subscribers value/traits%
FAST = core/ctx core/option_values core/options core/rng \
       core/table% core/utf8 core/weights \
       portfolio/indicator_change portfolio/indicator_concentration \
       portfolio/indicator_means \
       predict/bins predict/bundles predict/climb predict/cox_terms \
       predict/design predict/family predict/glm_climb \
       predict/glm_descend predict/lesson predict/logit \
       predict/nearest_look predict/predictors \
       predict/spells predict/tree predict/tree_grow predict/tree_split \
       segment/centres segment/em segment/features segment/kmeans \
       segment/kmeans_lloyd segment/latent segment/mixture segment/points \
       segment/prototypes segment/rfm segment/rfm_fit segment/rfm_scores \
       segment/rules_run segment/tally
SMALL_OBJECTS = $(filter-out $(FAST:%=$(BUILD)/lib/%.o), \
                  $(filter $(SMALL:%=$(BUILD)/lib/%.o),$(LIB_OBJECTS)))
SMALLEST := $(if $(shell $(CC) -Oz -E -x c /dev/null 2>&1 >/dev/null),-Os,-Oz)
$(SMALL_OBJECTS): override CFLAGS := $(CFLAGS:-O2=$(SMALLEST))

# Where gcc makes code longer for speed that nobody can measure here, or even
# at -Oz: copies of functions that are not called inline, loops at round
# addresses, jumps and constants taken out of their way. Whose jumps stay cannot
# be told what is set; gcc is asked that of the folded library. clang knows no
# such options.
IS_CLANG := $(shell echo __clang__ | $(CC) -E -P -x c - 2>/dev/null | grep 1)
ifeq ($(IS_CLANG),)
TERSE = -fno-inline-functions -falign-loops=1 -falign-jumps=1 -falign-labels=1
$(SMALL_OBJECTS): TERSE = -fno-inline-functions-called-once -fno-thread-jumps \
                          -fno-tree-dominator-opts -fno-tree-loop-im \
                          -fno-move-loop-invariants -fno-caller-saves \
                          -Wno-maybe-uninitialized
endif

$(BUILD)/lib/%.o: libcev/%.c
	@mkdir -p $(@D)
	$(call SAY,CC  $@)
	$(Q)$(COMPILE) -fPIC -fvisibility=hidden -fno-asynchronous-unwind-tables \
	    -fno-align-functions $(TERSE) -DCEV_BUILDING -Iinclude -Ilibcev \
	    -c $< -o $@

# Made anew each time, so that objects of removed sources do not stay.
$(BUILD)/libcev.a: $(LIB_OBJECTS)
	@rm -f $@
	$(call SAY,AR  $@)
	$(Q)$(AR) rcs $@ $(LIB_OBJECTS)

SONAME = libcev.so.$(SOVERSION)
ifeq ($(shell uname -s),Darwin)
SHARED_FLAGS = -dynamiclib -install_name @rpath/$(SONAME)
else
# The sanitizers' functions come with the program that loads the library.
NO_UNDEFINED = $(if $(findstring -fsanitize,$(EXTRA)),,-Wl,-z,defs)
SHARED_FLAGS = -shared -Wl,-soname,$(SONAME) \
               -Wl,--version-script=libcev.map $(NO_UNDEFINED) \
               -Wl,-z,noseparate-code
endif
LINK_SHARED = $(CC) $(EXTRA) $(LDFLAGS) $(SHARED_FLAGS) $(LIB_OBJECTS) -lm \
              -o $@

$(BUILD)/libcev.so: $(LIB_OBJECTS) libcev.map
	$(call SAY,LD  $@)
	$(Q)$(LINK_SHARED)
	@ln -sf libcev.so $(BUILD)/libcev.so.$(SOVERSION)

# ---- The program ----------------------------------------------------------

PROGRAM_SOURCES := $(sort $(wildcard examples/cev/*.c \
                                     examples/cev/formats/*.c))
PROGRAM_OBJECTS := $(PROGRAM_SOURCES:examples/cev/%.c=$(BUILD)/program/%.o)
# All but main, for the test programs of tests/program/.
PROGRAM_PARTS = $(filter-out $(BUILD)/program/main.o,$(PROGRAM_OBJECTS)) \
                $(BUILD)/page.o

program: $(BUILD)/cev

$(BUILD)/cev: $(PROGRAM_OBJECTS) $(BUILD)/page.o $(BUILD)/libcev.a
	$(call SAY,LD  $@)
	$(Q)$(CC) $(EXTRA) $(LDFLAGS) $(PROGRAM_OBJECTS) $(BUILD)/page.o \
	    $(BUILD)/libcev.a -lm -lpthread -o $@

$(BUILD)/program/%.o: examples/cev/%.c
	@mkdir -p $(@D)
	$(call SAY,CC  $@)
	$(Q)$(COMPILE) $(POSIX) -Iinclude -Iexamples/cev -c $< -o $@

# The report page is folded by node from examples/cev/page/, charts/ and the
# scripts that npm installs by the lock file. Without node and npm a stand-in
# is compiled: `cev report` then says what is missing, all else works.
# PAGE=required makes that an error. PAGE_SOURCE is one that was folded before.
PAGE_DIR = examples/cev/page
PAGE_SOURCES := $(sort $(wildcard $(PAGE_DIR)/*.html $(PAGE_DIR)/*.css \
                  $(PAGE_DIR)/script/*.js $(PAGE_DIR)/*.mjs \
                  $(PAGE_DIR)/*.json \
                  charts/*.json)) $(PAGE_DIR)/absent.c
PAGE ?= optional
PAGE_SOURCE ?= $(BUILD)/page.c

$(BUILD)/page.o: $(PAGE_SOURCE)
	$(call SAY,CC  $@)
	$(Q)$(COMPILE) -Iexamples/cev -c $< -o $@

$(BUILD)/page.c: $(PAGE_SOURCES) tools/build-page
	@mkdir -p $(@D)
	$(call SAY,PAGE $@)
	$(Q)NODE="$(NODE)" NPM="$(NPM)" tools/build-page $(PAGE) $@

# ---- Packages of other languages ------------------------------------------

# What a wheel and a gem carry: the library, and the program that finds it
# beside itself, without what debuggers read.
BUNDLE = $(BUILD)/bundle
ifeq ($(shell uname -s),Darwin)
BUNDLED = libcev.dylib
BESIDE = @loader_path
else
BUNDLED = libcev.so
BESIDE = '$$ORIGIN'
STRIPPED = -s
endif

bundle: $(BUNDLE)/cev

$(BUNDLE)/cev: $(PROGRAM_OBJECTS) $(BUILD)/page.o $(BUNDLE)/$(BUNDLED)
	$(call SAY,LD  $@)
	$(Q)$(CC) $(EXTRA) $(LDFLAGS) $^ -lm -lpthread -Wl,-rpath,$(BESIDE) \
	    $(STRIPPED) -o $@

$(BUNDLE)/$(BUNDLED): SONAME = $(BUNDLED)
$(BUNDLE)/$(BUNDLED): $(LIB_OBJECTS) libcev.map
	@mkdir -p $(@D)
	$(call SAY,LD  $@)
	$(Q)$(LINK_SHARED) $(STRIPPED)

# ---- Examples -------------------------------------------------------------

# One file is one program, and so is one folder (examples/demo_shop/).
EXAMPLE_FOLDERS := $(filter-out cev,$(patsubst examples/%/,%, \
                     $(sort $(dir $(wildcard examples/*/*.c)))))
FOLDER_EXAMPLES := $(EXAMPLE_FOLDERS:%=$(BUILD)/examples/%)
FILE_EXAMPLES := $(patsubst examples/%.c,$(BUILD)/examples/%, \
                   $(sort $(wildcard examples/*.c)))
BUILD_EXAMPLE = $(CC) $(CPPFLAGS) $(STANDARD) $(CFLAGS) $(POSIX) -Iinclude \
                $(filter %.c,$^) $(LDFLAGS) $(BUILD)/libcev.a -lm -o $@

examples: $(FILE_EXAMPLES) $(FOLDER_EXAMPLES)

$(FILE_EXAMPLES): $(BUILD)/examples/%: examples/%.c $(HEADERS) \
                                       $(BUILD)/libcev.a
	@mkdir -p $(@D)
	$(call SAY,LD  $@)
	$(Q)$(BUILD_EXAMPLE)

.SECONDEXPANSION:
$(FOLDER_EXAMPLES): $(BUILD)/examples/%: $$(wildcard examples/$$*/*.[ch]) \
                                         $(HEADERS) $(BUILD)/libcev.a
	@mkdir -p $(@D)
	$(call SAY,LD  $@)
	$(Q)$(BUILD_EXAMPLE)

demo:
	@MAKE="$(MAKE_COMMAND)" CC="$(CC)" NODE="$(NODE)" NPM="$(NPM)" BUILD="$(BUILD)" \
	    tools/demo

# ---- Tests ----------------------------------------------------------------

# Targets of fuzzing that read what the program reads.
FUZZ_PROGRAM = cells exports records
TEST_SOURCES := $(sort $(wildcard tests/*/test_*.c))
TEST_PROGRAMS := $(TEST_SOURCES:%.c=$(BUILD)/%)
# These link what the program is made of.
PROGRAM_TESTS := $(filter $(BUILD)/tests/program/% \
                   $(FUZZ_PROGRAM:%=$(BUILD)/tests/fuzz/test_%),$(TEST_PROGRAMS))
LIBRARY_TESTS := $(filter-out $(PROGRAM_TESTS),$(TEST_PROGRAMS))
SUPPORT_SOURCES := $(sort $(wildcard tests/support/*.c))
SUPPORT_OBJECTS := $(SUPPORT_SOURCES:%.c=$(BUILD)/%.o)
CHECK_CFLAGS ?= $(shell $(PKG_CONFIG) --cflags check)
CHECK_LIBS ?= $(shell $(PKG_CONFIG) --libs check)
SUITES ?= plain

test-programs: $(TEST_PROGRAMS) $(BUILD)/cev-selftest

# Which they are that need the library alone, for scripts.
library-tests:
	@echo $(LIBRARY_TESTS:$(BUILD)/%=%)

# Objects are kept: the amalgamation's test programs are linked from them too.
.SECONDARY:
$(PROGRAM_TESTS:=.o): INCLUDE_PROGRAM = -Iexamples/cev
$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call SAY,CC  $@)
	$(Q)$(COMPILE) $(POSIX) -Iinclude -Ilibcev -Itests $(INCLUDE_PROGRAM) \
	    $(CHECK_CFLAGS) -c $< -o $@

LINK_TEST = $(CC) $(EXTRA) $(LDFLAGS) $< $(1) $(SUPPORT_OBJECTS) $(2) \
            $(CHECK_LIBS) -lm -o $@

$(PROGRAM_TESTS): %: %.o $(PROGRAM_PARTS) $(SUPPORT_OBJECTS) \
                      $(BUILD)/libcev.a
	$(call SAY,LD  $@)
	$(Q)$(call LINK_TEST,$(PROGRAM_PARTS),$(BUILD)/libcev.a)

$(LIBRARY_TESTS): %: %.o $(SUPPORT_OBJECTS) $(BUILD)/libcev.a
	$(call SAY,LD  $@)
	$(Q)$(call LINK_TEST,,$(BUILD)/libcev.a)

test:
	@MAKE="$(MAKE_COMMAND)" CC="$(CC)" CFLAGS="$(CFLAGS)" BUILD="$(BUILD)" \
	    DONE="$(DONE)" tools/test $(SUITES)

test-all: SUITES = $(filter-out $(DONE),plain clang asan)
test-all: test
asan valgrind tsan clang i686 aarch64 s390x:
	@MAKE="$(MAKE_COMMAND)" CC="$(CC)" CFLAGS="$(CFLAGS)" BUILD="$(BUILD)" \
	    tools/test $@

lint:
	@tools/lint

# clang 18 and later measure MC/DC as well.
coverage: CC := $(if $(filter default,$(origin CC)),clang,$(CC))
coverage:
	@MAKE="$(MAKE_COMMAND)" CC="$(CC)" BUILD="$(BUILD)" tools/coverage

# The same MUTANT_SEED draws the same mistakes of the same sources.
MUTANTS ?= 300
MUTANT_SEED ?= 1

.PHONY: mutation
mutation:
	$(Q)MAKE="$(MAKE_COMMAND)" tools/mutate $(BUILD)-mutation $(MUTANTS) \
	    $(MUTANT_SEED)

# libFuzzer writes inputs for a target, tests/fuzz/<name>.h, or for each in turn,
# for FUZZ_SECONDS. What it finds worth keeping goes to $(BUILD)-fuzz/corpus, a
# crash to $(BUILD)-fuzz/<name>-….
FUZZ ?= $(sort $(patsubst tests/fuzz/test_%.c,%,$(wildcard tests/fuzz/test_*.c)))
FUZZ_SECONDS ?= 60
FUZZ_BUILD = $(BUILD)-fuzz
FUZZ_EXTRA = -fsanitize=address,undefined,float-cast-overflow,fuzzer-no-link \
             -fno-sanitize-recover=all -DFIRST_BUFFER=64 -DLONGEST_QUOTED=300 \
             -DLONGEST_RECORD=2000
# What kernels compare are results, which tell libFuzzer nothing and take half of
# the time to note down.
FUZZ_KERNELS = -fno-sanitize-coverage=trace-cmp
$(filter $(BUILD)/lib/math/% $(BUILD)/lib/value/%,$(LIB_OBJECTS)): \
    override EXTRA += $(KERNELS_EXTRA)

fuzz: $(FUZZ:%=fuzz-%)

msan:
	$(Q)$(MAKE) --no-print-directory fuzz FUZZ_BUILD=$(BUILD)-msan \
	    FUZZ_EXTRA="-fsanitize=memory -fno-sanitize-recover=all"

fuzz-%: FORCE
	$(Q)$(MAKE) --no-print-directory CC=clang \
	    CFLAGS="-O2 -gline-tables-only" BUILD=$(FUZZ_BUILD) \
	    EXTRA="$(FUZZ_EXTRA)" KERNELS_EXTRA="$(FUZZ_KERNELS)" \
	    $(FUZZ_BUILD)/fuzz/$*
	@mkdir -p $(FUZZ_BUILD)/corpus/$*
	$(FUZZ_BUILD)/fuzz/$* -max_total_time=$(FUZZ_SECONDS) -timeout=60 \
	    -artifact_prefix=$(FUZZ_BUILD)/$*- -print_final_stats=1 \
	    $(addprefix -dict=,$(wildcard tests/fuzz/$*.dict)) \
	    $(FUZZ_BUILD)/corpus/$* tests/fuzz/corpus/$*

$(BUILD)/fuzz/%: tests/fuzz/fuzzer.c tests/fuzz/%.h tests/fuzz/input.h \
                 $(SUPPORT_OBJECTS) $(BUILD)/program.a $(BUILD)/libcev.a
	@mkdir -p $(@D)
	$(call SAY,LD  $@)
	$(Q)$(COMPILE) $(POSIX) -Iinclude -Ilibcev -Itests -Iexamples/cev \
	    $(CHECK_CFLAGS) -fsanitize=fuzzer -DFUZZ_TARGET='"fuzz/$*.h"' $< \
	    $(filter-out %/check_main.o,$(SUPPORT_OBJECTS)) $(LDFLAGS) \
	    $(BUILD)/program.a $(BUILD)/libcev.a -lm -o $@

# What a target needs of the program; the page, say, is not.
$(BUILD)/program.a: $(PROGRAM_OBJECTS)
	@rm -f $@
	$(Q)$(AR) rcs $@ $(filter-out %/main.o,$(PROGRAM_OBJECTS))

# SOAK_THREADS tills, of SOAK_RECORDS orders in all of them together.
SOAK_SECONDS ?= 60
SOAK_THREADS ?= 2
SOAK_RECORDS ?= 1000000

soak: $(BUILD)/soak
	$(BUILD)/soak $(SOAK_SECONDS) $(SOAK_THREADS) $(SOAK_RECORDS)

$(BUILD)/soak: tests/soak/soak.c $(HEADERS) $(BUILD)/libcev.a
	$(call SAY,LD  $@)
	$(Q)$(BUILD_EXAMPLE) -lpthread

# What the library answers here, for machines to be compared by; and on every
# machine that can be tried here, TARGETS or all.
RUNNER_SOURCES := $(sort $(wildcard tests/machines/*.c))

$(BUILD)/cev-selftest: $(RUNNER_SOURCES) tests/machines/runner.h \
                       tests/support/told.h $(BUILD)/libcev.a
	$(call SAY,LD  $@)
	$(Q)$(CC) $(CPPFLAGS) $(STANDARD) $(CFLAGS) -Iinclude -Itests \
	    $(RUNNER_SOURCES) $(LDFLAGS) $(BUILD)/libcev.a -lm -o $@

machines: amalgamation
	@BUILD="$(BUILD)" NODE="$(NODE)" tools/machines $(TARGETS)

# bench/*.sh measure, bench/*.c are what they measure by.
BENCHES := $(patsubst bench/%.c,$(BUILD)/bench/%,$(sort $(wildcard bench/*.c)))

bench: all $(BENCHES)
	@BUILD="$(BUILD)" CC="$(CC)" bench/run

$(BENCHES): $(BUILD)/bench/%: bench/%.c bench/chance.h $(HEADERS) \
        $(BUILD)/libcev.a
	@mkdir -p $(@D)
	$(call SAY,LD  $@)
	$(Q)$(BUILD_EXAMPLE)

# ---- Amalgamation ---------------------------------------------------------

AMALGAMATION = $(BUILD)/amalgamation
AMALGAMATED_TESTS := $(LIBRARY_TESTS:$(BUILD)/%=$(AMALGAMATION)/%)

amalgamation: $(AMALGAMATION)/cev.c

# Also writes cev.h. The names to be prefixed are those of the built library.
$(AMALGAMATION)/cev.c: tools/amalgamate $(LIB_SOURCES) $(HEADERS) \
                       $(wildcard libcev/*/*.h) $(BUILD)/libcev.a LICENSE
	$(call SAY,     $@)
	$(Q)tools/amalgamate $(BUILD)/libcev.a $(AMALGAMATION)

$(AMALGAMATION)/cev.o: $(AMALGAMATION)/cev.c
	$(call SAY,CC  $@)
	$(Q)$(COMPILE) -DCEV_STATIC -c $< -o $@

$(AMALGAMATED_TESTS): $(AMALGAMATION)/%: $(BUILD)/%.o $(SUPPORT_OBJECTS) \
                                         $(AMALGAMATION)/cev.o
	@mkdir -p $(@D)
	$(call SAY,LD  $@)
	$(Q)$(call LINK_TEST,,$(AMALGAMATION)/cev.o)

# ---- What is promised ------------------------------------------------------

since:
	$(Q)tools/make-since

abi-baseline: amalgamation
	$(Q)tools/abi-baseline $(AMALGAMATION)/cev.h

GOLDEN = tests/golden/$(basename $(VERSION))

golden: $(BUILD)/tests/golden/test_golden
	@mkdir -p $(GOLDEN)
	$(Q)CEV_GOLDEN=write $(BUILD)/tests/golden/test_golden

# ---- Installation ---------------------------------------------------------

install: library program
	$(INSTALL) -d $(DESTDIR)$(INCLUDEDIR)/cev $(DESTDIR)$(LIBDIR)/pkgconfig \
	    $(DESTDIR)$(PREFIX)/bin
	$(INSTALL) -m 644 include/cev.h $(DESTDIR)$(INCLUDEDIR)
	$(INSTALL) -m 644 include/cev/*.h $(DESTDIR)$(INCLUDEDIR)/cev
	$(INSTALL) -m 644 $(BUILD)/libcev.a $(DESTDIR)$(LIBDIR)
	$(INSTALL) -m 755 $(BUILD)/libcev.so \
	    $(DESTDIR)$(LIBDIR)/libcev.so.$(VERSION)
	ln -sf libcev.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libcev.so.$(SOVERSION)
	ln -sf libcev.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libcev.so
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
	    -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' \
	    cev.pc.in > $(DESTDIR)$(LIBDIR)/pkgconfig/cev.pc
	$(INSTALL) -m 755 $(BUILD)/cev $(DESTDIR)$(PREFIX)/bin

uninstall:
	rm -f $(HEADERS:include/%=$(DESTDIR)$(INCLUDEDIR)/%)
	rm -f $(DESTDIR)$(LIBDIR)/libcev.a $(DESTDIR)$(LIBDIR)/libcev.so \
	    $(DESTDIR)$(LIBDIR)/libcev.so.$(SOVERSION) \
	    $(DESTDIR)$(LIBDIR)/libcev.so.$(VERSION) \
	    $(DESTDIR)$(LIBDIR)/pkgconfig/cev.pc $(DESTDIR)$(PREFIX)/bin/cev
	[ ! -d $(DESTDIR)$(INCLUDEDIR)/cev ] || \
	    rmdir $(DESTDIR)$(INCLUDEDIR)/cev

clean:
	rm -rf $(BUILD) $(BUILD)-clang $(BUILD)-asan $(BUILD)-valgrind \
	    $(BUILD)-coverage $(BUILD)-mutation $(BUILD)-fuzz \
	    $(BUILD)-msan $(BUILD)-tsan $(BUILD)-i686 $(BUILD)-aarch64 \
	    $(BUILD)-s390x

-include $(LIB_OBJECTS:.o=.d) $(PROGRAM_OBJECTS:.o=.d) \
         $(SUPPORT_OBJECTS:.o=.d) $(TEST_PROGRAMS:=.d) $(BUILD)/page.d
