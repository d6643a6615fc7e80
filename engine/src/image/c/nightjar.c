// nightjar: starts the JVM that lies beside it with the flags of the command that is asked for.
//
// It is a program and no script, because the images have no shell. Everything it needs is found from
// where it lies itself (bin/nightjar, lib/nightjar/...), so the whole folder may be anywhere. It
// replaces itself by the JVM: no process stays between it and whoever sends signals.
//
//   NIGHTJAR_JAVA_OPTIONS   more flags for the JVM, split at blanks; they win over the shipped ones

#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARGUMENTS_AT_MOST 1024
#define COMMAND_AT_MOST 32

static char *arguments[ARGUMENTS_AT_MOST + 1];
static int count;

static void die(const char *what, const char *why)
{
	fprintf(stderr, "nightjar: %s: %s\n", what, why);
	exit(2);
}

static void add(char *argument)
{
	if (count == ARGUMENTS_AT_MOST)
		die("the command line", "more than 1024 arguments");
	arguments[count++] = argument;
}

__attribute__((format(printf, 1, 2))) static char *text(const char *format, ...)
{
	char *made = NULL;
	va_list values;

	va_start(values, format);
	if (vasprintf(&made, format, values) < 0)
		die("memory", strerror(errno));
	va_end(values);
	return made;
}

// The folder with jre/ and lib/, from the place of this program.
static char *home_of_this_program(void)
{
	static char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	int folders;

	if (length < 0)
		die("/proc/self/exe", strerror(errno));
	self[length] = '\0';
	for (folders = 0; folders < 2; folders++) {
		char *slash = strrchr(self, '/');

		if (slash == NULL)
			die(self, "lies in no folder");
		*slash = '\0';
	}
	return text("%s/lib/nightjar", self);
}

// Whether this is the name of a command and nothing that could lead to another folder.
static int is_command(const char *word)
{
	size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz-");

	return length > 0 && length <= COMMAND_AT_MOST && word[length] == '\0' && word[0] != '-';
}

// The file of flags for a command, or that of the commands that end at once.
static char *flags_for(const char *home, const char *command)
{
	// these two do an engine's work, for as long
	if (command != NULL && (strcmp(command, "decide") == 0 || strcmp(command, "run") == 0))
		command = "engine";
	if (command != NULL && is_command(command)) {
		char *own = text("%s/options/%s", home, command);

		if (access(own, R_OK) == 0)
			return own;
		free(own);
	}
	return text("%s/options/command", home);
}

// The classes as they are after a start of the role: what an image of one role has, or of both.
static void add_archive(const char *home, const char *command)
{
	const char *roles[] = { command != NULL && strcmp(command, "agent") == 0 ? "agent" : "engine",
				"agent" };
	unsigned int i;

	for (i = 0; i < 2; i++) {
		char *archive = text("%s/archive/%s.jsa", home, roles[i]);

		if (access(archive, R_OK) == 0) {
			add(text("-XX:SharedArchiveFile=%s", archive));
			// one that does not fit costs speed and nothing else
			add("-Xshare:auto");
			add("-Xlog:cds*=off");
			return;
		}
		free(archive);
	}
}

static void add_flags_of_the_environment(void)
{
	const char *given = getenv("NIGHTJAR_JAVA_OPTIONS");
	char *rest, *flag;

	if (given == NULL)
		return;
	rest = strdup(given);
	if (rest == NULL)
		die("memory", strerror(errno));
	for (flag = strtok(rest, " "); flag != NULL; flag = strtok(NULL, " "))
		add(flag);
}

int main(int argc, char **argv)
{
	char *home = home_of_this_program();
	char *java = text("%s/jre/bin/java", home);
	const char *command = argc > 1 ? argv[1] : NULL;
	int i;

	add(java);
	add(text("@%s", flags_for(home, command)));
	add_archive(home, command);
	add(text("-Dnightjar.home=%s", home));
	// unpacked ahead: nothing has to be written and executed at a start
	add(text("-Dnightjar.native.dir=%s/native", home));
	add(text("-Djffi.boot.library.path=%s/native", home));
	add(text("-Dorg.sqlite.lib.path=%s/native", home));
	add_flags_of_the_environment();
	add("-jar");
	add(text("%s/lib/nightjar-engine.jar", home));
	for (i = 1; i < argc; i++)
		add(argv[i]);
	add(NULL);
	// more arenas than processors' worth of native memory helps nobody here
	setenv("MALLOC_ARENA_MAX", "2", 0);
	execv(java, arguments);
	die(java, strerror(errno));
	return 2;
}
