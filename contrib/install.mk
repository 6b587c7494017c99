# SPDX-License-Identifier: GPL-3.0-or-later
#
# install.mk - the Makefile's part about what is made from a plugin's tables, and where everything goes
#
# make documents   manual pages, completion, commands for Icinga, baskets for its Director, dashboards for Grafana
# make install     DESTDIR, prefix and the directories below are honoured
# make dist        the tarball of a release, into $(B)       make deb srpm   packages made of it, into $(B)
# make repo        a signed apt repository with the deb, in $(B)/repo: KEY=the key of gpg that signs it

sysconfdir ?= $(if $(filter /usr,$(prefix)),/etc,$(prefix)/etc)
datadir    ?= $(prefix)/share
docdir     ?= $(datadir)/doc/check-push
mandir     ?= $(datadir)/man
bashdir    ?= $(datadir)/bash-completion/completions
zshdir     ?= $(datadir)/zsh/vendor-completions
nagiosdir  ?= $(sysconfdir)/nagios-plugins/config
icingadir  ?= $(datadir)/icinga2/include

D := $(B)/documents
PAGES := $(patsubst contrib/man/%.in,$(D)/%,$(sort $(wildcard contrib/man/*.in)))

# What the tables generate is the same for every machine and directory: a release brings it in contrib/generated.
RELEASED  := $(wildcard contrib/generated/check_push.7)
G         := $(if $(RELEASED),contrib/generated,$(B)/generated)
DASHBOARDS := $(G)/grafana-prometheus.json $(G)/grafana-graphite.json $(G)/grafana-influxdb.json
BASKET     := $(G)/director-check_push.json
GENERATED  := $(PAGES:$(D)/%=$(G)/%) $(PLUGINS:%=$(G)/%.bash) $(PLUGINS:%=$(G)/%.zsh) $(G)/check_push.conf $(DASHBOARDS) $(BASKET)

# ---- programs: a plugin's tables, linked with another conductor ----------------------------------------------------------

DOCUMENT := $(patsubst %.c,$(O)/%.o,$(sort $(wildcard contrib/document/*.c)))

$(O)/contrib/document/plugin_%.o: plugins/%.c
	@mkdir -p $(@D)
	$(call q,CC)$(compile) -Dplugin_main=document_main -c -o $@ $<

$(O)/document_check_push_config: LIBS_MORE = $(LIBS_POOL)
$(O)/document_%: $(O)/contrib/document/plugin_%.o $(DOCUMENT) $(LIB) $(NP_LIBS)
	$(call q,LINK)$(link) -o $@ $< $(DOCUMENT) $(LIB) $(LIBS) $(LIBS_MORE)

$(O)/dashboard: $(O)/contrib/grafana/dashboard.o
$(O)/basket: $(O)/contrib/director/basket.o
$(O)/dashboard $(O)/basket:
	$(call q,LINK)$(link) -o $@ $< $(call pkg,--libs,jansson)

# ---- documents -------------------------------------------------------------------------------------------------------

.PHONY: generated documents FORCE
generated: $(GENERATED)

ifeq ($(RELEASED),)
ifdef HOST
# made by programs of this machine
$(GENERATED) &: $(LIB)
	@$(MAKE) --no-print-directory HOST= SYSROOT= B=$(B)/native CC='$(CC_FOR_BUILD)' CFLAGS=-O2 CPPFLAGS= LDFLAGS= generated
	@mkdir -p $(G) && cp $(B)/native/generated/* $(G)/
else
made = @mkdir -p $(@D) && $1 >$@
$(G)/%.8: contrib/man/%.8.in $(O)/document_%
	$(call made,$(word 2,$^) man <$<)
$(G)/check_push.7: contrib/man/check_push.7.in $(O)/document_check_push_federation
	$(call made,$(word 2,$^) man <$<)
$(G)/%.bash: $(O)/document_%
	$(call made,$< bash)
$(G)/%.zsh: $(O)/document_%
	$(call made,$< zsh)
$(G)/grafana-%.json: $(O)/dashboard
	$(call made,$< $*)
$(O)/director-%.json: $(O)/document_%
	$(call made,$< director)
$(G)/director-check_push.json: $(O)/basket $(PLUGINS:%=$(O)/director-%.json)
	$(call made,$^)
$(G)/check_push.conf: $(PLUGINS:%=$(O)/document_%)
	$(call made,{ for document in $^; do $$document icinga2 || exit; done; })
endif
endif

# The pages name directories: others make other pages.
$(D)/directories: FORCE
	@mkdir -p $(@D) && echo '$(libexecdir) $(docdir) $(datadir)' >$@.new && { cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }

$(PAGES): $(D)/%: $(G)/% $(D)/directories
	@mkdir -p $(@D) && sed 's|@LIBEXECDIR@|$(libexecdir)|; s|@DOCDIR@|$(docdir)|; s|@DATADIR@|$(datadir)|' $< >$@

documents: $(GENERATED) $(PAGES) $(D)/nagios/check_push.cfg $(D)/nrpe/check_push.cfg $(D)/probe-csr

# ---- installation ----------------------------------------------------------------------------------------------------

# Files of others' configuration name directories too.
placed = sed 's|/usr/lib/nagios/plugins|$(libexecdir)|g; s|/usr/share/doc/check-push|$(docdir)|g' $< >$@
$(D)/nagios/%.cfg: contrib/nagios/%.cfg $(D)/directories
	@mkdir -p $(@D) && $(placed)
$(D)/probe-csr: contrib/site-setup/probe-csr $(D)/directories
	@mkdir -p $(@D) && $(placed)
$(D)/nrpe/%.cfg: contrib/nrpe/%.cfg $(D)/directories
	@mkdir -p $(@D) && $(placed)
# Icinga on many machines: an example
ZONES := $(patsubst contrib/icinga2/%,%,$(sort $(shell find contrib/icinga2/zones -name '*.conf')))

# Other monitoring systems: examples, with this system's directories
NEIGHBOURS := $(shell cd contrib && find checkmk prometheus prtg systemd zabbix -type f | sort)

# put: FILES into DIRECTORY, with MODE
put = $(INSTALL) -d "$(DESTDIR)$(strip $2)" && $(INSTALL) -m $(strip $3) $1 "$(DESTDIR)$(strip $2)/"

install: all documents
	$(call put, $(PLUGINS:%=$(O)/%), $(libexecdir), 0755)
	$(call put, $(filter %.8,$(PAGES)), $(mandir)/man8, 0644)
	$(call put, $(filter %.7,$(PAGES)), $(mandir)/man7, 0644)
	$(INSTALL) -d "$(DESTDIR)$(bashdir)" "$(DESTDIR)$(zshdir)"
	$(foreach p,$(PLUGINS),$(INSTALL) -m 0644 $(G)/$p.bash "$(DESTDIR)$(bashdir)/$p" &&) :
	$(foreach p,$(PLUGINS),$(INSTALL) -m 0644 $(G)/$p.zsh "$(DESTDIR)$(zshdir)/_$p" &&) :
	$(call put, contrib/pictures/route.svg contrib/pictures/terminal.png contrib/pictures/graphite.png contrib/pictures/prometheus.png, $(docdir)/pictures, 0644)
	$(call put, README.md, $(docdir), 0644)
	sed -i -E 's,\]\(contrib/pictures/,](pictures/,g; s,\[([^]]*)\]\(tests/[^)]*\),`\1`,g' "$(DESTDIR)$(docdir)/README.md"
	$(call put, contrib/check_push.ini.example, $(docdir)/examples, 0644)
	$(call put, contrib/check_push.schema.json contrib/site-setup/New-TrustedProbe.ps1 contrib/powershell/Export-PushConfig.ps1, $(datadir)/check-push, 0644)
	$(call put, $(DASHBOARDS) $(BASKET), $(datadir)/check-push, 0644)
	$(call put, contrib/check_push.ini, $(datadir)/check-push, 0644)
	$(call put, $(D)/probe-csr, $(datadir)/check-push, 0755)
	$(call put, $(D)/nagios/check_push.cfg, $(nagiosdir), 0644)
	$(call put, contrib/nagios/services.cfg, $(docdir)/examples/nagios, 0644)
	$(call put, $(D)/nrpe/check_push.cfg, $(docdir)/examples/nrpe, 0644)
	$(call put, $(G)/check_push.conf, $(icingadir)/plugins-contrib.d, 0644)
	$(call put, contrib/icinga2/services.conf, $(icingadir)/check_push, 0644)
	$(foreach f,$(NEIGHBOURS),$(INSTALL) -D -m 0644 "contrib/$f" "$(DESTDIR)$(docdir)/examples/$f" && \
		sed -i 's|/usr/lib/nagios/plugins|$(libexecdir)|g' "$(DESTDIR)$(docdir)/examples/$f" &&) :
	$(foreach f,$(ZONES),$(INSTALL) -D -m 0644 contrib/icinga2/$f "$(DESTDIR)$(docdir)/examples/icinga2/$f" &&) :

# ---- packages --------------------------------------------------------------------------------------------------------

# HOMEPAGE=ADDRESS: what the packages' fields name as the project's page and repository
VERSION  := $(shell sed -n 's/^\#define VERSION "\(.*\)"/\1/p' common/base/version.h)
TARBALL   = $(B)/check-push-$(VERSION).tar.gz
unpacked  = rm -rf $(B)/$@ && mkdir -p $(B)/$@ && tar -C $(B)/$@ -xzf $(TARBALL)

.PHONY: setup-package dist deb srpm repo check-packages
setup-package:
	$(setup) package

dist: generated
	$(if $(wildcard contrib/setup/*.orig.tar.gz),,@contrib/setup/nagiosplug fetch)
	@contrib/release/dist $(VERSION) $(G) $(TARBALL)
	@echo '  DIST  $(TARBALL)'

deb: setup-package dist
	@$(unpacked) && mv $(B)/$@/check-push-$(VERSION)/contrib/debian $(B)/$@/check-push-$(VERSION)/
	cd $(B)/$@/check-push-$(VERSION) && MAKEFLAGS= NAGIOSPLUG=$(abspath $(NAGIOSPLUG)) dpkg-buildpackage -b -us -uc
	ln -f $(B)/$@/check-push_$(VERSION)_*.deb $(B)/

srpm: setup-package dist
	@$(unpacked) && mkdir $(B)/$@/SOURCES && ln $(TARBALL) $(B)/$@/SOURCES/
	rpmbuild -bs --nodeps --define '_topdir $(abspath $(B)/$@)' $(B)/$@/check-push-$(VERSION)/contrib/rpm/check-push.spec
	ln -f $(B)/$@/SRPMS/check-push-$(VERSION)-*.src.rpm $(B)/

repo: deb
	@contrib/release/repository $(B)/check-push_$(VERSION)_*.deb $(B)/repo '$(KEY)'

check-packages:
	$(setup) package lab pool test daemons
	@$(MAKE) --no-print-directory -s deb srpm
	@prove $(PROVE_FLAGS) --exec 'bash' tests/packages :: $(B)
