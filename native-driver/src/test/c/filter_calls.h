// SPDX-License-Identifier: Apache-2.0
/* Many calls in one process, good and bad, for the tests of the filter; see calls.c. */

/* what is opened, named and removed: plain, relative, dotted, doubled, hidden, missing, not UTF-8 */
static const char *const many_paths[] = {
	"file", "./file", "sub/file", "sub/../file", "sub//file", "sub/./file", ".hidden/id_rsa",
	"link", "dangling", "missing", "sub", "sub/", ".", "..", "/", "", "sub/bad\xff\xc3name",
	"/etc/hostname", "/etc/passwd", "/etc//passwd", "/etc/../etc/passwd", "/etc/missing",
	"/dev/null", "/proc/self/status", "/proc/self/exe", "/tmp", "/nothing/at/all",
	"long/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234"
	"567890123456789012345678901234567890123456789012345678901234567890123456789/end",
};

#define MANY_PATHS (sizeof(many_paths) / sizeof(many_paths[0]))

static void many_opens(const char *path)
{
	static const int flags[] = { O_RDONLY, O_WRONLY, O_RDWR, O_RDONLY | O_CLOEXEC | O_NONBLOCK,
				     O_WRONLY | O_CREAT | O_TRUNC, O_PATH | O_WRONLY, 3 };
	struct open_how how = { .flags = O_RDONLY, .resolve = 8 };
	int base = open("sub", O_PATH | O_DIRECTORY);

	/* nothing outside the folder is written */
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (*path != '/' || !(flags[i] & (O_CREAT | O_TRUNC)))
			close(syscall(SYS_openat, AT_FDCWD, path, flags[i], 0640));
	close(syscall(SYS_openat, base, path, O_RDONLY, 0));
	close(syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how)));
#if defined(SYS_open)
	close(syscall(SYS_open, path, O_RDONLY, 0));
	close(syscall(SYS_open, path, O_RDWR, 0));
	if (*path != '/')
		close(syscall(SYS_creat, path, 0600));
#endif
	close(base);
}

/* with a mode or owner that a file has already, or on what is not there */
static void many_changes(const char *path)
{
	int base = open("sub", O_PATH | O_DIRECTORY), fd;

	if (*path == '/')
		path = "/nothing/at/all";
	syscall(SYS_fchmodat, AT_FDCWD, path, 0600);
	syscall(SYS_fchmodat, base, path, 04755);
	syscall(SYS_fchmodat2, base, path, 0644, AT_SYMLINK_NOFOLLOW);
	syscall(SYS_fchownat, AT_FDCWD, path, -1, -1, 0);
	syscall(SYS_fchownat, base, path, 1, 2, AT_EMPTY_PATH);
	fd = open(path, O_RDONLY);
	fchmod(fd, 0640);
	fchown(fd, -1, 3);
	close(fd);
#if defined(SYS_open)
	syscall(SYS_chmod, path, 0755);
	syscall(SYS_lchown, path, -1, -1);
#endif
	syscall(SYS_symlinkat, path, base, "taken");
	syscall(SYS_linkat, AT_FDCWD, path, base, "twin", 0);
	syscall(SYS_unlinkat, base, "twin", 0);
	syscall(SYS_unlinkat, base, path, *path ? 0 : AT_REMOVEDIR);
	syscall(SYS_renameat2, AT_FDCWD, path, base, "moved", 1);
	syscall(SYS_renameat2, base, "moved", AT_FDCWD, path, 1);
	syscall(SYS_mkdirat, base, path, 0700);
	close(base);
}

static void many_others(void)
{
	for (int port = 1; port < 6; port++) {
		struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port),
					    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		int fd = socket(AF_INET, port % 2 ? SOCK_STREAM : SOCK_DGRAM, 0);

		connect(fd, (struct sockaddr *)&four, sizeof(four));
		close(fd);
	}
	for (int i = 0; i < 3; i++) {
		struct sockaddr_un path = { .sun_family = AF_UNIX };
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		strcpy(path.sun_path, i == 0 ? "/nothing/docker.sock" : i == 1 ? "x" : "\0abstract");
		connect(fd, (struct sockaddr *)&path, sizeof(path));
		close(fd);
	}
	for (int port = 6; port < 9; port++) {
		struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port),
					    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		int fd = socket(AF_INET, SOCK_DGRAM, 0);

		sendto(fd, "many", port - 5, 0, (struct sockaddr *)&four, sizeof(four));
		dup2(fd, 100 + port);
		dup2(999, port);
		fcntl(fd, F_DUPFD, 110 + port);
		fcntl(fd, F_DUPFD_CLOEXEC, 120);
		fcntl(fd, F_GETFD);
		close(fd);
	}
	for (int signal = 0; signal < 3; signal++) {
		kill(getpid(), 0);
		kill(0x3ffffff0 + signal, signal);
	}
	for (int request = 0; request < 5; request++)
		syscall(SYS_ptrace, 9000 + request, request % 2 ? 1 : -1, 0, 0);
	syscall(SYS_setns, -1, CLONE_NEWNET);
	syscall(SYS_unshare, 1);
	execve("/nothing/at/all", words, environ);
}

/* words: a folder, made with what many_paths names */
static long many(void)
{
	if (chdir(words[0]))
		return -1;
	for (size_t i = 0; i < MANY_PATHS; i++) {
		many_opens(many_paths[i]);
		many_changes(many_paths[i]);
	}
	many_others();
	return 0;
}

static long thread_nanos(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

/* to a closed port of the loopback */
static void connect_once(void)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(1),
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	connect(fd, (struct sockaddr *)&four, sizeof(four));
	close(fd);
}

/* words: what to do, a path, how often; prints the least and the median thread time of one */
static long loop(void)
{
	enum { BATCHES = 4000 };
	long times[BATCHES], count = number(2);

	for (int batch = 0; batch < BATCHES; batch++) {
		long before = thread_nanos();

		for (long i = 0; i < count; i++) {
			if (!strcmp(words[0], "open"))
				close(open(words[1], O_RDONLY | O_CLOEXEC));
			else if (!strcmp(words[0], "missing"))
				open(words[1], O_RDONLY | O_CLOEXEC);
			else if (!strcmp(words[0], "chmod"))
				chmod(words[1], 0600);
			else if (!strcmp(words[0], "connect"))
				connect_once();
			else
				syscall(SYS_getppid);
		}
		times[batch] = (thread_nanos() - before) / count;
	}
	qsort(times, BATCHES, sizeof(times[0]), by_size);
	printf("LEAST %ld\nMEDIAN %ld\n", times[0], times[BATCHES / 2]);
	return 0;
}
