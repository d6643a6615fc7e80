/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* connect: where to, and from where once the socket knows. */

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define EINPROGRESS 115
#define UNIX_PATH_MAX 108

struct peer {
	u16 family;
	u16 port; /* network order */
	union {
		struct {
			u32 address;
		} v4;
		struct {
			u32 flow;
			u8 address[16];
		} v6;
		u8 rest[24];
	};
};

static __always_inline bool is_mapped_v4(const u8 *address)
{
	return *(u64 *)address == 0 && *(u32 *)(address + 8) == bpf_htonl(0xffff);
}

/* an IPv4 address that came in IPv6's clothes is told as what it is; returns the family */
static __always_inline u32 put_address(struct scratch *s, u32 slot, const u8 *address, bool v6)
{
	bool mapped = v6 && is_mapped_v4(address);
	u8 *to = text_end(s);

	if (!to)
		return 0;
	if (v6 && !mapped) {
		__builtin_memcpy(to, address, 16);
		put_text(s, slot, 16);
		return AF_INET6;
	}
	__builtin_memcpy(to, mapped ? address + 12 : address, 4);
	put_text(s, slot, 4);
	return AF_INET;
}

static __always_inline struct sock *socket_of(struct task_struct *task, s64 fd, u32 *type)
{
	struct file *file = file_of(task, fd);
	struct socket *socket;

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = BPF_CORE_READ(file, private_data);
	*type = BPF_CORE_READ(socket, type);
	return BPF_CORE_READ(socket, sk);
}

/* what the caller's memory says may have changed since; a connected socket's own word counts */
static __always_inline void ask_socket(struct peer *peer, struct sock *sock)
{
	u16 port = BPF_CORE_READ(sock, __sk_common.skc_dport);

	if (!port)
		return;
	if (peer->family == AF_INET)
		peer->v4.address = BPF_CORE_READ(sock, __sk_common.skc_daddr);
	else
		BPF_CORE_READ_INTO(&peer->v6.address, sock, __sk_common.skc_v6_daddr);
	peer->port = port;
}

static __always_inline void put_local(struct scratch *s, struct sock *sock, bool v6)
{
	u8 address[16] __attribute__((aligned(8))) = {};

	if (v6)
		BPF_CORE_READ_INTO(&address, sock, __sk_common.skc_v6_rcv_saddr);
	else
		BPF_CORE_READ_INTO((u32 *)&address, sock, __sk_common.skc_rcv_saddr);
	put_number(s, NJ_CONNECT_LOCAL_PORT, BPF_CORE_READ(sock, __sk_common.skc_num));
	put_address(s, NJ_CONNECT_LOCAL_ADDRESS, address, v6);
}

/* an abstract name starts with a zero byte, which is shown as @ */
static __always_inline void put_unix_path(struct scratch *s, u64 address, u64 length)
{
	u8 *to = text_end(s);
	u32 bounded = length < 2 ? 0 : length - 2;

	if (!to || !bounded)
		return;
	if (bounded > UNIX_PATH_MAX)
		bounded = UNIX_PATH_MAX;
	asm volatile("" : "+r"(bounded));
	if (bounded > UNIX_PATH_MAX)
		return;
	if (bpf_probe_read_user(to, bounded, (const void *)(address + 2)))
		return;
	if (*to) {
		put_user_text(s, NJ_CONNECT_PATH, (const void *)(address + 2));
	} else {
		*to = '@';
		put_text(s, NJ_CONNECT_PATH, bounded);
	}
}

static __noinline int on_connect(struct task_struct *task, struct call *c)
{
	struct scratch *s = begin(task, c->type, NJ_CONNECT_SLOTS, c->result);
	u64 address = c->args[1];
	struct peer peer = {};
	struct sock *sock;
	u32 type = 0;

	if (!s)
		return 0;
	put_number(s, NJ_CONNECT_FD, (int)c->args[0]);
	bpf_probe_read_user(&peer, 8, (const void *)address);
	if (peer.family == AF_INET6)
		bpf_probe_read_user(&peer, sizeof(peer), (const void *)address);
	sock = socket_of(task, (int)c->args[0], &type);
	if (sock) {
		put_number(s, NJ_CONNECT_PROTOCOL, BPF_CORE_READ(sock, sk_protocol));
		put_number(s, NJ_CONNECT_SOCKET_TYPE, type);
	}
	if (peer.family == AF_INET || peer.family == AF_INET6) {
		bool v6 = peer.family == AF_INET6;
		u32 family;

		if (sock && (!c->result || c->result == -EINPROGRESS))
			ask_socket(&peer, sock);
		family = put_address(s, NJ_CONNECT_REMOTE_ADDRESS,
				     v6 ? peer.v6.address : (u8 *)&peer.v4.address, v6);
		put_number(s, NJ_CONNECT_FAMILY, family);
		put_number(s, NJ_CONNECT_REMOTE_PORT, bpf_ntohs(peer.port));
		if (sock)
			put_local(s, sock, v6);
	} else {
		put_number(s, NJ_CONNECT_FAMILY, peer.family);
		if (peer.family == AF_UNIX)
			put_unix_path(s, address, c->args[2]);
	}
	submit(s);
	return 0;
}
