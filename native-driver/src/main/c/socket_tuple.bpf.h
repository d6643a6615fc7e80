/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What is told of a socket: family, kind, both ends and which of them is the server. The socket's
 * own word counts; an address in the caller's memory does only where the socket has none, for
 * another thread may have changed it since.
 */

#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define SOCK_STREAM 1
#define SOCK_RAW 3
#define SOCK_SEQPACKET 5
#define SOCK_BINDPORT_LOCK 8
#define EBADF 9
#define ENOTSOCK 88
#define EINPROGRESS 115

/* what is said of an address in the caller's memory, its length above */
#define NAMES_LOCAL 1
#define COUNTS_ALWAYS 2
#define NAME_LENGTH_SHIFT 16

/* sk_state: all families use TCP's numbers */
#define STATE_ESTABLISHED 1
#define STATE_SYN_SENT 2
#define STATE_CLOSE 7
#define STATE_LISTEN 10

static __always_inline struct socket *socket_of(struct file *file)
{
	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	return BPF_CORE_READ(file, private_data);
}

/* what both ends of an IP socket are made of, as the kernel has it in one place */
struct tuple {
	u32 remote, local, hash;
	u16 remote_port, local_port;
	u16 family;
	u8 state;
	u8 unused;
};

#define COMMON_OFFSET(field)                                      \
	(bpf_core_field_offset(struct sock_common, skc_##field) - \
	 bpf_core_field_offset(struct sock_common, skc_daddr))

/* a read by helper is what this costs, so it is one where the fields lie side by side */
static __always_inline void read_tuple(struct tuple *t, struct sock *sock)
{
	struct sock_common *common = &sock->__sk_common;

	if (COMMON_OFFSET(rcv_saddr) == offsetof(struct tuple, local) &&
	    COMMON_OFFSET(dport) == offsetof(struct tuple, remote_port) &&
	    COMMON_OFFSET(num) == offsetof(struct tuple, local_port) &&
	    COMMON_OFFSET(family) == offsetof(struct tuple, family) &&
	    COMMON_OFFSET(state) == offsetof(struct tuple, state)) {
		bpf_probe_read_kernel(t, sizeof(*t), &common->skc_daddr);
		return;
	}
	t->remote = BPF_CORE_READ(common, skc_daddr);
	t->local = BPF_CORE_READ(common, skc_rcv_saddr);
	t->remote_port = BPF_CORE_READ(common, skc_dport);
	t->local_port = BPF_CORE_READ(common, skc_num);
	t->family = BPF_CORE_READ(common, skc_family);
	t->state = BPF_CORE_READ(common, skc_state);
}

static __always_inline void own_remote(struct end *end, struct sock *sock, struct tuple *t)
{
	/* raw sockets have peers without a port */
	if (!t->remote_port && t->state != STATE_ESTABLISHED)
		return;
	end->family = t->family;
	end->port = t->remote_port;
	if (t->family == AF_INET)
		*(u32 *)end->address = t->remote;
	else
		BPF_CORE_READ_INTO(&end->address, sock, __sk_common.skc_v6_daddr);
}

static __always_inline void own_local(struct end *end, struct sock *sock, struct tuple *t, u32 type)
{
	end->family = t->family;
	/* a raw socket keeps its protocol there */
	end->port = type == SOCK_RAW ? 0 : bpf_htons(t->local_port);
	if (t->family == AF_INET)
		*(u32 *)end->address = t->local;
	else
		BPF_CORE_READ_INTO(&end->address, sock, __sk_common.skc_v6_rcv_saddr);
}

/*
 * A stream that was accepted is the only one that remembers the interface of its first packet: the
 * options that write to the same fields are refused for streams.
 */
static __always_inline bool was_accepted(struct sock *sock, u32 family)
{
	struct inet_sock *inet = (void *)sock;

	return BPF_CORE_READ(inet, mc_index) ||
	       (family == AF_INET6 && BPF_CORE_READ(inet, pinet6, mcast_oif));
}

static __always_inline bool is_server(struct sock *sock, u32 family, u32 type, u32 state,
				      bool has_peer)
{
	bool chose_port = BPF_CORE_READ_BITFIELD_PROBED(sock, sk_userlocks) & SOCK_BINDPORT_LOCK;

	if (state == STATE_LISTEN)
		return true;
	return type == SOCK_STREAM && has_peer ? was_accepted(sock, family) : chose_port;
}

/*
 * This and put_unix_socket are not static and take numbers alone: so the verifier goes through them
 * once, and not once more for each call that leads here.
 */
__noinline int put_ip_socket(u32 base, u64 socket, u64 name, u32 kind, u32 type)
{
	struct scratch *s = scratch();
	struct sock *sock = (void *)socket;
	struct tuple t = {};
	u32 family, state;
	struct end remote __attribute__((aligned(8))) = {};
	struct end local __attribute__((aligned(8))) = {};

	if (!s || base > 31 - NJ_AT_END)
		return 0;
	read_tuple(&t, sock);
	family = t.family;
	state = t.state;
	own_remote(&remote, sock, &t);
	own_local(&local, sock, &t, type);
	put_number(s, base + NJ_AT_SERVER, is_server(sock, family, type, state, remote.family));
	put_number(s, base + NJ_AT_CONNECTED,
		   remote.family && state != STATE_SYN_SENT && state != STATE_CLOSE);
	if (name && kind & NAMES_LOCAL)
		read_end(&local, name);
	else if (name && (kind & COUNTS_ALWAYS || !remote.family || type != SOCK_STREAM))
		read_end(&remote, name);
	uncover(&remote, false);
	uncover(&local, remote.family == AF_INET);
	put_end(s, base + NJ_AT_REMOTE_ADDRESS, base + NJ_AT_REMOTE_PORT, &remote);
	put_end(s, base + NJ_AT_LOCAL_ADDRESS, base + NJ_AT_LOCAL_PORT, &local);
	put_number(s, base + NJ_AT_FAMILY, remote.family ? remote.family : local.family);
	return 0;
}

static __always_inline void put_own_unix_name(struct scratch *s, u32 slot, struct sock *sock)
{
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)sock, addr);

	if (address)
		put_unix_name(s, slot,
			      (const void *)__builtin_preserve_access_index(&address->name) + 2,
			      (s64)BPF_CORE_READ(address, len) - 2, false);
}

__noinline int put_unix_socket(u32 base, u64 socket, u64 name, u32 kind, u32 type)
{
	struct scratch *s = scratch();
	struct unix_sock *sock = (void *)socket;
	const void *user_name = (const void *)(name + 2);
	s64 length = (s64)(kind >> NAME_LENGTH_SHIFT) - 2;
	bool packets = type != SOCK_STREAM && type != SOCK_SEQPACKET;
	struct sock *peer;

	if (!s || base > 31 - NJ_AT_END)
		return 0;
	peer = BPF_CORE_READ(sock, peer);
	put_number(s, base + NJ_AT_FAMILY, AF_UNIX);
	put_number(s, base + NJ_AT_CONNECTED, !!peer);
	put_number(s, base + NJ_AT_SERVER,
		   BPF_CORE_READ(sock, sk.__sk_common.skc_state) == STATE_LISTEN ||
			   BPF_CORE_READ(sock, addr));
	if (name && kind & NAMES_LOCAL)
		put_unix_name(s, base + NJ_AT_LOCAL_PATH, user_name, length, true);
	else
		put_own_unix_name(s, base + NJ_AT_LOCAL_PATH, &sock->sk);
	if (name && !(kind & NAMES_LOCAL) && (kind & COUNTS_ALWAYS || !peer || packets))
		put_unix_name(s, base + NJ_AT_PATH, user_name, length, true);
	else if (peer)
		put_own_unix_name(s, base + NJ_AT_PATH, peer);
	return 0;
}

/* puts what is known of a socket into the slots from its FAMILY on */
static __always_inline void put_socket(struct scratch *s, u32 base, struct socket *socket,
				       struct named *named)
{
	u32 kind = (named->local ? NAMES_LOCAL : 0) | (named->always ? COUNTS_ALWAYS : 0);
	u32 type = (u16)BPF_CORE_READ(socket, type);
	struct sock *sock = BPF_CORE_READ(socket, sk);
	u32 family = BPF_CORE_READ(sock, __sk_common.skc_family);

	put_number(s, base + NJ_AT_PROTOCOL, BPF_CORE_READ(sock, sk_protocol));
	put_number(s, base + NJ_AT_SOCKET_TYPE, type);
	kind |= (named->length & 0xffff) << NAME_LENGTH_SHIFT;
	if (is_ip(family))
		put_ip_socket(base, (u64)sock, named->address, kind, type);
	else if (family == AF_UNIX)
		put_unix_socket(base, (u64)sock, named->address, kind, type);
	else
		put_number(s, base + NJ_AT_FAMILY, family);
}
