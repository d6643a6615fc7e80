/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* socket: what kind of one is made; bind and listen: where it waits; accept, accept4: who came. */

#define SOCKET_TYPE_MASK 0xf

static __always_inline int on_socket(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_SOCKET_SLOTS, c->result);

	if (!s)
		return 0;
	put_number(s, NJ_SOCKET_FAMILY, (u32)c->args[0]);
	put_number(s, NJ_SOCKET_SOCKET_TYPE, (u32)c->args[1] & SOCKET_TYPE_MASK);
	put_number(s, NJ_SOCKET_FLAGS, (u32)c->args[1] & ~SOCKET_TYPE_MASK);
	put_number(s, NJ_SOCKET_PROTOCOL, (u32)c->args[2]);
	submit();
	return 0;
}

static __always_inline int on_bind(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_ENDPOINT_SLOTS, c->result);
	struct named named = { .length = c->args[2], .local = true };
	struct socket *socket;

	if (!s)
		return 0;
	put_number(s, NJ_ENDPOINT_FD, (int)c->args[0]);
	/* one that worked is the socket's own by now, with the port that it got for 0 */
	if (c->result < 0)
		named.address = c->args[1];
	socket = socket_of(file_of((int)c->args[0]));
	if (socket)
		put_socket(s, NJ_ENDPOINT_FAMILY, socket, &named);
	submit();
	return 0;
}

static __always_inline int on_listen(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_ENDPOINT_SLOTS, c->result);
	struct named named = {};
	struct socket *socket;

	if (!s)
		return 0;
	put_number(s, NJ_ENDPOINT_FD, (int)c->args[0]);
	put_number(s, NJ_ENDPOINT_SIZE, (int)c->args[1]);
	socket = socket_of(file_of((int)c->args[0]));
	if (socket)
		put_socket(s, NJ_ENDPOINT_FAMILY, socket, &named);
	submit();
	return 0;
}

/* of the new socket, which the result is; where none came, of the one that waits */
static __always_inline int on_accept(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_ENDPOINT_SLOTS, c->result);
	struct named named = {};
	struct socket *socket;

	if (!s)
		return 0;
	put_number(s, NJ_ENDPOINT_FD, (int)c->args[0]);
	if (c->type == NJ_ACCEPT4)
		put_number(s, NJ_ENDPOINT_FLAGS, (u32)c->args[3]);
	socket = socket_of(file_of(c->result < 0 ? (int)c->args[0] : c->result));
	if (socket) {
		put_socket(s, NJ_ENDPOINT_FAMILY, socket, &named);
		put_number(s, NJ_ENDPOINT_SERVER, 1);
	}
	submit();
	return 0;
}
