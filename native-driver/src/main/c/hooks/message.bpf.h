/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * sendto, sendmsg, sendmmsg, recvfrom, recvmsg, recvmmsg: who talks to whom. Of the calls with many
 * messages the first is told.
 */

#define CONTENT_MAX 80
#define BUFFERS_MAX 1024 /* the kernel takes no more */

/* struct msghdr and struct iovec as a program has them, with its pointers and sizes */
struct message_native {
	u64 name;
	u32 name_length;
	u64 vector, vector_length;
	u64 control, control_length;
	u32 flags;
};

struct message_compat {
	u32 name, name_length, vector, vector_length, control, control_length, flags;
};

struct buffer {
	u64 address, length;
};

/* one message, whichever call it came with */
struct message {
	struct named name;
	struct buffer first;
	u64 vector, vector_length;
	u64 size;    /* of all buffers */
	u64 through; /* bytes that went through, as far as is known */
	bool compat;
};

static __always_inline struct buffer read_buffer(u64 vector, u32 index, bool compat)
{
	struct buffer buffer = {};
	u32 narrow[2] = {};

	if (compat) {
		bpf_probe_read_user(narrow, sizeof(narrow), (const void *)(vector + index * 8ULL));
		buffer.address = narrow[0];
		buffer.length = narrow[1];
	} else {
		bpf_probe_read_user(&buffer, sizeof(buffer),
				    (const void *)(vector + index * 16ULL));
	}
	return buffer;
}

static long add_buffer(u32 index, void *context)
{
	struct message *m = context;

	if (index >= m->vector_length)
		return 1;
	m->size += read_buffer(m->vector, index, m->compat).length;
	return 0;
}

static __always_inline void read_message(struct message *m, u64 at, bool many)
{
	struct message_native native = {};
	struct message_compat narrow = {};
	u32 length = 0;

	if (m->compat) {
		bpf_probe_read_user(&narrow, sizeof(narrow), (const void *)at);
		m->name.address = narrow.name;
		m->name.length = narrow.name_length;
		m->vector = narrow.vector;
		m->vector_length = narrow.vector_length;
	} else {
		bpf_probe_read_user(&native, sizeof(native), (const void *)at);
		m->name.address = native.name;
		m->name.length = native.name_length;
		m->vector = native.vector;
		m->vector_length = native.vector_length;
	}
	m->first = read_buffer(m->vector, 0, m->compat);
	if (many) {
		/* behind each message stands how much of it went through */
		at += m->compat ? sizeof(narrow) : sizeof(native);
		bpf_probe_read_user(&length, sizeof(length), (const void *)at);
		m->through = length;
	}
	bpf_loop(BUFFERS_MAX, add_buffer, m, 0);
}

/* the six calls in one form; returns the flags */
static __always_inline u32 message_of(struct call *c, struct message *m)
{
	u32 length = 0;

	m->compat = c->compat;
	m->through = c->result > 0 ? c->result : 0;
	switch (c->type) {
	case NJ_SENDTO:
	case NJ_RECVFROM:
		m->first.address = c->args[1];
		m->first.length = m->size = c->args[2];
		m->name.address = c->args[4];
		m->name.length = c->args[5];
		if (c->type == NJ_RECVFROM) {
			bpf_probe_read_user(&length, sizeof(length), (const void *)c->args[5]);
			m->name.length = length;
		}
		return c->args[3];
	case NJ_SENDMMSG:
	case NJ_RECVMMSG:
		read_message(m, c->args[1], true);
		return c->args[3];
	default:
		read_message(m, c->args[1], false);
		return c->args[2];
	}
}

static __always_inline void put_content(struct scratch *s, struct message *m, bool receives)
{
	u64 length = m->first.length;
	u8 *to = text_end(s);
	u32 bounded;

	/* what was not received is whatever lay there before */
	if (receives && length > m->through)
		length = m->through;
	if (length > CONTENT_MAX)
		length = CONTENT_MAX;
	bounded = length;
	asm volatile("" : "+r"(bounded));
	if (!to || !bounded || bounded > CONTENT_MAX)
		return;
	if (!bpf_probe_read_user(to, bounded, (const void *)m->first.address))
		put_text(s, NJ_MESSAGE_CONTENT, bounded);
}

static __always_inline int on_message(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_MESSAGE_SLOTS, c->result);
	bool receives = c->type == NJ_RECVFROM || c->type == NJ_RECVMSG || c->type == NJ_RECVMMSG;
	struct message m = {};
	struct socket *socket;

	if (!s)
		return 0;
	put_number(s, NJ_MESSAGE_FD, (int)c->args[0]);
	put_number(s, NJ_MESSAGE_FLAGS, message_of(c, &m));
	put_number(s, NJ_MESSAGE_SIZE, m.size);
	/* nobody has written a sender there */
	if (receives && (c->result < 0 || !m.name.length))
		m.name.address = 0;
	socket = socket_of(file_of((int)c->args[0]));
	if (socket) {
		put_socket(s, NJ_MESSAGE_FAMILY, socket, &m.name);
		if (c->result >= 0 || !receives)
			put_content(s, &m, receives);
	}
	submit();
	return 0;
}
