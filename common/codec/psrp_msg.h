// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * psrp_msg - PowerShell remoting messages: fragments, messages, and the three that we send
 *
 * Knows no HTTP and no XML beyond the texts it writes; what a message says is CLIXML, read by codec/clixml.
 * Source: [MS-PSRP] 2.2.1 (message), 2.2.2 (types), 2.2.4 (fragment), 3.1.5.
 */
#ifndef CODEC_PSRP_MSG_H
#define CODEC_PSRP_MSG_H

#include "base/buf.h"
#include "base/fault.h"

enum psrp_type {
	PSRP_SESSION_CAPABILITY = 0x00010002,
	PSRP_INIT_RUNSPACEPOOL = 0x00010004,
	PSRP_RUNSPACEPOOL_STATE = 0x00021005,
	PSRP_CREATE_PIPELINE = 0x00021006,
	PSRP_APPLICATION_PRIVATE_DATA = 0x00021009,
	PSRP_PIPELINE_OUTPUT = 0x00041004,
	PSRP_ERROR_RECORD = 0x00041005,
	PSRP_PIPELINE_STATE = 0x00041006,
	PSRP_WARNING_RECORD = 0x00041009,
};

enum psrp_pool_state { PSRP_POOL_OPENED = 2, PSRP_POOL_CLOSED = 3, PSRP_POOL_BROKEN = 5 };
enum psrp_pipeline_state { PSRP_PIPELINE_STOPPED = 3, PSRP_PIPELINE_COMPLETED = 4, PSRP_PIPELINE_FAILED = 5 };

enum {
	PSRP_MESSAGE_MAX = 2 * 1024 * 1024, /* bytes of all messages under way together: a message holds one object */
	PSRP_OPEN_OBJECTS_MAX = 16,	     /* messages under way at once */
};

/* A GUID's sixteen bytes in the order of its text form. */
struct guid {
	unsigned char bytes[16];
};

enum { GUID_TEXT_MAX = 37 };

/* Makes random bytes a version 4 GUID (RFC 4122 4.4). */
struct guid guid_of(const unsigned char random[16]);
/* "1C7D58DC-C1BA-46F4-B5D4-8CD29F1A6053" */
void guid_text(struct guid, char text[GUID_TEXT_MAX]);

/* ---- what we send; object ids count from 1 per pool ---- */

/* SESSION_CAPABILITY and INIT_RUNSPACEPOOL, objects 1 and 2, each in one fragment: what creationXml carries. */
[[nodiscard]] bool psrp_open_encode(struct guid pool, struct buf *);

/*
 * CREATE_PIPELINE with one statement per cmdlet, by name and without parameters: no script, so that a no-language session
 * takes it. More than one statement needs protocol 2.2 (ExtraCmds, whose first repeats Cmds).
 */
struct psrp_pipeline {
	struct guid pool, id;
	uint64_t object_id;
	const char *const *cmdlets;
	size_t count; /* 1 or more */
};
[[nodiscard]] bool psrp_pipeline_encode(const struct psrp_pipeline *, struct buf *);

/* ---- what the server sends ---- */

struct psrp_message {
	uint32_t type; /* enum psrp_type; others exist and are to be ignored */
	struct span clixml; /* without byte order mark; may be empty */
};

/* Puts fragments together: several in one stream, one message over several streams, objects interleaved. */
struct psrp_object {
	uint64_t id, next_fragment;
	bool used;
	struct buf blob;
};

struct psrp_reader {
	struct psrp_object objects[PSRP_OPEN_OBJECTS_MAX];
	uint64_t last_begun; /* id of the object that began last: they only grow */
};

/*
 * Takes one fragment off *bytes. True with *whole set: the message of the object that this fragment ended, valid until the next
 * call; with type 0: go on. False: FAULT_PROTOCOL (a header cut off, a length beyond the bytes, a fragment out of
 * order, an object after one with a higher id, a message shorter than its header, not to a client), FAULT_LIMIT (PSRP_MESSAGE_MAX, PSRP_OPEN_OBJECTS_MAX), FAULT_MEMORY.
 */
[[nodiscard]] bool psrp_reader_next(struct psrp_reader *, struct span *bytes, struct psrp_message *whole, struct fault *);
void psrp_reader_free(struct psrp_reader *);

#endif
