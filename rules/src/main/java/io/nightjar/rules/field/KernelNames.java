package io.nightjar.rules.field;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kernel's names for what is asked of it by number: signals, sub-commands, flags. */
final class KernelNames {
  static final Enumeration SIGNAL =
      Enumeration.fromZero(
          "SIG", "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
          "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN",
          "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  /** Of fcntl those commands that copy a descriptor. */
  static final Enumeration FCNTL = Enumeration.fromZero("F_", "DUPFD").add(1030, "F_DUPFD_CLOEXEC");

  static final Enumeration BPF =
      Enumeration.fromZero(
          "BPF_",
          "MAP_CREATE",
          "MAP_LOOKUP_ELEM",
          "MAP_UPDATE_ELEM",
          "MAP_DELETE_ELEM",
          "MAP_GET_NEXT_KEY",
          "PROG_LOAD",
          "OBJ_PIN",
          "OBJ_GET",
          "PROG_ATTACH",
          "PROG_DETACH",
          "PROG_TEST_RUN",
          "PROG_GET_NEXT_ID",
          "MAP_GET_NEXT_ID",
          "PROG_GET_FD_BY_ID",
          "MAP_GET_FD_BY_ID",
          "OBJ_GET_INFO_BY_FD",
          "PROG_QUERY",
          "RAW_TRACEPOINT_OPEN",
          "BTF_LOAD",
          "BTF_GET_FD_BY_ID",
          "TASK_FD_QUERY",
          "MAP_LOOKUP_AND_DELETE_ELEM",
          "MAP_FREEZE",
          "BTF_GET_NEXT_ID",
          "MAP_LOOKUP_BATCH",
          "MAP_LOOKUP_AND_DELETE_BATCH",
          "MAP_UPDATE_BATCH",
          "MAP_DELETE_BATCH",
          "LINK_CREATE",
          "LINK_UPDATE",
          "LINK_GET_FD_BY_ID",
          "LINK_GET_NEXT_ID",
          "ENABLE_STATS",
          "ITER_CREATE",
          "LINK_DETACH",
          "PROG_BIND_MAP");

  static final Enumeration KEYCTL =
      Enumeration.fromZero(
          "KEYCTL_",
          "GET_KEYRING_ID",
          "JOIN_SESSION_KEYRING",
          "UPDATE",
          "REVOKE",
          "CHOWN",
          "SETPERM",
          "DESCRIBE",
          "CLEAR",
          "LINK",
          "UNLINK",
          "SEARCH",
          "READ",
          "INSTANTIATE",
          "NEGATE",
          "SET_REQKEY_KEYRING",
          "SET_TIMEOUT",
          "ASSUME_AUTHORITY",
          "GET_SECURITY",
          "SESSION_TO_PARENT",
          "REJECT",
          "INSTANTIATE_IOV",
          "INVALIDATE",
          "GET_PERSISTENT",
          "DH_COMPUTE",
          "PKEY_QUERY",
          "PKEY_ENCRYPT",
          "PKEY_DECRYPT",
          "PKEY_SIGN",
          "PKEY_VERIFY",
          "RESTRICT_KEYRING",
          "MOVE",
          "CAPABILITIES",
          "WATCH_KEY");

  static final Enumeration PRCTL =
      new Enumeration()
          .add(1, "PR_SET_PDEATHSIG")
          .add(2, "PR_GET_PDEATHSIG")
          .add(3, "PR_GET_DUMPABLE")
          .add(4, "PR_SET_DUMPABLE")
          .add(7, "PR_GET_KEEPCAPS")
          .add(8, "PR_SET_KEEPCAPS")
          .add(15, "PR_SET_NAME")
          .add(16, "PR_GET_NAME")
          .add(21, "PR_GET_SECCOMP")
          .add(22, "PR_SET_SECCOMP")
          .add(23, "PR_CAPBSET_READ")
          .add(24, "PR_CAPBSET_DROP")
          .add(27, "PR_GET_SECUREBITS")
          .add(28, "PR_SET_SECUREBITS")
          .add(33, "PR_MCE_KILL")
          .add(34, "PR_MCE_KILL_GET")
          .add(35, "PR_SET_MM")
          .add(36, "PR_SET_CHILD_SUBREAPER")
          .add(37, "PR_GET_CHILD_SUBREAPER")
          .add(38, "PR_SET_NO_NEW_PRIVS")
          .add(39, "PR_GET_NO_NEW_PRIVS")
          .add(40, "PR_GET_TID_ADDRESS")
          .add(41, "PR_SET_THP_DISABLE")
          .add(42, "PR_GET_THP_DISABLE")
          .add(47, "PR_CAP_AMBIENT")
          .add(0x53564d41, "PR_SET_VMA")
          .add(0x59616d61, "PR_SET_PTRACER");

  static final Flags MEMFD =
      new Flags()
          .add(1, "MFD_CLOEXEC")
          .add(2, "MFD_ALLOW_SEALING")
          .add(4, "MFD_HUGETLB")
          .add(8, "MFD_NOEXEC_SEAL")
          .add(16, "MFD_EXEC");

  static final Flags MODULE =
      new Flags()
          .add(1, "MODULE_INIT_IGNORE_MODVERSIONS")
          .add(2, "MODULE_INIT_IGNORE_VERMAGIC")
          .add(4, "MODULE_INIT_COMPRESSED_FILE");

  static final Flags RING =
      new Flags()
          .add(1, "IORING_SETUP_IOPOLL")
          .add(2, "IORING_SETUP_SQPOLL")
          .add(4, "IORING_SETUP_SQ_AFF")
          .add(8, "IORING_SETUP_CQSIZE")
          .add(16, "IORING_SETUP_CLAMP")
          .add(32, "IORING_SETUP_ATTACH_RW")
          .add(64, "IORING_SETUP_R_DISABLED");

  static final Flags RING_FEATURES =
      new Flags()
          .add(1, "IORING_FEAT_SINGLE_MMAP")
          .add(2, "IORING_FEAT_NODROP")
          .add(4, "IORING_FEAT_SUBMIT_STABLE")
          .add(8, "IORING_FEAT_RW_CUR_POS")
          .add(16, "IORING_FEAT_CUR_PERSONALITY")
          .add(32, "IORING_FEAT_FAST_POLL")
          .add(64, "IORING_FEAT_POLL_32BITS")
          .add(128, "IORING_FEAT_SQPOLL_NONFIXED")
          .add(256, "IORING_FEAT_ENTER_EXT_ARG")
          .add(512, "IORING_FEAT_NATIVE_WORKERS")
          .add(1024, "IORING_FEAT_RSRC_TAGS");

  private KernelNames() {}

  /** Value of a name in any of these tables, for writers of cases; null if there is none. */
  static @Nullable Long valueOf(String name) {
    for (Enumeration table : List.of(SIGNAL, BPF, KEYCTL, PRCTL)) {
      Long value = table.value(name);
      if (value != null) {
        return value;
      }
    }
    for (Flags table : List.of(MEMFD, MODULE, RING, RING_FEATURES)) {
      Long bits = table.bits(name);
      if (bits != null) {
        return bits;
      }
    }
    return null;
  }
}
