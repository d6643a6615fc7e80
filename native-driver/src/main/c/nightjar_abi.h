/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel half, the library and the Java reader agree on. The Java side says the same in
 * EventLayout, EventType and Arg; EventLayoutTest compares the two through nightjar_layout().
 */
#ifndef NIGHTJAR_ABI_H
#define NIGHTJAR_ABI_H

#define NJ_SCHEMA_VERSION 1

/* the head of every record, then slot_count slots of 8 bytes, then the texts; little-endian */
struct nj_header {
	__u32 size;	    /* the whole record, a multiple of 8 */
	__u16 type;	    /* enum nj_type */
	__u8 version;	    /* NJ_SCHEMA_VERSION */
	__u8 slot_count;
	__u64 boot_nanos;   /* CLOCK_BOOTTIME when the call returned */
	__s64 result;	    /* what the call returned */
	__u64 cgroup_id;    /* v2, or v1 memory with NJ_CGROUP_V1 */
	__u64 start_nanos;  /* start of the process after boot */
	__u32 tgid;	    /* ids of the initial namespaces */
	__u32 tid;
	__u32 uid;
	__u32 gid;
	__u32 mount_namespace;
	__u32 pid_namespace;
	__u16 cpu;
	__u16 flags;	    /* NJ_FLAG_* */
	__u32 reserved;
	__u64 present;	    /* bit n: slot n is filled */
};

#define NJ_FLAG_TRUNCATED 1
#define NJ_CGROUP_V1 (1ULL << 63)

/* settings and counters, shared with user space through the map of global variables */
struct nj_control {
	__u64 enabled;	    /* bit n: type n is sent */
	__u64 urgent;	    /* bit n: type n wakes the reader at once */
	__u64 wake_bytes;   /* the other types wake it when this much waits */
	__u32 own_tgid;	    /* its own calls are not reported */
	__u32 reserved;
	__u64 lost[64];	    /* by type: the ring was full */
};

/* properties of an executable: the bits of NJ_EXEC_EXE_FLAGS */
enum nj_exe_flag {
	NJ_EXE_MEMFD = 1 << 0,
	NJ_EXE_DELETED = 1 << 1,
	NJ_EXE_UPPER_LAYER = 1 << 2,
	NJ_EXE_LOWER_LAYER = 1 << 3,
	NJ_EXE_WRITABLE = 1 << 4,
	NJ_EXE_INTERPRETER = 1 << 5,
};

/* X(type, slots): the order is the code on the wire, the first is 1 */
#define NJ_TYPES(X)          \
	X(EXECVE, EXEC)      \
	X(EXECVEAT, EXEC)    \
	X(OPEN, OPEN)        \
	X(OPENAT, OPEN)      \
	X(OPENAT2, OPEN)     \
	X(CREAT, OPEN)       \
	X(CONNECT, CONNECT)  \
	X(SETNS, SETNS)      \
	X(UNSHARE, UNSHARE)  \
	X(PTRACE, PTRACE)    \
	X(SYMLINK, SYMLINK)  \
	X(SYMLINKAT, SYMLINK) \
	X(LINK, TWO_PATHS)   \
	X(LINKAT, TWO_PATHS) \
	X(CHMOD, CHMOD)      \
	X(FCHMOD, CHMOD)     \
	X(FCHMODAT, CHMOD)   \
	X(FCHMODAT2, CHMOD)  \
	X(CHOWN, CHOWN)      \
	X(LCHOWN, CHOWN)     \
	X(FCHOWN, CHOWN)     \
	X(FCHOWNAT, CHOWN)   \
	X(RENAME, TWO_PATHS) \
	X(RENAMEAT, TWO_PATHS) \
	X(RENAMEAT2, TWO_PATHS) \
	X(UNLINK, UNLINK)    \
	X(UNLINKAT, UNLINK)  \
	X(RMDIR, UNLINK)     \
	X(SETUID, IDENTITY)  \
	X(SETGID, IDENTITY)  \
	X(SETREUID, IDENTITY) \
	X(SETREGID, IDENTITY) \
	X(SETRESUID, IDENTITY) \
	X(SETRESGID, IDENTITY) \
	X(PROCESS_FORK, FORK) \
	X(PROCESS_EXIT, EXIT)

/* X(group, argument): the order is that of the slots */
#define NJ_SLOTS_EXEC(X)         \
	X(EXEC, PARENT_TGID)     \
	X(EXEC, PARENT_START)    \
	X(EXEC, NAMESPACE_TGID)  \
	X(EXEC, SESSION)         \
	X(EXEC, PROCESS_GROUP)   \
	X(EXEC, EUID)            \
	X(EXEC, EGID)            \
	X(EXEC, LOGIN_UID)       \
	X(EXEC, TTY)             \
	X(EXEC, EXE_FLAGS)       \
	X(EXEC, INODE)           \
	X(EXEC, DEVICE)          \
	X(EXEC, EXE_CHANGE_TIME) \
	X(EXEC, EXE_MODIFY_TIME) \
	X(EXEC, CAP_INHERITABLE) \
	X(EXEC, CAP_PERMITTED)   \
	X(EXEC, CAP_EFFECTIVE)   \
	X(EXEC, ARGS_BYTES)      \
	X(EXEC, DIRECTORY_FD)    \
	X(EXEC, FLAGS)           \
	X(EXEC, NAME)            \
	X(EXEC, EXE_PATH)        \
	X(EXEC, PATH)            \
	X(EXEC, DIRECTORY)       \
	X(EXEC, CURRENT_DIRECTORY) \
	X(EXEC, CGROUP)          \
	X(EXEC, ARGS)
#define NJ_SLOTS_OPEN(X)      \
	X(OPEN, DIRECTORY_FD) \
	X(OPEN, FLAGS)        \
	X(OPEN, MODE)         \
	X(OPEN, RESOLVE)      \
	X(OPEN, INODE)        \
	X(OPEN, DEVICE)       \
	X(OPEN, FILE_MODE)    \
	X(OPEN, CREATED)      \
	X(OPEN, PATH)         \
	X(OPEN, RAW_PATH)     \
	X(OPEN, DIRECTORY)
#define NJ_SLOTS_CONNECT(X)        \
	X(CONNECT, FD)             \
	X(CONNECT, FAMILY)         \
	X(CONNECT, REMOTE_ADDRESS) \
	X(CONNECT, REMOTE_PORT)    \
	X(CONNECT, LOCAL_ADDRESS)  \
	X(CONNECT, LOCAL_PORT)     \
	X(CONNECT, PROTOCOL)       \
	X(CONNECT, SOCKET_TYPE)    \
	X(CONNECT, PATH)
#define NJ_SLOTS_SETNS(X) \
	X(SETNS, FD)      \
	X(SETNS, FLAGS)   \
	X(SETNS, INODE)
#define NJ_SLOTS_UNSHARE(X) \
	X(UNSHARE, FLAGS)
#define NJ_SLOTS_PTRACE(X)    \
	X(PTRACE, REQUEST)    \
	X(PTRACE, TARGET_PID) \
	X(PTRACE, ADDRESS)    \
	X(PTRACE, DATA)
#define NJ_SLOTS_SYMLINK(X)      \
	X(SYMLINK, DIRECTORY_FD) \
	X(SYMLINK, TARGET)       \
	X(SYMLINK, PATH)         \
	X(SYMLINK, DIRECTORY)
#define NJ_SLOTS_TWO_PATHS(X)          \
	X(TWO_PATHS, OLD_DIRECTORY_FD) \
	X(TWO_PATHS, NEW_DIRECTORY_FD) \
	X(TWO_PATHS, FLAGS)            \
	X(TWO_PATHS, OLD_PATH)         \
	X(TWO_PATHS, OLD_DIRECTORY)    \
	X(TWO_PATHS, NEW_PATH)         \
	X(TWO_PATHS, NEW_DIRECTORY)
#define NJ_SLOTS_CHMOD(X)      \
	X(CHMOD, FD)           \
	X(CHMOD, DIRECTORY_FD) \
	X(CHMOD, MODE)         \
	X(CHMOD, FLAGS)        \
	X(CHMOD, PATH)         \
	X(CHMOD, DIRECTORY)
#define NJ_SLOTS_CHOWN(X)      \
	X(CHOWN, FD)           \
	X(CHOWN, DIRECTORY_FD) \
	X(CHOWN, OWNER_UID)    \
	X(CHOWN, OWNER_GID)    \
	X(CHOWN, FLAGS)        \
	X(CHOWN, PATH)         \
	X(CHOWN, DIRECTORY)
#define NJ_SLOTS_UNLINK(X)      \
	X(UNLINK, DIRECTORY_FD) \
	X(UNLINK, FLAGS)        \
	X(UNLINK, PATH)         \
	X(UNLINK, DIRECTORY)
#define NJ_SLOTS_IDENTITY(X)      \
	X(IDENTITY, REAL_ID)      \
	X(IDENTITY, EFFECTIVE_ID) \
	X(IDENTITY, SAVED_ID)     \
	X(IDENTITY, EUID)         \
	X(IDENTITY, EGID)
#define NJ_SLOTS_FORK(X)      \
	X(FORK, PARENT_TGID)  \
	X(FORK, PARENT_START) \
	X(FORK, NAMESPACE_TGID)
#define NJ_SLOTS_EXIT(X) \
	X(EXIT, EXIT_CODE)

#define NJ_TYPE_CODE(type, slots) NJ_##type,
enum nj_type { NJ_NONE, NJ_TYPES(NJ_TYPE_CODE) NJ_TYPE_END };

#define NJ_SLOT_CODE(group, argument) NJ_##group##_##argument,
enum nj_exec_slot { NJ_SLOTS_EXEC(NJ_SLOT_CODE) NJ_EXEC_SLOTS };
enum nj_open_slot { NJ_SLOTS_OPEN(NJ_SLOT_CODE) NJ_OPEN_SLOTS };
enum nj_connect_slot { NJ_SLOTS_CONNECT(NJ_SLOT_CODE) NJ_CONNECT_SLOTS };
enum nj_setns_slot { NJ_SLOTS_SETNS(NJ_SLOT_CODE) NJ_SETNS_SLOTS };
enum nj_unshare_slot { NJ_SLOTS_UNSHARE(NJ_SLOT_CODE) NJ_UNSHARE_SLOTS };
enum nj_ptrace_slot { NJ_SLOTS_PTRACE(NJ_SLOT_CODE) NJ_PTRACE_SLOTS };
enum nj_symlink_slot { NJ_SLOTS_SYMLINK(NJ_SLOT_CODE) NJ_SYMLINK_SLOTS };
enum nj_two_paths_slot { NJ_SLOTS_TWO_PATHS(NJ_SLOT_CODE) NJ_TWO_PATHS_SLOTS };
enum nj_chmod_slot { NJ_SLOTS_CHMOD(NJ_SLOT_CODE) NJ_CHMOD_SLOTS };
enum nj_chown_slot { NJ_SLOTS_CHOWN(NJ_SLOT_CODE) NJ_CHOWN_SLOTS };
enum nj_unlink_slot { NJ_SLOTS_UNLINK(NJ_SLOT_CODE) NJ_UNLINK_SLOTS };
enum nj_identity_slot { NJ_SLOTS_IDENTITY(NJ_SLOT_CODE) NJ_IDENTITY_SLOTS };
enum nj_fork_slot { NJ_SLOTS_FORK(NJ_SLOT_CODE) NJ_FORK_SLOTS };
enum nj_exit_slot { NJ_SLOTS_EXIT(NJ_SLOT_CODE) NJ_EXIT_SLOTS };

#endif
