package io.nightjar.driver;

import java.util.Set;

/**
 * Programs that the kernel kills as they are executed, before their first instruction.
 *
 * @param name of the rule that wants it, for reports
 * @param scope {@link FilterClause.Scope#CONTAINER} leaves the host alone; a process whose cgroup
 *     is not certainly that of a container counts as one of the host
 * @param exePaths resolved absolute paths ({@link Arg#EXE_PATH}) in the process's own root
 */
public record ExecDenial(String name, FilterClause.Scope scope, Set<String> exePaths) {
  public ExecDenial {
    exePaths = Set.copyOf(exePaths);
  }
}
