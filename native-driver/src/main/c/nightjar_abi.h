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
	__u32 namespace_tid; /* tid in the pid namespace of the process */
	__u64 present;	    /* bit n: slot n is filled */
};

#define NJ_FLAG_TRUNCATED 1
#define NJ_FLAG_KILLED 2 /* an exec: the program is denied and was killed */
#define NJ_CGROUP_V1 (1ULL << 63)

/* codes of types are below the limit; their bits take this many words */
#define NJ_TYPE_LIMIT 128
#define NJ_TYPE_WORDS (NJ_TYPE_LIMIT / 64)

/* settings, shared with user space through the map of global variables */
struct nj_control {
	__u64 enabled[NJ_TYPE_WORDS]; /* bit n: type n is sent */
	__u64 urgent[NJ_TYPE_WORDS];  /* bit n: type n wakes a waiting reader at once */
	__u64 wake_bytes;   /* the others wake it when this much waits in a ring, or NJ_READING */
	__u32 own_tgid;	    /* its own calls are not reported */
	__u32 environment;  /* 1: an exec carries the environment */
};

/* in nj_control.wake_bytes: the reader is at work and needs no waking */
#define NJ_READING (~0ULL)

/* one for each CPU, written by it alone, and a multiple of two cache lines long for that reason */
struct nj_cpu {
	__u64 building;	    /* 0, NJ_STARTING, or the boot time of the record that is being made */
	__u64 first_lost;   /* boot times; 0 when nothing was lost */
	__u64 last_lost;
	__u64 reserved[13];
	__u64 lost[NJ_TYPE_LIMIT]; /* by type: the ring was full */
};

/* in nj_cpu.building: a record is begun and its time not yet taken */
#define NJ_STARTING 1

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
	X(PROCESS_EXIT, EXIT) \
	X(SOCKET, SOCKET) \
	X(BIND, ENDPOINT) \
	X(LISTEN, ENDPOINT) \
	X(ACCEPT, ENDPOINT) \
	X(ACCEPT4, ENDPOINT) \
	X(SENDTO, MESSAGE) \
	X(SENDMSG, MESSAGE) \
	X(SENDMMSG, MESSAGE) \
	X(RECVFROM, MESSAGE) \
	X(RECVMSG, MESSAGE) \
	X(RECVMMSG, MESSAGE) \
	X(DUP, DUP) \
	X(DUP2, DUP) \
	X(DUP3, DUP) \
	X(MKDIR, MAKE) \
	X(MKDIRAT, MAKE) \
	X(MKNOD, MAKE) \
	X(MKNODAT, MAKE) \
	X(MOUNT, MOUNT) \
	X(UMOUNT2, UNLINK) \
	X(MOVE_MOUNT, MOVE_MOUNT) \
	X(PIVOT_ROOT, TWO_PATHS) \
	X(CHROOT, CHROOT) \
	X(CLONE, CLONE) \
	X(CLONE3, CLONE) \
	X(FORK, CLONE) \
	X(VFORK, CLONE) \
	X(CAPSET, CAPSET) \
	X(KILL, SEND_SIGNAL) \
	X(TKILL, SEND_SIGNAL) \
	X(TGKILL, SEND_SIGNAL) \
	X(PIDFD_SEND_SIGNAL, SEND_SIGNAL) \
	X(PROCESS_VM_READV, MEMORY) \
	X(PROCESS_VM_WRITEV, MEMORY) \
	X(PRCTL, COMMAND) \
	X(KEYCTL, COMMAND) \
	X(BPF, BPF) \
	X(MEMFD_CREATE, MEMFD) \
	X(INIT_MODULE, MODULE) \
	X(FINIT_MODULE, MODULE) \
	X(DELETE_MODULE, MODULE) \
	X(USERFAULTFD, SETUP) \
	X(IO_URING_SETUP, SETUP) \
	X(FCNTL, FCNTL)

/* what is told of a socket; these slots stand together, in this order, in every group with sockets */
#define NJ_SLOTS_OF_SOCKET(X, group) \
	X(group, FAMILY)             \
	X(group, REMOTE_ADDRESS)     \
	X(group, REMOTE_PORT)        \
	X(group, LOCAL_ADDRESS)      \
	X(group, LOCAL_PORT)         \
	X(group, PROTOCOL)           \
	X(group, SOCKET_TYPE)        \
	X(group, CONNECTED)          \
	X(group, SERVER)             \
	X(group, PATH)               \
	X(group, LOCAL_PATH)

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
	X(EXEC, NAMESPACE_START) \
	X(EXEC, ROOT_MOUNT)      \
	X(EXEC, ROOT_INODE)      \
	X(EXEC, NAME)            \
	X(EXEC, EXE_PATH)        \
	X(EXEC, PATH)            \
	X(EXEC, DIRECTORY)       \
	X(EXEC, CURRENT_DIRECTORY) \
	X(EXEC, CGROUP)          \
	X(EXEC, ARGS)            \
	X(EXEC, ENVIRONMENT)
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
#define NJ_SLOTS_CONNECT(X) \
	X(CONNECT, FD)      \
	NJ_SLOTS_OF_SOCKET(X, CONNECT)
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
#define NJ_SLOTS_SOCKET(X) \
	X(SOCKET, FAMILY) \
	X(SOCKET, SOCKET_TYPE) \
	X(SOCKET, PROTOCOL) \
	X(SOCKET, FLAGS)
#define NJ_SLOTS_ENDPOINT(X) \
	X(ENDPOINT, FD)      \
	X(ENDPOINT, FLAGS)   \
	X(ENDPOINT, SIZE)    \
	NJ_SLOTS_OF_SOCKET(X, ENDPOINT)
#define NJ_SLOTS_MESSAGE(X)            \
	X(MESSAGE, FD)                 \
	X(MESSAGE, FLAGS)              \
	X(MESSAGE, SIZE)               \
	NJ_SLOTS_OF_SOCKET(X, MESSAGE) \
	X(MESSAGE, CONTENT)
#define NJ_SLOTS_DUP(X)   \
	X(DUP, FD)        \
	X(DUP, NEW_FD)    \
	X(DUP, FLAGS)     \
	X(DUP, FILE_MODE) \
	X(DUP, INODE)     \
	X(DUP, DEVICE)    \
	NJ_SLOTS_OF_SOCKET(X, DUP)
/* of fcntl only the commands that copy; what is copied lies where it does in DUP */
#define NJ_SLOTS_FCNTL(X) \
	X(FCNTL, FD)        \
	X(FCNTL, REQUEST)   \
	X(FCNTL, DATA)      \
	X(FCNTL, FILE_MODE) \
	X(FCNTL, INODE)     \
	X(FCNTL, DEVICE)    \
	NJ_SLOTS_OF_SOCKET(X, FCNTL)
#define NJ_SLOTS_MAKE(X) \
	X(MAKE, DIRECTORY_FD) \
	X(MAKE, MODE) \
	X(MAKE, DEVICE) \
	X(MAKE, PATH) \
	X(MAKE, DIRECTORY)
#define NJ_SLOTS_MOUNT(X) \
	X(MOUNT, FLAGS) \
	X(MOUNT, SOURCE) \
	X(MOUNT, FILESYSTEM) \
	X(MOUNT, PATH) \
	X(MOUNT, DIRECTORY)
#define NJ_SLOTS_MOVE_MOUNT(X)          \
	X(MOVE_MOUNT, OLD_DIRECTORY_FD) \
	X(MOVE_MOUNT, NEW_DIRECTORY_FD) \
	X(MOVE_MOUNT, FLAGS)            \
	X(MOVE_MOUNT, OLD_PATH)         \
	X(MOVE_MOUNT, OLD_DIRECTORY)    \
	X(MOVE_MOUNT, NEW_PATH)         \
	X(MOVE_MOUNT, NEW_DIRECTORY)    \
	X(MOVE_MOUNT, FILESYSTEM)       \
	X(MOVE_MOUNT, DEVICE)
#define NJ_SLOTS_CHROOT(X)  \
	X(CHROOT, PATH)     \
	X(CHROOT, RAW_PATH) \
	X(CHROOT, DIRECTORY)
#define NJ_SLOTS_CLONE(X) \
	X(CLONE, FLAGS)   \
	X(CLONE, SIGNAL)
#define NJ_SLOTS_CAPSET(X)         \
	X(CAPSET, TARGET_PID)      \
	X(CAPSET, CAP_INHERITABLE) \
	X(CAPSET, CAP_PERMITTED)   \
	X(CAPSET, CAP_EFFECTIVE)
#define NJ_SLOTS_SEND_SIGNAL(X)     \
	X(SEND_SIGNAL, FD)          \
	X(SEND_SIGNAL, TARGET_PID)  \
	X(SEND_SIGNAL, TARGET_TID)  \
	X(SEND_SIGNAL, SIGNAL)      \
	X(SEND_SIGNAL, FLAGS)
#define NJ_SLOTS_MEMORY(X)    \
	X(MEMORY, TARGET_PID) \
	X(MEMORY, ADDRESS)    \
	X(MEMORY, SIZE)       \
	X(MEMORY, FLAGS)
#define NJ_SLOTS_COMMAND(X) \
	X(COMMAND, REQUEST) \
	X(COMMAND, ADDRESS) \
	X(COMMAND, DATA)    \
	X(COMMAND, THIRD)   \
	X(COMMAND, FOURTH)  \
	X(COMMAND, NAME)
#define NJ_SLOTS_BPF(X)     \
	X(BPF, REQUEST)     \
	X(BPF, SIZE)        \
	X(BPF, OBJECT_TYPE) \
	X(BPF, NAME)        \
	X(BPF, PATH)
#define NJ_SLOTS_MEMFD(X) \
	X(MEMFD, FLAGS)   \
	X(MEMFD, NAME)
#define NJ_SLOTS_MODULE(X) \
	X(MODULE, FD)      \
	X(MODULE, FLAGS)   \
	X(MODULE, SIZE)    \
	X(MODULE, PATH)    \
	X(MODULE, NAME)    \
	X(MODULE, PARAMETERS)
#define NJ_SLOTS_SETUP(X)          \
	X(SETUP, FLAGS)            \
	X(SETUP, SIZE)             \
	X(SETUP, QUEUE_SIZE)       \
	X(SETUP, COMPLETION_SIZE)  \
	X(SETUP, THREAD_CPU)       \
	X(SETUP, THREAD_IDLE)      \
	X(SETUP, FEATURES)

#define NJ_TYPE_CODE(type, slots) NJ_##type,
enum nj_type { NJ_NONE, NJ_TYPES(NJ_TYPE_CODE) NJ_TYPE_END };

#define NJ_SLOT_CODE(group, argument) NJ_##group##_##argument,
/* counted from the group's FAMILY */
enum nj_socket_slot_offset { NJ_SLOTS_OF_SOCKET(NJ_SLOT_CODE, AT) NJ_AT_END };
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
enum nj_socket_slot { NJ_SLOTS_SOCKET(NJ_SLOT_CODE) NJ_SOCKET_SLOTS };
enum nj_endpoint_slot { NJ_SLOTS_ENDPOINT(NJ_SLOT_CODE) NJ_ENDPOINT_SLOTS };
enum nj_message_slot { NJ_SLOTS_MESSAGE(NJ_SLOT_CODE) NJ_MESSAGE_SLOTS };
enum nj_move_mount_slot { NJ_SLOTS_MOVE_MOUNT(NJ_SLOT_CODE) NJ_MOVE_MOUNT_SLOTS };
enum nj_chroot_slot { NJ_SLOTS_CHROOT(NJ_SLOT_CODE) NJ_CHROOT_SLOTS };
enum nj_dup_slot { NJ_SLOTS_DUP(NJ_SLOT_CODE) NJ_DUP_SLOTS };
enum nj_fcntl_slot { NJ_SLOTS_FCNTL(NJ_SLOT_CODE) NJ_FCNTL_SLOTS };
enum nj_make_slot { NJ_SLOTS_MAKE(NJ_SLOT_CODE) NJ_MAKE_SLOTS };
enum nj_mount_slot { NJ_SLOTS_MOUNT(NJ_SLOT_CODE) NJ_MOUNT_SLOTS };
enum nj_clone_slot { NJ_SLOTS_CLONE(NJ_SLOT_CODE) NJ_CLONE_SLOTS };
enum nj_capset_slot { NJ_SLOTS_CAPSET(NJ_SLOT_CODE) NJ_CAPSET_SLOTS };
enum nj_send_signal_slot { NJ_SLOTS_SEND_SIGNAL(NJ_SLOT_CODE) NJ_SEND_SIGNAL_SLOTS };
enum nj_memory_slot { NJ_SLOTS_MEMORY(NJ_SLOT_CODE) NJ_MEMORY_SLOTS };
enum nj_command_slot { NJ_SLOTS_COMMAND(NJ_SLOT_CODE) NJ_COMMAND_SLOTS };
enum nj_bpf_slot { NJ_SLOTS_BPF(NJ_SLOT_CODE) NJ_BPF_SLOTS };
enum nj_memfd_slot { NJ_SLOTS_MEMFD(NJ_SLOT_CODE) NJ_MEMFD_SLOTS };
enum nj_module_slot { NJ_SLOTS_MODULE(NJ_SLOT_CODE) NJ_MODULE_SLOTS };
enum nj_setup_slot { NJ_SLOTS_SETUP(NJ_SLOT_CODE) NJ_SETUP_SLOTS };

#endif
