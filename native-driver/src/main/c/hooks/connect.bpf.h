/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* connect: where to, and from where once the socket knows. */

/* the socket is gone: another thread closed it, but a copy may live on, so tell what is left */
static __always_inline void put_named_remote(struct scratch *s, struct named *named)
{
	struct end remote __attribute__((aligned(8))) = {};
	u16 family = 0;

	bpf_probe_read_user(&family, sizeof(family), (const void *)named->address);
	read_end(&remote, named->address);
	uncover(&remote, false);
	put_end(s, NJ_CONNECT_REMOTE_ADDRESS, NJ_CONNECT_REMOTE_PORT, &remote);
	put_number(s, NJ_CONNECT_FAMILY, remote.family ? remote.family : family);
	if (family == AF_UNIX)
		put_unix_name(s, NJ_CONNECT_PATH, (const void *)(named->address + 2),
			      (s64)named->length - 2, true);
}

static __always_inline int on_connect(struct call *c)
{
	struct scratch *s = begin(c->type, NJ_CONNECT_SLOTS, c->result);
	struct named named = { .address = c->args[1], .length = c->args[2] };
	struct socket *socket;

	if (!s)
		return 0;
	put_number(s, NJ_CONNECT_FD, (int)c->args[0]);
	/* a peer from an earlier call is not the one that this call failed to reach */
	named.always = c->result && c->result != -EINPROGRESS;
	socket = socket_of(file_of((int)c->args[0]));
	if (socket)
		put_socket(s, NJ_CONNECT_FAMILY, socket, &named);
	else if (c->result != -EBADF && c->result != -ENOTSOCK)
		put_named_remote(s, &named);
	submit();
	return 0;
}
