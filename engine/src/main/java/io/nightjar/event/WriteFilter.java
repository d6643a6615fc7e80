package io.nightjar.event;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterClause;
import io.nightjar.driver.FilterClause.Outcome;
import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.driver.KernelFilter;
import io.nightjar.driver.NumberTest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What {@link WriteObserver} needs of the kernel beyond the rules: where containers write. */
public final class WriteFilter {

  // asm-generic/fcntl.h: the access mode's two bits, O_CREAT, O_TRUNC
  static final long WRITING = 0x3 | 0x40 | 0x200;

  /** Calls that open a file for several purposes; their flags tell which. */
  static final Set<EventType> OPENS =
      EnumSet.of(EventType.OPEN, EventType.OPENAT, EventType.OPENAT2);

  /** Calls that make or remove a file at {@link Arg#PATH}. */
  static final Set<EventType> AT_PATH =
      EnumSet.of(
          EventType.CREAT,
          EventType.UNLINK,
          EventType.UNLINKAT,
          EventType.RMDIR,
          EventType.MKDIR,
          EventType.MKDIRAT,
          EventType.MKNOD,
          EventType.MKNODAT,
          EventType.SYMLINK,
          EventType.SYMLINKAT);

  /** Calls that make a file at {@link Arg#NEW_PATH}. */
  static final Set<EventType> AT_NEW_PATH =
      EnumSet.of(
          EventType.RENAME,
          EventType.RENAMEAT,
          EventType.RENAMEAT2,
          EventType.LINK,
          EventType.LINKAT);

  /** The first successful write of each container to each directory. */
  public static final KernelFilter FILTER = filter();

  private WriteFilter() {}

  private static KernelFilter filter() {
    KernelFilter.Builder filter = KernelFilter.builder();
    FilterClause opened = clause(List.of(NumberTest.anyBit(Arg.FLAGS, WRITING)));
    OPENS.forEach(type -> filter.send(type, opened));
    AT_PATH.forEach(type -> filter.send(type, clause(List.of())));
    AT_NEW_PATH.forEach(type -> filter.send(type, clause(List.of())));
    return filter.build();
  }

  private static FilterClause clause(List<NumberTest> tests) {
    return new FilterClause(Scope.CONTAINER, Outcome.SUCCEEDED, tests, List.of(), true);
  }
}
