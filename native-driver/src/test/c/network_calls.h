// SPDX-License-Identifier: Apache-2.0
/* The calls on sockets and descriptors; see calls.c. */
#include <sys/eventfd.h>
#include <sys/uio.h>

/* room for an address of any family */
union endpoint {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	struct sockaddr_un path;
};

/* "1.2.3.4", "::1", "/path" or "@name"; the port counts for IP alone; returns the size */
static socklen_t endpoint(union endpoint *to, const char *text, long port)
{
	memset(to, 0, sizeof(*to));
	if (*text == '/' || *text == '@') {
		to->path.sun_family = AF_UNIX;
		strncpy(to->path.sun_path, text, sizeof(to->path.sun_path) - 1);
		if (*text == '@')
			to->path.sun_path[0] = 0;
		return offsetof(struct sockaddr_un, sun_path) + strlen(text);
	}
	if (inet_pton(AF_INET, text, &to->four.sin_addr)) {
		to->four.sin_family = AF_INET;
		to->four.sin_port = htons(port);
		return sizeof(to->four);
	}
	inet_pton(AF_INET6, text, &to->six.sin6_addr);
	to->six.sin6_family = AF_INET6;
	to->six.sin6_port = htons(port);
	return sizeof(to->six);
}

static int socket_for(const char *address, int type)
{
	union endpoint to;

	endpoint(&to, address, 0);
	return socket(to.any.sa_family, type, 0);
}

static int port_of(int fd)
{
	union endpoint own = {};
	socklen_t size = sizeof(own);

	getsockname(fd, &own.any, &size);
	return ntohs(own.four.sin_port);
}

static void print_port(const char *word, int fd)
{
	int error = errno;

	printf("%s %d\n", word, port_of(fd));
	errno = error;
}

/* a bound socket; its port is the system's choice, or with chosen its own wish */
static int bound(const char *address, int type, int chosen)
{
	union endpoint at;
	int fd = socket_for(address, type);

	bind(fd, &at.any, endpoint(&at, address, 0));
	if (!chosen)
		return fd;
	long port = port_of(fd);

	close(fd);
	fd = socket_for(address, type);
	bind(fd, &at.any, endpoint(&at, address, port));
	return fd;
}

static int connected(int type, int to)
{
	union endpoint peer;
	socklen_t size = sizeof(peer);

	getsockname(to, &peer.any, &size);
	int fd = socket(peer.any.sa_family, type, 0);

	connect(fd, &peer.any, size);
	return fd;
}

/* ADDRESS PORT TYPE */
static long bind_call(void)
{
	union endpoint at;
	int fd = socket_for(words[0], number(2));
	long result = bind(fd, &at.any, endpoint(&at, words[0], number(1)));

	print_port("LOCAL", fd);
	return result;
}

static long bind_file(void)
{
	union endpoint at;

	return bind(open(words[0], O_RDONLY), &at.any, endpoint(&at, "127.0.0.1", 80));
}

/* ADDRESS BACKLOG */
static long listen_call(void)
{
	int fd = bound(words[0], SOCK_STREAM, 0);

	print_port("LOCAL", fd);
	return listen(fd, number(1));
}

/* ADDRESS FLAGS, or -1 for the call without; the one who comes is this process too */
static long accept_call(void)
{
	int listener = bound(words[0], SOCK_STREAM, 0), client;

	listen(listener, 1);
	client = connected(SOCK_STREAM, listener);
	print_port("LOCAL", listener);
	print_port("REMOTE", client);
	printf("LISTENER %d\n", listener);
	return number(1) < 0 ? syscall(SYS_accept, listener, NULL, NULL) :
			       syscall(SYS_accept4, listener, NULL, NULL, number(1));
}

static long accept_nobody(void)
{
	int listener = bound(words[0], SOCK_STREAM | SOCK_NONBLOCK, 0);

	listen(listener, 1);
	print_port("LOCAL", listener);
	return syscall(SYS_accept, listener, NULL, NULL);
}

/* ADDRESS PORT TEXT FLAGS: a datagram from a socket of no peer */
static long sendto_call(void)
{
	union endpoint to;
	int fd = socket_for(words[0], SOCK_DGRAM);
	socklen_t size = endpoint(&to, words[0], number(1));
	long result = syscall(SYS_sendto, fd, words[2], strlen(words[2]), number(3), &to, size);

	print_port("LOCAL", fd);
	return result;
}

/* ADDRESS PORT TEXT: a datagram from a socket with a peer */
static long send_connected(void)
{
	union endpoint to;
	int fd = socket_for(words[0], SOCK_DGRAM);

	connect(fd, &to.any, endpoint(&to, words[0], number(1)));
	print_port("LOCAL", fd);
	return syscall(SYS_sendto, fd, words[2], strlen(words[2]), 0, NULL, 0);
}

/* ADDRESS TEXT: over a connection, with an address that the kernel does not look at */
static long send_stream(void)
{
	union endpoint lie;
	socklen_t size = endpoint(&lie, "203.0.113.9", 99);
	int listener = bound(words[0], SOCK_STREAM, 0), fd;

	listen(listener, 1);
	fd = connected(SOCK_STREAM, listener);
	print_port("REMOTE", listener);
	return syscall(SYS_sendto, fd, words[1], strlen(words[1]), 0, &lie, size);
}

static long sendto_file(void)
{
	union endpoint to;
	socklen_t size = endpoint(&to, "127.0.0.1", 9);

	return syscall(SYS_sendto, open(words[0], O_RDWR), "x", 1, 0, &to, size);
}

/* the same message in two pieces; the one of a pair of messages has one piece more */
static struct iovec pieces[3];

static struct msghdr message(union endpoint *to, socklen_t size, int count)
{
	return (struct msghdr){ .msg_name = to,
				.msg_namelen = size,
				.msg_iov = pieces,
				.msg_iovlen = count };
}

/* ADDRESS PORT TEXT TEXT */
static long sendmsg_call(int many)
{
	union endpoint to, other;
	socklen_t size = endpoint(&to, words[0], number(1));
	int fd = socket_for(words[0], SOCK_DGRAM);
	struct mmsghdr all[2] = {};

	endpoint(&other, words[0], number(1) + 1);
	for (int i = 0; i < 2; i++)
		pieces[i] = (struct iovec){ words[2 + i], strlen(words[2 + i]) };
	all[0].msg_hdr = message(&to, size, 2);
	all[1].msg_hdr = message(&other, size, 1);
	return many ? syscall(SYS_sendmmsg, fd, all, 2, 0) :
		      syscall(SYS_sendmsg, fd, &all[0].msg_hdr, 0);
}

/* ADDRESS TEXT CHOSEN: the own port; a datagram waits before the call is made */
static int with_datagram(void)
{
	int receiver = bound(words[0], SOCK_DGRAM, number(2));
	int sender = connected(SOCK_DGRAM, receiver);

	if (write(sender, words[1], strlen(words[1])) < 0)
		return -1;
	print_port("LOCAL", receiver);
	print_port("REMOTE", sender);
	return receiver;
}

static char room[256];

static long recvfrom_call(int who)
{
	int fd = with_datagram();
	union endpoint from;
	socklen_t size = sizeof(from);

	return syscall(SYS_recvfrom, fd, room, sizeof(room), 0, who ? &from : NULL,
		       who ? &size : NULL);
}

/* nothing comes, and where its sender would be written stands an address */
static long recvfrom_nothing(void)
{
	int fd = bound(words[0], SOCK_DGRAM, 1);
	union endpoint lie;
	socklen_t size = endpoint(&lie, "203.0.113.9", 99);

	print_port("LOCAL", fd);
	return syscall(SYS_recvfrom, fd, room, sizeof(room), MSG_DONTWAIT, &lie, &size);
}

static long recvmsg_call(int many)
{
	int fd = with_datagram();
	union endpoint from;
	struct mmsghdr all[1] = {};

	pieces[0] = (struct iovec){ room, 2 };
	pieces[1] = (struct iovec){ room + 2, sizeof(room) - 2 };
	all[0].msg_hdr = message(&from, sizeof(from), 2);
	return many ? syscall(SYS_recvmmsg, fd, all, 1, 0, NULL) :
		      syscall(SYS_recvmsg, fd, &all[0].msg_hdr, 0);
}

/* PATH TEXT: between two sockets of that path and that path with "2" behind it */
static long send_unix(int receive)
{
	union endpoint to;
	char own[108];
	int receiver = socket(AF_UNIX, SOCK_DGRAM, 0), sender = socket(AF_UNIX, SOCK_DGRAM, 0);
	socklen_t size;

	snprintf(own, sizeof(own), "%s2", words[0]);
	bind(sender, &to.any, endpoint(&to, own, 0));
	size = endpoint(&to, words[0], 0);
	bind(receiver, &to.any, size);
	if (!receive)
		return syscall(SYS_sendto, sender, words[1], strlen(words[1]), 0, &to, size);
	if (connect(sender, &to.any, size) || write(sender, words[1], strlen(words[1])) < 0)
		return -1;
	size = sizeof(to);
	return syscall(SYS_recvfrom, receiver, room, sizeof(room), 0, &to, &size);
}

/* copies what a word names; the result of the last copy counts */
static long dup_call(const char *call, int old)
{
	printf("OLD %d\n", old);
	if (!strcmp(call, "dup"))
		return syscall(SYS_dup, old);
#if defined(SYS_dup2)
	if (!strcmp(call, "dup2"))
		return syscall(SYS_dup2, old, number(2));
#else
	if (!strcmp(call, "dup2")) {
		printf("unknown call: dup2\n");
		exit(2);
	}
#endif
	if (!strcmp(call, "fcntl"))
		return syscall(SYS_fcntl, old, F_DUPFD, number(2));
	if (!strcmp(call, "fcntl_cloexec")) {
		/* these copy nothing */
		fcntl(old, F_GETFD);
		fcntl(old, F_SETFL, fcntl(old, F_GETFL));
		return syscall(SYS_fcntl, old, F_DUPFD_CLOEXEC, number(2));
	}
	return syscall(SYS_dup3, old, number(2), O_CLOEXEC);
}

/* CALL KIND NEW WORD */
static long dup_kind(void)
{
	const char *kind = words[1];
	int listener, client, pair[2];

	if (!strcmp(kind, "file"))
		return dup_call(words[0], open(words[3], O_RDONLY));
	if (!strcmp(kind, "pipe"))
		return pipe(pair) ? -1 : dup_call(words[0], pair[0]);
	if (!strcmp(kind, "memfd"))
		return dup_call(words[0], memfd_create(words[3], 0));
	if (!strcmp(kind, "event"))
		return dup_call(words[0], eventfd(0, 0));
	if (!strcmp(kind, "unix"))
		return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) ? -1 : dup_call(words[0], pair[0]);
	if (!strcmp(kind, "nothing"))
		return dup_call(words[0], 999);
	listener = bound(words[3], SOCK_STREAM, 0);
	listen(listener, 1);
	client = connected(SOCK_STREAM, listener);
	print_port("SERVER", listener);
	print_port("CLIENT", client);
	if (!strcmp(kind, "listener"))
		return dup_call(words[0], listener);
	if (!strcmp(kind, "client"))
		return dup_call(words[0], client);
	return dup_call(words[0], accept(listener, NULL, NULL));
}

#if defined(__x86_64__)
/* memory that a 32-bit pointer reaches; it ends where a page does */
static char *low_memory(size_t bytes)
{
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	munmap(page + 4096, 4096);
	return page + 4096 - bytes;
}

static long compat_call(long call, const void *first, const void *second, long third)
{
	long result;

	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(call), "b"(first), "c"(second), "d"(third)
		     : "memory");
	if (result < 0) {
		errno = -result;
		return -1;
	}
	return result;
}

/* one of the calls that 32-bit programs make through number 102 */
static long socketcall(long call, int count, const unsigned int *args)
{
	unsigned int *low = (void *)low_memory(count * sizeof(*args));

	memcpy(low, args, count * sizeof(*args));
	return compat_call(102, (void *)call, low, 0);
}

static unsigned int low_endpoint(unsigned int *size)
{
	union endpoint *low = (void *)low_memory(sizeof(*low));

	*size = endpoint(low, words[0], number(1));
	return (unsigned long)low;
}

static unsigned int low_text(const char *text)
{
	return (unsigned long)strcpy(low_memory(strlen(text) + 1), text);
}

/* CALL and what it needs: ADDRESS PORT TEXT */
static long compat_network(const char *call)
{
	unsigned int size, address = low_endpoint(&size), text = low_text(words[2]);
	unsigned int length = strlen(words[2]);
	unsigned int socket_args[] = { AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0 };
	unsigned int *vector = (void *)low_memory(16), *head = (void *)low_memory(28);
	int fd;

	if (!strcmp(call, "socket"))
		return socketcall(1, 3, socket_args);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (!strcmp(call, "connect"))
		return socketcall(3, 3, (unsigned int[]){ fd, address, size });
	if (!strcmp(call, "sendto"))
		return socketcall(11, 6, (unsigned int[]){ fd, text, length, 0, address, size });
	if (!strcmp(call, "unreadable"))
		return compat_call(102, (void *)2, NULL, 0);
	memcpy(vector, (unsigned int[]){ text, 1, text + 1, length - 1 }, 16);
	memcpy(head,
	       (unsigned int[]){ address, size, (unsigned int)(unsigned long)vector, 2, 0, 0, 0 },
	       28);
	return compat_call(370, (void *)(long)fd, head, 0);
}

static long compat_path(long call)
{
	return compat_call(call, (void *)(unsigned long)low_text(words[0]), (void *)0x55L, 0);
}
#else
static long compat_network(const char *call)
{
	(void)call;
	errno = ENOSYS;
	return -1;
}

static long compat_path(long call)
{
	return compat_network((void *)call);
}
#endif

/* a mount namespace of its own, so that what is mounted ends with this program */
static void own_mounts(void)
{
	unshare(CLONE_NEWNS);
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

/* SOURCE TARGET KIND FLAGS */
static long mount_call(void)
{
	own_mounts();
	return syscall(SYS_mount, words[0], words[1], words[2], number(3), NULL);
}

/* TARGET FLAGS */
static long umount_call(int compat)
{
	own_mounts();
	mount("none", words[0], "tmpfs", 0, NULL);
	return compat ? compat_path(22) : syscall(SYS_umount2, words[0], number(1));
}

/* FROM TO FLAGS */
static long move_mount_call(void)
{
	own_mounts();
	mount("none", words[0], "tmpfs", 0, NULL);
	return syscall(429, AT_FDCWD, words[0], AT_FDCWD, words[1], number(2));
}

/* KIND TARGET: a file system that had no path before */
static long mount_made_call(void)
{
	int maker, made;

	own_mounts();
	maker = syscall(430, words[0], 0);
	syscall(431, maker, 6, NULL, NULL, 0);
	made = syscall(432, maker, 0, 0);
	return syscall(429, made, "", AT_FDCWD, words[1], 4);
}

/* NEW_ROOT PUT_OLD: the second lies in the first */
static long pivot_root_call(void)
{
	own_mounts();
	mount("none", words[0], "tmpfs", 0, NULL);
	mkdir(words[1], 0755);
	return syscall(SYS_pivot_root, words[0], words[1]);
}

/* DIRECTORY PATH: from there */
static long chroot_call(void)
{
	return chdir(words[0]) ? -1 : syscall(SYS_chroot, words[1]);
}

#define NETWORK_CALLS                                                                        \
	CALL("socket", syscall(SYS_socket, number(0), number(1), number(2)))                 \
	CALL("bind", bind_call())                                                            \
	CALL("bind-file", bind_file())                                                       \
	CALL("listen", listen_call())                                                        \
	CALL("listen-closed", listen(999, 1))                                                \
	CALL("accept", accept_call())                                                        \
	CALL("accept-nobody", accept_nobody())                                               \
	CALL("sendto", sendto_call())                                                        \
	CALL("send-connected", send_connected())                                             \
	CALL("send-stream", send_stream())                                                   \
	CALL("sendto-file", sendto_file())                                                   \
	CALL("sendmsg", sendmsg_call(0))                                                     \
	CALL("sendmmsg", sendmsg_call(1))                                                    \
	CALL("recvfrom", recvfrom_call(1))                                                   \
	CALL("recvfrom-nobody", recvfrom_call(0))                                            \
	CALL("recvfrom-nothing", recvfrom_nothing())                                         \
	CALL("recvmsg", recvmsg_call(0))                                                     \
	CALL("recvmmsg", recvmsg_call(1))                                                    \
	CALL("sendto-unix", send_unix(0))                                                    \
	CALL("recvfrom-unix", send_unix(1))                                                  \
	CALL("dup", dup_kind())                                                              \
	CALL("compat-socket", compat_network("socket"))                                      \
	CALL("compat-connect", compat_network("connect"))                                    \
	CALL("compat-sendto", compat_network("sendto"))                                      \
	CALL("compat-sendmsg", compat_network("sendmsg"))                                    \
	CALL("compat-unreadable", compat_network("unreadable"))                              \
	CALL("mkdirat", syscall(SYS_mkdirat, directory(0), words[1], number(2)))             \
	CALL("mknodat", syscall(SYS_mknodat, directory(0), words[1], number(2), number(3)))  \
	CALL("mount", mount_call())                                                          \
	CALL("umount2", umount_call(0))                                                      \
	CALL("compat-umount", umount_call(1))                                                \
	CALL("move-mount", move_mount_call())                                                \
	CALL("mount-made", mount_made_call())                                                \
	CALL("pivot-root", pivot_root_call())                                                \
	CALL("chroot", chroot_call())
