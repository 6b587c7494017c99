// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * psrp_msg - PowerShell remoting messages: fragments, messages, and the three that we send
 */
#include "codec/psrp_msg.h"

enum {
	FRAGMENT_HEAD = 21,
	MESSAGE_HEAD = 40,
	FLAG_START = 1,
	FLAG_END = 2,
	TO_SERVER = 2,
	TO_CLIENT = 1,
	CLIXML_MAX = 64 * 1024,
};

/* ---- GUIDs: .NET writes the first three fields little endian ---- */

static const unsigned char dotnet_order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };

struct guid guid_of(const unsigned char random[16])
{
	struct guid g;

	memcpy(g.bytes, random, sizeof g.bytes);
	g.bytes[6] = (unsigned char)((g.bytes[6] & 0x0f) | 0x40);
	g.bytes[8] = (unsigned char)((g.bytes[8] & 0x3f) | 0x80);
	return g;
}

void guid_text(struct guid g, char text[GUID_TEXT_MAX])
{
	static const char digits[] = "0123456789ABCDEF";
	char *to = text;

	for (size_t i = 0; i < sizeof g.bytes; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*to++ = '-';
		*to++ = digits[g.bytes[i] >> 4];
		*to++ = digits[g.bytes[i] & 15];
	}
	*to = '\0';
}

/* ---- sending ---- */

static void put_big(struct buf *b, uint64_t value, int bytes)
{
	for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
		buf_add(b, (struct span){ &(const char){ (char)(value >> shift & 0xff) }, 1 });
}

static void put_little(struct buf *b, uint32_t value)
{
	for (int shift = 0; shift < 32; shift += 8)
		buf_add(b, (struct span){ &(const char){ (char)(value >> shift & 0xff) }, 1 });
}

static void put_guid(struct buf *b, const struct guid *g)
{
	char bytes[16] = { 0 };

	for (size_t i = 0; g && i < sizeof bytes; i++)
		bytes[i] = (char)g->bytes[dotnet_order[i]];
	buf_add(b, (struct span){ bytes, sizeof bytes });
}

struct outgoing {
	uint64_t object_id;
	enum psrp_type type;
	const struct guid *pool, *pipeline;
};

static bool put_message(struct buf *b, const struct outgoing *m, struct span clixml)
{
	put_big(b, m->object_id, 8);
	put_big(b, 0, 8);
	put_big(b, FLAG_START | FLAG_END, 1);
	put_big(b, MESSAGE_HEAD + clixml.len, 4);
	put_little(b, TO_SERVER);
	put_little(b, m->type);
	put_guid(b, m->pool);
	put_guid(b, m->pipeline);
	return buf_add(b, clixml);
}

/* An enum as PowerShell serializes one: REF and TYPE_REF number it within its message. */
#define ENUM_VALUE(name, ref, type_ref, type, word, number)                                                        \
	"<Obj N=\"" name "\" RefId=\"" ref "\"><TN RefId=\"" type_ref "\"><T>" type                                 \
	"</T><T>System.Enum</T><T>System.ValueType</T><T>System.Object</T></TN><ToString>" word "</ToString><I32>" \
	number "</I32></Obj>"

#define HOST_INFO(ref)                                                                                    \
	"<Obj N=\"HostInfo\" RefId=\"" ref "\"><MS><B N=\"_isHostNull\">true</B><B N=\"_isHostUINull\">true</B>"   \
	"<B N=\"_isHostRawUINull\">true</B><B N=\"_useRunspaceHost\">true</B></MS></Obj>"

#define APARTMENT(ref, type_ref) \
	ENUM_VALUE("ApartmentState", ref, type_ref, "System.Threading.ApartmentState", "Unknown", "2")

static const char session_capability[] =
	"<Obj RefId=\"0\"><MS><Version N=\"protocolversion\">2.3</Version><Version N=\"PSVersion\">2.0</Version>"
	"<Version N=\"SerializationVersion\">1.1.0.1</Version></MS></Obj>";

static const char init_runspacepool[] =
	"<Obj RefId=\"0\"><MS><I32 N=\"MinRunspaces\">1</I32><I32 N=\"MaxRunspaces\">1</I32>"
	ENUM_VALUE("PSThreadOptions", "1", "0", "System.Management.Automation.Runspaces.PSThreadOptions", "Default", "0")
	APARTMENT("2", "1") HOST_INFO("3")
	"<Nil N=\"ApplicationArguments\" /></MS></Obj>";

bool psrp_open_encode(struct guid pool, struct buf *b)
{
	put_message(b, &(struct outgoing){ 1, PSRP_SESSION_CAPABILITY, &pool, NULL }, span_of(session_capability));
	return put_message(b, &(struct outgoing){ 2, PSRP_INIT_RUNSPACEPOOL, &pool, NULL }, span_of(init_runspacepool));
}

/* RefIds are unique within a message, those of objects and those of types apart; a type's names stand at its first use. */
struct pipeline_writer {
	struct buf *to;
	unsigned next_ref;
	bool list_named, merge_named;
};

#define LIST_TYPE                                                                                           \
	"System.Collections.Generic.List`1[[System.Management.Automation.PSObject, System.Management.Automation, " \
	"Version=3.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35]]"

static void put_type(struct buf *b, bool *named, int type_ref, const char *names)
{
	if (*named)
		buf_printf(b, "<TNRef RefId=\"%d\" />", type_ref);
	else
		buf_printf(b, "<TN RefId=\"%d\">%s</TN>", type_ref, names);
	*named = true;
}

static void list_open(struct pipeline_writer *w, const char *name)
{
	buf_printf(w->to, "<Obj N=\"%s\" RefId=\"%u\">", name, w->next_ref++);
	put_type(w->to, &w->list_named, 3, "<T>" LIST_TYPE "</T><T>System.Object</T>");
	buf_text(w->to, "<LST>");
}

static void list_close(struct pipeline_writer *w)
{
	buf_text(w->to, "</LST></Obj>");
}

static void put_merge(struct pipeline_writer *w, const char *name)
{
	buf_printf(w->to, "<Obj N=\"%s\" RefId=\"%u\">", name, w->next_ref++);
	put_type(w->to, &w->merge_named, 4,
		 "<T>System.Management.Automation.Runspaces.PipelineResultTypes</T><T>System.Enum</T>"
		 "<T>System.ValueType</T><T>System.Object</T>");
	buf_text(w->to, "<ToString>None</ToString><I32>0</I32></Obj>");
}

static void put_statement(struct pipeline_writer *w, const char *cmdlet)
{
	list_open(w, "Cmds");
	buf_printf(w->to,
		   "<Obj RefId=\"%u\"><MS><S N=\"Cmd\">%s</S><B N=\"IsScript\">false</B><Nil N=\"UseLocalScope\" />",
		   w->next_ref++, cmdlet);
	put_merge(w, "MergeMyResult");
	put_merge(w, "MergeToResult");
	put_merge(w, "MergePreviousResults");
	list_open(w, "Args");
	list_close(w);
	buf_text(w->to, "</MS></Obj>");
	list_close(w);
}

static void put_statements(struct pipeline_writer *w, const char *const *cmdlets, size_t count)
{
	put_statement(w, cmdlets[0]);
	if (count < 2)
		return;
	list_open(w, "ExtraCmds");
	for (size_t i = 0; i < count; i++) {
		buf_printf(w->to, "<Obj RefId=\"%u\"><MS>", w->next_ref++);
		put_statement(w, cmdlets[i]);
		buf_text(w->to, "</MS></Obj>");
	}
	list_close(w);
}

bool psrp_pipeline_encode(const struct psrp_pipeline *p, struct buf *b)
{
	struct buf clixml = BUF(CLIXML_MAX);
	struct pipeline_writer w = { .to = &clixml, .next_ref = 5 };

	buf_text(&clixml,
		 "<Obj RefId=\"0\"><MS><B N=\"NoInput\">true</B>" APARTMENT("1", "0")
		 ENUM_VALUE("RemoteStreamOptions", "2", "1", "System.Management.Automation.RemoteStreamOptions", "0", "0")
		 "<B N=\"AddToHistory\">false</B>" HOST_INFO("3")
		 "<Obj N=\"PowerShell\" RefId=\"4\"><MS><B N=\"IsNested\">false</B>");
	put_statements(&w, p->cmdlets, p->count);
	buf_text(&clixml, "<Nil N=\"History\" /><B N=\"RedirectShellErrorOutputPipe\">false</B></MS></Obj>"
			  "<B N=\"IsNested\">false</B></MS></Obj>");
	b->failed |= clixml.failed;
	bool put = put_message(b, &(struct outgoing){ p->object_id, PSRP_CREATE_PIPELINE, &p->pool, &p->id }, buf_span(&clixml));
	buf_free(&clixml);
	return put;
}

/* ---- receiving ---- */

static uint64_t big(const char *at, int bytes)
{
	uint64_t value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | (unsigned char)at[i];
	return value;
}

static uint32_t little(const char *at)
{
	uint32_t value = 0;

	for (int i = 3; i >= 0; i--)
		value = value << 8 | (unsigned char)at[i];
	return value;
}

struct fragment {
	uint64_t object_id, fragment_id;
	bool start, end;
	struct span blob;
};

static bool fragment_decode(struct span *bytes, struct fragment *fragment, struct fault *f)
{
	if (bytes->len < FRAGMENT_HEAD)
		return fault(f, FAULT_PROTOCOL, 0, "a PowerShell fragment of %zu bytes is shorter than its %d byte head",
			     bytes->len, FRAGMENT_HEAD);
	size_t length = (size_t)big(bytes->at + 17, 4);
	if (length > bytes->len - FRAGMENT_HEAD)
		return fault(f, FAULT_PROTOCOL, 0, "a PowerShell fragment claims %zu bytes where %zu are left", length,
			     bytes->len - FRAGMENT_HEAD);
	*fragment = (struct fragment){
		.object_id = big(bytes->at, 8),
		.fragment_id = big(bytes->at + 8, 8),
		.start = bytes->at[16] & FLAG_START,
		.end = bytes->at[16] & FLAG_END,
		.blob = { bytes->at + FRAGMENT_HEAD, length },
	};
	*bytes = span_skip(*bytes, FRAGMENT_HEAD + length);
	return true;
}

static struct psrp_object *object_of(struct psrp_reader *reader, const struct fragment *fragment)
{
	struct psrp_object *unused = NULL;

	for (size_t i = 0; i < PSRP_OPEN_OBJECTS_MAX; i++) {
		struct psrp_object *object = &reader->objects[i];
		if (object->used && object->id == fragment->object_id)
			return object;
		if (!object->used && !unused)
			unused = object;
	}
	if (unused)
		*unused = (struct psrp_object){ fragment->object_id, 0, true, BUF(PSRP_MESSAGE_MAX) };
	return unused;
}

/* Bytes of the messages that are not yet whole. */
static size_t under_way(const struct psrp_reader *reader)
{
	size_t bytes = 0;

	for (size_t i = 0; i < PSRP_OPEN_OBJECTS_MAX; i++)
		if (reader->objects[i].used)
			bytes += reader->objects[i].blob.len;
	return bytes;
}

static bool message_decode(struct span blob, struct psrp_message *message, struct fault *f)
{
	if (blob.len < MESSAGE_HEAD)
		return fault(f, FAULT_PROTOCOL, 0, "a PowerShell message of %zu bytes is shorter than its %d byte head",
			     blob.len, MESSAGE_HEAD);
	if (little(blob.at) != TO_CLIENT)
		return fault(f, FAULT_PROTOCOL, 0, "a PowerShell message from the server is addressed to %u, not to a client",
			     little(blob.at));
	message->type = little(blob.at + 4);
	message->clixml = (struct span){ blob.at + MESSAGE_HEAD, blob.len - MESSAGE_HEAD };
	if (span_starts(message->clixml, SPAN("\xef\xbb\xbf")))
		message->clixml = span_skip(message->clixml, 3);
	return true;
}

bool psrp_reader_next(struct psrp_reader *reader, struct span *bytes, struct psrp_message *whole, struct fault *f)
{
	struct fragment fragment = { 0 };

	*whole = (struct psrp_message){ 0 };
	/* The caller is done with the message of the last call. */
	for (size_t i = 0; i < PSRP_OPEN_OBJECTS_MAX; i++)
		if (!reader->objects[i].used)
			buf_free(&reader->objects[i].blob);
	if (!fragment_decode(bytes, &fragment, f))
		return false;
	struct psrp_object *object = object_of(reader, &fragment);
	if (!object)
		return fault(f, FAULT_LIMIT, 0, "the server has more than %d PowerShell messages under way",
			     PSRP_OPEN_OBJECTS_MAX);
	if (object->next_fragment == 0 && fragment.object_id <= reader->last_begun)
		return fault(f, FAULT_PROTOCOL, 0, "PowerShell object %llu came after object %llu", (unsigned long long)object->id,
			     (unsigned long long)reader->last_begun);
	if (fragment.fragment_id != object->next_fragment || fragment.start != (object->next_fragment == 0))
		return fault(f, FAULT_PROTOCOL, 0, "PowerShell fragment %llu of object %llu came where %llu was due",
			     (unsigned long long)fragment.fragment_id, (unsigned long long)object->id,
			     (unsigned long long)object->next_fragment);
	reader->last_begun = object->next_fragment++ ? reader->last_begun : object->id;
	if (fragment.blob.len > PSRP_MESSAGE_MAX - under_way(reader))
		return fault(f, FAULT_LIMIT, 0, "the PowerShell messages under way are longer than %d MiB", PSRP_MESSAGE_MAX >> 20);
	if (!buf_add(&object->blob, fragment.blob))
		return fault(f, FAULT_MEMORY, 0, "out of memory while reading PowerShell messages");
	if (!fragment.end)
		return true;
	object->used = false; /* its bytes stay until the next call: the message points at them */
	return message_decode(buf_span(&object->blob), whole, f);
}

void psrp_reader_free(struct psrp_reader *reader)
{
	for (size_t i = 0; i < PSRP_OPEN_OBJECTS_MAX; i++)
		buf_free(&reader->objects[i].blob);
	*reader = (struct psrp_reader){ 0 };
}
