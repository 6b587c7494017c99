# SPDX-License-Identifier: GPL-3.0-or-later
#
# make            builds the plugins; installs nothing and uses no network
# make setup      installs what the build needs, and downloads the source of libnagiosplug; demo and check do it too
# make test       the unit tests: no network, no root, less than a minute
# make check-arch the same on armhf, s390x and arm64, by emulation; ARCH=armhf: on one of them
# make demo       the main job on the embedded lab; IN=chroot: in a throw-away Debian
# make check      all tests (SAN=1: under ASan and UBSan)
# make matrix     what is said of each fault of the lab, and whether state, hop and cause are right
# make check-powershell   the same settings, exports, scripts and commands with a real PowerShell, where the .NET SDK is there
# make check-stacks   other SIP stacks where the Edge stands: Sofia-SIP, libre, Net::SIP, SIPp, baresip, npm's sip; tshark on our requests
# make wording    tests/wording.tsv anew: what findings say, word for word, case by case
# make lint       floors, two compilers, 32 bits, clang-tidy, cppcheck, shellcheck, hardened binaries, figures of the functions
# make fuzz       TIME=600 seconds for each decoder, and for whole exchanges; SHORT=1: a minute in all
# make faults     runs in which an allocation or a system call fails
# make coverage   lines of codec/ and judge/ that the unit tests ran through
# make bench      what a check costs, beside its peers, into build/bench.md; CHECK=1: the budgets must hold; RESULTS=1: into tests/bench/
# make install    DESTDIR, prefix, libexecdir and the directories of contrib/install.mk are honoured
# make check-daemons   the package in running daemons: Icinga 2, Nagios, NRPE, Director, Prometheus, Graphite
# make dist       the tarball of a release; make deb, srpm: packages of it; make repo KEY=...: a signed apt repository
# make check-packages   builds, installs, runs and removes them
#
# B=DIR           build somewhere else than in build/
# NAGIOSPLUG=DIR  a built monitoring-plugins tree of your own, instead of one built into build/nagiosplug
# HOST=TRIPLET    build for another machine with TRIPLET-gcc; SYSROOT=DIR: its libraries; CC_FOR_BUILD: this machine's compiler
# V=1             show the commands of the build

B          ?= build
SAN        ?=
prefix     ?= /usr
libexecdir ?= $(prefix)/lib/nagios/plugins
INSTALL    ?= install
ifdef HOST
CC         := $(HOST)-gcc$(if $(SYSROOT), --sysroot=$(SYSROOT))
AR         := $(HOST)-ar
endif
ifdef SYSROOT
PKG_CONFIG ?= PKG_CONFIG_SYSROOT_DIR=$(SYSROOT) PKG_CONFIG_LIBDIR=$(SYSROOT)/usr/lib/$(HOST)/pkgconfig:$(SYSROOT)/usr/share/pkgconfig \
	pkg-config
endif
PKG_CONFIG ?= $(if $(HOST),$(HOST)-)pkg-config
CC_FOR_BUILD ?= cc
PROVE_FLAGS ?= -j2

O  := $(B)/$(if $(SAN),san,obj)
NP_DIR := $(if $(HOST),$(B),build)
NP := $(or $(NAGIOSPLUG),$(NP_DIR)/nagiosplug)
NP_WRAP := -Wl,--wrap=die,--wrap=malloc,--wrap=calloc,--wrap=fopen,--wrap=fopen64

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wundef -Wvla
BRANCHES_x86_64  := -fcf-protection
BRANCHES_aarch64 := -mbranch-protection=standard
HARD := -fPIE -fstack-protector-strong -fstack-clash-protection $(BRANCHES_$(firstword $(subst -, ,$(shell $(CC) -dumpmachine 2>/dev/null))))
CFLAGS  ?= -O2 -g
CPPFLAGS_OUR := -Icommon -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64
# Behind the flags of a packager, who may ask for less; -Wp comes after every -D. gcc before 12 knows level 2.
FORTIFY_LEVEL := $(shell printf '\043if __GNUC__ >= 12 || defined __clang__\n3\n\043else\n2\n\043endif\n' | $(CC) -E -P -x c - 2>/dev/null)
FORTIFY      := $(if $(SAN),-DUNFORTIFIED,-Wp,-U_FORTIFY_SOURCE,-D_FORTIFY_SOURCE=$(FORTIFY_LEVEL))
CFLAGS_OUR   := -std=gnu2x $(WARN) $(HARD) -ffunction-sections -fdata-sections -MMD -MP
LDFLAGS_OUR  := -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed -Wl,--gc-sections $(NP_WRAP)
ifdef SAN
CFLAGS_OUR  += -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LDFLAGS_OUR += -fsanitize=address,undefined
endif

COMMON  := $(sort $(wildcard common/*/*.c common/*/*/*.c))
PLUGINS := $(patsubst plugins/%.c,%,$(sort $(wildcard plugins/check_push_*.c)))
TESTLIB := $(sort $(wildcard tests/lib/*.c))
UNITS   := $(patsubst tests/unit/%.c,%,$(sort $(wildcard tests/unit/test_*.c)))

LIB       := $(O)/libcheck_push.a
NP_LIBS   := $(NP)/lib/libmonitoringplug.a $(NP)/gl/libgnu.a

# pkg: what pkg-config says ($1: --cflags, --libs) of these packages ($2)
pkg = $(if $(shell $(PKG_CONFIG) --exists $2 >/dev/null 2>&1 || echo no),$(error $(PKG_CONFIG) finds not all of: $2. \
	"make setup" installs them on Debian),$(shell $(PKG_CONFIG) $1 $2))
PKGS      := "openssl >= 3.0" libcares jansson libseccomp
PKGS_POOL := "libcurl >= 7.76" expat zlib krb5-gssapi krb5
# asked once, and only by a build
PKG_FLAGS  = $(eval PKG_FLAGS := $(call pkg,--cflags,$(PKGS) $(PKGS_POOL)))$(PKG_FLAGS)
LIBS       = $(eval LIBS := $(NP_LIBS) $(call pkg,--libs,$(PKGS)) -lpthread -lm)$(LIBS)
LIBS_POOL  = $(eval LIBS_POOL := $(call pkg,--libs,$(PKGS_POOL)))$(LIBS_POOL)
LIBS_UNIT  = $(eval LIBS_UNIT := $(call pkg,--libs,cmocka))$(LIBS_UNIT)

# q: one short line for each command; V=1 shows the command itself
silent := $(findstring s,$(filter-out --%,$(firstword -$(MAKEFLAGS))))
q = $(if $(V),,@$(if $(silent),,printf '  %-5s %s\n' $1 $@;))
compile = $(CC) $(CPPFLAGS_OUR) $(PKG_FLAGS) $(CPPFLAGS) $(CFLAGS_OUR) $(CFLAGS) $(FORTIFY)
link    = $(CC) $(LDFLAGS_OUR) $(CFLAGS) $(LDFLAGS)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all setup setup-demo setup-check setup-fuzz setup-lint demo check lint install clean

all: $(PLUGINS:%=$(O)/%)
	@$(if $(SAN),,ln -sf $(PLUGINS:%=obj/%) $(B)/)

# ---- libnagiosplug -------------------------------------------------------------------------------------------------

$(NP_LIBS) &:
	@NAGIOSPLUG=$(NAGIOSPLUG) $(if $(HOST),CC='$(CC)' HOST=$(HOST)) contrib/setup/nagiosplug build $(NP_DIR)

$(O)/common/cli/nagiosplug.o: | $(NP_LIBS)
$(O)/common/cli/nagiosplug.o: CPPFLAGS_OUR += -isystem $(NP) -isystem $(NP)/lib -isystem $(NP)/gl

# ---- the filter of system calls ------------------------------------------------------------------------------------

# libseccomp makes it here, for the machine that this is; built for another machine, the program has it made in each run.
M := $(O)/made
ifndef HOST
$(O)/common/app/filter.o: $(M)/app/filter_table.h
$(O)/common/app/filter.o: CPPFLAGS_OUR += -I$(M)
endif
$(O)/filter_table: $(O)/contrib/filter/filter_table.o $(O)/common/app/filter_rules.o
	$(call q,LINK)$(filter-out $(NP_WRAP),$(link)) -o $@ $^ $(call pkg,--libs,libseccomp)
$(M)/app/filter_table.h: $(O)/filter_table
	@mkdir -p $(@D)
	$(call q,MAKE)$< >$@

# ---- objects, library, programs ------------------------------------------------------------------------------------

$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(call q,CC)$(compile) -c -o $@ $<

$(LIB): $(COMMON:%.c=$(O)/%.o)
	@rm -f $@
	$(call q,AR)$(AR) rcs $@ $^

$(O)/check_push_config: LIBS_MORE = $(LIBS_POOL)
$(O)/check_push_%: $(O)/plugins/check_push_%.o $(LIB) $(NP_LIBS)
	$(call q,LINK)$(link) -o $@ $< $(LIB) $(LIBS) $(LIBS_MORE)

# What tests of every kind share: streams without a network, command lines without a program.
$(O)/tests/%.o: CPPFLAGS_OUR += -Itests/lib
$(O)/libtests.a: $(TESTLIB:%.c=$(O)/%.o)
	@rm -f $@
	$(call q,AR)$(AR) rcs $@ $^

$(O)/tests/unit/test_%: $(O)/tests/unit/test_%.o $(O)/libtests.a $(LIB) $(NP_LIBS)
	$(call q,LINK)$(link) -o $@ $< $(O)/libtests.a $(LIB) $(LIBS) $(LIBS_POOL) $(LIBS_UNIT)

$(O)/tests/linear/shapes: $(O)/tests/linear/shapes.o $(LIB) $(NP_LIBS)
	$(call q,LINK)$(link) -o $@ $< $(LIB) $(LIBS) $(LIBS_POOL)

-include $(shell [ -d $(O) ] && find $(O) -name '*.d')

# ---- the two commands ----------------------------------------------------------------------------------------------

# Installs the groups of packages that are named after it; downloads libnagiosplug's source where its library is not built yet.
setup = @$(if $(NAGIOSPLUG)$(wildcard $(firstword $(NP_LIBS))),,contrib/setup/install nagiosplug && contrib/setup/nagiosplug fetch &&) \
	contrib/setup/install build

setup:
	$(setup)
setup-demo:
	$(setup) lab
setup-check:
	$(setup) lab pool test
setup-daemons:
	$(setup) lab test daemons
setup-fuzz:
	$(setup) fuzz
setup-lint:
	$(setup) lab pool test lint

# IN=chroot: in a throw-away Debian. Else it asks on a terminal before it installs something; YES=1: it does not.
ifeq ($(IN),chroot)
demo:
	@tests/lab/chroot
else
setup-demo: export ASK = 1
demo: setup-demo
	@$(MAKE) --no-print-directory -s all
	@tests/lab/demo $(O)
endif

# Files whose lab takes any names (tests/lab/names) run a second time, for another organisation.
RUNS := $(sort $(wildcard tests/run/*.bats) $(patsubst %,tests/run/%.bats@fabrikam,diagnosis federation_faults))

# SLICE=1: every third of the run tests, and which third the commit's hash says; over some commits all of them.
RAN := tests/run/matrix $(RUNS) tests/run/forged tests/run/commands
ifdef SLICE
RAN := $(shell printf '%s\n' $(RAN) | awk -v third=$$((0x0$$(git rev-parse --short=7 HEAD 2>/dev/null) % 3)) 'NR % 3 == third')
endif

# The longest come first. Only the whole stack distinguishes a leak of gss-ntlmssp from our own, and only the slow unwinder sees it.
LEAKS := ASAN_OPTIONS=fast_unwind_on_malloc=0 LSAN_OPTIONS=suppressions=$(abspath tests/fuzz/leaks):print_suppressions=0
check: setup-check
	@$(MAKE) --no-print-directory -s all units $(if $(SAN),,$(O)/tests/linear/shapes)
	@PLUGIN_DIR=$(abspath $(O)) LAB_ROOT=$(abspath $(B))/lab CMOCKA_MESSAGE_OUTPUT=TAP $(if $(SAN),$(LEAKS)) \
		prove $(PROVE_FLAGS) --exec tests/prove-exec $(if $(SAN),,tests/run/linear) $(RAN) $(UNITS:%=$(O)/tests/unit/%)

# A real PowerShell is the pool, writes exports, runs our scripts and takes our commands. PARTS: only these; SLICE=1: a fifth of the live
# rows. Without PowerShell and without a .NET SDK to install it, every row is skipped.
.PHONY: check-powershell
check-powershell: setup-check
	@contrib/setup/install powershell || true
	@$(MAKE) --no-print-directory -s all
	@PLUGIN_DIR=$(abspath $(O)) LAB_ROOT=$(abspath $(B))/lab tests/powershell/run $(if $(SLICE),--slice) $(PARTS)

# Other SIP stacks in the place of the Edge; npm's comes from the registry, where there is npm.
.PHONY: setup-stacks check-stacks
setup-stacks:
	$(setup) stacks
check-stacks: setup-check setup-stacks
	@$(MAKE) --no-print-directory -s all
	@PLUGIN_DIR=$(abspath $(O)) PACKAGES=$(abspath $(B)) prove $(PROVE_FLAGS) --exec tests/prove-exec $(wildcard tests/stacks/*.bats)

# What the programs that run the plugins, and read their results, make of them; the package as it is installed.
.PHONY: setup-daemons check-daemons
check-daemons:
	@[ "$$(id -u)" = 0 ] || { echo "check-daemons: daemons that change their user want root" >&2; exit 1; }
	@$(MAKE) --no-print-directory -s setup-daemons
	@$(MAKE) --no-print-directory -s all documents
	@$(MAKE) --no-print-directory -s deb >$(B)/deb.log 2>&1 || { cat $(B)/deb.log; exit 1; }
	@PLUGIN_DIR=$(abspath $(O)) PACKAGES=$(abspath $(B)) LAB_ROOT=$(abspath $(B))/lab prove $(PROVE_FLAGS) --exec tests/prove-exec $(sort $(wildcard tests/daemons/*.bats))

# README's pictures, made anew: contrib/pictures.
.PHONY: pictures
pictures: setup-daemons
	@$(MAKE) --no-print-directory -s all documents
	@LAB_ROOT=$(abspath $(B))/lab tests/pictures $(O)

# What the plugins make of every behaviour of tests/lab/hostile, each in time: for a machine that does nothing else.
.PHONY: hostile
hostile: setup-check
	@$(MAKE) --no-print-directory -s all
	@PLUGIN_DIR=$(abspath $(O)) LAB_ROOT=$(abspath $(B))/lab prove --exec tests/prove-exec tests/run/hostile

# What the plugins say of each fault of the lab, and whether it is right. WORDS: only the rows that have them.
.PHONY: matrix
matrix: setup-demo
	@$(MAKE) --no-print-directory -s all
	@PLUGIN_DIR=$(abspath $(O)) LAB_ROOT=$(abspath $(B))/lab tests/run/matrix $(WORDS)

.PHONY: units test
units: $(UNITS:%=$(O)/tests/unit/%)
test: units
	@RUN= tests/units $(UNITS:%=$(O)/tests/unit/%)

# tests/wording.tsv anew, from what the programs say now: its diff is what there is to review.
.PHONY: wording
wording: units
	@tests/wording $(O)/tests/unit

# The unit tests on other processors, with Debian's libraries for them.
.PHONY: setup-arch check-arch
setup-arch:
	$(setup) arch
check-arch: setup-arch
	$(if $(wildcard build/*.orig.tar.gz contrib/setup/*.orig.tar.gz),,@contrib/setup/nagiosplug fetch)
	@tests/arch $(B) $(ARCH)

lint: setup-lint
	@$(MAKE) --no-print-directory -s documents all
	@DOCUMENTS=$(D) tests/lint/lint $(PLUGINS:%=$(O)/%)

# ---- what a peer, a file or our own system may do ------------------------------------------------------------------

# make fuzz: TIME seconds for each target (TIME=600), or SHORT=1: a minute in all. PLANT=1: each has an overflow planted and
# must find it. FUZZ=NAME: one target alone.
TIME  ?= 600
F     := $(B)/fuzz$(if $(PLANT),-plant)
FUZZ  ?= $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_CC    := clang
FUZZ_FLAGS := -std=gnu2x -O1 -g -fno-omit-frame-pointer -Icommon -Itests/lib -Itests/fuzz -D_GNU_SOURCE -DUNFORTIFIED $(if $(PLANT),-DFUZZ_PLANT) -MMD -MP
FUZZ_SAN   := address,undefined -fno-sanitize-recover=undefined

$(F)/%.o: %.c
	@mkdir -p $(@D)
	$(call q,CC)$(FUZZ_CC) $(FUZZ_FLAGS) $(PKG_FLAGS) -fsanitize=fuzzer-no-link,$(FUZZ_SAN) -c -o $@ $<

$(F)/common/cli/nagiosplug.o: | $(NP_LIBS)
$(F)/common/cli/nagiosplug.o: FUZZ_FLAGS += -isystem $(NP) -isystem $(NP)/lib -isystem $(NP)/gl

$(F)/libcheck_push.a: $(COMMON:%.c=$(F)/%.o)
	@rm -f $@
	$(call q,AR)$(AR) rcs $@ $^

$(F)/libtests.a: $(TESTLIB:%.c=$(F)/%.o)
	@rm -f $@
	$(call q,AR)$(AR) rcs $@ $^

$(F)/fuzz_%: $(F)/tests/fuzz/fuzz_%.o $(F)/libtests.a $(F)/libcheck_push.a $(NP_LIBS)
	$(call q,LINK)$(FUZZ_CC) -fsanitize=fuzzer,$(FUZZ_SAN) $(NP_WRAP) -o $@ $< $(F)/libtests.a $(F)/libcheck_push.a $(LIBS) $(LIBS_POOL)

-include $(shell [ -d $(F) ] && find $(F) -name '*.d')

# make corpora: what fuzzing learned here goes into tests/fuzz/corpora, as little of it as reaches the same code
.PHONY: fuzz fuzzers corpora coverage
corpora: fuzzers
	@tests/fuzz/pack $(F) $(FUZZ)

fuzzers: $(FUZZ:%=$(F)/fuzz_%)

fuzz: setup-fuzz
	@$(MAKE) --no-print-directory -s fuzzers
	@tests/fuzz/run $(F) $(if $(PLANT),plant,$(if $(SHORT),short,$(TIME))) $(FUZZ)

# make faults: one allocation, or one system call, fails in each of some thousand runs; ALL=1: every allocation; SAN=1: leaks too;
# SLICE=1: a quarter of one of its parts, both by the hash of the commit
$(O)/tests/fault/%.so: tests/fault/%.c
	@mkdir -p $(@D)
	$(call q,LINK)$(CC) $(CPPFLAGS_OUR) $(FORTIFY) -std=gnu2x $(WARN) -O2 -fPIC -shared -o $@ $<

.PHONY: faults
faults: setup-check
	@$(MAKE) --no-print-directory -s all units $(O)/tests/fault/no_memory.so $(O)/tests/fault/short_io.so
	@LAB_ROOT=$(abspath $(B))/lab tests/fault/run $(O) $(if $(ALL),--all) \
		$(if $(SLICE),$$(set -- memory calls short units; hash=$$((0x0$$(git rev-parse --short=7 HEAD 2>/dev/null))); shift $$((hash % 4)); echo "$$1 --quarter=$$((hash / 4 % 4))"),$(PART))

# make coverage: lines of codec/ and judge/ that the unit tests ran through; less than 90 % fails. gcov allocates, too, and is linked
# after the wrappers were looked for.
coverage: setup-check
	@$(MAKE) --no-print-directory -s units O=$(B)/cov CFLAGS='-O0 -g --coverage' FORTIFY=-DUNFORTIFIED CPPFLAGS=-DBUILD_COVERAGE LDFLAGS='--coverage -Wl,-u,__wrap_malloc,-u,__wrap_calloc'
	@tests/coverage $(B)/cov 90

# make bench: what a check costs, beside a floor and its peers, into build/bench.md: for a machine that does nothing else
$(B)/bench/floor: tests/bench/floor.c
$(B)/bench/cost: tests/bench/cost.c
$(B)/bench/codec: tests/bench/codec.c $(LIB)
$(B)/bench/unconfined.so: tests/bench/unconfined.c
	@mkdir -p $(@D)
	$(call q,LINK)$(CC) $(CPPFLAGS_OUR) $(FORTIFY) -std=gnu2x $(WARN) -O2 -fPIC -shared -o $@ $<
$(B)/bench/%:
	@mkdir -p $(@D)
	$(call q,LINK)$(CC) $(CPPFLAGS_OUR) $(PKG_FLAGS) $(FORTIFY) -std=gnu2x $(WARN) -O2 -o $@ $(filter %.c %.a,$^) -lssl -lcrypto -lexpat

.PHONY: setup-bench bench
setup-bench:
	$(setup) lab pool bench
bench: setup-bench
	@$(MAKE) --no-print-directory -s all $(B)/bench/floor $(B)/bench/cost $(B)/bench/codec $(B)/bench/unconfined.so
	@tests/bench/run $(O) $(B)/bench $(B)/bench.md $(if $(CHECK),check) $(if $(RESULTS),results) $(if $(SHORT),short) $(if $(COUNT),count)

include contrib/install.mk

clean:
	rm -rf $(B)
