/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a cgroup is that of a container, by the names from it up to the root: what Java's
 * ContainerIdentity finds, or unknown where that takes more than this. Shared by the kernel half
 * and, for the test that compares the two, by the library.
 *
 * A container's name is 64 hex digits, in front of them nothing, words that end in dashes, or
 * anything:words:, and behind them nothing or .scope; not that of its monitor (-conmon-).
 */
#ifndef NIGHTJAR_CONTAINER_H
#define NIGHTJAR_CONTAINER_H

#define NJ_CGROUP_NAME 256
#define NJ_ID_DIGITS 64
#define NJ_SCOPE_BYTES 6
#define NJ_WORD(a, b, c, d, e, f, g, h)                                                          \
	((__u64)(a) << 56 | (__u64)(b) << 48 | (__u64)(c) << 40 | (__u64)(d) << 32 |             \
	 (__u64)(e) << 24 | (__u64)(f) << 16 | (__u64)(g) << 8 | (__u64)(h))

struct cgroup_name {
	__u8 bytes[NJ_CGROUP_NAME];
	__u32 length;
	__u32 begin; /* of the digits; behind the end where there can be none */
	__u32 end;
	__u64 last;  /* eight bytes */
	__u32 wrong; /* a digit that is none, or a monitor */
	__u32 pod;   /* "pod" stands somewhere in it */
	__u32 no_words;
	__u32 letter; /* the last byte in front of the digits was one */
	__u32 colons;
	__u32 middle; /* bytes between the colons */
	__u32 wrong_middle;
	__u32 last_colon;
};

static inline __attribute__((always_inline)) __u8 name_at(const struct cgroup_name *n, __u32 i)
{
	return n->bytes[i % NJ_CGROUP_NAME];
}

static inline __attribute__((always_inline)) void name_begin(struct cgroup_name *n)
{
	__u32 length = n->length;

	n->end = length;
	if (length > NJ_SCOPE_BYTES) {
		__u32 tail = length - NJ_SCOPE_BYTES;

		if (name_at(n, tail) == '.' && name_at(n, tail + 1) == 's' &&
		    name_at(n, tail + 2) == 'c' && name_at(n, tail + 3) == 'o' &&
		    name_at(n, tail + 4) == 'p' && name_at(n, tail + 5) == 'e')
			n->end = tail;
	}
	n->begin = n->end < NJ_ID_DIGITS ? length : n->end - NJ_ID_DIGITS;
	n->wrong = n->end < NJ_ID_DIGITS;
	n->last = 0;
	n->pod = 0;
	n->no_words = 0;
	n->letter = 0;
	n->colons = 0;
	n->middle = 0;
	n->wrong_middle = 0;
	n->last_colon = 0;
}

static inline __attribute__((always_inline)) void name_byte(struct cgroup_name *n, __u32 i)
{
	__u8 c = name_at(n, i);
	__u32 letter = c >= 'a' && c <= 'z';

	n->last = n->last << 8 | c;
	n->pod |= (n->last & 0xffffff) == ((__u32)'p' << 16 | 'o' << 8 | 'd');
	if (i >= n->begin) {
		if (i < n->end)
			n->wrong |= !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
		return;
	}
	n->wrong |= n->last == NJ_WORD('-', 'c', 'o', 'n', 'm', 'o', 'n', '-');
	n->no_words |= !(letter || (c == '-' && n->letter));
	n->letter = letter;
	if (c == ':') {
		n->colons++;
		n->last_colon = i;
	} else if (n->colons == 1) {
		n->middle++;
		n->wrong_middle |= !(letter || c == '-');
	}
}

static inline __attribute__((always_inline)) int name_is_container(const struct cgroup_name *n)
{
	if (n->wrong)
		return 0;
	if (!n->begin || (!n->no_words && !n->letter))
		return 1;
	return n->colons == 2 && n->last_colon == n->begin - 1 && n->middle && !n->wrong_middle;
}

#endif
