/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The two ends of a socket: IP addresses and names of unix sockets. */

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define UNIX_PATH_MAX 108

/* one end of an IP connection */
struct end {
	u8 address[16]; /* of IPv4 the first four bytes */
	u16 family;	/* 0: there is none */
	u16 port;	/* network order */
};

/* an address that a call names, in the caller's memory */
struct named {
	u64 address; /* 0: none */
	u32 length;
	bool local;  /* it is for this end, not for the other */
	bool always; /* it counts even where the socket has an address of its own */
};

static __always_inline bool is_ip(u32 family)
{
	return family == AF_INET || family == AF_INET6;
}

static __always_inline void read_end(struct end *end, u64 from)
{
	struct {
		u16 family;
		u16 port;
		u32 v4;
	} head = {};

	bpf_probe_read_user(&head, sizeof(head), (const void *)from);
	if (!is_ip(head.family))
		return;
	end->family = head.family;
	end->port = head.port;
	if (head.family == AF_INET)
		*(u32 *)end->address = head.v4;
	else
		bpf_probe_read_user(end->address, 16, (const void *)(from + 8));
}

/* an IPv4 address in IPv6's clothes is told as what it is; so is "any" beside an IPv4 address */
static __always_inline void uncover(struct end *end, bool beside_v4)
{
	u64 *halves = (u64 *)end->address;

	if (end->family != AF_INET6 || halves[0])
		return;
	if ((u32)halves[1] == bpf_htonl(0xffff)) {
		halves[0] = halves[1] >> 32;
		end->family = AF_INET;
	} else if (!halves[1] && beside_v4) {
		end->family = AF_INET;
	}
}

static __always_inline void put_end(struct scratch *s, u32 address_slot, u32 port_slot,
				    struct end *end)
{
	u8 *to = text_end(s);

	if (!to || !end->family)
		return;
	if (end->family == AF_INET6) {
		__builtin_memcpy(to, end->address, 16);
		put_text(s, address_slot, 16);
	} else {
		__builtin_memcpy(to, end->address, 4);
		put_text(s, address_slot, 4);
	}
	put_number(s, port_slot, bpf_ntohs(end->port));
}

/*
 * A unix socket's name of so many bytes: a path ends with them or before, an abstract one starts
 * with a zero byte, which is shown as @.
 */
static __always_inline void put_unix_name(struct scratch *s, u32 slot, const void *name, s64 length,
					  bool of_user)
{
	u8 *to = text_end(s);
	u32 bounded = length;
	long size;

	if (!to || length <= 0)
		return;
	if (bounded > UNIX_PATH_MAX)
		bounded = UNIX_PATH_MAX;
	asm volatile("" : "+r"(bounded));
	if (!bounded || bounded > UNIX_PATH_MAX)
		return;
	if (of_user ? bpf_probe_read_user(to, bounded, name)
		    : bpf_probe_read_kernel(to, bounded, name))
		return;
	if (!*to) {
		*to = '@';
		put_text(s, slot, bounded);
		return;
	}
	size = of_user ? bpf_probe_read_user_str(to, bounded + 1, name)
		       : bpf_probe_read_kernel_str(to, bounded + 1, name);
	if (size > 1)
		put_text(s, slot, size - 1);
}
