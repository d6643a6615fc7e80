package io.nightjar.audit;

import io.nightjar.audit.AuditReport.Problem;
import java.util.ArrayList;
import java.util.List;

/** What one verification has found so far. */
final class Findings {

  private static final int PROBLEMS_AT_MOST = 100;

  private final List<Problem> leaves = new ArrayList<>();
  private final List<Problem> general = new ArrayList<>();
  private final List<String> notRead = new ArrayList<>();

  void leaf(StoredLeaf leaf, String what) {
    if (leaves.size() < PROBLEMS_AT_MOST) {
      leaves.add(new Problem(leaf.index(), leaf.kind(), leaf.time(), what));
    }
  }

  void general(String what) {
    if (general.size() < PROBLEMS_AT_MOST) {
      general.add(Problem.general(what));
    }
  }

  /** No problem, but something that could not be looked at. */
  void notRead(String what) {
    notRead.add(what);
  }

  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(leaves);
    all.addAll(general);
    return all.subList(0, Math.min(all.size(), PROBLEMS_AT_MOST));
  }

  List<String> notRead() {
    return notRead;
  }
}
